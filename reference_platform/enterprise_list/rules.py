"""What is demanded of one row. A rule looks at one thing and is silent where another rule already speaks:
a blank cell belongs to `required`, an unreadable one to `unbroken`.

Messages repeat what was typed only for the places and the type (columns 4 to 7), and there without long numbers: in a
row that slipped sideways any other cell may hold a person's name.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from reference_platform.enterprise_list import reading
from reference_platform.enterprise_list.cell import Cell, Row
from reference_platform.enterprise_list.choices import default_choices
from reference_platform.enterprise_list.code_rules import CODE_RULES
from reference_platform.enterprise_list.finding import ErrorCode, Finding
from reference_platform.enterprise_list.place_rules import PLACE_RULES
from reference_platform.enterprise_list.template import (
    CONTACT_PHONE,
    LEGAL_PERSON,
    LEGAL_PHONE,
    MACHINES,
    MOBILE,
    NAME,
    SERIAL,
    STATE,
    SUBCLASS,
    TYPE,
    WELDING,
    WORKERS,
)
from reference_platform.privacy import mask_inside, mask_name, mask_phone

Rule: TypeAlias = Callable[[Row], Iterator[Finding]]

# Letters of any script that occurs in a passport, the middle dot of transcribed names, and what Latin names need.
_PERSON = re.compile(r"(?:[^\W\d_]|[·.' -]){2,30}")


def required(row: Row) -> Iterator[Finding]:
    for cell in row.cells.values():
        if cell.column.required and cell.blank:
            yield cell.error(
                "REQUIRED",
                f"“{cell.column.header}”为空；请补填，本行未导入。",
                f"{cell.column.english} is blank; fill it in, the row was not imported.",
            )


def unbroken(row: Row) -> Iterator[Finding]:
    for cell in row.cells.values():
        if cell.broken:
            yield cell.error(
                "CELL_ERROR",
                "单元格是错误值，或公式没有保存计算结果；请改为直接填写的值。",
                "the cell shows an error, or a formula without a stored result; type the value itself.",
            )


def serial(row: Row) -> Iterator[Finding]:
    cell = row[SERIAL]
    number = reading.whole_number(cell)
    if cell.compact and (number is None or number < 1):
        yield cell.error(
            "SERIAL",
            "序号不是大于等于 1 的整数；请改为 1、2、3……。",
            "the serial number is no integer from 1 up; number the rows 1, 2, 3 ….",
        )


def name(row: Row) -> Iterator[Finding]:
    length = len(reading.enterprise_name(row))
    if row[NAME].compact and not 2 <= length <= 100:
        yield row[NAME].error(
            "NAME",
            f"企业名称为 {length} 个字，应为 2 至 100 个字；请按营业执照填写全称。",
            f"the enterprise name has {length} characters, not 2 to 100; write it as on the business licence.",
        )


def enterprise_type(row: Row) -> Iterator[Finding]:
    yield from _chosen(row[TYPE], "TYPE", default_choices().enterprise_types, mask_inside(row[TYPE].text)[:20])


def crowded_place_subclass(row: Row) -> Iterator[Finding]:
    cell, choices = row[SUBCLASS], default_choices()
    if row[TYPE].compact not in choices.enterprise_types:
        return
    crowded = row[TYPE].compact == choices.crowded_place
    if crowded and cell.blank:
        yield cell.error(
            "SUBCLASS_MISSING",
            f"企业类型为“{choices.crowded_place}”时必须填写人密场所子类；可填：{'、'.join(choices.crowded_place_subclasses)}。",
            f"an enterprise of type {choices.crowded_place} needs a subclass; one of: "
            f"{', '.join(choices.crowded_place_subclasses)}.",
        )
    elif crowded:
        yield from _chosen(cell, "SUBCLASS", choices.crowded_place_subclasses)
    elif cell.compact:
        yield cell.error(
            "SUBCLASS_NOT_EMPTY",
            f"企业类型不是“{choices.crowded_place}”，人密场所子类必须为空；请清空此格或更正企业类型。",
            f"only type {choices.crowded_place} has a subclass; clear the cell or correct the type in column 4.",
        )


def legal_person(row: Row) -> Iterator[Finding]:
    cell = row[LEGAL_PERSON]
    if cell.compact and not _PERSON.fullmatch(reading.person_name(cell)):
        yield cell.error(
            "LEGAL_PERSON",
            f"法人姓名“{mask_name(cell.text)[:30]}”应为 2 至 30 个字，只能有文字和间隔号；请按证件填写。",
            f"the name {mask_name(cell.text)[:30]!r} must be 2 to 30 letters, with a middle dot where needed; write it "
            "as on the identity document.",
        )


def phones(row: Row) -> Iterator[Finding]:
    for cell in (row[LEGAL_PHONE], row[CONTACT_PHONE]):
        if not cell.compact or reading.phone(cell):
            continue
        if reading.is_scientific(cell.compact):
            yield cell.error(
                "PHONE",
                "电话号码被表格软件变成科学计数，末尾数字已丢失；请把单元格设为文本格式后重新填写。",
                "the spreadsheet turned the phone into scientific notation and its last digits are lost; format the "
                "cell as text and type it again.",
            )
        else:
            yield cell.error("PHONE", *_bad_phone(cell))


def _bad_phone(cell: Cell) -> tuple[str, str]:
    shown = mask_phone(cell.compact)[:20]
    digits = sum(letter.isdigit() for letter in cell.compact)
    zero_zh = "固定电话开头的 0 可能被表格软件去掉；" if cell.is_number else ""
    zero_en = "the spreadsheet may have taken the leading 0 of a land line; " if cell.is_number else ""
    return (
        f"“{shown}”（{digits} 位数字）不是 11 位手机号，也不是“区号-号码”的固定电话；{zero_zh}请填写一个完整号码。",
        f"{shown!r} ({digits} digits) is neither a mobile of 11 digits nor a land line with its area code; {zero_en}"
        "write one complete number.",
    )


def production_state(row: Row) -> Iterator[Finding]:
    yield from _chosen(row[STATE], "STATE", default_choices().production_states)


def yes_or_no(row: Row) -> Iterator[Finding]:
    for cell in (row[WELDING], row[MOBILE]):
        yield from _chosen(cell, "YES_NO", ("是", "否"))


def _chosen(cell: Cell, code: ErrorCode, legal: tuple[str, ...], shown: str = "") -> Iterator[Finding]:
    if cell.compact and cell.compact not in legal:
        zh, en = (f"“{shown}”", f"{shown!r}") if shown else ("内容", "the value")
        yield cell.error(
            code,
            f"{zh}不是“{cell.column.header}”的可填值；请改为其中之一：{'、'.join(legal)}。",
            f"{en} is no legal value of {cell.column.english}; use one of: {', '.join(legal)}.",
        )


def counts(row: Row) -> Iterator[Finding]:
    for cell in (row[MACHINES], row[WORKERS]):
        number = reading.whole_number(cell)
        if cell.compact and (number is None or not 0 <= number <= reading.LARGEST_COUNT):
            yield cell.error(
                "COUNT",
                f"数量应为 0 至 {reading.LARGEST_COUNT} 的整数；请只填数字，不带单位、小数或负号。",
                f"a count is an integer from 0 to {reading.LARGEST_COUNT}; write digits only, no unit or fraction.",
            )


def no_machines_without_welding(row: Row) -> Iterator[Finding]:
    if reading.yes_no(row[WELDING]) is False and (reading.whole_number(row[MACHINES]) or 0) > 0:
        yield row[MACHINES].error(
            "MACHINES_NOT_WELDING",
            f"第 14 列为“否”时电焊设备数量必须为 0；请核实后更正本格或 {row[WELDING].coordinate}。",
            f"column 14 says no welding, so the number of machines must be 0; correct this cell or "
            f"{row[WELDING].coordinate}.",
        )


def machines_have_workers(row: Row) -> Iterator[Finding]:
    if (reading.whole_number(row[MACHINES]) or 0) > 0 and reading.whole_number(row[WORKERS]) == 0:
        yield row[WORKERS].warning(
            "NO_WORKERS",
            "有电焊设备而无特种作业人员：存在无证作业风险；请核实由谁操作（如外包，请查验承包方人员持证情况）。",
            "machines and nobody certified to use them: a risk; find out who welds, and check a contractor's "
            "certificates.",
        )


RULES: Final[tuple[Rule, ...]] = (
    required,
    unbroken,
    serial,
    name,
    *CODE_RULES,
    enterprise_type,
    *PLACE_RULES,
    crowded_place_subclass,
    legal_person,
    phones,
    production_state,
    yes_or_no,
    counts,
    no_machines_without_welding,
    machines_have_workers,
)


def check_row(row: Row) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule(row)
