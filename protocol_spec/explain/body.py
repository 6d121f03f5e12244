"""A body, field by field from its declaration, as far as its bytes go.

A decoder stops at the first thing that is wrong. This one goes on as long as it knows where the next field begins, and
that it knows after every fault but one: bytes that are missing. So every byte ends up in exactly one piece.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from protocol_spec.edition import Edition
from protocol_spec.explain.context import dated, in_context
from protocol_spec.explain.piece import Piece, Trouble
from protocol_spec.explain.reading import Reading, counted, read
from protocol_spec.explain.words import Words, both, same
from protocol_spec.kinds import Form
from protocol_spec.layout import FieldSpec, Group, Layout


@dataclass(frozen=True)
class Inside:
    """A blob with something to be read in it, and what its row said before it (numbers by name of field)."""

    data: bytes
    offset: int
    path: str
    row: Mapping[str, int]
    spec: FieldSpec
    edition: Edition

    def unopened(self, meaning: Words, *troubles: Trouble) -> Piece:
        """The blob as one piece: nothing more can be said of it."""
        reading = read(self.spec.kind, self.data)
        return Piece(
            self.offset, self.data, self.path, reading.value, reading.shown, meaning, self.spec.clause, troubles
        )


Opener: TypeAlias = Callable[[Inside], list[Piece]]
"""Explains what is in a blob: pieces that are all of its bytes."""


@dataclass
class BodyReader:
    """Pieces of `data`, whose first byte stands at `offset` of the input.

    `openers` says which rows hold something to be read. `short` is the clause that a missing byte breaks: FRM-14 in a
    whole frame, FRM-12 in one that was cut.
    """

    data: bytes
    offset: int
    edition: Edition
    openers: Mapping[type[Group], Opener] = field(default_factory=dict)
    short: str = "FRM-14"
    _at: int = 0
    _pieces: list[Piece] = field(default_factory=list)

    def body(self, layout: type[Layout], path: str) -> list[Piece]:
        """All of `data` as the fields of a layout, and what is left behind them."""
        return self._closed(self._layout(layout, path), path, "FRM-14")

    def value(self, spec: FieldSpec, path: str) -> list[Piece]:
        """All of `data` as one field."""
        return self._closed(self._plain(spec, path) is not None, path, self.short)

    def _closed(self, whole: bool, path: str, clause: str) -> list[Piece]:
        # FRM-14 "A body that is too short, too long or holds an illegal value MUST be refused MALFORMED."
        if whole and self._at < len(self.data):
            data = self._rest()
            many = counted(len(data))
            words = Words(f"{many.en} after the last field", f"最后一个字段之后多出 {many.zh}")
            trailing = Reading(data.hex(), many, trouble=Trouble(clause, words, by=len(data)))
            self._add(data, f"{path}.trailing", trailing, Words("of no field", "不属于任何字段"), clause)
        return self._pieces

    def _layout(self, layout: type[Layout], path: str) -> bool:
        """The fields of a layout, one by one; False where the bytes ended first."""
        first, seen = len(self._pieces), dict[str, int]()
        for name, spec in layout.fields().items():
            if not self._field(name, spec, f"{path}.{name}", layout, seen):
                return False
        self._pieces[first:] = dated(self._pieces[first:], layout, path, seen)
        return True

    def _field(self, name: str, spec: FieldSpec, path: str, layout: type[Layout], seen: dict[str, int]) -> bool:
        if spec.kind.form is Form.LIST:
            return self._list(spec, path)
        opener = self.openers.get(layout) if issubclass(layout, Group) and spec.kind.form is Form.BLOB else None
        if opener is not None:
            return self._opened(spec, path, seen, opener)
        reading = self._plain(spec, path)
        if reading is None:
            return False
        if reading.number is not None:
            seen[name] = reading.number
            told = in_context(reading, name, spec, layout, seen, self.edition)
            self._pieces[-1] = replace(self._pieces[-1], shown=told.shown, meaning=_meaning(spec, told))
        return True

    def _plain(self, spec: FieldSpec, path: str) -> Reading | None:
        data = self._take(spec, path)
        if data is None:
            return None
        reading = read(spec.kind, data[spec.kind.prefix :])
        self._add(data, path, reading, _meaning(spec, reading), spec.clause)
        return reading

    def _list(self, spec: FieldSpec, path: str) -> bool:
        count = self._bytes(spec.kind.prefix, spec, path)
        if count is None:
            return False
        reading = read(spec.kind, count)
        self._add(count, path, reading, _meaning(spec, reading), spec.clause)
        group = spec.kind.group
        return group is not None and all(
            self._layout(group, f"{path}[{row}]") for row in range(int.from_bytes(count, "big"))
        )

    def _opened(self, spec: FieldSpec, path: str, seen: Mapping[str, int], opener: Opener) -> bool:
        data = self._take(spec, path)
        if data is None:
            return False
        prefix, content = data[: spec.kind.prefix], data[spec.kind.prefix :]
        reading, inside = read(spec.kind, content), self.offset + self._at - len(content)
        length = Reading(len(content), counted(len(content)), trouble=reading.trouble)
        self._pieces.append(
            self._piece(prefix, inside - len(prefix), f"{path}.length", length, _meaning(spec, length), spec.clause)
        )
        self._pieces += opener(Inside(content, inside, path, seen, spec, self.edition))
        return True

    def _take(self, spec: FieldSpec, path: str) -> bytes | None:
        """The bytes of a field, its length included; None where they are not all there."""
        kind = spec.kind
        if kind.size is not None:
            return self._bytes(kind.size, spec, path)
        prefix = self.data[self._at : self._at + kind.prefix]
        length = int.from_bytes(prefix, "big") if len(prefix) == kind.prefix else 0
        return self._bytes(kind.prefix + length, spec, path)

    def _bytes(self, count: int, spec: FieldSpec, path: str) -> bytes | None:
        if self._at + count <= len(self.data):
            data = self.data[self._at : self._at + count]
            self._at += count
            return data
        data = self._rest()
        words = Words(f"needs {counted(count).en}, {len(data)} left", f"需要 {count} 字节，只剩 {len(data)} 字节")
        missing = Reading(data.hex(), same("?"), trouble=Trouble(self.short, words, by=count - len(data)))
        self._add(data, path, missing, _meaning(spec, missing), spec.clause)
        return None

    def _rest(self) -> bytes:
        data = self.data[self._at :]
        self._at = len(self.data)
        return data

    def _add(self, data: bytes, path: str, reading: Reading, meaning: Words, clause: str) -> None:
        self._pieces.append(self._piece(data, self.offset + self._at - len(data), path, reading, meaning, clause))

    @staticmethod
    def _piece(data: bytes, offset: int, path: str, reading: Reading, meaning: Words, clause: str) -> Piece:
        troubles = (reading.trouble,) if reading.trouble else ()
        return Piece(offset, data, path, reading.value, reading.shown, meaning, clause, troubles)


def _meaning(spec: FieldSpec, reading: Reading) -> Words:
    return both(Words(spec.en, spec.zh), reading.stands_for)
