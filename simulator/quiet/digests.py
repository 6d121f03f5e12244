"""SHA-256 and SM3, one block at a time, for loops that numba compiles (FIPS 180-4; GB/T 32905-2016).

`state` is eight uint32, `words` has room for the schedule: the first sixteen are the block and the rest is written here.
uint32 plus uint32 is a uint64 in numba, so every sum is cut back by `_u`. As fast as eight blocks in step would be: the
plain loop keeps its eight letters in registers, and a vector of lanes does not.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.quiet.compiled import part

_u = np.uint32


def _primes() -> Iterator[int]:
    number = 2
    while True:
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
            yield number
        number += 1


def _root_fraction(prime: int, power: int) -> int:
    """The first 32 bits behind the point of the square or cube root, by bisection of whole numbers."""
    scaled, low, high = prime << (32 * power), 0, prime << 32
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**power <= scaled else (low, middle)
    return low & 0xFFFFFFFF


def _fractions(count: int, power: int) -> NDArray[np.uint32]:
    primes = _primes()
    return np.array([_root_fraction(next(primes), power) for _ in range(count)], dtype=np.uint32)


SHA256_BEGINS = _fractions(8, 2)
_SHA256_ADDS = _fractions(64, 3)

SM3_BEGINS = np.array(
    [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E], dtype=np.uint32
)


def _turned(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF


_SM3_ADDS = np.array(
    [_turned(0x79CC4519 if step < 16 else 0x7A879D8A, step % 32) for step in range(64)], dtype=np.uint32
)

SCHEDULE = 68
"""Words a schedule has room for; SM3 needs four more than SHA-256."""


@part
def _left(word: Any, by: int) -> Any:
    return _u((word << _u(by)) | (word >> _u(32 - by)))


@part
def sha256_block(state: Any, words: Any) -> None:
    for t in range(16, 64):
        x, y = words[t - 15], words[t - 2]
        small = _left(x, 25) ^ _left(x, 14) ^ (x >> _u(3))
        large = _left(y, 15) ^ _left(y, 13) ^ (y >> _u(10))
        words[t] = _u(words[t - 16] + small + words[t - 7] + large)
    a, b, c, d, e, f, g, h = state
    for t in range(64):
        one = _u(h + (_left(e, 26) ^ _left(e, 21) ^ _left(e, 7)) + ((e & f) ^ (~e & g)) + _SHA256_ADDS[t] + words[t])
        two = _u((_left(a, 30) ^ _left(a, 19) ^ _left(a, 10)) + ((a & b) ^ (a & c) ^ (b & c)))
        h, g, f, e, d, c, b, a = g, f, e, _u(d + one), c, b, a, _u(one + two)
    _add(state, a, b, c, d, e, f, g, h)


@part
def _add(state: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any) -> None:
    state[0], state[1], state[2], state[3] = _u(state[0] + a), _u(state[1] + b), _u(state[2] + c), _u(state[3] + d)
    state[4], state[5], state[6], state[7] = _u(state[4] + e), _u(state[5] + f), _u(state[6] + g), _u(state[7] + h)


@part
def sm3_block(state: Any, words: Any) -> None:
    for t in range(16, SCHEDULE):
        x = words[t - 16] ^ words[t - 9] ^ _left(words[t - 3], 15)
        words[t] = x ^ _left(x, 15) ^ _left(x, 23) ^ _left(words[t - 13], 7) ^ words[t - 6]
    a, b, c, d, e, f, g, h = state
    for t in range(64):
        turned = _left(a, 12)
        first = _left(_u(turned + e + _SM3_ADDS[t]), 7)
        if t < 16:
            one, two = a ^ b ^ c, e ^ f ^ g
        else:
            one, two = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
        one = _u(one + d + (first ^ turned) + (words[t] ^ words[t + 4]))
        two = _u(two + h + first + words[t])
        d, c, b, a = c, _left(b, 9), a, one
        h, g, f, e = g, _left(f, 19), e, _u(two ^ _left(two, 9) ^ _left(two, 17))
    state[0], state[1], state[2], state[3] = state[0] ^ a, state[1] ^ b, state[2] ^ c, state[3] ^ d
    state[4], state[5], state[6], state[7] = state[4] ^ e, state[5] ^ f, state[6] ^ g, state[7] ^ h
