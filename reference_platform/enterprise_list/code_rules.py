"""Column 3. At most one error per cell: the first thing that is wrong with it.

No message repeats the code: where people type an identity number into this column, it would be printed.
"""

import re
from collections.abc import Iterator
from typing import Final

from reference_platform.enterprise_list import reading
from reference_platform.enterprise_list.cell import Cell, Row
from reference_platform.enterprise_list.checkdigit import (
    ALPHABET,
    is_organisation_code,
    is_uscc,
    organisation_code,
)
from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.template import USCC

_IDENTITY_NUMBER = re.compile(r"[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")


def _became_number(cell: Cell) -> bool:
    # 914101021234567E12 is a code and not a number in scientific notation: the shape decides first.
    return cell.is_number or (reading.code(cell) is None and reading.is_scientific(cell.compact))


def _is_identity_number(cell: Cell) -> bool:
    text = cell.compact.upper()
    return not cell.is_number and _IDENTITY_NUMBER.fullmatch(text) is not None and not is_uscc(text)


def code_is_text(row: Row) -> Iterator[Finding]:
    if _became_number(row[USCC]):
        yield row[USCC].error(
            "USCC_NUMBER",
            "代码被表格软件变成数字（如 9.11E+17），末尾几位已丢失，无法还原；请把单元格设为文本格式后按营业执照重填。",
            "the spreadsheet turned the code into a number (as 9.11E+17) and its last digits are lost; format the cell "
            "as text and type it again from the business licence.",
        )


def code_is_no_identity_number(row: Row) -> Iterator[Finding]:
    if _is_identity_number(row[USCC]):
        yield row[USCC].error(
            "USCC_IS_ID",
            "此处填的是居民身份证号码（个人信息），不是统一社会信用代码；请删除并按营业执照填写。",
            "this is a resident's identity number (personal data) and no enterprise code; remove it and write the code "
            "of the business licence.",
        )


def code_is_well_formed(row: Row) -> Iterator[Finding]:
    cell = row[USCC]
    text = cell.compact.upper().replace("-", "")
    if not text or reading.code(cell) or _became_number(cell) or _is_identity_number(cell):
        return
    if len(text) != 18:
        yield cell.error(
            "USCC_LENGTH",
            f"代码为 {len(text)} 位，应为 18 位（15 位是旧注册号）；请按营业执照填写。",
            f"the code has {len(text)} characters, not 18 (15 is an old registration number); copy it from the "
            "business licence.",
        )
    elif set(text) - set(ALPHABET):
        yield cell.error(
            "USCC_FORMAT",
            "代码含有不允许的字符（只用数字和大写字母，且不含 I、O、S、V、Z，多为 1、0、5、U、2 之误）；请核对。",
            "the code has characters that do not occur in codes (digits and capitals without I O S V Z, usually slips "
            "for 1 0 5 U 2); compare with the business licence.",
        )
    else:
        yield cell.error(
            "USCC_FORMAT",
            "代码第 3 至 8 位应为数字（登记机关行政区划）；请按营业执照核对。",
            "characters 3 to 8 of the code must be digits (the registrar's region); compare with the business licence.",
        )


def code_checks(row: Row) -> Iterator[Finding]:
    text = reading.code(row[USCC])
    if text and not is_uscc(text) and not _is_identity_number(row[USCC]):
        yield row[USCC].error(
            "USCC_CHECK",
            "统一社会信用代码校验位（第 18 位）不符，有字符填错；请按营业执照逐位核对。",
            "the check character (the 18th) does not fit: some character is wrong; compare each with the business "
            "licence.",
        )


def inner_code_checks(row: Row) -> Iterator[Finding]:
    text = reading.code(row[USCC])
    if text and is_uscc(text) and not is_organisation_code(organisation_code(text)):
        yield row[USCC].warning(
            "USCC_INNER",
            "代码第 9 至 17 位不符合组织机构代码校验（GB 11714）；已导入，请核对是否真实有效。",
            "characters 9 to 17 do not check as an organisation code (GB 11714); imported, but see whether the code is "
            "genuine.",
        )


CODE_RULES: Final = (
    code_is_text,
    code_is_no_identity_number,
    code_is_well_formed,
    code_checks,
    inner_code_checks,
)
