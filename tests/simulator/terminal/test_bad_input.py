"""What is not believed has no effect but a counter or a refusal (FRM, SEC-05, SEC-08, ACK-04)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol_spec.codes import Flag, Result
from protocol_spec.endpoint import Discarded
from protocol_spec.frame import Frame
from protocol_spec.instant import MS, S
from protocol_spec.messages import CommandResult, Heartbeat, PlatformAck, TerminalAck

from .bench import KEY, Bench

Make = Callable[[Bench], bytes]


def unlock(bench: Bench) -> Frame:
    return bench.frame(bench.unlock_message(command=50), Flag.ACK_REQUIRED)


def lock(bench: Bench) -> Frame:
    return bench.frame(bench.lock_message(command=50), Flag.ACK_REQUIRED)


def resealed(bench: Bench, frame: Frame, **changes: object) -> bytes:
    """The same frame with something else in it, under a tag that holds."""
    bare = replace(frame, tag=b"", flags=frame.flags & ~Flag.SECURED)
    return replace(bare, **changes).sealed(bench.identity.suite, bench.key).encode()  # type: ignore[arg-type]


def spoiled_crc(bench: Bench) -> bytes:
    data = unlock(bench).encode()
    return data[:-1] + bytes([data[-1] ^ 1])


def spoiled_header(bench: Bench) -> bytes:
    data = bytearray(unlock(bench).encode())
    data[17] ^= 0x40
    return bytes(data)


def turned_round(bench: Bench) -> bytes:
    return resealed(bench, Frame(Heartbeat.code, bench.identity.terminal, 3, Heartbeat(oldest=1).encode()))


def of_an_earlier_session(bench: Bench) -> bytes:
    """A true UNLOCK of the session before this one."""
    return bench.recorded  # type: ignore[attr-defined, no-any-return]


def promise(bench: Bench, size: int) -> bytes:
    """A good header, and nothing behind it."""
    return Frame(0xA0, bench.identity.terminal, 1, bytes(size)).encode()[:18]


def bare(frame: Frame) -> bytes:
    return replace(frame, tag=b"", flags=frame.flags & ~Flag.SECURED).encode()


SILENT: dict[str, Make] = {
    "noise": lambda bench: bytes(range(200)),
    "magic and noise": lambda bench: b"WTWTWT" + b"\x00" * 40,
    "a wrong CRC": spoiled_crc,
    "a wrong header check": spoiled_header,
    "half a frame": lambda bench: unlock(bench).encode()[:30],
    "half a header": lambda bench: unlock(bench).encode()[:9],
    "a promise of a body that never comes": lambda bench: promise(bench, 999),
    "a bare watermark": lambda bench: bench.frame(
        PlatformAck(answers=1, answered=0x10, result=Result.OK, watermark=10**6), bare=True
    ).encode(),
    "an answer under a wrong tag": lambda bench: bench.frame(
        PlatformAck(answers=1, answered=0x10, result=Result.OK, watermark=10**6), key=KEY
    ).encode(),
    "an answer of unknown code": lambda bench: Frame(
        0xE0, bench.identity.terminal, 1, b"", Flag.RESPONSE | Flag.ACK_REQUIRED
    ).encode(),
}

REFUSED: dict[str, tuple[Result, Make]] = {
    "an unknown code": (
        Result.UNKNOWN_CODE,
        lambda bench: resealed(bench, Frame(0xE0, bench.identity.terminal, 7, b"abc")),
    ),
    "a bare unknown code": (Result.TAG_REQUIRED, lambda bench: Frame(0xE0, bench.identity.terminal, 7).encode()),
    "an unknown edition": (Result.EDITION_UNSUPPORTED, lambda bench: resealed(bench, unlock(bench), edition=2)),
    "the wrong direction": (Result.WRONG_DIRECTION, turned_round),
    "an unknown code of the wrong direction": (
        Result.WRONG_DIRECTION,
        lambda bench: Frame(0x33, bench.identity.terminal, 7).encode(),
    ),
    "another terminal": (Result.NOT_FOR_ME, lambda bench: resealed(bench, unlock(bench), terminal="9999010000000043")),
    "reserved flags": (
        Result.MALFORMED,
        lambda bench: resealed(bench, unlock(bench), flags=Flag.ACK_REQUIRED | 0x40),
    ),
    "a body too short": (Result.MALFORMED, lambda bench: resealed(bench, lock(bench), body=lock(bench).body[:-1])),
    "a body too long": (Result.MALFORMED, lambda bench: resealed(bench, lock(bench), body=lock(bench).body + b"\0")),
    "no body": (Result.MALFORMED, lambda bench: resealed(bench, unlock(bench), body=b"")),
    "an illegal mode": (
        Result.MALFORMED,
        lambda bench: resealed(bench, lock(bench), body=lock(bench).body[:5] + b"\x07" + lock(bench).body[6:]),
    ),
    "a thousand milliseconds": (
        Result.MALFORMED,
        lambda bench: resealed(
            bench, unlock(bench), body=unlock(bench).body[:24] + (1000).to_bytes(2, "big") + unlock(bench).body[26:]
        ),
    ),
    "a bare UNLOCK": (Result.TAG_REQUIRED, lambda bench: bare(unlock(bench))),
    "a bare LOCK": (Result.TAG_REQUIRED, lambda bench: bare(lock(bench))),
    "an UNLOCK under the terminal key": (
        Result.BAD_TAG,
        lambda bench: bench.frame(bench.unlock_message(command=50), key=KEY).encode(),
    ),
    "an UNLOCK of which one bit was changed": (
        Result.BAD_TAG,
        lambda bench: replace(unlock(bench), body=bytes([0x80]) + unlock(bench).body[1:]).encode(),
    ),
    "an UNLOCK of an earlier session": (Result.BAD_TAG, of_an_earlier_session),
    "an unknown code under a wrong tag": (
        Result.BAD_TAG,
        lambda bench: Frame(0xE0, bench.identity.terminal, 7).sealed(bench.identity.suite, bytes(32)).encode(),
    ),
    "a malformed body under a wrong tag": (
        Result.BAD_TAG,
        lambda bench: Frame(0xA1, bench.identity.terminal, 7, b"x").sealed(bench.identity.suite, bytes(32)).encode(),
    ),
    "a malformed body without a tag": (
        Result.TAG_REQUIRED,
        lambda bench: Frame(0xA1, bench.identity.terminal, 7, b"x").encode(),
    ),
    "a command marked as backfill": (
        Result.MALFORMED,
        lambda bench: resealed(bench, lock(bench), flags=Flag.ACK_REQUIRED | Flag.BACKFILL),
    ),
    "a list with more rows than there are bytes": (
        Result.MALFORMED,
        lambda bench: resealed(bench, Frame(0xA3, bench.identity.terminal, 7, b"\x05\x00\x01")),
    ),
    "a list over its limit": (
        Result.MALFORMED,
        lambda bench: resealed(bench, Frame(0xA3, bench.identity.terminal, 7, b"\x3d" + b"\x00\x01" * 61)),
    ),
    "a reserved flag and another edition": (
        Result.EDITION_UNSUPPORTED,
        lambda bench: resealed(bench, lock(bench), flags=0x80, edition=2),
    ),
    "a LOCK under a key of zeros": (
        Result.BAD_TAG,
        lambda bench: bench.frame(bench.lock_message(command=50), key=bytes(32)).encode(),
    ),
}


def in_its_second_session(unlocked: bool) -> Bench:
    """Busy enough that no heartbeat is due, so that what it says does not depend on when it spoke last."""
    bench = Bench(heartbeat=240, status_idle=20, ack_timeout=2)
    bench.recorded = unlock(bench).encode()  # type: ignore[attr-defined]
    bench.pull_cable()
    bench.reconnect()
    bench.advance(3 * S)
    if unlocked:
        bench.unlocked()
    bench.advance(7 * S)
    return bench


def told(bench: Bench) -> list[tuple[int, bytes]]:
    """All it said but refusals; sequences left out, because a refusal takes one."""
    return [(sent.at, sent.frame.body) for sent in bench.sent if not isinstance(sent.message, TerminalAck)]


def compare(make: Make, unlocked: bool, feed: Callable[[Bench, bytes], None]) -> list[TerminalAck]:
    """Run twice, once with the bad input: relay, records and everything else that is said are the same."""
    fed, control = in_its_second_session(unlocked), in_its_second_session(unlocked)
    bad = make(fed)
    feed(fed, bad)
    control.advance(fed.now - control.now)
    for bench in (fed, control):
        bench.do("cover")
        bench.advance(S)
        bench.do("cover", False)
        bench.advance(60 * S)
    assert fed.relay == control.relay
    assert fed.held == control.held
    assert fed.stored() == control.stored()
    assert told(fed) == told(control)
    assert fed.terminal.conversation.live
    assert len(fed.wishes()) == len(control.wishes()), "the connection is kept"
    acks = fed.of(TerminalAck)
    assert all(ack.frame.secured for ack in acks)
    return [ack.message for ack in acks]


def whole(bench: Bench, data: bytes) -> None:
    bench.feed(data)
    bench.advance(3 * S)


def bytewise(bench: Bench, data: bytes) -> None:
    for byte in data:
        bench.feed(bytes([byte]))
        bench.advance(MS)
    bench.advance(3 * S)


@pytest.mark.clause("FRM-06", "FRM-08", "ACK-04", "SEC-07")
@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "unlocked"])
@pytest.mark.parametrize("name", SILENT)
def test_what_is_dropped_silently_changes_nothing(name: str, unlocked: bool) -> None:
    assert compare(SILENT[name], unlocked, whole) == []


@pytest.mark.clause(
    "FRM-02",
    "FRM-03",
    "FRM-13",
    "FRM-14",
    "FRM-15",
    "FRM-17",
    "FRM-18",
    "FRM-19",
    "FRM-22",
    "FRM-26",
    "ACK-06",
    "SEC-04",
    "SEC-05",
    "SEC-08",
    "SEC-18",
)
@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "unlocked"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_by_name_and_changes_nothing(name: str, unlocked: bool) -> None:
    expected, make = REFUSED[name]
    sequence = []

    def noting(bench: Bench) -> bytes:
        data = make(bench)
        sequence.append(int.from_bytes(data[13:15], "big"))
        return data

    (ack,) = compare(noting, unlocked, whole)
    assert ack.result is expected
    assert ack.answers == sequence[0]


@pytest.mark.parametrize("name", ["noise", "a wrong CRC", "half a frame", "magic and noise"])
def test_bad_input_in_single_bytes_changes_nothing_either(name: str) -> None:
    assert compare(SILENT[name], True, bytewise) == []


@pytest.mark.clause("FRM-11")
@pytest.mark.parametrize("name", SILENT)
def test_a_good_frame_behind_bad_input_is_not_lost(name: str) -> None:
    bench = in_its_second_session(False)
    bad = SILENT[name](bench)
    command = bench.unlock_message()
    good = bench.frame(command, Flag.ACK_REQUIRED).encode()
    bench.feed(bad + good)
    bench.advance(4 * S)
    assert bench.result(command.command).result is Result.OK


@pytest.mark.clause("FRM-10")
@pytest.mark.parametrize("name", REFUSED)
def test_a_good_frame_in_the_same_read_as_a_refused_one_is_carried_out(name: str) -> None:
    bench = in_its_second_session(True)
    bad = REFUSED[name][1](bench)
    command = bench.lock_message()
    bench.feed(bad + bench.frame(command, Flag.ACK_REQUIRED).encode() + bad)
    bench.advance(S)
    assert bench.result(command.command).result is Result.OK
    assert not bench.relay_closed


@pytest.mark.clause("FRM-10")
def test_an_unlock_in_single_bytes_is_an_unlock() -> None:
    bench = in_its_second_session(False)
    data = unlock(bench).encode()
    for byte in data[:-1]:
        bench.feed(bytes([byte]))
    bench.advance(500 * MS)
    assert not bench.relay_closed
    bench.feed(data[-1:])
    bench.advance(500 * MS)
    assert bench.relay_closed


@pytest.mark.clause("FRM-12")
def test_a_promised_body_is_not_waited_for_longer_than_two_seconds() -> None:
    bench = in_its_second_session(False)
    bait = promise(bench, 1024)
    good = bench.unlock_message()
    bench.feed(bait)
    bench.advance(500 * MS)
    bench.feed(bench.frame(good, Flag.ACK_REQUIRED).encode())
    bench.advance(1_400 * MS)
    assert not bench.relay_closed
    bench.advance(300 * MS)
    assert bench.relay_closed


@pytest.mark.clause("FRM-11")
def test_a_header_that_lied_about_its_length_swallows_no_good_frame() -> None:
    bench = in_its_second_session(False)
    good = bench.unlock_message()
    data = bench.frame(good, Flag.ACK_REQUIRED).encode()
    bait = promise(bench, len(data) - 2)
    bench.feed(bait + data)
    bench.advance(S)
    assert bench.relay_closed


def test_bad_input_is_told_as_discarded_with_its_clause() -> None:
    bench = in_its_second_session(False)
    for make in (SILENT["noise"], SILENT["a wrong CRC"], REFUSED["no body"][1], REFUSED["a bare UNLOCK"][1]):
        bench.feed(make(bench))
    bench.feed(REFUSED["an UNLOCK under the terminal key"][1](bench))
    clauses = {event.clause for _, event in bench.events if isinstance(event, Discarded)}
    assert {"FRM-08", "FRM-11", "FRM-14", "SEC-05"} <= clauses


@pytest.mark.clause("FRM-04", "ACK-04")
def test_a_message_with_the_response_flag_is_not_obeyed() -> None:
    bench = in_its_second_session(False)
    bench.feed(resealed(bench, unlock(bench), flags=Flag.RESPONSE))
    bench.advance(S)
    assert not bench.relay_closed
    assert not bench.of(TerminalAck)
    assert not bench.of(CommandResult)


@pytest.mark.clause("FRM-04")
def test_an_answer_without_the_response_flag_is_malformed_and_its_watermark_counts_for_nothing() -> None:
    bench = in_its_second_session(False)
    bench.acks = False
    bench.do("cover")
    held = bench.stored()
    ack = PlatformAck(answers=1, answered=0x10, result=Result.OK, watermark=10**6)
    bench.feed(resealed(bench, Frame(PlatformAck.code, bench.identity.terminal, 9, ack.encode())))
    assert bench.stored() == held
    assert bench.messages(TerminalAck)[-1].result is Result.MALFORMED
