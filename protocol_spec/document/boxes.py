"""A byte diagram as text, in the manner of the RFCs: four bytes across, names of fields as they are declared.

Only ASCII, in both languages: the boxes stand whatever face a reader has.
"""

import textwrap
from collections.abc import Iterable

from protocol_spec.document.rows import ACROSS, Cell, Row, labels, rows_of, runs

WIDE = 15
"""Characters inside the box of one byte."""

GUTTER = 6


def boxes(cells: Iterable[Cell]) -> str:
    cells = list(cells)
    rows = rows_of(cells)
    if not rows:
        return " " * GUTTER + "(empty)"
    named = labels(rows)
    lines = [" " * GUTTER + "".join(f"{column:^{WIDE + 1}}" for column in range(ACROSS)).rstrip()]
    above: Row | None = None
    for number, row in enumerate(rows):
        lines.append(_border(above, row))
        lines.extend(_inside(row, [named.get((number, column)) for _, column, _ in runs(row)], cells))
        above = row
    lines.append(_border(above, None))
    return "\n".join(line.rstrip() for line in lines)


def _border(above: Row | None, below: Row | None) -> str:
    """Between two rows: open where the same field goes on."""
    line = [" "] * (ACROSS * (WIDE + 1) + 1)
    for column in range(ACROSS):
        up = above.fields[column] if above else None
        down = below.fields[column] if below else None
        if up == down and not (up is None or (above and above.varies)):
            continue
        if up is None and down is None:
            continue
        start = column * (WIDE + 1)
        line[start : start + WIDE + 2] = ["+", *"-" * WIDE, "+"]
    return " " * GUTTER + "".join(_joined(line, above, below))


def _joined(line: list[str], above: Row | None, below: Row | None) -> list[str]:
    """The sides of a field that goes on across the border."""
    for edge in range(ACROSS + 1):
        at = edge * (WIDE + 1)
        if line[at] == " " and any(row and _has_edge(row, edge) for row in (above, below)):
            line[at] = "+" if above and below and _has_edge(above, edge) != _has_edge(below, edge) else "|"
    return line


def _has_edge(row: Row, edge: int) -> bool:
    left = row.fields[edge - 1] if edge else None
    right = row.fields[edge] if edge < ACROSS else None
    return left != right


def _inside(row: Row, named: list[bool | None], cells: list[Cell]) -> list[str]:
    side = "/" if row.varies else "|"
    columns: list[list[str]] = []
    for (index, _, count), first in zip(runs(row), named, strict=True):
        width = count * (WIDE + 1) - 1
        cell = cells[index]
        said = f"{cell.name}  ({cell.note})" if cell.note else cell.name
        if first is None:
            columns.append([" " * width])
            continue
        columns.append([f" {line}".ljust(width) for line in _lines(said if first else f"({said})", width - 1)])
    height = max(len(column) for column in columns)
    label = f"{row.offset:>{GUTTER - 2}}  " if row.offset is not None else " " * GUTTER
    lines = []
    for number in range(height):
        parts = [column[number] if number < len(column) else " " * len(column[0]) for column in columns]
        lines.append((label if number == 0 else " " * GUTTER) + side + side.join(parts) + side)
    return lines


def _lines(said: str, width: int) -> list[str]:
    if len(said) <= width:
        return [said]
    return textwrap.wrap(said.replace("_", "_ "), width) or [said]
