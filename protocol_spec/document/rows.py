"""A layout cut into rows of four bytes: what both forms of a byte diagram are drawn from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import FieldSpec

ACROSS = 4
"""Bytes in a row."""


@dataclass(frozen=True)
class Cell:
    """A field of the diagram. `size` is None where it varies; `note` then says between what, without words."""

    name: str
    size: int | None
    note: str = ""


@dataclass(frozen=True)
class Row:
    """`fields` has the index of the cell under each byte, None behind the last; a varying cell has its row for itself.

    `offset` is that of the first byte, None behind a cell that varies.
    """

    offset: int | None
    fields: tuple[int | None, ...]
    varies: bool = False


def cells_of(fields: Mapping[str, FieldSpec]) -> list[Cell]:
    return [Cell(name, spec.kind.size, _extent(spec.kind)) for name, spec in fields.items()]


def _extent(kind: Kind) -> str:
    if kind.size is not None:
        return ""
    if kind.form is Form.LIST:
        row = kind.group.fixed_size() if kind.group else None
        return f"{kind.prefix} + 0..{kind.limit} x {f'{row} B' if row else 'row'}"
    return f"{kind.prefix} + 0..{kind.limit} B"


def rows_of(cells: Iterable[Cell]) -> list[Row]:
    rows: list[Row] = []
    row: list[int | None] = []
    offset: int | None = 0

    def close() -> None:
        nonlocal row, offset
        if row:
            rows.append(Row(offset, tuple(row) + (None,) * (ACROSS - len(row))))
            offset = None if offset is None else offset + len(row)
        row = []

    for index, cell in enumerate(cells):
        if cell.size is None:
            close()
            rows.append(Row(offset, (index,) * ACROSS, varies=True))
            offset = None
            continue
        for _ in range(cell.size):
            row.append(index)
            if len(row) == ACROSS:
                close()
    close()
    return rows


def labels(rows: list[Row]) -> dict[tuple[int, int], bool]:
    """Where a cell has its name: by row and first column, False where it is only named again.

    A cell whose parts touch is named once, in its widest part. One that is cut (the end of a row and the beginning of the
    next) is named in each piece.
    """
    pieces: dict[int, list[list[tuple[int, int, int]]]] = {}
    for number, row in enumerate(rows):
        for index, column, count in runs(row):
            known = pieces.setdefault(index, [])
            if known and _touch(known[-1][-1], (number, column, count)):
                known[-1].append((number, column, count))
            else:
                known.append([(number, column, count)])
    named: dict[tuple[int, int], bool] = {}
    for known in pieces.values():
        for piece in known:
            number, column, _ = max(piece, key=lambda part: (part[2], -part[0]))
            named[number, column] = piece is known[0]
    return named


def _touch(above: tuple[int, int, int], below: tuple[int, int, int]) -> bool:
    return above[1] < below[1] + below[2] and below[1] < above[1] + above[2]


def runs(row: Row) -> list[tuple[int, int, int]]:
    """The stretches of a row that belong to one cell: index, first column, count."""
    found: list[tuple[int, int, int]] = []
    for column, index in enumerate(row.fields):
        if index is None:
            continue
        if found and found[-1][0] == index:
            found[-1] = (index, found[-1][1], found[-1][2] + 1)
        else:
            found.append((index, column, 1))
    return found
