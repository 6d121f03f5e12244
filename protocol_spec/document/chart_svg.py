"""A sequence chart as SVG, as wide as a phone: lifelines, and above each arrow what it carries."""

from dataclasses import dataclass, field

from protocol_spec.document.book import Book
from protocol_spec.document.charts import Chart, Step
from protocol_spec.document.svg import (
    CARD,
    INK,
    LANES,
    LINE,
    SOFT,
    WASH,
    arrow_head,
    drawing,
    n,
    path,
    rect,
    text,
    width_of,
    wrapped,
)
from protocol_spec.document.words import name

WIDTH = 376.0
EDGE = 46.0
HEAD = 26.0
LEAD = 13.5
SIZE = 10.5
HALO = f'paint-order="stroke" stroke="{CARD}" stroke-width="3.5" stroke-linejoin="round"'


@dataclass
class _Sheet:
    """What is drawn so far, and how far down."""

    at: dict[str, float]
    y: float = HEAD + 10
    parts: list[str] = field(default_factory=list)


def chart_svg(book: Book, chart: Chart) -> str:
    between = (WIDTH - 2 * EDGE) / max(len(chart.parties) - 1, 1)
    sheet = _Sheet({party: EDGE + k * between for k, party in enumerate(chart.parties)})
    for step in chart.steps:
        if step.source == step.target:
            _note(book, sheet, step)
        else:
            _arrow(book, sheet, step)
    bottom = sheet.y + 6
    lines = [path(f"M{n(x)} {n(HEAD)}V{n(bottom)}", stroke=LINE, width=1.2) for x in sheet.at.values()]
    heads = [_head(name(book, party), x) for party, x in sheet.at.items()]
    return drawing(WIDTH, bottom + 2, book.of(chart.title), [*lines, *heads, *sheet.parts])


def _head(said: str, x: float) -> str:
    wide = max(width_of(said, 11) + 14, 52)
    left = min(max(x - wide / 2, 1), WIDTH - wide - 1)
    box = rect(left, 1, wide, HEAD - 1, fill=WASH, stroke=LINE, extra='rx="5"')
    return box + text(left + wide / 2, 17.5, said, 11, anchor="middle", extra='font-weight="700"')


def _arrow(book: Book, sheet: _Sheet, step: Step) -> None:
    start, end = sheet.at[step.source], sheet.at[step.target]
    middle = (start + end) / 2
    room = min(max(abs(end - start) + 40, 170), WIDTH - 8)
    for bold, line in _lines(book, step, room):
        sheet.y += LEAD
        weight = ' font-weight="700"' if bold else ""
        sheet.parts.append(_centred(line, middle, sheet.y, SIZE, HALO + weight))
    sheet.y += 6
    way = 1 if end > start else -1
    reach = end - way * (abs(end - start) * 0.3 if step.lost else 1)
    ink = LANES[1] if step.lost else INK
    dash = 'stroke-dasharray="5 3"' if step.lost else ""
    sheet.parts.append(path(f"M{n(start)} {n(sheet.y)}H{n(reach)}", stroke=ink, extra=dash))
    if step.lost:
        sheet.parts.append(path(f"M{n(reach - 4)} {n(sheet.y - 4)}l8 8m0 -8l-8 8", stroke=ink, width=1.8))
    else:
        sheet.parts.append(arrow_head(end, sheet.y, way, fill=ink))
    sheet.y += 10
    sheet.parts.append(_clause(step.clause, middle, sheet.y))
    sheet.y += 5


def _note(book: Book, sheet: _Sheet, step: Step) -> None:
    lines = wrapped(book.of(step.note) or step.message, 168, SIZE)
    wide = max(max(width_of(line, SIZE) for line in lines) + 18, 62)
    left = min(max(sheet.at[step.source] - wide / 2, 1), WIDTH - wide - 1)
    height = len(lines) * LEAD + 17
    sheet.y += 6
    sheet.parts.append(rect(left, sheet.y, wide, height, fill=WASH, stroke=LINE, extra='rx="8"'))
    for number, line in enumerate(lines, 1):
        sheet.parts.append(text(left + wide / 2, sheet.y + number * LEAD, line, SIZE, anchor="middle"))
    sheet.parts.append(_clause(step.clause, left + wide / 2, sheet.y + height - 4.5, halo=False))
    sheet.y += height + 3


def _lines(book: Book, step: Step, room: float) -> list[tuple[bool, str]]:
    note = [(False, line) for line in wrapped(book.of(step.note), room, SIZE)] if step.note[0] else []
    return [(True, step.message), *note] if step.message else note


def _centred(said: str, x: float, y: float, size: float, extra: str) -> str:
    """Centred on x as long as that stays on the sheet."""
    half = width_of(said, size) / 2
    return text(min(max(x, half + 3), WIDTH - half - 3), y, said, size, anchor="middle", extra=extra)


def _clause(id_: str, x: float, y: float, *, halo: bool = True) -> str:
    return f'<a href="#{id_}">{text(x, y, id_, 8.5, anchor="middle", fill=SOFT, extra=HALO if halo else "")}</a>'
