"""Tables of the kernels, each made from the readable definition in `checks` and `ident`."""

import numpy as np
from numpy.typing import NDArray

from protocol_spec.checks import CRC16_TABLE, crc8_smbus

NO_DIGITS = 0xFF


def crc8_by_place(count: int) -> NDArray[np.uint8]:
    """What a byte adds to the header check at each of `count` places. The check of a header is the sum of its bytes'
    (a CRC that begins at zero is linear), and no byte has to wait for the one before it."""
    lines = [[crc8_smbus(bytes([octet]) + bytes(count - 1 - place)) for octet in range(256)] for place in range(count)]
    return np.array(lines, dtype=np.uint8)


def crc16_by_eight() -> NDArray[np.uint16]:
    """Slicing by eight: line n is what a byte adds that has n bytes behind it."""
    lines = [np.array(CRC16_TABLE, dtype=np.uint16)]
    for _ in range(7):
        before = lines[-1]
        lines.append((before << 8) ^ lines[0][before >> 8])
    return np.array(lines)


def digits_by_octet() -> NDArray[np.uint8]:
    """0 to 99 for two BCD digits, NO_DIGITS where a nibble is none."""
    return np.array([_decimal(octet) for octet in range(256)], dtype=np.uint8)


def octet_by_digits() -> NDArray[np.uint8]:
    return np.array([int(f"{number:02d}", 16) for number in range(100)], dtype=np.uint8)


def _decimal(octet: int) -> int:
    digits = f"{octet:02x}"
    return int(digits) if digits.isdecimal() else NO_DIGITS
