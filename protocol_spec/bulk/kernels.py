"""The loops that numba compiles. They see bytes and offsets; what a field is they are told in numbers.

`rows` is a chunk of frames, one a row, header first. `ok` is a mask that they only ever clear. All arithmetic on array
elements is done in int64: numba would otherwise mix signed and unsigned 64 bits into floats.

What is global here is compiled in, and the cache knows only the date of this file: whoever changes `tables.py` or a
constant of the frame has to touch this file too.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np

from protocol_spec.bulk import tables
from protocol_spec.codes import Flag
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, MAGIC
from protocol_spec.message import MAX_BODY
from protocol_spec.security import TAG_SIZE

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compiled once for all runs where a place for the cache can be found, and once a run in an install that is
    read-only for a user without a home."""
    try:
        compiled: Callable[P, R] = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(function)
    return compiled


CRC8 = tables.crc8_by_place(HEADER_SIZE - 1)
CRC16 = tables.crc16_by_eight()
DIGITS = tables.digits_by_octet()
OCTETS = tables.octet_by_digits()

HEADER = HEADER_SIZE
BODY = MAX_BODY
TAG = TAG_SIZE
CRC = CRC_SIZE
W, T = MAGIC
SECURED = int(Flag.SECURED)
RESPONSE = int(Flag.RESPONSE)
NO_DIGITS = tables.NO_DIGITS


@kernel
def _crc8(data: Any, at: int) -> Any:
    register = np.int64(0)
    for place in range(HEADER - 1):
        register ^= np.int64(CRC8[place, data[at + place]])
    return register


@kernel
def _crc16(data: Any, at: int, end: int) -> Any:
    register = np.int64(0xFFFF)
    while end - at >= 8:
        register = np.int64(
            CRC16[7, (register >> 8) ^ data[at]]
            ^ CRC16[6, (register & 0xFF) ^ data[at + 1]]
            ^ CRC16[5, data[at + 2]]
            ^ CRC16[4, data[at + 3]]
            ^ CRC16[3, data[at + 4]]
            ^ CRC16[2, data[at + 5]]
            ^ CRC16[1, data[at + 6]]
            ^ CRC16[0, data[at + 7]]
        )
        at += 8
    while at < end:
        register = ((register << 8) & 0xFFFF) ^ np.int64(CRC16[0, (register >> 8) ^ data[at]])
        at += 1
    return register


@kernel
def _digits(data: Any, at: int) -> Any:
    """The number that eight BCD bytes are, or -1."""
    high, low, worst = np.int64(0), np.int64(0), np.int64(0)
    for place in range(4):
        one, other = np.int64(DIGITS[data[at + place]]), np.int64(DIGITS[data[at + 4 + place]])
        high, low, worst = high * 100 + one, low * 100 + other, max(worst, one, other)
    return np.int64(-1) if worst == NO_DIGITS else high * 100_000_000 + low


@kernel
def _put_digits(number: Any, data: Any, at: int) -> None:
    high, low = number // 100_000_000, number % 100_000_000
    for place in range(3, -1, -1):
        data[at + place], data[at + 4 + place] = OCTETS[high % 100], OCTETS[low % 100]
        high, low = high // 100, low // 100


@kernel
def believed(data: Any, at: int) -> Any:
    """The size that the header at `at` promises, 18 bytes being there, or 0: `frame.promised_size`."""
    if data[at] != W or data[at + 1] != T:
        return 0
    length = (np.int64(data[at + 15]) << 8) | data[at + 16]
    if length > BODY or _crc8(data, at) != data[at + HEADER - 1] or _digits(data, at + 5) < 0:
        return 0
    return HEADER + length + (TAG if data[at + 3] & SECURED else 0) + CRC


@kernel
def crc_holds(data: Any, at: int, size: int) -> Any:
    end = at + size - CRC
    return _crc16(data, at, end) == (np.int64(data[end]) << 8) | data[end + 1]


@kernel
def find(data: Any, offsets: Any, sizes: Any) -> Any:
    """As `StreamDecoder` reads, see there; how many frames there were, and where the rest begins."""
    count, at, end = 0, 0, len(data)
    while True:
        while at < end - 1 and not (data[at] == W and data[at + 1] == T):
            at += 1
        if at == end - 1 and data[at] != W:
            at += 1
        if end - at < HEADER:
            return count, at
        size = believed(data, at)
        if size and end - at < size:
            return count, at
        if not size or not crc_holds(data, at, size):
            at += 1
            continue
        offsets[count], sizes[count] = at, size
        count += 1
        at += size


@kernel
def take(
    data: Any,
    offsets: Any,
    sizes: Any,
    header: Any,
    rows: Any,
    ok: Any,
    terminals: Any,
    sequences: Any,
    flags: Any,
    tags: Any,
) -> None:
    """Copy header and body of each frame into its row, where the frame is a good one of the message that `header`
    describes: edition, code, RESPONSE, length."""
    edition, code, response, length = header
    for row in range(len(offsets)):
        at, size = offsets[row], sizes[row]
        ok[row] = False
        if at < 0 or size < HEADER + length + CRC or size > len(data) - at:
            continue
        tag = TAG if data[at + 3] & SECURED else 0
        if data[at] != W or data[at + 1] != T or data[at + 2] != edition or data[at + 4] != code:
            continue
        if data[at + 3] & RESPONSE != response or size != HEADER + length + tag + CRC:
            continue
        if (np.int64(data[at + 15]) << 8) | data[at + 16] != length or _crc8(data, at) != data[at + HEADER - 1]:
            continue
        terminal = _digits(data, at + 5)
        if terminal < 0 or not crc_holds(data, at, size):
            continue
        ok[row] = True
        flags[row], terminals[row] = data[at + 3], terminal
        sequences[row] = (np.int64(data[at + 13]) << 8) | data[at + 14]
        for place in range(HEADER + length):
            rows[row, place] = data[at + place]
        for place in range(tag):
            tags[row, place] = data[at + HEADER + length + place]


@kernel
def seal(rows: Any, header: Any, terminals: Any, sequences: Any, flags: Any, tags: Any) -> None:
    """Write all of the frames but their bodies. `tags` has no rows where they have none."""
    edition, code, response, length = header
    end = HEADER + length + (TAG if len(tags) else 0)
    for row in range(len(rows)):
        frame = rows[row]
        frame[0], frame[1], frame[2], frame[4] = W, T, edition, code
        frame[3] = flags[row] | response
        _put_digits(np.int64(terminals[row]), frame, 5)
        frame[13], frame[14] = sequences[row] >> 8, sequences[row] & 0xFF
        frame[15], frame[16] = length >> 8, length & 0xFF
        frame[HEADER - 1] = _crc8(frame, 0)
        for place in range(end - HEADER - length):
            frame[HEADER + length + place] = tags[row, place]
        crc = _crc16(frame, 0, end)
        frame[end], frame[end + 1] = crc >> 8, crc & 0xFF


@kernel
def read_times(rows: Any, at: int, times: Any, ok: Any) -> None:
    for row in range(len(rows)):
        seconds, millis = np.int64(0), np.int64(0)
        for place in range(4):
            seconds = (seconds << 8) | rows[row, at + place]
        for place in range(4, 6):
            millis = (millis << 8) | rows[row, at + place]
        ok[row] &= millis <= 999
        times[row] = seconds * 1_000_000 + millis * 1_000


@kernel
def write_times(times: Any, rows: Any, at: int) -> None:
    for row in range(len(rows)):
        seconds = times[row] // 1_000_000
        millis = (times[row] - seconds * 1_000_000) // 1_000
        for place in range(4):
            rows[row, at + place] = (seconds >> (24 - 8 * place)) & 0xFF
        rows[row, at + 4], rows[row, at + 5] = millis >> 8, millis & 0xFF


@kernel
def read_terminals(rows: Any, at: int, terminals: Any, ok: Any) -> None:
    for row in range(len(rows)):
        number = _digits(rows[row], at)
        ok[row] &= number >= 0
        terminals[row] = max(number, 0)


@kernel
def write_terminals(terminals: Any, rows: Any, at: int) -> None:
    for row in range(len(rows)):
        _put_digits(np.int64(terminals[row]), rows[row], at)


@kernel
def read_codes(rows: Any, at: int, size: int, members: Any, numbers: Any, ok: Any) -> None:
    """`members` says of each number up to the largest whether there is such a code."""
    for row in range(len(rows)):
        number = np.int64(0)
        for place in range(size):
            number = (number << 8) | rows[row, at + place]
        ok[row] &= number < len(members) and members[number]
        numbers[row] = number
