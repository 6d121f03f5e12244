"""`arclock platform` and `arclock terminal`, as two processes, with a person at the keyboard and a phone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from protocol_spec.ident import qr_payload
from tests.command.running import arclock

pytestmark = pytest.mark.realtime


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """A running command; `said` is what it printed so far."""

    def __init__(self, cwd: Path, *args: str) -> None:
        self._log = (cwd / f"{args[0]}-{time.monotonic_ns()}.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "arclock", *args],
            cwd=cwd,
            env=os.environ | {"LC_ALL": "en_US.UTF-8", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            text=True,
        )

    def said(self) -> str:
        return Path(self._log.name).read_text()

    def until(self, text: str, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.said():
            assert time.monotonic() < deadline, f"{text!r} was not said:\n{self.said()}"
            time.sleep(0.05)

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(15)
        self._log.close()
        assert self.process.stdin is not None
        self.process.stdin.close()
        return code


@contextmanager
def running(cwd: Path, *args: str) -> Iterator[Process]:
    process = Process(cwd, *args)
    try:
        yield process
    finally:
        assert process.end() == 130


def scan(http: int, token: str) -> dict[str, Any]:
    body = {"qr": qr_payload(1), "token": token, "permit": 1, "place": {"latitude": 34.722, "longitude": 113.738}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{http}/api/v1/scans", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        decision: dict[str, Any] = json.load(answer)
        return decision


def test_scan_weld_cable_out_and_platform_killed_lose_nothing(tmp_path: Path) -> None:
    tcp, http = free_port(), free_port()
    platform = ("platform", "--demo", "--db", "p.sqlite", "--tcp", f":{tcp}", "--http", f":{http}")
    with running(tmp_path, "terminal", f"tcp:127.0.0.1:{tcp}", "--state", "t.json") as terminal:
        first = Process(tmp_path, *platform)
        terminal.until("login boot=1", 40)
        assert scan(http, "demo-yi")["reason"] == "CERTIFICATE_EXPIRED"
        assert scan(http, "demo-jia")["granted"]
        terminal.until("relay closed=True")
        terminal.type("trigger on")
        terminal.until("arc-on")
        first.process.kill()
        first.end() if first.process.poll() is None else first.process.wait(5)
        terminal.type("trigger off")
        terminal.until("arc-off")
        terminal.type("cover open")
        terminal.until("reason=COVER")
        terminal.type("nonsense")
        terminal.until("trigger on|off")
        with running(tmp_path, *platform) as second:
            second.until("kind=SESSION_SUMMARY", 60)
            second.until("reason=COVER")
            assert second.said().count("event=COVER_OPENED") == 1
            second.until("kind=STATUS")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["terminal", "tcp-listen::1"], "connects"),
        (["terminal", "smoke:"], "serial:"),
        (["terminal", "tcp:h:1", "--profile", "nope"], "cat1_retrofit"),
        (["terminal", "tcp:h:1", "--key", "12"], "16 bytes"),
        (["terminal", "tcp:h:1", "--id", "1234010000000001"], "--key"),
        (["terminal", "tcp:h:1", "--suite", "9"], "1 and 2"),
        (["terminal", "serial:/dev/nowhere", "--state", "t.json"], "/dev/nowhere"),
        (["platform", "--tcp", "here"], "HOST:PORT"),
        (["scenario", "run", "nope"], "first_weld"),
        (["report", "nowhere"], "nowhere"),
        (["import", "nowhere.xlsx"], "nowhere.xlsx"),
        (["--lang", "fr", "certify", "sim:"], "zh and en"),
    ],
)
def test_wrong_usage_is_named_with_what_is_right(args: list[str], said: str, tmp_path: Path) -> None:
    run = arclock(*args, cwd=tmp_path)
    assert run.code == 2, run.err
    assert said in run.err
    assert "Traceback" not in run.err


def test_a_state_file_that_is_none_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("{}")
    run = arclock("terminal", "tcp:127.0.0.1:1", "--state", "t.json", cwd=tmp_path)
    assert run.code == 2
    assert "t.json" in run.err
    assert (tmp_path / "t.json").read_text() == "{}"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = arclock("platform", "--tcp", f"127.0.0.1:{port}", "--http", "-", "--db", "p.sqlite", cwd=tmp_path)
    assert run.code == 2
    assert str(port) in run.err


def test_a_list_with_errors_enters_nothing_and_names_each_cell(tmp_path: Path) -> None:
    from tests.command.running import ROOT

    wrong = str(ROOT / "examples" / "zhengzhou_60_errors.xlsx")
    run = arclock("import", wrong, "--db", "p.sqlite", "--json", cwd=tmp_path)
    assert run.code == 2
    said = run.json()
    assert said["entered"] == 0
    assert len({finding["code"] for finding in said["findings"] if finding["level"] == "error"}) >= 10
    assert all(finding["cell"] for finding in said["findings"])
    good = str(ROOT / "examples" / "zhengzhou_60.xlsx")
    for _ in range(2):
        assert arclock("import", good, "--db", "p.sqlite", "--json", cwd=tmp_path).json()["entered"] == 60
