import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reference_platform.enterprise_list import ImportReport, import_enterprises
from reference_platform.enterprise_list.checkdigit import make_uscc
from reference_platform.enterprise_list.sample_sheet import Line, SampleSheet, write_sheet
from reference_platform.enterprise_list.template import SERIAL, TEMPLATE, USCC, Column

Import = Callable[..., ImportReport]

# Typed by hand: one legal line, in the order of the template.
_GOOD = (
    1,
    "郑州样例钢结构有限公司",
    "",
    "工贸企业",
    "郑州市",
    "金水区",
    "经八路街道",
    "郑州市金水区样例一路1号",
    None,
    "王样一",
    "19900000001",
    "0371-00000001",
    "在产",
    "是",
    "否",
    3,
    4,
)


def good_line(number: int = 1) -> Line:
    line: Line = dict(zip(TEMPLATE, _GOOD, strict=True))
    line[SERIAL] = number
    line[USCC] = make_uscc("91", "410199", f"MA{number:06d}")
    return line


@pytest.fixture
def import_lines(tmp_path: Path) -> Import:
    """Imports good lines, each with the changes given for it. The first line stands in row 3."""

    def run(*changes: Mapping[Column, object]) -> ImportReport:
        path = tmp_path / "list.xlsx"
        write_sheet(path, SampleSheet([good_line(number) | dict(change) for number, change in enumerate(changes, 1)]))
        return import_enterprises(path)

    return run


@pytest.fixture
def edit_sheet_xml() -> Callable[[Path, str, str], None]:
    """Replaces one place of the first sheet's XML, for what openpyxl reads and cannot write."""

    def edit(path: Path, pattern: str, replacement: str) -> None:
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        sheet, count = re.subn(pattern, replacement, parts["xl/worksheets/sheet1.xml"].decode())
        assert count == 1
        parts["xl/worksheets/sheet1.xml"] = sheet.encode()
        with zipfile.ZipFile(path, "w") as book:
            for name, data in parts.items():
                book.writestr(name, data)

    return edit
