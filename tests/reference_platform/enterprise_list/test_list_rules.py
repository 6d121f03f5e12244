from collections.abc import Callable

from reference_platform.enterprise_list import ImportReport
from reference_platform.enterprise_list.template import NAME, SERIAL, USCC

Import = Callable[..., ImportReport]

EXAMPLE = "91110000600037341L"
A, B, C = {NAME: "企业甲"}, {NAME: "企业乙"}, {NAME: "企业丙"}


def _told(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(finding.cell, finding.level, finding.code) for finding in report.findings]


def test_a_code_twice_is_the_later_rows_error_and_names_the_first_cell(import_lines: Import) -> None:
    report = import_lines(A | {USCC: EXAMPLE}, B, C | {USCC: EXAMPLE.lower()})
    assert _told(report) == [("C5", "error", "USCC_DUPLICATE")]
    assert "C3" in report.findings[0].zh
    assert "C3" in report.findings[0].en
    assert [one.name for one in report.accepted] == ["企业甲", "企业乙"]


def test_a_third_time_names_the_first_cell_too(import_lines: Import) -> None:
    report = import_lines(A | {USCC: EXAMPLE}, B | {USCC: EXAMPLE}, C | {USCC: EXAMPLE})
    assert _told(report) == [("C4", "error", "USCC_DUPLICATE"), ("C5", "error", "USCC_DUPLICATE")]
    assert all("C3" in finding.zh for finding in report.findings)


def test_lost_codes_are_not_called_equal(import_lines: Import) -> None:
    report = import_lines(A | {USCC: 9.11e17}, B | {USCC: 9.11e17}, C | {USCC: None}, {NAME: "企业丁", USCC: None})
    assert {finding.code for finding in report.findings} == {"USCC_NUMBER", "REQUIRED"}


def test_a_serial_twice_is_the_later_rows_error(import_lines: Import) -> None:
    report = import_lines(A | {SERIAL: 7}, B | {SERIAL: 8}, C | {SERIAL: "7"})
    assert _told(report) == [("A5", "error", "SERIAL_DUPLICATE")]
    assert "A3" in report.findings[0].en


def test_serials_may_have_gaps_and_any_order(import_lines: Import) -> None:
    assert not import_lines(A | {SERIAL: 900}, B | {SERIAL: 3}).findings


def test_one_name_with_two_codes_is_a_warning(import_lines: Import) -> None:
    report = import_lines({NAME: "样例（集团）公司"}, {NAME: "样例 (集团)公司"})
    assert _told(report) == [("B4", "warning", "NAME_TWO_CODES")]
    assert "B3" in report.findings[0].zh
    assert len(report.accepted) == 2


def test_a_mistyped_code_does_not_make_two_enterprises_of_one(import_lines: Import) -> None:
    report = import_lines(A, A | {USCC: "911100006000373410"})
    assert _told(report) == [("C4", "error", "USCC_CHECK")]
