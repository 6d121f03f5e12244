"""The rows under a header: cells with their merges undone, and the rows that are no enterprises told apart."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reference_platform.enterprise_list.cell import Cell, Row
from reference_platform.enterprise_list.finding import Finding, WarningCode
from reference_platform.enterprise_list.grid import Grid, coordinate
from reference_platform.enterprise_list.header import Header
from reference_platform.enterprise_list.template import (
    CITY,
    COUNTY,
    MOBILE,
    STATE,
    TOWN,
    TYPE,
    WELDING,
    Column,
)

_SHARED: Final = frozenset({TYPE, CITY, COUNTY, TOWN, STATE, WELDING, MOBILE})
"""Columns whose value several rows may share in one merged cell. A code or a count shared would be counted twice."""


def data_rows(grid: Grid, results: Grid, header: Header) -> Iterator[Row]:
    """`results` is the same sheet with formulas computed. Fully blank rows are left out."""
    merged = {
        (row, block.min_col): block.min_row
        for _column, block in _shared_blocks(grid, header)
        for row in range(block.min_row + 1, block.max_row + 1)
    }
    for number, _cells in grid.rows(header.row + 1):
        cells = {}
        for column, (place,) in header.places.items():
            source = merged.get((number, place), number)
            computed = grid.kind(source, place) == "f"
            value = (results if computed else grid).value(source, place)
            broken = results.kind(source, place) == "e" or (computed and value is None)
            cells[column] = Cell(coordinate(number, place), column, value, broken)
        row = Row(number, cells, hidden=grid.hidden(number))
        if not row.is_blank:
            yield row


def _shared_blocks(grid: Grid, header: Header) -> Iterator[tuple[Column, Any]]:
    columns: Mapping[int, Column] = {place: column for column, (place,) in header.places.items()}
    for block in grid.merged_blocks():
        column = columns.get(block.min_col)
        if column in _SHARED and block.min_row > header.row and block.min_col == block.max_col:
            yield column, block


def merged_cells(grid: Grid, header: Header) -> Iterator[Finding]:
    for column, block in _shared_blocks(grid, header):
        yield Finding(
            coordinate(block.min_row, block.min_col),
            column.number,
            "warning",
            "MERGED_CELL",
            f"合并单元格 {block.coord}：已按同一个值读入其中每一行；请取消合并并逐行填写。",
            f"merged cells {block.coord}: each of the rows was read with the same value; unmerge and fill every row.",
        )


def odd_row(row: Row) -> Finding | None:
    """Why a row is not meant as an enterprise, or None where it is."""
    if row.is_total:
        return _about(row, "TOTAL_ROW", "合计行未作为企业读入。", "a total: not read as an enterprise.")
    if row.is_header:
        return _about(
            row, "HEADER_AGAIN", "表头重复出现，未作为企业读入。", "the headers again: not read as an enterprise."
        )
    if row.has_only_serial:
        return _about(
            row,
            "ROW_WITHOUT_DATA",
            "本行只有第 1 列有内容，未作为企业读入；如确有企业请补填。",
            "only column 1 is filled: not read as an enterprise; fill the row if there is one.",
        )
    return None


def hidden_row(row: Row) -> Finding:
    return _about(
        row,
        "HIDDEN_ROW",
        "隐藏行（或被筛选的行）已照常读入；如不应导入请删除该行。",
        "the row is hidden or filtered away and was read all the same; delete it if it does not belong.",
    )


def _about(row: Row, code: WarningCode, zh: str, en: str) -> Finding:
    return Finding(row.start, None, "warning", code, zh, en)
