"""The two check values of a frame (FRM-06, FRM-08).

They are of different width and polynomial on purpose: a block that already ends in its own CRC leaves a second CRC of
the same polynomial blind to the content, because the register is driven to a constant.
"""

from binascii import crc_hqx


def table(width: int, poly: int) -> tuple[int, ...]:
    """What each value of a byte adds to an empty register of `width` bits, most significant bit first."""
    top = 1 << (width - 1)
    mask = (1 << width) - 1

    def entry(index: int) -> int:
        register = index << (width - 8)
        for _ in range(8):
            register = ((register << 1) ^ poly if register & top else register << 1) & mask
        return register

    return tuple(entry(index) for index in range(256))


CRC8_TABLE = table(8, 0x07)
CRC16_TABLE = table(16, 0x1021)


def crc8_smbus(data: bytes) -> int:
    """CRC-8/SMBUS: poly 07, init 00, no reflection. `b"123456789"` gives F4.

    Two bytes a step from a table of 65536 were slower: the numbers they take are objects, single bytes are not.
    """
    register = 0
    for byte in data:
        register = CRC8_TABLE[register ^ byte]
    return register


def crc16_ibm_3740(data: bytes) -> int:
    """CRC-16/IBM-3740: poly 1021, init FFFF, no reflection. `b"123456789"` gives 29B1."""
    return crc_hqx(data, 0xFFFF)


def crc16_by_table(data: bytes) -> int:
    """The same CRC-16, to be read: binascii does it in C. What a firmware would do."""
    register = 0xFFFF
    for byte in data:
        register = ((register << 8) & 0xFFFF) ^ CRC16_TABLE[(register >> 8) ^ byte]
    return register
