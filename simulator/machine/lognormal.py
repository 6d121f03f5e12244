"""Log-normal lengths in whole numbers: sixteen random bits, a median and a spread, and out comes a length.

Two tables, both of integers, so that every machine and every array has the same ones. `NORMAL` are the quantiles of the normal
distribution, by 256ths, in 4096ths of sigma; between two of them the line is straight, and the ends are cut at 3.1 sigma.
`POWERS` are the powers of two by 256ths, in 65536ths, from exact roots. So a length is

    z = NORMAL at the bits               in 4096ths
    x = z · spread · log2(e) / 1000      in 256ths
    median · 2^(x / 256)                 a table, a product and a shift
"""

from math import isqrt

_UPPER = (
    *(0, 40, 80, 120, 160, 201, 241, 281, 321, 361, 402, 442, 482, 523, 563, 604, 644, 685, 726, 766, 807, 848, 889),
    *(930, 972, 1013, 1054, 1096, 1137, 1179, 1221, 1263, 1305, 1347, 1390, 1432, 1475, 1518, 1561, 1604, 1648, 1691),
    *(1735, 1779, 1823, 1868, 1912, 1957, 2002, 2047, 2093, 2139, 2185, 2231, 2278, 2325, 2372, 2420, 2468, 2516, 2565),
    *(2613, 2663, 2713, 2763, 2813, 2864, 2916, 2968, 3020, 3073, 3126, 3180, 3235, 3290, 3345, 3402, 3459, 3516, 3575),
    *(3634, 3694, 3754, 3816, 3878, 3941, 4005, 4071, 4137, 4204, 4273, 4342, 4414, 4486, 4560, 4635, 4712, 4790, 4871),
    *(4953, 5038, 5124, 5213, 5304, 5399, 5496, 5596, 5700, 5807, 5919, 6035, 6157, 6284, 6417, 6558, 6706, 6865, 7034),
    *(7216, 7413, 7630, 7870, 8141, 8452, 8822, 9282, 9902, 10896, 12686),
)
NORMAL: tuple[int, ...] = (*(-quantile for quantile in reversed(_UPPER[1:])), *_UPPER)
"""257 quantiles, of 0/256 to 256/256; the outermost are those of 1/1024 and 1023/1024."""


def _root_256(number: int) -> int:
    for _ in range(8):
        number = isqrt(number)
    return number


POWERS: tuple[int, ...] = tuple(_root_256(1 << index + 16 * 256) for index in range(256))
"""2^(i / 256) · 65536, rounded down."""

LOG2_E = 24_205
"""log2(e) · 256 / (4096 · 1000), in 2^28ths."""


def normal(sixteen: int) -> int:
    """4096ths of sigma, by sixteen bits."""
    index, rest = sixteen >> 8, sixteen & 0xFF
    return NORMAL[index] + ((NORMAL[index + 1] - NORMAL[index]) * rest >> 8)


def lognormal(median: int, spread: int, sixteen: int) -> int:
    """`median` · exp(z · spread / 1000) in the unit of the median, with z by sixteen bits. `median` is below 2^40."""
    exponent = normal(sixteen) * spread * LOG2_E >> 28
    return median * POWERS[exponent & 0xFF] >> 16 - (exponent >> 8)
