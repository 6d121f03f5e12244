"""Values out of cells. None means that the cell does not hold one; the rules say why."""

import re
from typing import Final

from reference_platform.enterprise_list.cell import Cell, Row
from reference_platform.enterprise_list.checkdigit import has_uscc_shape
from reference_platform.enterprise_list.divisions import Division, henan
from reference_platform.enterprise_list.template import CITY, COUNTY, NAME, TOWN

LARGEST_COUNT: Final = 9999

_WHOLE = re.compile(r"-?[0-9]{1,9}(\.0{1,9})?")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_LAND_LINE = re.compile(r"\(?(010|02[0-9]|0[3-9][0-9]{2})\)?-?([0-9]{7,8})(?:-([0-9]{1,6}))?")
_SCIENTIFIC = re.compile(r"([0-9])\.?([0-9]*)[Ee]\+?([0-9]{1,2})")
_MIDDLE_DOTS = str.maketrans("•・．‧", "····")


def whole_number(cell: Cell) -> int | None:
    return int(cell.compact.split(".")[0]) if _WHOLE.fullmatch(cell.compact) else None


def yes_no(cell: Cell) -> bool | None:
    return {"是": True, "否": False}.get(cell.compact)


def enterprise_name(row: Row) -> str:
    """Registered names are written with full-width brackets."""
    return row[NAME].text.replace("(", "（").replace(")", "）")


def person_name(cell: Cell) -> str:
    return cell.text.translate(_MIDDLE_DOTS)


def is_scientific(text: str) -> bool:
    return _SCIENTIFIC.fullmatch(text) is not None


def phone(cell: Cell) -> str | None:
    """11 digits of a mobile, or `0371-67181234` with `-extension` where there is one."""
    digits = _spelled_out(cell.compact)
    mobile = _MOBILE.fullmatch(digits.replace("-", ""))
    if mobile:
        return mobile[1]
    land_line = _LAND_LINE.fullmatch(digits)
    return "-".join(part for part in land_line.groups() if part) if land_line else None


def _spelled_out(text: str) -> str:
    """`1.3812345678E+10` is 13812345678: all digits are there. `1.38E+10` has lost eight and stays as it is."""
    parts = _SCIENTIFIC.fullmatch(text)
    if parts and len(parts[2]) == int(parts[3]):
        return parts[1] + parts[2]
    return text


def code(cell: Cell) -> str | None:
    """A code of the right shape; its check characters may still be wrong."""
    text = cell.compact.upper().replace("-", "")
    return text if not cell.is_number and has_uscc_shape(text) else None


def city(row: Row) -> Division | None:
    return henan().city(row[CITY].text)


def county(row: Row) -> Division | None:
    parent = city(row)
    return henan().county(parent, row[COUNTY].text) if parent else None


def town(row: Row) -> Division | None:
    parent = county(row)
    return henan().town(parent, row[TOWN].text) if parent else None
