"""From a file to the rows that are meant as enterprises, with the cell of every value."""

from dataclasses import dataclass
from pathlib import Path

from reference_platform.enterprise_list.cell import Row
from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.grid import Grid
from reference_platform.enterprise_list.header import SEARCHED_ROWS, Header, find_header, refuse_incomplete
from reference_platform.enterprise_list.opening import open_workbook
from reference_platform.enterprise_list.refusal import NotAnEnterpriseList
from reference_platform.enterprise_list.sheet_rows import data_rows, hidden_row, merged_cells, odd_row
from reference_platform.enterprise_list.template import TITLE


@dataclass(frozen=True)
class EnterpriseSheet:
    name: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    """About the sheet and its odd rows; rows that are no enterprises are told here and are not among `rows`."""


@dataclass(frozen=True)
class _List:
    grid: Grid
    header: Header
    rows: tuple[Row, ...] = ()


def read_enterprise_sheet(path: Path) -> EnterpriseSheet:
    """The first sheet that has the header row and enterprises under it.

    Raises:
        NotAnEnterpriseList: the file cannot be opened, or no sheet has the header row, all columns and a row of data.
    """
    grids = [Grid(sheet) for sheet in open_workbook(path).worksheets]
    lists = [_List(grid, header) for grid in grids if (header := find_header(grid))]
    if not lists:
        raise _no_header(path, grids)
    if not any(one.header.whole for one in lists):
        fullest = max(lists, key=lambda one: len(one.header.places))
        refuse_incomplete(path, fullest.grid.title, fullest.header)
    results = _results(path, grids)
    read = [
        _List(one.grid, one.header, tuple(data_rows(one.grid, results[one.grid.title], one.header)))
        for one in lists
        if one.header.whole
    ]
    chosen = next((one for one in read if any(odd_row(row) is None for row in one.rows)), None)
    if chosen is None:
        raise _no_rows(path, read[0])
    others = [finding for one in lists if one.grid is not chosen.grid for finding in _not_read(one)]
    return _without_odd_rows(chosen, others)


def _results(path: Path, grids: list[Grid]) -> dict[str, Grid]:
    """What formulas gave when the file was last saved. Read only where there are any."""
    if any(grid.has_formulas for grid in grids):
        grids = [Grid(sheet) for sheet in open_workbook(path, computed=True).worksheets]
    return {grid.title: grid for grid in grids}


def _without_odd_rows(chosen: _List, others: list[Finding]) -> EnterpriseSheet:
    findings = [*chosen.header.strangers, *merged_cells(chosen.grid, chosen.header)]
    rows = []
    for row in chosen.rows:
        odd = odd_row(row)
        if odd:
            findings.append(odd)
            continue
        rows.append(row)
        if row.hidden:
            findings.append(hidden_row(row))
    return EnterpriseSheet(chosen.grid.title, tuple(rows), (*findings, *others))


def _not_read(one: _List) -> list[Finding]:
    title, row = one.grid.title, one.header.row
    filled = sum(any(cell.value is not None for cell in cells) for _number, cells in one.grid.rows(row + 1))
    if not filled:
        return []
    return [
        Finding(
            f"'{title}'!A{row}",
            None,
            "error",
            "SHEET_NOT_READ",
            f"工作表“{title}”也有表头和 {filled} 行内容，未读取；请合并到第一个工作表，或单独成文件导入。",
            f"sheet {title!r} has the headers and {filled} rows too and was not read; move its rows to the first sheet "
            "or import it as a file of its own.",
        )
    ]


def _no_header(path: Path, grids: list[Grid]) -> NotAnEnterpriseList:
    names = "、".join(grid.title for grid in grids)
    return NotAnEnterpriseList(
        path,
        f"工作表（{names}）的前 {SEARCHED_ROWS} 行没有表头（序号、企业名称、统一社会信用代码……）；请使用《{TITLE}》。",
        f"no header row (序号, 企业名称, 统一社会信用代码 …) in the first {SEARCHED_ROWS} rows of {names}; use the "
        f"template {TITLE}.",
    )


def _no_rows(path: Path, empty: _List) -> NotAnEnterpriseList:
    title, row = empty.grid.title, empty.header.row
    return NotAnEnterpriseList(
        path,
        f"工作表“{title}”第 {row} 行表头以下没有企业；请填写后再导入。",
        f"there is no enterprise under the header row {row} of sheet {title!r}; fill in the list first.",
    )
