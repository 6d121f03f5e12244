"""Sheets as people keep them: other header rows, merges, totals, hidden rows, formulas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reference_platform.enterprise_list import TEMPLATE, ImportReport, import_enterprises, write_sample

Edit = Callable[[Any], None]
ImportEdited = Callable[[Edit], ImportReport]
EditXml = Callable[[Path, str, str], None]


@pytest.fixture
def import_edited(tmp_path: Path) -> ImportEdited:
    """Imports the clean sample after a change to its workbook."""

    def run(edit: Edit) -> ImportReport:
        path = tmp_path / "list.xlsx"
        write_sample(path)
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
        book.close()
        return import_enterprises(path)

    return run


def _told(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(finding.cell, finding.level, finding.code) for finding in report.findings]


def test_headers_with_blanks_line_breaks_stars_and_half_width_brackets(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        sheet = book.active
        sheet["B2"] = " 企业 名称 "
        sheet["C2"] = "*统一社会\n信用代码"
        sheet["P2"] = "电焊设备数量\n(单位:台)"
        sheet["Q2"] = "特种作业人员数量"

    report = import_edited(edit)
    assert report.findings == ()
    assert len(report.accepted) == 60


def test_a_list_without_its_title_row(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active.unmerge_cells("A1:Q1")
        book.active.delete_rows(1)
        book.active["C2"] = None

    report = import_edited(edit)
    assert _told(report) == [("C2", "error", "REQUIRED")]
    assert report.rows_read == 60


def test_columns_in_another_order_keep_number_and_cell_apart(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        sheet = book.active
        for row in range(2, 63):
            first, last = sheet.cell(row, 1), sheet.cell(row, 17)
            first.value, last.value = last.value, first.value
        sheet["A3"] = "四"

    report = import_edited(edit)
    assert [(finding.cell, finding.column, finding.code) for finding in report.findings] == [("A3", 17, "COUNT")]


def test_an_unknown_column_is_told(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["R2"] = "备注 19900000001"

    report = import_edited(edit)
    assert _told(report) == [("R2", "warning", "EXTRA_COLUMN")]
    assert "备注" in report.findings[0].zh
    assert "19900000001" not in report.findings[0].zh


def test_blank_rows_are_no_rows(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active.insert_rows(10, amount=3)
        book.active["B11"] = "  "

    report = import_edited(edit)
    assert (report.findings, report.rows_read, report.rejected_rows) == ((), 60, ())


def test_one_space_in_the_last_row_of_the_sheet_costs_nothing(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["XFD1048576"] = " "

    assert import_edited(edit).rows_read == 60


@pytest.mark.parametrize("label", ["合计", "合 计", "总计：", "小计"])
@pytest.mark.parametrize("cell", ["A63", "B63"])
def test_a_total_is_no_enterprise(import_edited: ImportEdited, label: str, cell: str) -> None:
    def edit(book: Any) -> None:
        book.active[cell] = label
        book.active["P63"] = "=SUM(P3:P62)"

    report = import_edited(edit)
    assert _told(report) == [("A63", "warning", "TOTAL_ROW")]
    assert report.rows_read == 60


def test_a_total_with_a_code_is_an_enterprise(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["A62"] = "合计"

    assert _told(import_edited(edit)) == [("A62", "error", "SERIAL")]


def test_repeated_headers_are_no_enterprise(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        for column in TEMPLATE:
            book.active.cell(63, column.number, column.header)

    report = import_edited(edit)
    assert _told(report) == [("A63", "warning", "HEADER_AGAIN")]
    assert report.rows_read == 60


def test_a_note_or_a_number_alone_is_no_enterprise_and_is_not_repeated(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["A63"] = 61
        book.active["A64"] = "填表人：王样一"

    report = import_edited(edit)
    assert _told(report) == [("A63", "warning", "ROW_WITHOUT_DATA"), ("A64", "warning", "ROW_WITHOUT_DATA")]
    assert "王样一" not in str(report.as_json())


def test_a_name_alone_is_a_row_with_errors(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["B63"] = "郑州样例有限公司"

    report = import_edited(edit)
    assert report.rejected_rows == (63,)
    assert {finding.code for finding in report.findings} == {"REQUIRED"}
    assert len(report.findings) == 14


def test_a_hidden_row_is_read_with_a_warning(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active.row_dimensions[9].hidden = True

    report = import_edited(edit)
    assert _told(report) == [("A9", "warning", "HIDDEN_ROW")]
    assert len(report.accepted) == 60


def test_a_merged_county_counts_for_each_of_its_rows(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        for row in (4, 5):
            book.active.cell(row, 7, book.active["G3"].value)
            book.active.cell(row, 8, "样例一路1号")
        book.active.merge_cells("F3:F5")

    report = import_edited(edit)
    assert _told(report) == [("F3", "warning", "MERGED_CELL")]
    assert len({one.county for one in report.accepted[:3]}) == 1
    assert len(report.accepted) == 60


def test_a_merged_count_is_not_counted_twice(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active.merge_cells("P3:P4")

    report = import_edited(edit)
    assert ("P4", "error", "REQUIRED") in _told(report)


def test_a_formula_never_computed_is_told(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.active["P3"] = "=1+1"

    assert _told(import_edited(edit)) == [("P3", "error", "CELL_ERROR")]


def test_a_row_of_formulas_never_computed_is_not_blank(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        for column in TEMPLATE:
            book.active.cell(63, column.number, "=1")

    report = import_edited(edit)
    assert report.rejected_rows == (63,)
    assert {finding.code for finding in report.findings} == {"CELL_ERROR"}


def test_a_computed_formula_is_its_result(tmp_path: Path, edit_sheet_xml: EditXml) -> None:
    path = tmp_path / "list.xlsx"
    write_sample(path)
    edit_sheet_xml(path, r'<c r="P3"([^>]*) t="n"><v>[0-9]+</v></c>', r'<c r="P3"\1><f>1+1</f><v>2</v></c>')
    report = import_enterprises(path)
    assert report.findings == ()
    assert report.accepted[0].machines == 2


def test_what_openpyxl_cannot_keep_is_no_matter(tmp_path: Path, edit_sheet_xml: EditXml) -> None:
    """Excel stores drop-down lists of another sheet as an extension; openpyxl warns, and a warning fails a test."""
    path = tmp_path / "list.xlsx"
    write_sample(path)
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    edit_sheet_xml(path, "</worksheet>", extension)
    assert import_enterprises(path).findings == ()


def test_the_first_sheet_with_a_list_is_read(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("封面", 0)["A1"] = "说明"
        empty = book.create_sheet("空表", 1)
        for column in TEMPLATE:
            empty.cell(1, column.number, column.header)

    report = import_edited(edit)
    assert report.findings == ()
    assert len(report.accepted) == 60


def test_a_second_list_is_an_error_and_not_silence(import_edited: ImportEdited) -> None:
    def edit(book: Any) -> None:
        book.copy_worksheet(book.active).title = "金水区"

    report = import_edited(edit)
    assert _told(report) == [("'金水区'!A2", "error", "SHEET_NOT_READ")]
    assert "60" in report.findings[0].zh
    assert len(report.accepted) == 60
