"""What a UART makes of bytes that were sent at another speed than it listens at.

8N1: a start bit (low), eight data bits with the lowest first, a stop bit (high). The receiver finds the falling edge
with a clock of sixteen ticks a bit, so up to a sixteenth late, and then looks into the middle of where it believes each
bit to be. It starts anew with every byte, so what counts is how far it has drifted by the stop bit, nine and a half
bits on: half a bit there is 5.3 %, less the sixteenth 4.6 %. So much is always safe, and 6.3 % never is. Beyond, data bits
are read twice or not at all, always the same ones, and a stop bit that is read low is a framing error: the byte is handed
on as zero, as a terminal driver does.
"""

BIT = 16_000
"""Ticks of the sender's bit."""
_LEVELS = 10


def received(data: bytes, drift_permille: int, phase: int) -> tuple[bytes, int]:
    """What arrives of `data`, sent back to back, and how many framing errors there were.

    `drift_permille`: how much faster than the sender the receiver counts. `phase`: how late the edge is seen, 0 to 15
    sixteenths of a tick.
    """
    width = BIT * 1000 // (1000 + drift_permille)
    late = phase * BIT // 256
    end = len(data) * _LEVELS * BIT
    out = bytearray()
    errors = 0
    at = 0
    while at < end:
        if _level(data, at):
            at = (at // BIT + 1) * BIT
            continue
        edge = at + late
        value = 0
        for bit in range(8):
            value |= _level(data, edge + width // 2 + (bit + 1) * width) << bit
        at = edge + width // 2 + 9 * width
        if not _level(data, at):
            errors += 1
            value = 0
        out.append(value)
    return bytes(out), errors


def _level(data: bytes, tick: int) -> int:
    """The line is high when nothing is sent."""
    index, bit = divmod(tick // BIT, _LEVELS)
    if index >= len(data) or bit == 9:
        return 1
    return 0 if bit == 0 else data[index] >> (bit - 1) & 1
