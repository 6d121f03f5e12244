"""What is demanded of the rows together. The later row is the one at fault, and it is told the earlier cell."""

from collections.abc import Callable, Iterator, Sequence

from reference_platform.enterprise_list import reading
from reference_platform.enterprise_list.cell import Cell, Row
from reference_platform.enterprise_list.checkdigit import is_uscc
from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.template import NAME, SERIAL, USCC, Column, compact


def check_list(rows: Sequence[Row]) -> Iterator[tuple[Row, Finding]]:
    yield from serials_are_unique(rows)
    yield from codes_are_unique(rows)
    yield from names_have_one_code(rows)


def serials_are_unique(rows: Sequence[Row]) -> Iterator[tuple[Row, Finding]]:
    for row, first in _repeats(rows, SERIAL, reading.whole_number):
        yield (
            row,
            row[SERIAL].error(
                "SERIAL_DUPLICATE",
                f"序号与 {first.coordinate} 重复；请重新编号。",
                f"the serial number is already in {first.coordinate}; number the rows anew.",
            ),
        )


def codes_are_unique(rows: Sequence[Row]) -> Iterator[tuple[Row, Finding]]:
    for row, first in _repeats(rows, USCC, reading.code):
        yield (
            row,
            row[USCC].error(
                "USCC_DUPLICATE",
                f"统一社会信用代码与 {first.coordinate} 重复；请删除重复行，或更正其中一个代码。",
                f"the code is already in {first.coordinate}; delete the repeated row or correct one of the codes.",
            ),
        )


def _repeats(rows: Sequence[Row], column: Column, key: Callable[[Cell], object | None]) -> Iterator[tuple[Row, Cell]]:
    seen: dict[object, Cell] = {}
    for row in rows:
        value = key(row[column])
        if value is None:
            continue
        if value in seen:
            yield row, seen[value]
        else:
            seen[value] = row[column]


def names_have_one_code(rows: Sequence[Row]) -> Iterator[tuple[Row, Finding]]:
    """Among codes that check: a mistyped one is an error already."""
    seen: dict[str, Row] = {}
    for row in rows:
        code, name = reading.code(row[USCC]), compact(row[NAME].text)
        if not name or not code or not is_uscc(code):
            continue
        first = seen.setdefault(name, row)
        if reading.code(first[USCC]) != code:
            yield (
                row,
                row[NAME].warning(
                    "NAME_TWO_CODES",
                    f"企业名称与 {first[NAME].coordinate} 相同而统一社会信用代码不同；请核对是否同一企业。",
                    f"the name is that of {first[NAME].coordinate} with another code; see whether they are one "
                    "enterprise.",
                ),
            )
