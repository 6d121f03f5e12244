"""Runs as closures that read and write; the shapes that are common get one of their own."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeAlias

from protocol_spec.codec.runs import Run, Values

Reader: TypeAlias = Callable[[bytes, int, Values], int]
"""Reads from the bytes at an offset into the values, and returns where it ended."""

Writer: TypeAlias = Callable[[Any], bytes]


def reads(run: Run) -> Reader:
    unpack_from, slots, size, means = run.struct.unpack_from, run.slots, run.struct.size, run.means

    def read(data: bytes, at: int, values: Values) -> int:
        values.update(zip(slots, unpack_from(data, at), strict=False))
        if means:
            means(values)
        return at + size

    def read_one(data: bytes, at: int, values: Values) -> int:
        (values[slots[0]],) = unpack_from(data, at)
        if means:
            means(values)
        return at + size

    return read_one if len(slots) == 1 else read


def writes(run: Run) -> Writer:
    pack, slots, slots_of = run.struct.pack, run.slots, run.slots_of

    def write(value: Any) -> bytes:
        return pack(*slots_of(value))

    if not (run.exact and len(slots) == 1):
        return write
    get = attrgetter(slots[0])
    return lambda value: pack(get(value))
