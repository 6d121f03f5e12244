"""The draws of `simulator.draw` over arrays of uint64.

One text for two uses: called as it stands on arrays, and as `…_in_kernel` inside the loops that numba compiles. The mixer
multiplies modulo 2^64, which is what uint64 does by itself; every constant is a uint64, because a signed number beside an
unsigned one would make a float.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.draw import Draw, purpose
from simulator.quiet.compiled import part

Words: TypeAlias = NDArray[np.uint64]

_FIRST, _SECOND, _STEP = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


def mixed(word: Any) -> Any:
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


_mixed_in_kernel = part(mixed)


@part
def at_in_kernel(stream: Any, counter: Any) -> Any:
    """64 bits; `stream` is that of a terminal and a purpose (`streams`)."""
    return _mixed_in_kernel(stream ^ (np.uint64(counter) * _STEP))


@part
def below_in_kernel(bound: Any, stream: Any, counter: Any) -> Any:
    """In [0, bound), as int64."""
    return np.int64(((at_in_kernel(stream, counter) >> _32) * np.uint64(bound)) >> _32)


def roots(draws: list[Draw]) -> Words:
    """What of each terminal's draws everything of its follows from."""
    return np.array([draw.root for draw in draws], dtype=np.uint64)


def streams(roots: Words, name: str) -> Words:
    """The streams of these terminals for one purpose."""
    return np.asarray(mixed(roots ^ np.uint64(purpose(name) << 32)), dtype=np.uint64)


def at(streams: Words, counters: Words) -> Words:
    return np.asarray(mixed(streams ^ (counters * _STEP)), dtype=np.uint64)


def below(bound: int, streams: Words, counters: Words) -> NDArray[np.int64]:
    return (((at(streams, counters) >> _32) * np.uint64(bound)) >> _32).astype(np.int64)
