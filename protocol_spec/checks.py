"""The two check values of a frame (FRM-06, FRM-08).

They are of different width and polynomial on purpose: a block that already ends in its own CRC leaves a second CRC of
the same polynomial blind to the content, because the register is driven to a constant.
"""


def _table(width: int, poly: int) -> tuple[int, ...]:
    top = 1 << (width - 1)
    mask = (1 << width) - 1

    def entry(index: int) -> int:
        register = index << (width - 8)
        for _ in range(8):
            register = ((register << 1) ^ poly if register & top else register << 1) & mask
        return register

    return tuple(entry(index) for index in range(256))


_CRC8 = _table(8, 0x07)
_CRC16 = _table(16, 0x1021)


def crc8_smbus(data: bytes) -> int:
    """CRC-8/SMBUS: poly 07, init 00, no reflection. `b"123456789"` gives F4."""
    register = 0
    for byte in data:
        register = _CRC8[register ^ byte]
    return register


def crc16_ibm_3740(data: bytes) -> int:
    """CRC-16/IBM-3740: poly 1021, init FFFF, no reflection. `b"123456789"` gives 29B1."""
    register = 0xFFFF
    for byte in data:
        register = ((register << 8) & 0xFFFF) ^ _CRC16[(register >> 8) ^ byte]
    return register
