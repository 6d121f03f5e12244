"""A vendor's batch of keys: whole or not at all, and what is wrong is told by line."""

from pathlib import Path

import pytest

from arclock.commands.platform import _enter_keys
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.key_file import read_keys
from reference_platform.registry import TerminalEntry
from tests.command.running import arclock

ONE, TWO = "9999010000000001", "9999010000000002"
KEY = "000102030405060708090A0b0c0d0e0f"
GOOD = f"terminal,key\n{ONE},{KEY}\n{TWO},{'f' * 32}\n"


@pytest.mark.clause("SEC-15")
@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.rstrip() + "\n\n  ,\n",
        f"Key, Terminal\n{KEY}, {ONE}\n{'F' * 32},{TWO}",
    ],
)
def test_a_batch_gives_each_terminal_its_key_bound_to_nobody(text: str) -> None:
    batch = read_keys(text.encode(), {})
    assert batch.faults == ()
    assert batch.entries == (TerminalEntry(ONE, bytes(range(16))), TerminalEntry(TWO, b"\xff" * 16))


@pytest.mark.clause("SEC-15")
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "columns"),
        ("terminal;key\n", 1, "columns"),
        ("terminal,key,colour\n", 1, "columns"),
        ("terminal,key\n", 1, "no terminal"),
        (f"{GOOD}123,{KEY}\n", 4, "16 digits"),
        (f"{GOOD}９９９９010000000003,{KEY}\n", 4, "16 digits"),
        (f"{GOOD}9999010000000003,{KEY}0\n", 4, "32 hexadecimal"),
        (f"{GOOD}9999010000000003,{KEY[:-1]}g\n", 4, "32 hexadecimal"),
        (f"{GOOD}9999010000000003\n", 4, "1 cells"),
        (f"{GOOD}9999010000000003,{KEY},red\n", 4, "3 cells"),
        (f"{GOOD}{ONE},{KEY}\n", 4, "twice"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_entered(text: str, line: int, said: str) -> None:
    batch = read_keys(text.encode(), {})
    assert batch.entries == ()
    assert [fault.line for fault in batch.faults] == [line]
    assert said in batch.faults[0].en
    assert batch.faults[0].zh


def test_a_file_in_another_encoding_is_told_where() -> None:
    batch = read_keys(GOOD.encode() + "终端".encode("gbk"), {})
    assert [(fault.line, "UTF-8" in fault.en) for fault in batch.faults] == [(4, True)]


def test_no_fault_repeats_a_key() -> None:
    text = f"terminal,key\n{ONE},{KEY}zz\n{KEY},{ONE}\n{TWO},{KEY},x\n{KEY}\n"
    faults = read_keys(text.encode(), {}).faults
    assert len(faults) == 4
    assert not any(KEY in fault.en + fault.zh for fault in faults)


def test_the_same_batch_again_changes_nothing_and_another_key_is_refused() -> None:
    bound = TerminalEntry(ONE, bytes(range(16)), "E", registered=True, boot_counter=9)
    again = read_keys(GOOD.encode(), {ONE: bound})
    assert (again.known, [entry.terminal for entry in again.entries]) == (1, [TWO])
    other = read_keys(GOOD.encode(), {ONE: TerminalEntry(ONE, bytes(16))})
    assert (other.entries, other.faults[0].line) == ((), 2)
    assert "another key" in other.faults[0].en


def test_the_command_enters_a_batch_and_keeps_what_it_knew(tmp_path: Path) -> None:
    store = SqliteStore()
    known = TerminalEntry(ONE, bytes(range(16)), "E", registered=True, boot_counter=9)
    store.save_terminal(known)
    (tmp_path / "keys.csv").write_text(GOOD)
    _enter_keys(store, tmp_path / "keys.csv")
    assert store.load_registry().terminals == {ONE: known, TWO: TerminalEntry(TWO, b"\xff" * 16)}
    store.close()


@pytest.mark.clause("SEC-15")
def test_the_command_names_file_and_line_and_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "keys.csv").write_text(GOOD + "12,34\n")
    run = arclock("platform", "--keys", "keys.csv", "--db", "p.sqlite", "--tcp", "-", "--http", "-", cwd=tmp_path)
    assert run.code == 2
    assert "keys.csv, line 4" in run.err
    missing = arclock("platform", "--keys", "nowhere.csv", "--db", "p.sqlite", cwd=tmp_path)
    assert missing.code == 2
    assert "nowhere.csv" in missing.err
