"""Where the 17 headers stand in a sheet. They are found by name, so a title above or another order does no harm."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.grid import Grid
from reference_platform.enterprise_list.refusal import NotAnEnterpriseList
from reference_platform.enterprise_list.template import TEMPLATE, Column, header_key
from reference_platform.privacy import mask_inside

SEARCHED_ROWS: Final = 50
_ENOUGH: Final = 5
"""Headers in one row that make it a header row: then the others are missing, and the file is not something else."""

_COLUMNS = {column.key: column for column in TEMPLATE}


@dataclass(frozen=True)
class Header:
    row: int
    places: Mapping[Column, tuple[int, ...]]
    """Sheet columns (1 = A). More than one where a header stands twice."""
    strangers: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        return not (self.missing or self.repeated)

    @property
    def missing(self) -> tuple[Column, ...]:
        return tuple(column for column in TEMPLATE if column not in self.places)

    @property
    def repeated(self) -> tuple[Column, ...]:
        return tuple(column for column, places in self.places.items() if len(places) > 1)


def find_header(grid: Grid) -> Header | None:
    found = [_read_header(number, cells) for number, cells in grid.rows() if number <= SEARCHED_ROWS]
    best = max(found, key=lambda header: len(header.places), default=None)
    return best if best and len(best.places) >= _ENOUGH else None


def _read_header(row: int, cells: list[Any]) -> Header:
    places: dict[Column, tuple[int, ...]] = {}
    strangers: list[Finding] = []
    for cell in cells:
        text = " ".join(str(cell.value or "").split())
        column = _COLUMNS.get(header_key(text))
        if column:
            places[column] = (*places.get(column, ()), cell.column)
        elif text:
            strangers.append(_stranger(cell.coordinate, mask_inside(text)[:20]))
    return Header(row, places, tuple(strangers))


def _stranger(coordinate: str, text: str) -> Finding:
    return Finding(
        coordinate,
        None,
        "warning",
        "EXTRA_COLUMN",
        f"模板中没有“{text}”一列，未读取；如为笔误请改正表头。",
        f"the template has no column {text!r}: it was not read; correct the header if it is a slip.",
    )


def refuse_incomplete(path: Path, sheet: str, header: Header) -> None:
    """
    Raises:
        NotAnEnterpriseList: a header is missing or stands twice; which, and in which row.
    """
    where_zh, where_en = f"工作表“{sheet}”第 {header.row} 行表头", f"the header row {header.row} of sheet {sheet!r}"
    if header.missing:
        raise NotAnEnterpriseList(
            path,
            f"{where_zh}缺少 {len(header.missing)} 列：{_names_zh(header.missing)}；请按 17 列模板补齐。",
            f"{where_en} lacks {len(header.missing)} columns: {_names_en(header.missing)}; complete the 17 columns "
            "of the template.",
        )
    if header.repeated:
        raise NotAnEnterpriseList(
            path,
            f"{where_zh}有重复列：{_names_zh(header.repeated)}；无法判断以哪一列为准，请各保留一列。",
            f"{where_en} has columns twice: {_names_en(header.repeated)}; nobody can tell which counts, keep one each.",
        )


def _names_zh(columns: tuple[Column, ...]) -> str:
    return "、".join(column.header for column in columns)


def _names_en(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{column.header} ({column.english})" for column in columns)
