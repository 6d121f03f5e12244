"""What the tests of `explain` share."""

import re
from typing import Any

import pytest

from protocol_spec.checks import crc8_smbus
from protocol_spec.codes import ClockState, EventCode, Flag, Severity, Suite
from protocol_spec.explain import Explained, Gravity, Keys, Piece, Trouble, explain
from protocol_spec.frame import frame_of
from protocol_spec.message import Message
from protocol_spec.messages import (
    EventRecord,
    Heartbeat,
    Login,
)
from protocol_spec.vectors import TERMINAL, TERMINAL_KEY, VECTORS
from tests.protocol_spec import reckoning
from tests.protocol_spec.strategies import DECLARED

KEY = bytes.fromhex(TERMINAL_KEY)
SUB = "9999010000000077"
BEAT = frame_of(Heartbeat(oldest=8610), TERMINAL, 3, Flag.ACK_REQUIRED).encode()
STATUS = next(vector.frame for vector in VECTORS if vector.title == "STATUS")

each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)


def one(data: bytes, keys: Keys | None = None) -> Explained:
    (found,) = explain(data, keys)
    return found


def framed(declared: type[Message], body: bytes) -> bytes:
    """A frame of any body whose header and CRC are in order."""
    flags = Flag.RESPONSE if declared.response else Flag.NONE
    return reckoning.whole(
        reckoning.header(len(body), flags=flags, code=declared.code, edition=declared.edition.number) + body
    )


def at(found: Explained, path: str) -> Piece:
    return next(piece for piece in found.pieces if piece.path == path)


def wrong(found: Explained) -> list[tuple[str, Trouble]]:
    return [
        (piece.path if piece else "", trouble)
        for piece, trouble in found.all_troubles()
        if trouble.gravity is Gravity.WRONG
    ]


def clauses_of(found: Explained) -> list[str]:
    return [trouble.clause for _, trouble in wrong(found)]


def is_inside(path: str) -> bool:
    """Whether a field stands in a carried frame, a stored record or the value of a parameter."""
    return bool(re.search(r"\]\.(frame|body|value)\.", path))


def check_cover(data: bytes, found: tuple[Explained, ...], offset: int = 0) -> None:
    """Frames are the bytes in order, and pieces are the bytes of their frame in order."""
    assert b"".join(each.data for each in found) == data
    for each in found:
        assert each.offset == offset
        for piece in each.pieces:
            assert piece.offset == offset
            offset = piece.end
            assert bool(piece.shown.en) == bool(piece.shown.zh)
            assert piece.meaning.en
            assert piece.meaning.zh
        assert b"".join(piece.data for piece in each.pieces) == each.data


def event(clock: ClockState, time: int) -> EventRecord:
    return EventRecord(record=9, time=time, clock=clock, event=EventCode.BYPASS, severity=Severity.ALARM, value=215)


def check_values(found: Explained, path: str, plain: dict[str, Any]) -> None:
    by_path = {piece.path: piece.value for piece in found.pieces}
    for name, value in plain.items():
        here = f"{path}.{name}"
        if isinstance(value, list) and (not value or isinstance(value[0], dict)) and by_path[here] == len(value):
            for index, row in enumerate(value):
                check_values(found, f"{here}[{index}]", row)
        elif here in by_path and f"{here}.length" not in by_path:
            assert by_path[here] == value, here
        else:
            assert by_path[f"{here}.length"] == len(value) // 2, here


def a_login(suite: Suite = Suite.HMAC_SHA256) -> Login:
    return Login(suite=suite, boot_counter=17, nonce=5, oldest=1, following=2)


def changed(data: bytes, offset: int, *new: int) -> bytes:
    return data[:offset] + bytes(new) + data[offset + len(new) :]


def relengthened(frame: bytes, length: int) -> bytes:
    """Another length, and the header check that goes with it."""
    head = frame[:15] + length.to_bytes(2, "big")
    return head + bytes([crc8_smbus(head)]) + frame[18:]
