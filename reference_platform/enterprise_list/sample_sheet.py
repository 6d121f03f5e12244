"""Writes lines as the annex looks: the title merged over 17 columns, the headers, then the lines.

The same lines give the same bytes (under one zlib): openpyxl stamps the time of writing into the properties and the
zip, and both are set back here.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from reference_platform.enterprise_list.template import MACHINES, SERIAL, TEMPLATE, TITLE, WORKERS, Column

Line: TypeAlias = dict[Column, object]

HEADER_ROW: Final = 2
FIRST_ROW: Final = HEADER_ROW + 1

_WIDTHS: Final = (6, 34, 22, 14, 10, 12, 14, 44, 26, 12, 15, 15, 11, 10, 10, 12, 14)
_NUMBERS: Final = frozenset({SERIAL, MACHINES, WORKERS})
_NOTICE_DAY: Final = "2023-11-14T00:00:00Z"
_ZIP_DAY: Final = (2023, 11, 14, 0, 0, 0)
_EDGE: Final = Side(style="thin", color="FFB0B0B0")


@dataclass(frozen=True)
class SampleSheet:
    lines: Sequence[Line]
    hidden_rows: frozenset[int] = frozenset()
    total: bool = False


def write_sheet(path: Path, content: SampleSheet) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "涉焊企业"
    _write_head(sheet)
    for number, line in enumerate(content.lines, FIRST_ROW):
        for column in TEMPLATE:
            _write_cell(sheet, number, column, line[column])
        sheet.row_dimensions[number].hidden = number in content.hidden_rows
    if content.total:
        _write_total(sheet, FIRST_ROW + len(content.lines), content.lines)
    book.properties.title, book.properties.creator = TITLE, "arclock"
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    path.write_bytes(_without_clock(stream.getvalue()))


def _write_head(sheet: Any) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(TEMPLATE))
    sheet["A1"].value = TITLE
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER_ROW].height = 30, 34
    for column, width in zip(TEMPLATE, _WIDTHS, strict=True):
        cell = sheet.cell(HEADER_ROW, column.number, column.header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDDE6F0")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
        sheet.column_dimensions[get_column_letter(column.number)].width = width
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)


def _write_cell(sheet: Any, number: int, column: Column, value: object) -> None:
    cell = sheet.cell(number, column.number, value)
    cell.border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
    if column not in _NUMBERS and not isinstance(value, float):
        cell.number_format = "@"  # text: a code or a phone typed here stays as typed


def _write_total(sheet: Any, number: int, lines: Sequence[Line]) -> None:
    sheet.cell(number, SERIAL.number, "合计")
    for column in (MACHINES, WORKERS):
        values = [line[column] for line in lines]
        sheet.cell(number, column.number, sum(value for value in values if isinstance(value, int)))


def _without_clock(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _NOTICE_DAY.encode(), data)
            fixed = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            fixed.create_system, fixed.compress_type = 0, zipfile.ZIP_DEFLATED
            new.writestr(fixed, data)
    return stream.getvalue()
