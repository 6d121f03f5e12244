"""A vendor's batch of terminal keys (SEC-15): CSV with the columns `terminal` and `key`, 16 digits and 32 hexadecimal digits.

    terminal,key
    9999010000000001,000102030405060708090a0b0c0d0e0f

A batch is entered whole or not at all. What is wrong is told by line; a key is never repeated, not even a wrong one.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from protocol_spec.security import KEY_SIZE
from reference_platform.registry import TerminalEntry

COLUMNS = ("terminal", "key")


@dataclass(frozen=True)
class KeyFault:
    """Line from 1, the header's."""

    line: int
    en: str
    zh: str


@dataclass(frozen=True)
class KeyBatch:
    """The entries to save (those that are known already are left out), or what is wrong."""

    entries: tuple[TerminalEntry, ...]
    faults: tuple[KeyFault, ...]
    known: int = 0


def read_keys(data: bytes, registered: Mapping[str, TerminalEntry]) -> KeyBatch:
    """Read a batch file against the terminals that are known. The same batch again changes nothing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return KeyBatch((), (KeyFault(line, "not UTF-8; save the file as UTF-8", "不是 UTF-8，请另存为 UTF-8"),))
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip().lower() for cell in next(rows, [])]
    if sorted(header) != sorted(COLUMNS):
        said = ", ".join(header) or "nothing"
        return KeyBatch(
            (), (KeyFault(1, f"the columns must be terminal and key, not {said}", "列必须为 terminal 和 key"),)
        )
    found: dict[str, bytes] = {}
    faults: list[KeyFault] = []
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                faults += _take(dict(zip(header, row, strict=False)), len(row), rows.line_num, found, registered)
    except csv.Error as error:
        faults.append(KeyFault(rows.line_num, f"not CSV: {error}", "不是 CSV"))
    if not found and not faults:
        faults.append(KeyFault(1, "no terminal is listed", "没有终端"))
    fresh = tuple(TerminalEntry(terminal, key) for terminal, key in found.items() if terminal not in registered)
    return KeyBatch(() if faults else fresh, tuple(faults), len(found) - len(fresh))


def _take(
    cells: dict[str, str], width: int, line: int, found: dict[str, bytes], registered: Mapping[str, TerminalEntry]
) -> Iterator[KeyFault]:
    terminal, key = cells.get("terminal", "").strip(), cells.get("key", "").strip()
    if width != len(COLUMNS):
        yield KeyFault(
            line, f"{width} cells where there must be {len(COLUMNS)}", f"应有 {len(COLUMNS)} 列，实有 {width} 列"
        )
    elif not (len(terminal) == 16 and terminal.isascii() and terminal.isdigit()):
        said = repr(terminal) if len(terminal) < 2 * KEY_SIZE else "what is there"
        yield KeyFault(line, f"terminal: {said} is not 16 digits", "terminal 不是 16 位数字")
    elif not _is_key(key):
        yield KeyFault(
            line, f"the key of {terminal} is not 32 hexadecimal digits", f"{terminal} 的密钥不是 32 位十六进制数"
        )
    elif terminal in found:
        yield KeyFault(line, f"terminal {terminal} is listed twice", f"终端 {terminal} 重复")
    elif terminal in registered and registered[terminal].key != bytes.fromhex(key):
        yield KeyFault(line, f"terminal {terminal} is known with another key", f"终端 {terminal} 已有另一密钥")
    else:
        found[terminal] = bytes.fromhex(key)


def _is_key(text: str) -> bool:
    return len(text) == 2 * KEY_SIZE and all(digit in "0123456789abcdefABCDEF" for digit in text)
