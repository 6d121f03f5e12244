"""The list that goes wrong: every kind of mistake that real lists bring, each in a known cell.

`FAULTS` says what is put where and what the import has to answer there. Some lines only look wrong (`QUIRKS`): they
must be accepted without a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reference_platform.enterprise_list.checkdigit import make_uscc, uscc_check_character
from reference_platform.enterprise_list.finding import ErrorCode, WarningCode
from reference_platform.enterprise_list.sample_sheet import FIRST_ROW, Line, SampleSheet
from reference_platform.enterprise_list.template import (
    ADDRESS,
    CITY,
    CONTACT_PHONE,
    COUNTY,
    LEGAL_PERSON,
    LEGAL_PHONE,
    MACHINES,
    MOBILE,
    NAME,
    SERIAL,
    STATE,
    SUBCLASS,
    TOWN,
    TYPE,
    USCC,
    WELDING,
    WORKERS,
    Column,
)

_ORGANISATION: Final = "MA9XCU1T"
_GOOD: Final = make_uscc("91", "410199", _ORGANISATION)
_WRONG_CHECK: Final = _GOOD[:17] + ("0" if _GOOD[17] != "0" else "1")
_WRONG_INNER_BODY: Final = _GOOD[:16] + ("0" if _GOOD[16] != "0" else "1")
_WRONG_INNER: Final = _WRONG_INNER_BODY + uscc_check_character(_WRONG_INNER_BODY)
_IDENTITY_NUMBER: Final = "419999199001010014"
"""Region 419999 is nobody's birthplace."""


@dataclass(frozen=True)
class Same:
    """The value that another line has in this column."""

    line: int


@dataclass(frozen=True)
class Fault:
    line: int
    put: Mapping[Column, object]
    column: Column
    code: ErrorCode | WarningCode

    @property
    def cell(self) -> str:
        return f"{chr(ord('A') + self.column.number - 1)}{self.line + FIRST_ROW - 1}"


FAULTS: Final = (
    Fault(2, {USCC: _WRONG_CHECK}, USCC, "USCC_CHECK"),
    Fault(4, {USCC: 9.11e17}, USCC, "USCC_NUMBER"),
    Fault(6, {USCC: None}, USCC, "REQUIRED"),
    Fault(8, {COUNTY: "涧西区"}, COUNTY, "COUNTY"),
    Fault(10, {CITY: "郑洲市"}, CITY, "CITY"),
    Fault(12, {TYPE: "人员密集场所", SUBCLASS: None}, SUBCLASS, "SUBCLASS_MISSING"),
    Fault(14, {TYPE: "工贸企业", SUBCLASS: "医院"}, SUBCLASS, "SUBCLASS_NOT_EMPTY"),
    Fault(16, {LEGAL_PHONE: "1990000001"}, LEGAL_PHONE, "PHONE"),
    Fault(18, {CONTACT_PHONE: "1.99E+10"}, CONTACT_PHONE, "PHONE"),
    Fault(20, {WELDING: "否", MACHINES: 3, WORKERS: 3}, MACHINES, "MACHINES_NOT_WELDING"),
    Fault(22, {MACHINES: "三台"}, MACHINES, "COUNT"),
    Fault(24, {WORKERS: -2}, WORKERS, "COUNT"),
    Fault(26, {MACHINES: 2.5, WORKERS: 3}, MACHINES, "COUNT"),
    Fault(28, {USCC: Same(27)}, USCC, "USCC_DUPLICATE"),
    Fault(30, {STATE: "生产中"}, STATE, "STATE"),
    Fault(32, {MOBILE: "偶尔"}, MOBILE, "YES_NO"),
    Fault(34, {TYPE: "焊接企业", SUBCLASS: None}, TYPE, "TYPE"),
    Fault(36, {LEGAL_PERSON: "赵3"}, LEGAL_PERSON, "LEGAL_PERSON"),
    Fault(38, {SERIAL: Same(37)}, SERIAL, "SERIAL_DUPLICATE"),
    Fault(40, {USCC: _IDENTITY_NUMBER}, USCC, "USCC_IS_ID"),
    Fault(42, {USCC: _GOOD[:17]}, USCC, "USCC_LENGTH"),
    Fault(44, {USCC: _GOOD[:8] + "MAO" + _GOOD[11:]}, USCC, "USCC_FORMAT"),
    Fault(46, {TOWN: "无名街道"}, TOWN, "TOWN"),
    Fault(48, {WELDING: "是", MACHINES: 4, WORKERS: 0}, WORKERS, "NO_WORKERS"),
    Fault(50, {USCC: _WRONG_INNER}, USCC, "USCC_INNER"),
    Fault(52, {NAME: Same(51)}, NAME, "NAME_TWO_CODES"),
    Fault(54, {ADDRESS: "洛阳市涧西区样例一路1号"}, ADDRESS, "ADDRESS_ELSEWHERE"),
)

HIDDEN_LINE: Final = 56

QUIRKS: Final[Mapping[int, Mapping[Column, object]]] = {
    1: {CITY: "郑州"},
    3: {LEGAL_PHONE: 1.9900000005e10},
    5: {CONTACT_PHONE: "１９９００００００１０", MACHINES: " ３ ", WORKERS: "3", WELDING: "是"},
    7: {CONTACT_PHONE: "0371-00000014"},
    9: {STATE: "在产  "},
}


def spoil(lines: Sequence[Line]) -> SampleSheet:
    spoilt = [dict(line) for line in lines]
    puts = [*QUIRKS.items(), *((fault.line, fault.put) for fault in FAULTS)]
    for number, put in puts:
        for column, value in put.items():
            spoilt[number - 1][column] = lines[value.line - 1][column] if isinstance(value, Same) else value
    return SampleSheet(spoilt, hidden_rows=frozenset({HIDDEN_LINE + FIRST_ROW - 1}), total=True)
