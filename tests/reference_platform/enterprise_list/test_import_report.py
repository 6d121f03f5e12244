import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from reference_platform.enterprise_list import TEMPLATE, Enterprise, ImportReport, import_enterprises, write_sample
from reference_platform.enterprise_list.sample import sample_lines
from reference_platform.enterprise_list.template import (
    CONTACT_PHONE,
    COUNTY,
    LEGAL_PERSON,
    LEGAL_PHONE,
    MACHINES,
    NAME,
    STATE,
    SUBCLASS,
    TOWN,
    TYPE,
    USCC,
)

Import = Callable[..., ImportReport]


def test_an_enterprise_has_the_columns_of_the_template_and_its_division() -> None:
    names = [field.name for field in fields(Enterprise)]
    assert names == [*(column.attribute for column in TEMPLATE), "division_code"]


def test_the_template_is_that_of_the_notice() -> None:
    assert [column.number for column in TEMPLATE] == list(range(1, 18))
    assert [column.header for column in TEMPLATE] == [
        "序号",
        "企业名称",
        "统一社会信用代码",
        "企业类型",
        "所属地市",
        "所属区县",
        "所属镇街",
        "企业地址",
        "人密场所子类",
        "企业法人姓名",
        "法人联系方式",
        "联系人电话",
        "生产状态",
        "是否涉焊单位",
        "是否流动作业",
        "电焊设备数量（单位：台）",
        "特种作业人员数量（单位：人）",
    ]
    assert [column.number for column in TEMPLATE if column.personal] == [10, 11, 12]


def test_personal_data_stays_out_of_a_printed_enterprise(import_lines: Import) -> None:
    (enterprise,) = import_lines({}).accepted
    assert enterprise.legal_person == "王样一"
    for field in fields(Enterprise):
        personal = next((column.personal for column in TEMPLATE if column.attribute == field.name), False)
        assert field.repr == (not personal)
    assert "王样一" not in repr(enterprise)
    assert "19900000001" not in repr(enterprise)


def test_rows_are_either_accepted_or_rejected_with_an_error(import_lines: Import) -> None:
    report = import_lines({NAME: "甲企业"}, {NAME: "乙企业", USCC: None, STATE: "?"}, {NAME: "丙企业"})
    assert report.rows_read == len(report.accepted) + report.rows_rejected == 3
    assert report.rejected_rows == (4,)
    assert [finding.cell for finding in report.errors] == ["C4", "M4"]


def test_a_warning_does_not_reject(import_lines: Import) -> None:
    report = import_lines({TOWN: "无名街道"})
    assert report.rows_rejected == 0
    assert report.accepted[0].town == "无名街道"
    assert [finding.code for finding in report.warnings] == ["TOWN"]


def test_counts_by_city_and_county(import_lines: Import) -> None:
    report = import_lines(
        {NAME: "甲企业"},
        {NAME: "乙企业", MACHINES: 5},
        {NAME: "丙企业", COUNTY: "经开区", TOWN: "前程街道"},
        {NAME: "丁企业", USCC: None},
    )
    told = report.as_json()
    assert {key: told[key] for key in ("rows_read", "accepted", "rejected", "rejected_rows", "errors", "warnings")} == {
        "rows_read": 4,
        "accepted": 3,
        "rejected": 1,
        "rejected_rows": [6],
        "errors": 1,
        "warnings": 0,
    }
    assert told["total"] == {"enterprises": 3, "machines": 11, "workers": 12}
    assert told["cities"] == {
        "郑州市": {
            "enterprises": 3,
            "machines": 11,
            "workers": 12,
            "counties": {
                "金水区": {"division_code": "410105", "enterprises": 2, "machines": 8, "workers": 8},
                "郑州经济技术开发区": {"division_code": "410171", "enterprises": 1, "machines": 3, "workers": 4},
            },
        }
    }
    (finding,) = report.findings
    assert told["findings"] == [
        {"cell": "C6", "column": 3, "level": "error", "code": "REQUIRED", "zh": finding.zh, "en": finding.en}
    ]


def test_the_same_file_gives_the_same_report(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        write_sample(tmp_path / folder / "list.xlsx", errors=True)
    one, other = (import_enterprises(tmp_path / folder / "list.xlsx") for folder in ("one", "other"))
    assert one == other
    assert json.dumps(one.as_json()) == json.dumps(other.as_json())


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    write_sample(str(tmp_path / "list.xlsx"))
    assert import_enterprises(str(tmp_path / "list.xlsx")).file == "list.xlsx"


def test_a_row_that_slipped_sideways_gives_no_person_away(import_lines: Import) -> None:
    person, phone = "诸葛样一", "19900000077"
    for slipped in (SUBCLASS, STATE, TOWN, COUNTY, TYPE, USCC, MACHINES, LEGAL_PERSON, LEGAL_PHONE, CONTACT_PHONE):
        for put in (f"{person}{phone}", phone, "419999199001010014"):
            told = str(import_lines({slipped: put}).as_json())
            assert phone not in told
            assert "419999199001010014" not in told
    for slipped in (SUBCLASS, STATE, LEGAL_PHONE, CONTACT_PHONE, MACHINES):
        assert person not in str(import_lines({slipped: person}).as_json())


def test_the_report_of_a_bad_list_names_nobody(tmp_path: Path) -> None:
    write_sample(tmp_path / "list.xlsx", errors=True)
    told = json.dumps(import_enterprises(tmp_path / "list.xlsx").as_json(), ensure_ascii=False)
    for line in sample_lines():
        for column in (LEGAL_PERSON, LEGAL_PHONE, CONTACT_PHONE):
            assert str(line[column]) not in told
    assert "1990000" not in told


def test_every_message_is_in_both_languages_and_ends(tmp_path: Path) -> None:
    write_sample(tmp_path / "list.xlsx", errors=True)
    for finding in import_enterprises(tmp_path / "list.xlsx").findings:
        assert finding.zh.endswith("。")
        assert finding.en.endswith(".")
