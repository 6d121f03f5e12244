"""The import itself: a pure function of the file."""

from pathlib import Path
from typing import TypeVar

from reference_platform.enterprise_list import reading
from reference_platform.enterprise_list.cell import Row
from reference_platform.enterprise_list.enterprise import Enterprise
from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.list_rules import check_list
from reference_platform.enterprise_list.report import ImportReport
from reference_platform.enterprise_list.rules import check_row
from reference_platform.enterprise_list.template import (
    ADDRESS,
    CONTACT_PHONE,
    LEGAL_PERSON,
    LEGAL_PHONE,
    MACHINES,
    MOBILE,
    SERIAL,
    STATE,
    SUBCLASS,
    TOWN,
    TYPE,
    USCC,
    WELDING,
    WORKERS,
)
from reference_platform.enterprise_list.workbook import read_enterprise_sheet

T = TypeVar("T")


def import_enterprises(path: Path | str) -> ImportReport:
    """Every row is either accepted or has an error among the findings; nothing is dropped in silence.

    Raises:
        NotAnEnterpriseList: the file as a whole cannot be read as a list.
    """
    path = Path(path)
    sheet = read_enterprise_sheet(path)
    found: dict[int, list[Finding]] = {row.number: list(check_row(row)) for row in sheet.rows}
    for row, finding in check_list(sheet.rows):
        found[row.number].append(finding)
    rejected = {number for number, findings in found.items() if any(one.level == "error" for one in findings)}
    by_row = [one for findings in found.values() for one in sorted(findings, key=lambda one: one.column or 0)]
    return ImportReport(
        file=path.name,
        accepted=tuple(_enterprise(row) for row in sheet.rows if row.number not in rejected),
        findings=(*sheet.findings, *by_row),
        rows_read=len(sheet.rows),
        rejected_rows=tuple(sorted(rejected)),
    )


def _enterprise(row: Row) -> Enterprise:
    """Of a row without errors."""
    city, county, town = _known(reading.city(row)), _known(reading.county(row)), reading.town(row)
    return Enterprise(
        serial=_known(reading.whole_number(row[SERIAL])),
        name=reading.enterprise_name(row),
        uscc=_known(reading.code(row[USCC])),
        enterprise_type=row[TYPE].compact,
        city=city.name,
        county=county.name,
        town=town.name if town else row[TOWN].text,
        address=row[ADDRESS].text,
        crowded_place_subclass=row[SUBCLASS].compact or None,
        legal_person=reading.person_name(row[LEGAL_PERSON]),
        legal_phone=_known(reading.phone(row[LEGAL_PHONE])),
        contact_phone=_known(reading.phone(row[CONTACT_PHONE])),
        production_state=row[STATE].compact,
        welding=_known(reading.yes_no(row[WELDING])),
        mobile=_known(reading.yes_no(row[MOBILE])),
        machines=_known(reading.whole_number(row[MACHINES])),
        workers=_known(reading.whole_number(row[WORKERS])),
        division_code=county.code,
    )


def _known(value: T | None) -> T:
    if value is None:
        raise AssertionError("a rule let an unreadable cell pass: every reading needs a rule that reports its None")
    return value
