"""From a path to an open workbook. The bytes are read once; whatever is wrong with them is said before parsing."""

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any, Final

import openpyxl

from reference_platform.enterprise_list.refusal import NotAnEnterpriseList

LARGEST_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes. A list of a whole province stays far below; a zip made to fill the memory does not."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_WORKBOOK_PART = "xl/workbook.xml"


def open_workbook(path: Path, *, computed: bool = False) -> Any:
    """`computed` gives the stored results of formulas instead of the formulas.

    Raises:
        NotAnEnterpriseList: the file is missing, is not a .xlsx or is damaged.
    """
    content = _read(path)
    _refuse_other_formats(path, content)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drop-down lists and styles that it will not keep; nothing is written back here.
            warnings.filterwarnings("ignore", module="openpyxl")
            return openpyxl.load_workbook(io.BytesIO(content), data_only=computed)
    except Exception as error:  # a damaged part surfaces as any of a dozen types, and each is the file's fault
        raise _damaged(path) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotAnEnterpriseList(
            path, "文件不存在；请检查路径和文件名。", "there is no such file; check the path and the name."
        ) from error
    except OSError as error:
        raise NotAnEnterpriseList(
            path,
            f"文件无法读取（{error.strerror}）；请关闭正在使用它的程序，并确认它不是文件夹。",
            f"the file cannot be read ({error.strerror}); close the program that holds it and check it is no folder.",
        ) from error


def _refuse_other_formats(path: Path, content: bytes) -> None:
    if not content:
        raise NotAnEnterpriseList(
            path, "文件为空（0 字节）；请重新导出。", "the file is empty (0 bytes); export it again."
        )
    if content.startswith(_OLE):
        raise NotAnEnterpriseList(
            path,
            "这是旧版 .xls 文件或设有打开密码的工作簿；请在表格软件中去掉密码并另存为 .xlsx。",
            "this is an old .xls file or a workbook with a password; remove the password and save it as .xlsx.",
        )
    if not content.startswith(b"PK"):
        raise NotAnEnterpriseList(
            path,
            "这不是 .xlsx 工作簿（可能是 CSV 或网页改了扩展名）；请用表格软件打开并另存为 .xlsx。",
            "this is not a .xlsx workbook (perhaps a CSV or a web page renamed); open it in a spreadsheet program "
            "and save it as .xlsx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error
    if _WORKBOOK_PART not in sizes:
        raise NotAnEnterpriseList(
            path,
            f"这是压缩包，但不是 .xlsx 工作簿（缺少 {_WORKBOOK_PART}）；请解压后选择其中的 .xlsx 文件。",
            f"this is a zip file but no .xlsx workbook ({_WORKBOOK_PART} is missing); unpack it and take the .xlsx.",
        )
    if sum(sizes.values()) > LARGEST_UNPACKED:
        raise NotAnEnterpriseList(
            path,
            f"解压后超过 {LARGEST_UNPACKED >> 20} MB，不像企业清单；请删除图片和空行后重新保存，或分批导入。",
            f"it unpacks to more than {LARGEST_UNPACKED >> 20} MB, which no list needs; remove pictures and empty "
            "rows and save it again, or import it in parts.",
        )


def _damaged(path: Path) -> NotAnEnterpriseList:
    return NotAnEnterpriseList(
        path,
        "工作簿已损坏或不完整（可能下载中断）；请重新下载，或用表格软件打开修复后另存。",
        "the workbook is damaged or incomplete (perhaps a broken download); fetch it again, or repair and save it in "
        "a spreadsheet program.",
    )
