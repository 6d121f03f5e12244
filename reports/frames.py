"""What the trace holds: frames per message, and what the STATUS records among them say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from protocol_spec.codes import Flag
from protocol_spec.frame import Frame
from protocol_spec.instant import Instant
from protocol_spec.kinds import ABSENT_U16, FAULT_U16
from protocol_spec.message import by_code
from protocol_spec.messages import Status
from protocol_spec.stream import StreamDecoder
from reports.not_a_run import NotARun
from reports.words import Words
from simulator.runtime.trace import TraceUnreadable, read_frames


@dataclass(frozen=True)
class Count:
    sender: Words
    message: Words
    clause: str
    frames: int


@dataclass(frozen=True)
class Reported:
    """What one STATUS says, in amperes; None where the module does not measure it."""

    arc: float | None
    mains: float | None
    backfill: bool


@dataclass(frozen=True)
class Frames:
    counts: tuple[Count, ...]
    """By message code, first the terminal's."""
    reported: dict[int, Reported]
    """By record number, as first sent."""
    noise: int
    """Bytes that are in no frame."""
    cut: str
    """Why the trace could not be read to its end; empty where it could."""

    @property
    def total(self) -> int:
        return sum(count.frames for count in self.counts)


def read_trace_frames(folder: Path) -> Frames | None:
    """None where there is no trace. A trace that a crash cut short gives what it holds.

    Raises:
        NotARun: nothing in the file can be read.
    """
    path = folder / "trace.pcapng"
    if not path.is_file():
        return None
    decoders = {True: StreamDecoder(), False: StreamDecoder()}
    frames: list[Frame] = []
    cut = ""
    try:
        for at, sent, data in read_frames(path):
            frames += _decoded(decoders[sent], data, at)
    except TraceUnreadable as error:
        if not frames:
            raise NotARun(str(path), "no trace of arclock", "remove the file to get a page without it") from error
        cut = str(error).removeprefix(f"{path}: ")
    noise = sum(decoder.noise_bytes + decoder.waiting for decoder in decoders.values())
    return Frames(_counts(frames), _reported(frames), noise, cut)


def _decoded(decoder: StreamDecoder, data: bytes, at: Instant) -> Iterator[Frame]:
    while (due := decoder.next_timer()) is not None and due <= at:
        yield from decoder.handle_timer(at)
    yield from decoder.receive(data, at)


def _counts(frames: list[Frame]) -> tuple[Count, ...]:
    counted = Counter((frame.sender, frame.code) for frame in frames)
    return tuple(
        Count(Words(sender.zh, sender.en), _message(code), _clause(code), counted[sender, code])
        for sender, code in sorted(counted)
    )


def _message(code: int) -> Words:
    declared = by_code.get(code)
    return (
        Words(declared.zh, declared.title) if declared else Words(f"未知消息 {code:#04x}", f"unknown code {code:#04x}")
    )


def _clause(code: int) -> str:
    return by_code[code].clause if code in by_code else ""


def _reported(frames: list[Frame]) -> dict[int, Reported]:
    reported: dict[int, Reported] = {}
    for frame in frames:
        message = frame.message()
        if isinstance(message, Status) and message.record not in reported:
            backfill = bool(frame.flags & Flag.BACKFILL)
            reported[message.record] = Reported(
                _amperes(message.arc_current), _amperes(message.mains_current), backfill
            )
    return reported


def _amperes(tenths: int) -> float | None:
    return None if tenths in (ABSENT_U16, FAULT_U16) else tenths / 10
