"""An explanation on a terminal, as plain text in a pipe, and as JSON."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arclock.commands.explain_input import Bytes
from arclock.console import pick, print_line
from protocol_spec.clauses import clauses
from protocol_spec.explain import Explained, Gravity, Piece, Sort, Trouble
from protocol_spec.instant import MS, S

PIPE_WIDTH = 160
"""Columns where nobody says how many there are: a line that is cut cannot be searched."""

NARROW = 110
"""Below so many columns value and meaning share one."""

LINES = 4
"""Lines of bytes that a field gets in the table; JSON has all."""

STYLES = {Gravity.WRONG: "bold red", Gravity.ABNORMAL: "yellow", None: ""}
MARKS = {Gravity.WRONG: "!", Gravity.ABNORMAL: "~", None: ""}


class Page:
    def __init__(self, lang: str) -> None:
        self._lang = lang
        console = Console(highlight=False, markup=False, emoji=False)
        piped = not console.is_terminal and "COLUMNS" not in os.environ
        self._console = Console(highlight=False, markup=False, emoji=False, width=PIPE_WIDTH) if piped else console
        self._trims = not console.is_terminal
        self._narrow = self._console.width < NARROW
        self._counted: Counter[str] = Counter()
        self._quoted: set[str] = set()
        self.in_order = True

    def show(self, one: Explained, part: Bytes) -> None:
        self._counted[one.sort.value if one.in_order or one.sort is not Sort.FRAME else "refused"] += 1
        self.in_order &= one.in_order
        findings = [said for piece, trouble in _worst_first(one) for said in self._finding(piece, trouble)]
        self._put(self._heading(one, part), self._table(one), *findings, "")

    def sum_up(self) -> None:
        said = {
            "frame": pick("in order", "无误"),
            "refused": pick("to be refused", "应拒绝"),
            "broken": pick("broken", "已损坏"),
            "noise": pick("noise", "噪声"),
        }
        counts = [(self._counted[name], text) for name, text in said.items() if self._counted[name]]
        self._put(pick(", ", "，").join(f"{text}{pick(': ', '：')}{count}" for count, text in counts))

    def _put(self, *parts: RenderableType) -> None:
        """Print; in a pipe without the blanks that fill a table's lines."""
        if not self._trims:
            self._console.print(*parts, sep="\n")
            return
        with self._console.capture() as captured:
            self._console.print(*parts, sep="\n")
        for line in captured.get().splitlines():
            print_line(line.rstrip())

    def _heading(self, one: Explained, part: Bytes) -> Text:
        count = len(one.data)
        number = sum(self._counted.values())
        said = [
            pick(f"offset {one.offset}", f"偏移 {one.offset}"),
            pick(f"{count} byte{'' if count == 1 else 's'}", f"{count} 字节"),
            *_of_trace(part),
            *self._state(one),
        ]
        heading = Text(f"#{number} ", style="dim")
        heading.append(one.title.text(self._lang), style="bold")
        heading.append("  " + pick(", ", "，").join(said), style=STYLES[one.gravity])
        return heading

    def _state(self, one: Explained) -> Iterator[str]:
        if one.sort is Sort.BROKEN:
            yield pick("broken: not to be believed", "已损坏：内容不可采信")
        elif one.sort is Sort.FRAME and not one.in_order:
            yield pick("to be refused", "应拒绝")

    def _table(self, one: Explained) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", show_edge=False)
        table.add_column("", width=1)
        table.add_column(pick("off", "偏移"), justify="right", no_wrap=True)
        table.add_column(pick("bytes", "字节"), no_wrap=True)
        table.add_column(pick("field", "字段"), no_wrap=not self._narrow, overflow="fold")
        table.add_column(pick("value", "取值"), overflow="fold")
        if not self._narrow:
            table.add_column(pick("meaning", "含义"), overflow="fold")
        table.add_column(pick("clause", "条款"), no_wrap=True)
        above: tuple[str, ...] = ()
        for piece in one.pieces:
            names = tuple(piece.path.split("."))
            for depth in range(_shared(above, names), len(names) - 1):
                table.add_row("", "", "", Text("  " * depth + names[depth], style="dim"))
            above = names[:-1]
            self._row(table, piece, one.sort, names)
        return table

    def _row(self, table: Table, piece: Piece, sort: Sort, names: tuple[str, ...]) -> None:
        style = STYLES[piece.gravity] or ("dim" if sort is Sort.BROKEN else "")
        shown, meaning = piece.shown.text(self._lang), piece.meaning.text(self._lang)
        value = [Text(shown), Text(meaning)]
        if self._narrow:
            value = [Text.assemble(shown, "  " if shown else "", (meaning, "dim"))]
        table.add_row(
            MARKS[piece.gravity],
            str(piece.offset),
            _hex(piece.data, 4 if self._narrow else 8),
            "  " * (len(names) - 1) + names[-1],
            *value,
            piece.clause,
            style=style,
        )

    def _finding(self, piece: Piece | None, trouble: Trouble) -> Iterator[RenderableType]:
        where = ""
        if piece is not None:
            where = pick(f"{piece.path}, offset {piece.offset}: ", f"{piece.path}，偏移 {piece.offset}：")
        said = f"{MARKS[trouble.gravity]} {where}{trouble.words.text(self._lang)} ({trouble.clause})"
        yield Text(said, style=STYLES[trouble.gravity], overflow="fold")
        if (sentence := _sentence(trouble.clause, self._lang)) and trouble.clause not in self._quoted:
            self._quoted.add(trouble.clause)
            yield Padding(Text(f"{trouble.clause} {sentence}", style="dim", overflow="fold"), (0, 0, 0, 2))


def _worst_first(one: Explained) -> list[tuple[Piece | None, Trouble]]:
    return sorted(one.all_troubles(), key=lambda found: found[1].gravity is not Gravity.WRONG)


def as_plain(one: Explained, part: Bytes, lang: str) -> dict[str, Any]:
    """One frame as JSON. `value` is language-free; `text`, `meaning` and `words` are in the language asked for."""
    found: dict[str, Any] = {
        "sort": one.sort.value,
        "in_order": one.in_order,
        "title": one.title.text(lang),
        "offset": one.offset,
        "size": len(one.data),
        "bytes": one.data.hex(),
        "troubles": [_plain_trouble(trouble, lang) for trouble in one.troubles],
        "tag": one.tag and {"holds": one.tag.holds, "words": one.tag.why.text(lang)},
        "pieces": [_plain_piece(piece, lang) for piece in one.pieces],
    }
    return found if part.at is None else found | {"at": part.at, "sent": part.sent}


def _plain_piece(piece: Piece, lang: str) -> dict[str, Any]:
    return {
        "offset": piece.offset,
        "bytes": piece.data.hex(),
        "field": piece.path,
        "value": piece.value,
        "text": piece.shown.text(lang),
        "meaning": piece.meaning.text(lang),
        "clause": piece.clause,
        "troubles": [_plain_trouble(trouble, lang) for trouble in piece.troubles],
    }


def _plain_trouble(trouble: Trouble, lang: str) -> dict[str, Any]:
    return {
        "gravity": trouble.gravity.value,
        "clause": trouble.clause,
        "sentence": _sentence(trouble.clause, lang),
        "words": trouble.words.text(lang),
        "right": trouble.right.hex() or None,
        "by": trouble.by,
    }


def _sentence(id_: str, lang: str) -> str:
    found = clauses().get(id_)
    return (found.zh if lang == "zh" else found.en) if found else ""


def _of_trace(part: Bytes) -> Iterator[str]:
    if part.at is not None:
        yield f"t = {part.at // S}.{part.at % S // MS:03d} s"
        yield pick("sent", "发出") if part.sent else pick("received", "收到")


def _shared(above: tuple[str, ...], names: tuple[str, ...]) -> int:
    """How many leading names two paths have in common; the last of `names` is a field and no group."""
    shared = 0
    while shared < min(len(above), len(names) - 1) and above[shared] == names[shared]:
        shared += 1
    return shared


def _hex(data: bytes, per_line: int) -> str:
    lines = [data[at : at + per_line].hex(" ").upper() for at in range(0, len(data), per_line)]
    if len(lines) <= LINES:
        return "\n".join(lines)
    hidden = len(data) - per_line * (LINES - 1)
    return "\n".join([*lines[: LINES - 1], pick(f"… {hidden} more", f"… 另 {hidden}")])
