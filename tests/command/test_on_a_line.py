"""The same campaign over a serial line: `arclock line`, `arclock terminal` at one end, `arclock certify` at the other."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arclock.state_file import open_state
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.run_folder import read_lines
from tests.command.running import arclock

pytestmark = pytest.mark.realtime


@contextmanager
def background(*args: str, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = os.environ | {"LC_ALL": "en_US.UTF-8", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "arclock", *args],
        cwd=cwd,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def verdicts(run: Path) -> dict[str, str]:
    return {line["case"]: line["verdict"] for line in read_lines(run / "results.jsonl")}


def test_the_verdicts_are_those_of_virtual_time(tmp_path: Path) -> None:
    assert arclock("certify", "sim:", "--out", "virtual", cwd=tmp_path).code == 0
    with (
        PtyLine() as line,
        background("terminal", f"serial:{line.one}", "--state", "terminal.json", cwd=tmp_path),
    ):
        run = arclock("certify", f"serial:{line.other}", "--out", "serial", "--json", cwd=tmp_path, timeout=300)
    assert run.code == 0, run.out + run.err
    assert run.json()["verdict"] == "conformant"
    assert verdicts(tmp_path / "serial") == verdicts(tmp_path / "virtual")


def test_a_line_with_nothing_on_it_gives_no_verdict(tmp_path: Path) -> None:
    with PtyLine() as line:
        run = arclock("certify", f"serial:{line.other}", "--select", "FRM/CRC", "--json", cwd=tmp_path, timeout=120)
    assert run.code == 3
    assert run.json()["verdict"] == "no verdict"


def test_ctrl_c_leaves_the_run_folder_and_says_130(tmp_path: Path) -> None:
    with (
        PtyLine() as line,
        background("certify", f"serial:{line.other}", "--out", "run", cwd=tmp_path) as process,
    ):
        while not (tmp_path / "run" / "trace.pcapng").exists():
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["interrupted"]


def test_a_killed_terminal_comes_back_with_counters_that_rose(tmp_path: Path) -> None:
    args = ("terminal", "tcp:127.0.0.1:1", "--state", "t.flash")
    boots, numbers = [], []
    for _ in range(2):
        with background(*args, cwd=tmp_path) as process:
            assert process.stdout is not None
            while "kind=STATUS" not in process.stdout.readline():
                assert process.poll() is None
        state = open_state(tmp_path / "t.flash", 1)
        assert state.flash is not None
        boots.append(state.flash.boot_counter)
        numbers.append(state.flash.store.following)
        state.close()
    assert boots == [1, 2]
    assert 2 < numbers[0] < numbers[1]


def test_line_prints_two_devices(tmp_path: Path) -> None:
    with background("line", "--json", cwd=tmp_path) as process:
        assert process.stdout is not None
        pair = json.loads(process.stdout.readline())
        assert Path(pair["one"]).exists()
        assert Path(pair["other"]).exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
