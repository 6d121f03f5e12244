"""What the import has to say about one cell. Closed lists: a typing slip in a code does not pass mypy."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

Level: TypeAlias = Literal["error", "warning"]

ErrorCode: TypeAlias = Literal[
    "REQUIRED",
    "CELL_ERROR",
    "SERIAL",
    "SERIAL_DUPLICATE",
    "NAME",
    "USCC_NUMBER",
    "USCC_IS_ID",
    "USCC_LENGTH",
    "USCC_FORMAT",
    "USCC_CHECK",
    "USCC_DUPLICATE",
    "TYPE",
    "CITY",
    "COUNTY",
    "ADDRESS",
    "SUBCLASS",
    "SUBCLASS_MISSING",
    "SUBCLASS_NOT_EMPTY",
    "LEGAL_PERSON",
    "PHONE",
    "STATE",
    "YES_NO",
    "COUNT",
    "MACHINES_NOT_WELDING",
    "SHEET_NOT_READ",
]
WarningCode: TypeAlias = Literal[
    "USCC_INNER",
    "NAME_TWO_CODES",
    "TOWN",
    "ADDRESS_ELSEWHERE",
    "NO_WORKERS",
    "HIDDEN_ROW",
    "TOTAL_ROW",
    "HEADER_AGAIN",
    "ROW_WITHOUT_DATA",
    "MERGED_CELL",
    "EXTRA_COLUMN",
]
ERROR_CODES: Final[tuple[str, ...]] = get_args(ErrorCode)
WARNING_CODES: Final[tuple[str, ...]] = get_args(WarningCode)


@dataclass(frozen=True)
class Finding:
    """An error keeps its row out of the register; a warning does not.

    `cell` is as the spreadsheet names it. `column` is the number in the template, which differs from the spreadsheet's
    letter where the file has its columns in another order; None where the whole row or sheet is meant.
    """

    cell: str
    column: int | None
    level: Level
    code: ErrorCode | WarningCode
    zh: str
    en: str
