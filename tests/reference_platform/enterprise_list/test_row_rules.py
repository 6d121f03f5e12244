from collections.abc import Callable, Mapping

import pytest

from reference_platform.enterprise_list import ERROR_CODES, WARNING_CODES, ImportReport
from reference_platform.enterprise_list.checkdigit import uscc_check_character
from reference_platform.enterprise_list.choices import default_choices
from reference_platform.enterprise_list.divisions import henan
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
    TEMPLATE,
    TOWN,
    TYPE,
    USCC,
    WELDING,
    WORKERS,
    Column,
)

Put = Mapping[Column, object]
Import = Callable[..., ImportReport]

EXAMPLE = "91110000600037341L"  # published with GB 32100
WRONG_INNER = "91110000600037342" + uscc_check_character("91110000600037342")

WRONG: list[tuple[Put, str, str]] = [
    ({SERIAL: 0}, "A3", "SERIAL"),
    ({SERIAL: "一"}, "A3", "SERIAL"),
    ({SERIAL: 1.5}, "A3", "SERIAL"),
    ({NAME: "焊"}, "B3", "NAME"),
    ({NAME: "焊" * 101}, "B3", "NAME"),
    ({USCC: 9.11e17}, "C3", "USCC_NUMBER"),
    ({USCC: 911100006000373410}, "C3", "USCC_NUMBER"),
    ({USCC: "9.11E+17"}, "C3", "USCC_NUMBER"),
    ({USCC: "419999199001010014"}, "C3", "USCC_IS_ID"),
    ({USCC: "41999919900101001X"}, "C3", "USCC_IS_ID"),
    ({USCC: EXAMPLE[:17]}, "C3", "USCC_LENGTH"),
    ({USCC: "410102000000000"}, "C3", "USCC_LENGTH"),
    ({USCC: "无"}, "C3", "USCC_LENGTH"),
    ({USCC: True}, "C3", "USCC_LENGTH"),
    ({USCC: "9111000060003734IL"}, "C3", "USCC_FORMAT"),
    ({USCC: "91A10000600037341L"}, "C3", "USCC_FORMAT"),
    ({USCC: "911100006000373410"}, "C3", "USCC_CHECK"),
    ({USCC: "91110000600037314L"}, "C3", "USCC_CHECK"),
    ({USCC: WRONG_INNER}, "C3", "USCC_INNER"),
    ({TYPE: "焊接企业"}, "D3", "TYPE"),
    ({TYPE: "焊接企业", SUBCLASS: "医院"}, "D3", "TYPE"),
    ({CITY: "郑洲市"}, "E3", "CITY"),
    ({CITY: "西安市"}, "E3", "CITY"),
    ({COUNTY: "涧西区"}, "F3", "COUNTY"),
    ({COUNTY: "郑东新区"}, "F3", "COUNTY"),
    ({TOWN: "无名街道"}, "G3", "TOWN"),
    ({TOWN: None}, "G3", "TOWN"),
    ({ADDRESS: "路" * 201}, "H3", "ADDRESS"),
    ({ADDRESS: "河南省洛阳市涧西区样例一路1号"}, "H3", "ADDRESS_ELSEWHERE"),
    ({ADDRESS: "郑州市中原区样例一路1号"}, "H3", "ADDRESS_ELSEWHERE"),
    ({TYPE: "人员密集场所"}, "I3", "SUBCLASS_MISSING"),
    ({TYPE: "人员密集场所", SUBCLASS: "网吧"}, "I3", "SUBCLASS"),
    ({SUBCLASS: "医院"}, "I3", "SUBCLASS_NOT_EMPTY"),
    ({SUBCLASS: "/"}, "I3", "SUBCLASS_NOT_EMPTY"),
    ({LEGAL_PERSON: "王"}, "J3", "LEGAL_PERSON"),
    ({LEGAL_PERSON: "王3"}, "J3", "LEGAL_PERSON"),
    ({LEGAL_PERSON: "样" * 31}, "J3", "LEGAL_PERSON"),
    ({LEGAL_PHONE: "1990000001"}, "K3", "PHONE"),
    ({LEGAL_PHONE: "12900000001"}, "K3", "PHONE"),
    ({LEGAL_PHONE: "19900000001/19900000002"}, "K3", "PHONE"),
    ({LEGAL_PHONE: 37100000001}, "K3", "PHONE"),
    ({CONTACT_PHONE: "1.99E+10"}, "L3", "PHONE"),
    ({CONTACT_PHONE: "1.9900000001E+12"}, "L3", "PHONE"),
    ({CONTACT_PHONE: "00000001"}, "L3", "PHONE"),
    ({STATE: "生产中"}, "M3", "STATE"),
    ({WELDING: "Y"}, "N3", "YES_NO"),
    ({MOBILE: True}, "O3", "YES_NO"),
    ({MACHINES: -1}, "P3", "COUNT"),
    ({MACHINES: 2.5}, "P3", "COUNT"),
    ({MACHINES: "三台"}, "P3", "COUNT"),
    ({MACHINES: 10000}, "P3", "COUNT"),
    ({MACHINES: "9" * 5000}, "P3", "COUNT"),
    ({WORKERS: "4人"}, "Q3", "COUNT"),
    ({WORKERS: True}, "Q3", "COUNT"),
    ({WELDING: "否"}, "P3", "MACHINES_NOT_WELDING"),
    ({WORKERS: 0}, "Q3", "NO_WORKERS"),
    ({ADDRESS: "#REF!"}, "H3", "CELL_ERROR"),
]

ELSEWHERE = {
    "REQUIRED": "below",
    "SERIAL_DUPLICATE": "test_list_rules",
    "USCC_DUPLICATE": "test_list_rules",
    "NAME_TWO_CODES": "test_list_rules",
    "SHEET_NOT_READ": "test_workbook_reading",
    "HIDDEN_ROW": "test_workbook_reading",
    "TOTAL_ROW": "test_workbook_reading",
    "HEADER_AGAIN": "test_workbook_reading",
    "ROW_WITHOUT_DATA": "test_workbook_reading",
    "MERGED_CELL": "test_workbook_reading",
    "EXTRA_COLUMN": "test_workbook_reading",
}


@pytest.mark.parametrize(("put", "cell", "code"), WRONG, ids=lambda value: value if isinstance(value, str) else None)
def test_exactly_the_wrong_cell_is_named(import_lines: Import, put: Put, cell: str, code: str) -> None:
    report = import_lines(put)
    assert [(finding.cell, finding.code) for finding in report.findings] == [(cell, code)]
    level = report.findings[0].level
    assert level == ("error" if code in ERROR_CODES else "warning")
    assert report.rows_rejected == (level == "error")
    assert len(report.accepted) == (level == "warning")


@pytest.mark.parametrize("column", [column for column in TEMPLATE if column not in (TOWN, SUBCLASS)])
@pytest.mark.parametrize("blank", [None, "  ", "\u3000"])
def test_a_blank_cell_is_told_once_and_its_row_is_listed(
    import_lines: Import, column: Column, blank: str | None
) -> None:
    report = import_lines({column: blank})
    assert [(finding.code, finding.column) for finding in report.findings] == [("REQUIRED", column.number)]
    assert report.rejected_rows == (3,)
    assert not report.accepted


def test_every_code_has_a_case() -> None:
    assert {code for _put, _cell, code in WRONG} | ELSEWHERE.keys() == {*ERROR_CODES, *WARNING_CODES}


RIGHT: list[tuple[Put, str, object]] = [
    ({SERIAL: "７"}, "serial", 7),
    ({NAME: " 郑州样例(集团)有限公司 "}, "name", "郑州样例（集团）有限公司"),
    ({NAME: "焊工"}, "name", "焊工"),
    ({NAME: "焊" * 100}, "name", "焊" * 100),
    ({USCC: EXAMPLE.lower() + " "}, "uscc", EXAMPLE),
    ({USCC: "９１１１００００６０００３７３４１Ｌ"}, "uscc", EXAMPLE),
    ({USCC: "91 1100 0060 0037 341L"}, "uscc", EXAMPLE),
    ({CITY: "郑州"}, "city", "郑州市"),
    ({COUNTY: "航空港区", TOWN: "新港街道", ADDRESS: "郑州市新郑市样例一路1号"}, "division_code", "410173"),
    ({COUNTY: "经开区", TOWN: "明湖街道"}, "county", "郑州经济技术开发区"),
    ({CITY: "济源", COUNTY: "济源市", TOWN: "克井镇", ADDRESS: "济源市样例一路1号"}, "division_code", "419001"),
    ({TOWN: "经八路街道办事处"}, "town", "经八路街道"),
    ({ADDRESS: "路" * 200}, "address", "路" * 200),
    ({ADDRESS: "郑州经济技术开发区样例一路1号"}, "county", "金水区"),
    ({ADDRESS: "样例一路 1 号\n院内"}, "address", "样例一路 1 号 院内"),
    ({TYPE: "人员密集场所", SUBCLASS: "医院"}, "crowded_place_subclass", "医院"),
    ({SUBCLASS: "  "}, "crowded_place_subclass", None),
    ({LEGAL_PERSON: "买买提•样一"}, "legal_person", "买买提·样一"),
    ({LEGAL_PERSON: "Jane Doe"}, "legal_person", "Jane Doe"),
    ({LEGAL_PHONE: 1.9900000001e10}, "legal_phone", "19900000001"),
    ({LEGAL_PHONE: 19900000001}, "legal_phone", "19900000001"),
    ({LEGAL_PHONE: "1.9900000001E+10"}, "legal_phone", "19900000001"),
    ({LEGAL_PHONE: "１９９ ００００ ０００１"}, "legal_phone", "19900000001"),
    ({LEGAL_PHONE: "+86 199-0000-0001"}, "legal_phone", "19900000001"),
    ({CONTACT_PHONE: "037100000001"}, "contact_phone", "0371-00000001"),
    ({CONTACT_PHONE: "（0371）0000001-801"}, "contact_phone", "0371-0000001-801"),
    ({MOBILE: "是 "}, "mobile", True),
    ({WELDING: "否", MACHINES: 0, WORKERS: 0}, "welding", False),
    ({MACHINES: 9999}, "machines", 9999),
    ({MACHINES: 0, WORKERS: 0}, "machines", 0),
    ({MACHINES: "３"}, "machines", 3),
    ({WORKERS: 4.0}, "workers", 4),
    ({WORKERS: "4.0"}, "workers", 4),
]


@pytest.mark.parametrize(("put", "attribute", "value"), RIGHT)
def test_what_only_looks_wrong_is_accepted_without_a_word(
    import_lines: Import, put: Put, attribute: str, value: object
) -> None:
    report = import_lines(put)
    assert report.findings == ()
    assert getattr(report.accepted[0], attribute) == value


def test_every_choice_is_accepted(import_lines: Import) -> None:
    choices = default_choices()
    plain = [one for one in choices.enterprise_types if one != choices.crowded_place]
    report = import_lines(
        *({TYPE: one, NAME: f"企业{one}"} for one in plain),
        *({TYPE: "人员密集场所", SUBCLASS: one, NAME: f"场所{one}"} for one in choices.crowded_place_subclasses),
        *({STATE: one, NAME: f"状态{one}"} for one in choices.production_states),
    )
    assert report.findings == ()


def test_every_county_of_every_city_is_accepted(import_lines: Import) -> None:
    pairs = [(city, county) for city in henan().cities() for county in henan().counties(city)]
    report = import_lines(
        *(
            {NAME: f"企业{county.code}", CITY: city.name, COUNTY: county.name, TOWN: town.name, ADDRESS: "样例一路1号"}
            for city, county in pairs
            for town in henan().towns(county)[:1]
        )
    )
    assert report.findings == ()
    assert {one.division_code for one in report.accepted} <= {county.code for _city, county in pairs}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("914101021200002E11", id="like a number in scientific notation"),
        pytest.param("911101199001010005", id="like the identity number of somebody born in 1990"),
    ],
)
def test_a_code_that_checks_is_a_code_whatever_it_looks_like(import_lines: Import, code: str) -> None:
    report = import_lines({USCC: code})
    assert {finding.code for finding in report.findings} <= {"USCC_INNER"}
    assert report.accepted[0].uscc == code


def test_a_county_elsewhere_is_told_with_its_city(import_lines: Import) -> None:
    (finding,) = import_lines({COUNTY: "涧西区"}).findings
    assert "洛阳市" in finding.zh
    assert "金水区" in finding.zh


@pytest.mark.parametrize(
    ("column", "typed"), [(TYPE, "焊接企业"), (CITY, "郑洲市"), (COUNTY, "郑东新区"), (TOWN, "无名街道")]
)
def test_places_and_types_are_repeated_without_long_numbers(import_lines: Import, column: Column, typed: str) -> None:
    (finding,) = import_lines({column: f"{typed}19900000077"}).findings
    for message in (finding.zh, finding.en):
        assert f"{typed}199********" in message


def test_a_land_line_without_its_zero_is_explained(import_lines: Import) -> None:
    (finding,) = import_lines({LEGAL_PHONE: 37100000001}).findings
    assert "leading 0" in finding.en
    assert "开头的 0" in finding.zh
