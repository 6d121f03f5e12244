from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reference_platform.enterprise_list import henan, import_enterprises, write_sample
from reference_platform.enterprise_list.checkdigit import is_organisation_code, is_uscc, organisation_code
from reference_platform.enterprise_list.sample import sample_lines
from reference_platform.enterprise_list.sample_faults import FAULTS
from reference_platform.enterprise_list.template import CONTACT_PHONE, LEGAL_PHONE, TITLE

EXAMPLES = Path(__file__).parents[3] / "examples"
CLEAN, SPOILT = EXAMPLES / "zhengzhou_60.xlsx", EXAMPLES / "zhengzhou_60_errors.xlsx"

ERRORS = [
    ("C4", "USCC_CHECK"),
    ("C6", "USCC_NUMBER"),
    ("C8", "REQUIRED"),
    ("F10", "COUNTY"),
    ("E12", "CITY"),
    ("I14", "SUBCLASS_MISSING"),
    ("I16", "SUBCLASS_NOT_EMPTY"),
    ("K18", "PHONE"),
    ("L20", "PHONE"),
    ("P22", "MACHINES_NOT_WELDING"),
    ("P24", "COUNT"),
    ("Q26", "COUNT"),
    ("P28", "COUNT"),
    ("C30", "USCC_DUPLICATE"),
    ("M32", "STATE"),
    ("O34", "YES_NO"),
    ("D36", "TYPE"),
    ("J38", "LEGAL_PERSON"),
    ("A40", "SERIAL_DUPLICATE"),
    ("C42", "USCC_IS_ID"),
    ("C44", "USCC_LENGTH"),
    ("C46", "USCC_FORMAT"),
]
WARNINGS = [
    ("A58", "HIDDEN_ROW"),
    ("A63", "TOTAL_ROW"),
    ("G48", "TOWN"),
    ("Q50", "NO_WORKERS"),
    ("C52", "USCC_INNER"),
    ("B54", "NAME_TWO_CODES"),
    ("H56", "ADDRESS_ELSEWHERE"),
]


def test_the_clean_list_is_accepted_whole_and_without_a_word() -> None:
    report = import_enterprises(CLEAN)
    assert report.rows_read == len(report.accepted) == 60
    assert report.findings == ()


def test_every_fault_of_the_other_list_is_found_in_its_cell_and_nothing_else() -> None:
    report = import_enterprises(SPOILT)
    assert [(finding.cell, finding.code) for finding in report.errors] == ERRORS
    assert [(finding.cell, finding.code) for finding in report.warnings] == WARNINGS
    assert report.rows_read == 60
    assert len(report.accepted) == 60 - len(ERRORS)
    assert report.rejected_rows == tuple(sorted(int(cell[1:]) for cell, _code in ERRORS))


def test_the_table_of_faults_says_the_same() -> None:
    seeded = {(fault.cell, fault.code) for fault in FAULTS}
    assert seeded | {("A58", "HIDDEN_ROW"), ("A63", "TOTAL_ROW")} == {*ERRORS, *WARNINGS}
    assert len({code for _cell, code in ERRORS}) >= 10


def _cells(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    cells: dict[str, Any] = {
        cell.coordinate: (cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row
    }
    cells["merged"] = sorted(str(block) for block in sheet.merged_cells.ranges)
    cells["hidden"] = sorted(number for number, row in sheet.row_dimensions.items() if row.hidden)
    cells["widths"] = {letter: column.width for letter, column in sheet.column_dimensions.items()}
    cells["dates"] = (book.properties.created, book.properties.modified)
    book.close()
    return cells


@pytest.mark.parametrize(("example", "errors"), [(CLEAN, False), (SPOILT, True)])
def test_the_examples_are_what_the_generator_writes(tmp_path: Path, example: Path, errors: bool) -> None:
    written = tmp_path / "list.xlsx"
    write_sample(written, errors=errors)
    assert _cells(written) == _cells(example)


@pytest.mark.parametrize("errors", [False, True])
def test_twice_written_is_byte_for_byte_the_same(tmp_path: Path, errors: bool) -> None:
    for name in ("one", "other"):
        write_sample(tmp_path / name, errors=errors)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_title_is_merged_over_the_headers() -> None:
    cells = _cells(CLEAN)
    assert cells["A1"][0] == TITLE
    assert cells["merged"] == ["A1:Q1"]


def test_all_counties_and_zones_of_zhengzhou_occur() -> None:
    zhengzhou = henan().city("郑州")
    assert zhengzhou is not None
    counties = {county.code for county in henan().counties(zhengzhou)}
    assert {one.division_code for one in import_enterprises(CLEAN).accepted} == counties


def test_codes_hold_twice_over_and_belong_to_nobody() -> None:
    for one in import_enterprises(CLEAN).accepted:
        assert is_uscc(one.uscc)
        assert is_organisation_code(organisation_code(one.uscc))
        assert one.uscc[2:8] == "410199"


def test_phones_are_of_the_synthetic_range_and_differ() -> None:
    phones = [str(line[column]) for line in sample_lines() for column in (LEGAL_PHONE, CONTACT_PHONE)]
    assert all(phone.startswith("1990000") for phone in phones)
    assert len(set(phones)) == 120


def test_most_have_one_to_three_machines_and_a_few_have_hundreds() -> None:
    machines = [one.machines for one in import_enterprises(CLEAN).accepted]
    assert sum(1 <= count <= 3 for count in machines) > 30
    assert 2 <= sum(count >= 100 for count in machines) <= 5
    workers = sum(one.workers for one in import_enterprises(CLEAN).accepted)
    assert 1.0 < workers / sum(machines) < 1.2


def test_kinds_of_enterprise_occur() -> None:
    types = Counter(one.enterprise_type for one in import_enterprises(CLEAN).accepted)
    assert types.most_common(1)[0][0] == "工贸企业"
    assert types["人员密集场所"] >= 3
    assert any(one.mobile for one in import_enterprises(CLEAN).accepted)


def test_another_seed_gives_another_legal_list() -> None:
    assert sample_lines(1) != sample_lines(2)
    assert sample_lines(1) == sample_lines(1)
