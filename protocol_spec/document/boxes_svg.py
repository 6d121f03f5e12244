"""A byte diagram as SVG: four bytes across and 376 wide, so that a phone shows it as it is."""

from collections.abc import Iterable
from itertools import pairwise

from protocol_spec.document.rows import ACROSS, Cell, Row, labels, rows_of, runs
from protocol_spec.document.svg import CARD, INK, SOFT, WASH, drawing, n, path, rect, text, width_of, wrapped

BYTE = 85.0
ROW = 30.0
LEFT = 32.0
TOP = 18.0
SIZE = 11.0


def boxes_svg(cells: Iterable[Cell], title: str) -> str:
    """Shaded cells vary in length; the number at the left is the offset of the row's first byte."""
    cells = list(cells)
    rows = rows_of(cells)
    named = labels(rows)
    parts = [text(LEFT + (c + 0.5) * BYTE, 12, str(c), 9, anchor="middle", fill=SOFT) for c in range(ACROSS)]
    for number, row in enumerate(rows):
        y = TOP + number * ROW
        if row.offset is not None:
            parts.append(text(LEFT - 6, y + ROW / 2 + 3.5, str(row.offset), 9.5, anchor="end", fill=SOFT))
        parts += [_box(column, count, y, row.varies) for _, column, count in runs(row)]
    for number, (row, below) in enumerate(pairwise(rows), 1):
        parts.append(_open(row, below, TOP + number * ROW))
    for number, row in enumerate(rows):
        for index, column, count in runs(row):
            if (first := named.get((number, column))) is not None:
                parts.append(_name(cells[index], column, count, TOP + number * ROW, first))
    return drawing(LEFT + ACROSS * BYTE + 4, TOP + len(rows) * ROW + 4, title, parts)


def _box(column: int, count: int, y: float, varies: bool) -> str:
    dash = 'stroke-dasharray="4 3"' if varies else ""
    return rect(LEFT + column * BYTE, y, count * BYTE, ROW, fill=WASH if varies else CARD, extra=dash)


def _open(above: Row, below: Row, y: float) -> str:
    """Rub out the line between two rows where one field goes on."""
    drawn = []
    for column in (column for column in range(ACROSS) if _goes_on(above, below, column)):
        across = BYTE - (0 if _goes_on(above, below, column + 1) else 1.6)
        drawn.append(path(f"M{n(LEFT + column * BYTE + 0.8)} {n(y)}h{n(across)}", stroke=CARD, width=2))
    return "".join(drawn)


def _goes_on(above: Row, below: Row, column: int) -> bool:
    if column >= ACROSS or above.varies or below.varies:
        return False
    return above.fields[column] is not None and above.fields[column] == below.fields[column]


def _name(cell: Cell, column: int, count: int, y: float, first: bool) -> str:
    middle = LEFT + (column + count / 2) * BYTE
    room = count * BYTE - 6
    size = SIZE if max(width_of(line, SIZE) for line in wrapped(cell.name, room, SIZE)) <= room else SIZE - 2
    if cell.note:
        return text(middle, y + 13, cell.name, SIZE, anchor="middle") + text(
            middle, y + 25, cell.note.replace(" x ", " × ").replace("..", "…"), 9, anchor="middle", fill=SOFT
        )
    lines = wrapped(cell.name if first else f"({cell.name})", room, size)
    top = y + ROW / 2 + 3.8 - (len(lines) - 1) * size * 0.55
    ink = INK if first else SOFT
    return "".join(
        text(middle, top + k * size * 1.1, line, size, anchor="middle", fill=ink) for k, line in enumerate(lines)
    )
