"""The frame layout reckoned a second time, with nothing of `protocol_spec`: what a receiver has to find in some bytes."""

import binascii
from collections.abc import Collection

HEADER = 18
MAX_BODY = 1024


def _shifted(register: int) -> int:
    """CRC-8/SMBUS: a shift register of eight cells after eight steps."""
    for _ in range(8):
        feedback = register >> 7
        register = register << 1 & 0xFF
        if feedback:
            register ^= 0x07
    return register


_SHIFTED = [_shifted(register) for register in range(256)]


def crc8(data: bytes) -> int:
    register = 0
    for byte in data:
        register = _SHIFTED[register ^ byte]
    return register


def crc16(data: bytes) -> int:
    return binascii.crc_hqx(data, 0xFFFF)


def header(
    length: int, *, flags: int = 0, code: int = 0x10, terminal: str = "9999010000000042", edition: int = 1, seq: int = 0
) -> bytes:
    """18 bytes whose header check holds, whatever they promise."""
    bare = b"WT" + bytes([edition, flags, code]) + bytes.fromhex(terminal)
    bare += seq.to_bytes(2, "big") + length.to_bytes(2, "big")
    return bare + bytes([crc8(bare)])


def whole(bare: bytes) -> bytes:
    """`bare` and its CRC-16."""
    return bare + crc16(bare).to_bytes(2, "big")


def frame(body: bytes, *, seq: int = 0, code: int = 0x10) -> bytes:
    return whole(header(len(body), seq=seq, code=code) + body)


def overlapped(good: bytes) -> bytes:
    """Five bytes that, with the first thirteen of `good`, are a header that holds: its length are two bytes of the id."""
    for edition in range(256):
        start = b"WT" + bytes([edition, 0, 0x10])
        if crc8(start + good[:12]) == good[12]:
            return start
    raise AssertionError("some edition makes any header check, because the CRC-8 of one byte takes every value")


def frame_at(data: bytes, start: int) -> int | None:
    """Where the good frame that begins at `start` ends; None where none does."""
    head = data[start : start + HEADER]
    if len(head) < HEADER or head[:2] != b"WT" or crc8(head[:-1]) != head[-1]:
        return None
    length = int.from_bytes(head[15:17], "big")
    if length > MAX_BODY or not head[5:13].hex().isdigit():
        return None
    end = start + HEADER + length + (8 if head[3] & 8 else 0) + 2
    if end > len(data) or crc16(data[start : end - 2]) != int.from_bytes(data[end - 2 : end], "big"):
        return None
    return end


def frames_in(data: bytes, passed_over: Collection[int] = ()) -> list[tuple[int, bytes]]:
    """Every good frame of a line and its offset, first come first: all a receiver may deliver, and all it must.

    `passed_over` are offsets at which none is to be taken.
    """
    found = []
    at = data.find(b"WT")
    while at >= 0:
        end = None if at in passed_over else frame_at(data, at)
        if end is not None:
            found.append((at, data[at:end]))
        at = data.find(b"WT", end if end is not None else at + 1)
    return found
