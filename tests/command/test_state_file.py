"""The flash of `arclock terminal` in a file: it outlasts a kill, belongs to one process, and takes over earlier states."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from arclock.file_medium import PAGE_SIZE, FileMedium
from arclock.state_file import StateFile, StateFileError, default_state_path, open_state
from protocol_spec.instant import MINUTE, S
from simulator.terminal import Flash, Terminal
from simulator.terminal.nonvolatile import MemoryMedium
from simulator.terminal.nonvolatile.journal import Journal
from tests.command.running import ROOT
from tests.simulator.terminal.bench import Bench


@contextmanager
def opened(path: Path) -> Iterator[StateFile]:
    file = open_state(path, 1000)
    try:
        yield file
    finally:
        file.close()


def lived(path: Path, minutes: int = 5) -> dict[str, Any]:
    """A terminal of this file that ran for a while offline; returns its flash as it was at the end."""
    bench = Bench(connect=False)
    with opened(path) as file:
        bench.terminal = Terminal(bench.identity, bench.profile, file.flash, seed=1, now=bench.now)
        bench.endpoint = file.keep(bench.terminal)
        bench.settle()
        bench.advance(minutes * MINUTE)
        bench.do("cover")
    return bench.terminal.flash.as_json()


def read(path: Path) -> dict[str, Any]:
    with opened(path) as file:
        assert file.flash is not None
        return file.flash.as_json()


def of_schema(number: int) -> dict[str, Any]:
    """What a program of this schema wrote."""
    bench = Bench()
    bench.advance(10 * S)
    bench.pull_cable()
    bench.do("cover")
    bench.advance(5 * MINUTE)
    table = bench.terminal.flash.as_json() | {"schema": number}
    later = {2: ("firmware", "upgrade", "image", "bad_image", "move")}
    later[1] = (
        *later[2],
        "parameters",
        "iccid",
        "cover_open",
        "actuations",
        "permit_counter",
        "dropped",
        "overflowing",
    )
    return {key: value for key, value in table.items() if key not in later.get(number, ())}


@pytest.mark.clause("SES-04", "REP-01")
def test_what_a_terminal_was_is_what_the_next_one_begins_with(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "t.flash"
    first = lived(path)
    assert read(path) == first
    second = lived(path)
    assert second["boot_counter"] == 2
    assert second["following"] > first["following"]
    assert {body for _, _, body in first["records"]} < {body for _, _, body in second["records"]}


def test_the_file_and_the_memory_medium_hold_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "t.flash"
    FileMedium.create(path, 16)
    file, memory = FileMedium(path), MemoryMedium(16, PAGE_SIZE)
    for medium in (file, memory):
        journal = Journal(medium)
        flash = Flash.from_json(of_schema(3))
        journal.keep(flash)
        for _ in range(400):
            flash.boot_counter += 1
            flash.image += bytes(40)
            journal.commit(0)
    size = 16 * PAGE_SIZE
    assert file.read(0, size) == memory.read(0, size)
    file.close()


@pytest.mark.parametrize("schema", [1, 2, 3])
@pytest.mark.parametrize("name", ["t.json", "t.state"])
def test_an_earlier_program_s_state_is_taken_over_and_kept_beside_it(tmp_path: Path, schema: int, name: str) -> None:
    path, table = tmp_path / name, of_schema(schema)
    path.write_text(json.dumps(table), encoding="utf-8")
    assert read(path) == Flash.from_json(table).as_json()
    assert json.loads((tmp_path / f"{name}.old").read_text(encoding="utf-8")) == table
    assert lived(path)["boot_counter"] == table["boot_counter"] + 1
    assert sorted(file.name for file in tmp_path.iterdir()) == [name, f"{name}.old"]


def test_the_default_file_takes_over_from_the_default_file_of_an_earlier_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = default_state_path("9999010000000042")
    path.parent.mkdir()
    table = of_schema(2)
    path.with_suffix(".json").write_text(json.dumps(table), encoding="utf-8")
    assert read(path)["following"] == table["following"]
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, path.with_suffix(".json.old").name]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no terminal state"),
        (b"{}", "no terminal state"),
        (b'{"schema": 99}', "99"),
        (b"\x7fELF", "no terminal state"),
        (b"arclock terminal flash 2: 1 pages of 4096 bytes\n", "no terminal state"),
    ],
)
def test_a_file_that_is_none_is_refused_and_not_touched(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    with pytest.raises(StateFileError, match=said) as refused:
        open_state(path, 1000)
    assert "move it away" in str(refused.value)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_state_of_a_later_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.flash"
    lived(path)
    content = path.read_bytes()
    begin = content.index(b"\x00\x01\x01\x01")
    entry = b"\x00\x01\x01\x07"
    path.write_bytes(content[:begin] + entry + crc32(entry).to_bytes(4, "big") + content[begin + 8 :])
    with pytest.raises(StateFileError, match="edition 07"):
        open_state(path, 1000)


def test_two_terminals_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.flash"
    with opened(path), pytest.raises(StateFileError, match="running"):
        open_state(path, 1000)
    with opened(path):
        pass


def test_a_file_whose_terminal_was_killed_is_nobody_s(tmp_path: Path) -> None:
    path = tmp_path / "t.flash"
    code = (
        "import sys, os\nfrom pathlib import Path\nfrom tests.command.test_state_file import *\n"
        f"file = open_state(Path({str(path)!r}), 1000)\nbench = Bench(connect=False)\n"
        "bench.terminal = Terminal(bench.identity, bench.profile, file.flash, seed=1, now=bench.now)\n"
        "bench.endpoint = file.keep(bench.terminal)\nbench.settle()\nbench.advance(5 * MINUTE)\nos._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, check=False)
    assert done.returncode == 9
    assert read(path)["boot_counter"] == 1
    assert len(read(path)["records"]) >= 5


def test_a_medium_of_a_file_is_large_enough_for_what_the_module_may_store(tmp_path: Path) -> None:
    path = tmp_path / "t.flash"
    with opened(path) as file:
        bench = Bench()
        flash = Flash.from_json(bench.terminal.flash.as_json())
        bench.terminal = Terminal(bench.identity, bench.profile, flash, seed=1, now=bench.now)
        bench.endpoint = file.keep(bench.terminal)
        flash.store.capacity = 1000
        bench.network = False
        bench.advance(1200 * MINUTE)
        assert flash.store.room is None
        assert len(flash.store) == 1000
    assert path.stat().st_size < 400_000
