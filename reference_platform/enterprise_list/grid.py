"""The cells that a sheet really stores.

openpyxl's own walk over rows makes a cell for every empty place on the way. One space typed in row 1,048,576 would
cost gigabytes, so the walk here goes over what is stored; openpyxl keeps that under `_cells` and has no public name
for it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.utils import get_column_letter


class Grid:
    def __init__(self, sheet: Any) -> None:
        self.title: str = sheet.title
        self._sheet = sheet
        self._cells: Mapping[tuple[int, int], Any] = dict(sorted(sheet._cells.items()))
        self._rows: dict[int, list[Any]] = {}
        for (row, _column), cell in self._cells.items():
            self._rows.setdefault(row, []).append(cell)

    def rows(self, first: int = 1) -> Iterator[tuple[int, list[Any]]]:
        return ((number, cells) for number, cells in self._rows.items() if number >= first)

    def value(self, row: int, column: int) -> object:
        cell = self._cells.get((row, column))
        return None if cell is None else cell.value

    def kind(self, row: int, column: int) -> str:
        """`e` for an error value, `f` for a formula."""
        cell = self._cells.get((row, column))
        return "n" if cell is None else str(cell.data_type)

    def hidden(self, row: int) -> bool:
        return row in self._sheet.row_dimensions and bool(self._sheet.row_dimensions[row].hidden)

    def merged_blocks(self) -> list[Any]:
        return sorted(self._sheet.merged_cells.ranges, key=lambda block: (block.min_row, block.min_col))

    @property
    def has_formulas(self) -> bool:
        return any(cell.data_type == "f" for cell in self._cells.values())


def coordinate(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
