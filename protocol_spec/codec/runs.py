"""A stretch of fields of fixed size: one `struct.Struct`, and then what its numbers mean.

Reading goes slot by slot through a dict of values by name. A time has two slots, the second under a name that no field
can have. Writing goes through a list of slots; a slot that needs more than its attribute is changed in place.

Nothing here says what is wrong: it raises struct.error, LookupError, TypeError or ValueError, and whoever called looks
for the reason (`diagnosis.py`, `definition.py`).
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from enum import IntFlag
from operator import attrgetter
from typing import Any, TypeAlias

from protocol_spec.adapters import LAST_SECOND
from protocol_spec.ident import pack_terminal
from protocol_spec.instant import MS, S
from protocol_spec.kinds import Form, Kind

Values: TypeAlias = dict[str, Any]
Meaning: TypeAlias = Callable[[Values], None]
Change: TypeAlias = Callable[[list[Any], int], None]

_LETTERS = {1: "B", 2: "H", 4: "I", 8: "Q"}


class Run:
    """`slots` name what `struct` unpacks; `means` makes values of them, in place; `slots_of` is what it packs.

    `means` is None where the slots are the values already, and `exact` says that they are what is packed too.
    """

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.struct = struct.Struct(">" + "".join(_letters(kind) for kind in kinds.values()))
        self.slots = tuple(slot for name, kind in kinds.items() for slot in _slots(name, kind))
        self.means = _meaning([meaning for name, kind in kinds.items() if (meaning := _means(name, kind))], kinds)
        changes = [(self.slots.index(name), change) for name, kind in kinds.items() if (change := _change(kind))]
        self.exact = not changes
        self.slots_of = _slots_of([slot.split(" ")[0] for slot in self.slots], changes)


def _letters(kind: Kind) -> str:
    if kind.form is Form.TIME:
        return "IH"
    if kind.form in (Form.TERMINAL, Form.OCTETS):
        return f"{kind.size}s"
    letter = _LETTERS.get(kind.size or 0)
    if letter is None:
        raise TypeError(f"kind {kind.name}: no struct letter for {kind.size} bytes: the compiled form has to learn it")
    return letter.lower() if kind.signed else letter


def _slots(name: str, kind: Kind) -> tuple[str, ...]:
    return (name, _millis(name)) if kind.form is Form.TIME else (name,)


def _millis(name: str) -> str:
    return name + " ms"


class _Flags(dict[int, IntFlag]):
    """Flags by number; a combination is made when it is first seen, because nobody wants 65536 of them at once."""

    def __init__(self, flags: type[IntFlag]) -> None:
        super().__init__()
        self._flags = flags

    def __missing__(self, number: int) -> IntFlag:
        self[number] = member = self._flags(number)
        return member


def _members(kind: Kind) -> dict[int, Any]:
    if kind.flags is not None:
        return _Flags(kind.flags)
    return {int(member): member for member in kind.codes or ()}


def _meaning(others: list[Meaning], kinds: Mapping[str, Kind]) -> Meaning | None:
    """All that the slots of a run mean: its enumerations in one loop, because they are many, then the others."""
    enumerations = [(name, _members(kind)) for name, kind in kinds.items() if kind.codes or kind.flags]
    if not enumerations and not others:
        return None

    def means(values: Values) -> None:
        for name, members in enumerations:
            values[name] = members[values[name]]
        for other in others:
            other(values)

    return means


def _means(name: str, kind: Kind) -> Meaning | None:
    if kind.form is Form.TIME:
        return _joins_time(name)
    return _reads_digits(name) if kind.form is Form.TERMINAL else None


def _joins_time(name: str) -> Meaning:
    millis = _millis(name)

    def join(values: Values) -> None:
        rest = values.pop(millis)
        # FRM-22 "A time MUST be Unix seconds in four bytes and milliseconds (0 to 999) in two, in UTC."
        if rest > 999:
            raise ValueError(rest)
        values[name] = values[name] * S + rest * MS

    return join


def _reads_digits(name: str) -> Meaning:
    def read(values: Values) -> None:
        digits = values[name].hex()
        if not digits.isdigit():
            raise ValueError(digits)
        values[name] = digits

    return read


def _slots_of(names: list[str], changes: Iterable[tuple[int, Change]]) -> Callable[[Any], Iterable[Any]]:
    get = _getter(names)
    if not changes:
        return get

    def slots_of(value: Any) -> list[Any]:
        slots = list(get(value))
        for index, change in changes:
            change(slots, index)
        return slots

    return slots_of


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Always a tuple, which attrgetter gives from two names on."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _change(kind: Kind) -> Change | None:
    if kind.form is Form.TIME:
        return _split_time
    if kind.form is Form.TERMINAL:
        return _pack_digits
    return _exactly(kind.size or 0) if kind.form is Form.OCTETS else None


def _split_time(slots: list[Any], index: int) -> None:
    seconds, rest = divmod(slots[index], S)
    if not 0 <= seconds <= LAST_SECOND:
        raise ValueError(seconds)
    slots[index], slots[index + 1] = seconds, rest // MS


def _pack_digits(slots: list[Any], index: int) -> None:
    slots[index] = pack_terminal(slots[index])


def _exactly(size: int) -> Change:
    def check(slots: list[Any], index: int) -> None:
        # struct would cut, or fill up with zeros.
        if len(slots[index]) != size:
            raise ValueError(slots[index])

    return check
