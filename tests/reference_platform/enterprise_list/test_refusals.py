"""Files that are no enterprise list: what was found, what is missing and what to do, in both languages."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reference_platform.enterprise_list import TEMPLATE, NotAnEnterpriseList, import_enterprises, opening, write_sample


def _refused(path: Path) -> NotAnEnterpriseList:
    with pytest.raises(NotAnEnterpriseList) as caught:
        import_enterprises(path)
    assert caught.value.path == path
    for part in (str(path), caught.value.zh, caught.value.en):
        assert part in str(caught.value)
    return caught.value


def _with_headers(path: Path, headers: list[str], rows: int = 0) -> Path:
    book = openpyxl.Workbook()
    book.active.append(headers)
    for _ in range(rows):
        book.active.append([None] * len(headers))
    book.save(path)
    book.close()
    return path


def test_a_missing_file(tmp_path: Path) -> None:
    refusal = _refused(tmp_path / "none.xlsx")
    assert "no such file" in refusal.en
    assert "不存在" in refusal.zh


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in _refused(tmp_path).en


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "0 bytes"),
        ("序号,企业名称\n1,样例".encode("gbk"), "CSV"),
        ("\ufeff序号,企业名称\n1,样例".encode(), "CSV"),
        (b"<html><table></table></html>", "web page"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512), ".xls"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
    ],
)
def test_other_formats_under_the_name_of_a_workbook(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    assert told in _refused(path).en


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "list.xlsx"
    write_sample(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "damaged" in _refused(path).en


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_zip(list_DOT_csv=b"1,2"), "xl/workbook.xml is missing"),
        (_zip(xl__workbook_DOT_xml=b"<workbook/>"), "damaged"),
        (_zip(xl__workbook_DOT_xml=b"not xml"), "damaged"),
    ],
)
def test_other_zip_files(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    assert told in _refused(path).en


def test_a_zip_made_to_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.xlsx"
    write_sample(path)
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 1000)
    assert "unpacks to more than" in _refused(path).en


def test_a_damaged_byte_anywhere_is_a_refusal_or_a_report(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_sample(path)
    content = path.read_bytes()
    refusals = 0
    for place in range(0, len(content), len(content) // 60):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            import_enterprises(path)  # any other exception fails the test
        except NotAnEnterpriseList:
            refusals += 1
    assert refusals > 30


def test_a_workbook_without_the_headers(tmp_path: Path) -> None:
    refusal = _refused(_with_headers(tmp_path / "list.xlsx", ["name", "phone"]))
    assert "no header row" in refusal.en
    assert "郑州市涉焊企业导入模板" in refusal.zh


def test_missing_columns_are_named(tmp_path: Path) -> None:
    headers = [column.header for column in TEMPLATE if column.number not in (3, 17)]
    refusal = _refused(_with_headers(tmp_path / "list.xlsx", headers))
    assert "统一社会信用代码、特种作业人员数量（单位：人）" in refusal.zh
    assert "lacks 2 columns" in refusal.en
    assert "unified social credit code" in refusal.en
    assert "所属地市" not in refusal.zh


def test_a_column_twice_is_named(tmp_path: Path) -> None:
    headers = [*(column.header for column in TEMPLATE), "企业名称"]
    refusal = _refused(_with_headers(tmp_path / "list.xlsx", headers))
    assert "企业名称 (enterprise name)" in refusal.en
    assert "重复列" in refusal.zh


@pytest.mark.parametrize("rows", [0, 3])
def test_an_empty_list(tmp_path: Path, rows: int) -> None:
    refusal = _refused(_with_headers(tmp_path / "list.xlsx", [column.header for column in TEMPLATE], rows))
    assert "no enterprise under the header row 1" in refusal.en


def test_a_list_of_nothing_but_a_total(tmp_path: Path) -> None:
    path = _with_headers(tmp_path / "list.xlsx", [column.header for column in TEMPLATE])
    book = openpyxl.load_workbook(path)
    book.active["A2"] = "合计"
    book.save(path)
    book.close()
    assert "no enterprise" in _refused(path).en


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    write_sample(tmp_path / "list.bak")
    assert len(import_enterprises(tmp_path / "list.bak").accepted) == 60
