"""How loops are compiled here: parts anew each time, the few that are called from outside once for all runs.

numba keeps what it compiled beside the file, and takes it again as long as that one file is unchanged. But a loop is made of
functions of many files, and of tables and constants of others. So a loop that is kept closes over `made_of`: the sources of
this package and the constants it took from elsewhere, as one number, which numba has in the key of its cache. Whoever changes
any of them gets the loop compiled again. Parts are not kept, because a part would be taken stale.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import ParamSpec, TypeVar
from zlib import crc32

import numba

from protocol_spec.bulk.kernels import kernel as kept

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["kept", "made_of", "part"]


def part(function: Callable[P, R]) -> Callable[P, R]:
    """Of a loop; compiled into it."""
    compiled: Callable[P, R] = numba.njit(nogil=True)(function)
    return compiled


def made_of(*constants: object) -> int:
    """What a loop that is `kept` has to close over; `constants` are those of other packages, each with its whole value in its
    repr."""
    number = crc32(repr(constants).encode())
    for entry in sorted(files("simulator.quiet").iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".py"):
            number = crc32(entry.read_bytes(), number)
    return number
