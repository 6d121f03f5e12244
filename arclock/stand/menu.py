"""A list of faults or cheats with a letter each; those that are on are marked, and the letter ends them."""

from collections.abc import Set
from string import ascii_lowercase

from rich.text import Text

from arclock.console import pick
from arclock.stand.mischief import TABLES
from arclock.stand.verbs import Command, command

MENUS = {"f": "fault", "x": "cheat"}


class Menu:
    """`kind` is fault or cheat, `on` the names of those that are on."""

    def __init__(self, kind: str, on: Set[str]) -> None:
        self._kind = kind
        self._on = on
        self._letters = dict(zip(ascii_lowercase, TABLES[kind].values(), strict=False))

    def chosen(self, key: str) -> Command | None:
        entry = self._letters.get(key)
        if entry is None:
            return None
        return command(self._kind, {"name": entry.name, "value": entry.name not in self._on})

    def lines(self, room: int, width: int) -> list[Text]:
        """In two columns where one is too long."""
        title = pick("faults", "故障") if self._kind == "fault" else pick("cheats", "作弊")
        hint = pick("  a letter begins or ends one, Esc goes back", "  按字母开始或结束，Esc 返回")
        rows = [self._line(letter) for letter in self._letters]
        if len(rows) >= room:
            half, column = -(-len(rows) // 2), width // 2
            for row in rows:
                row.truncate(column - 1, overflow="ellipsis")
                row.append(" " * (column - row.cell_len))
            rows = [Text.assemble(*rows[place::half]) for place in range(half)]
        return [Text(title, "bold").append(hint, "dim"), *rows]

    def _line(self, letter: str) -> Text:
        entry = self._letters[letter]
        on = entry.name in self._on
        line = Text(f"{letter} ", "bold").append(f"{entry.name} ".ljust(18), "bold red" if on else "")
        return line.append(pick(entry.en, entry.zh), "red" if on else "dim")
