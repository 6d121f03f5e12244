"""A cell and a row as they were found, before anything is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reference_platform.enterprise_list.finding import ErrorCode, Finding, WarningCode
from reference_platform.enterprise_list.template import NAME, SERIAL, USCC, Column, compact

_TOTALS = frozenset({"合计", "总计", "共计", "小计"})


@dataclass(frozen=True)
class Cell:
    coordinate: str
    column: Column
    value: object
    broken: bool = False
    """It shows an error such as #REF!, or a formula that was never computed: there is no value to read."""

    @cached_property
    def text(self) -> str:
        """As a person reads it: no white space around, single spaces inside."""
        if self.value is None or self.broken:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return " ".join(str(self.value).split()).strip("\u200b\ufeff")

    @cached_property
    def compact(self) -> str:
        return compact(self.text)

    @property
    def blank(self) -> bool:
        return not (self.broken or self.compact)

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    def error(self, code: ErrorCode, zh: str, en: str) -> Finding:
        return Finding(self.coordinate, self.column.number, "error", code, zh, en)

    def warning(self, code: WarningCode, zh: str, en: str) -> Finding:
        return Finding(self.coordinate, self.column.number, "warning", code, zh, en)


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[Column, Cell]
    hidden: bool = False

    def __getitem__(self, column: Column) -> Cell:
        return self.cells[column]

    @property
    def start(self) -> str:
        return f"A{self.number}"

    @property
    def is_blank(self) -> bool:
        return all(cell.blank for cell in self.cells.values())

    @property
    def is_total(self) -> bool:
        """合计 in front and no code: a sum below the list, not an enterprise."""
        return self[USCC].blank and any(self[column].compact.rstrip(":") in _TOTALS for column in (SERIAL, NAME))

    @property
    def is_header(self) -> bool:
        return self[NAME].compact == NAME.key and self[USCC].compact == USCC.key

    @property
    def has_only_serial(self) -> bool:
        return not self[SERIAL].blank and all(cell.blank for column, cell in self.cells.items() if column != SERIAL)
