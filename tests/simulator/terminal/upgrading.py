"""A platform half that carries an image to a terminal on a bench, chunk by chunk, as UPG-09 and UPG-10 say."""

from dataclasses import replace
from typing import Any

from protocol_spec.codes import Capability, EventCode, Flag, RebootMode, Result, UpgradeState
from protocol_spec.frame import Frame
from protocol_spec.instant import S
from protocol_spec.messages import Reboot, TerminalAck, UpgradeChunk, UpgradeOffer, UpgradeReport
from simulator.terminal import Profile, load_profile
from simulator.terminal.upgrade.image import offer_of

from .bench import Bench, profile_of

IMAGE = bytes(range(256)) * 5
CHUNK = 200
ABLE = load_profile().capability | Capability.UPGRADE


def upgradable(**over: Any) -> Profile:
    return profile_of(**({"capability": ABLE} | over))


def offer_for(bench: Bench, version: str = "1.1.0", image: bytes = IMAGE, **over: Any) -> UpgradeOffer:
    signed = offer_of(image, version, bench.profile, upgrade=7, command=bench.next_command(), chunk=CHUNK)
    return replace(signed, **over)


def offer(bench: Bench, version: str = "1.1.0", image: bytes = IMAGE, **over: Any) -> Result:
    message = offer_for(bench, version, image, **over)
    bench.say(message, Flag.ACK_REQUIRED)
    return bench.results(message.command)[-1].result


def chunk_of(offset: int, upgrade: int = 7, image: bytes = IMAGE, size: int = CHUNK) -> UpgradeChunk:
    return UpgradeChunk(upgrade=upgrade, offset=offset, data=image[offset : offset + size])


def give(bench: Bench, chunk: UpgradeChunk) -> Result:
    """Send it; what it was answered."""
    return ack_to(bench, bench.say(chunk, Flag.ACK_REQUIRED))


def ack_to(bench: Bench, frame: Frame) -> Result:
    answers = [ack for ack in bench.messages(TerminalAck) if ack.answered == frame.code]
    assert answers[-1].answers == frame.sequence, "the chunk was not answered"
    return answers[-1].result


def carry(bench: Bench, until: int | None = None, image: bytes = IMAGE) -> None:
    """From where the last report says, up to `until` bytes or the end."""
    offset = reports(bench)[-1].offset
    while offset < (len(image) if until is None else until):
        chunk = chunk_of(offset, image=image)
        assert give(bench, chunk) is Result.OK
        offset += len(chunk.data)


def reports(bench: Bench) -> list[UpgradeReport]:
    """Each once: a report that was sent again is the same frame."""
    frames = {(sent.connection, sent.data): sent.message for sent in bench.of(UpgradeReport)}
    return list(frames.values())


def states(bench: Bench) -> list[UpgradeState]:
    return [report.state for report in reports(bench)]


def ready(**over: Any) -> Bench:
    """A bench with the whole image over and the terminal unlocked, so that it waits."""
    bench = Bench(profile=upgradable(**over))
    bench.unlocked()
    assert offer(bench) is Result.OK
    carry(bench)
    bench.advance(S)
    assert states(bench)[-1] is UpgradeState.READY
    return bench


def event_values(bench: Bench, code: EventCode) -> list[int]:
    unique = {sent.message.record: sent.message.value for sent in bench.alarms(code)}
    return list(unique.values())


def reboot(bench: Bench) -> None:
    bench.ask(Reboot(command=bench.next_command(), mode=RebootMode.RESTART))
