"""`arclock terminal` as a person or a program has it: a script that is a check, JSON lines, many at once, a live screen."""

import itertools
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.runtime.trace import read_frames
from tests.command.running import ROOT, arclock
from tests.command.test_terminal_and_platform import free_port, running

pytestmark = pytest.mark.realtime

SCRIPT = str(ROOT / "examples" / "scan_and_weld.toml")


@contextmanager
def platform(cwd: Path) -> Iterator[tuple[str, str]]:
    """Link string and address of a platform with the demonstration county."""
    tcp, http = free_port(), free_port()
    with running(cwd, "platform", "--demo", "--db", "p.sqlite", "--tcp", f":{tcp}", "--http", f":{http}") as process:
        process.until("scans")
        yield f"tcp:127.0.0.1:{tcp}", f"http://127.0.0.1:{http}"


def test_a_script_is_a_check_and_leaves_a_run_folder(tmp_path: Path) -> None:
    with platform(tmp_path) as (link, url):
        scripted = ("--state", "t.state", "--platform", url, "--script", SCRIPT)
        good = arclock("terminal", link, *scripted, "--worker", "demo-jia", "--run", "run", cwd=tmp_path)
        bad = arclock("terminal", link, *scripted, "--worker", "demo-yi", cwd=tmp_path)
    assert (good.code, bad.code) == (0, 1), good.err + bad.err
    assert "expectations were met" in good.err
    assert "scan_and_weld.toml, line 17: expected scan(granted=True)" in bad.err
    assert len(list(read_frames(tmp_path / "run" / "trace.pcapng"))) > 10
    truth = [json.loads(line) for line in (tmp_path / "run" / "truth.jsonl").read_text().splitlines()]
    assert all(after["at"] - before["at"] < 1.5 for before, after in itertools.pairwise(truth))
    assert any(line["operator"] and line["arc_current"] > 500 for line in truth)
    assert arclock("report", "run", cwd=tmp_path).code == 0


def test_json_is_an_object_a_line_with_frames_explained(tmp_path: Path) -> None:
    with platform(tmp_path) as (link, url):
        who = ("--state", "t.state", "--platform", url, "--worker", "demo-jia", "--quality", "cat1_good")
        done = arclock("terminal", link, "--json", "--script", SCRIPT, *who, "--cheat", "lent-phone", cwd=tmp_path)
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    frames = [line for line in lines if line["what"] == "frame"]
    assert {"LOGIN", "LOGIN_ACK", "UNLOCK", "COMMAND_RESULT", "SESSION_SUMMARY"} <= {line["message"] for line in frames}
    assert all(line["explained"]["in_order"] and line["tag"] is True for line in frames)
    assert {"cheat", "quality", "state", "login", "locked"} <= {line["what"] for line in lines}
    assert not any("lent" in line["bytes"] or b"lent-phone".hex() in line["bytes"] for line in frames)


def test_many_in_one_process_say_how_they_fare(tmp_path: Path) -> None:
    with (
        platform(tmp_path) as (link, _),
        running(tmp_path, "terminal", link, "--count", "3", "--state", "-", "--json") as crowd,
    ):
        crowd.until('"what": "summary"')
        line = next(line for line in crowd.said().splitlines() if "summary" in line)
    summary = json.loads(line)
    assert summary["live"] == 1, "of the three the demonstration county knows the first"
    assert summary["refused UNKNOWN_TERMINAL"] >= 2


@contextmanager
def seated(cwd: Path, *args: str, columns: int = 100, lines: int = 30) -> Iterator[tuple[int, int]]:
    """A process with a screen of its own: (pid, descriptor of its terminal)."""
    import fcntl
    import pty
    import struct
    import termios

    pid, fd = pty.fork()
    if pid == 0:  # the child
        os.chdir(cwd)
        os.environ |= {"LC_ALL": "en_US.UTF-8", "TERM": "xterm-256color", "XDG_STATE_HOME": str(cwd)}
        os.execv(sys.executable, [sys.executable, "-m", "arclock", "terminal", *args])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    try:
        yield pid, fd
    finally:
        os.close(fd)


def reads(fd: int, text: str, seconds: float = 20) -> str:
    """What the screen was sent, up to this text."""
    seen, deadline = "", time.monotonic() + seconds
    while text not in seen:
        assert time.monotonic() < deadline, f"{text!r} was not shown:\n{seen[-3000:]}"
        if select.select([fd], [], [], 0.1)[0]:
            seen += os.read(fd, 65_536).decode(errors="ignore")
    return seen


def ends(pid: int, fd: int) -> int:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                os.read(fd, 65_536)
            except OSError:
                break
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_screen_keys_work_and_q_and_ctrl_c_end_it(tmp_path: Path) -> None:
    with platform(tmp_path) as (link, _):
        with seated(tmp_path, link) as (pid, fd):
            reads(fd, "live")
            os.write(fd, b"c")
            reads(fd, "COVER_OPENED")
            os.write(fd, b"e")
            reads(fd, "tag holds")
            os.write(fd, b"q")
            assert "\x1b[?1049l" in reads(fd, "\x1b[?1049l"), "the screen is given back"
            assert ends(pid, fd) == 0
        with seated(tmp_path, link) as (pid, fd):
            reads(fd, "live")
            os.write(fd, b"\x03")
            assert ends(pid, fd) == 130


def test_a_port_where_something_else_answers_is_explained(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with running(tmp_path, "terminal", f"tcp:127.0.0.1:{listening.getsockname()[1]}", "--state", "-") as process:
            peer, _ = listening.accept()
            peer.sendall(
                b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nthis is not the service you want\r\n"
            )
            process.until("no WTP frame")
            peer.close()


def test_a_platform_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with running(tmp_path, "terminal", f"tcp:127.0.0.1:{free_port()}", "--state", "-") as process:
        process.until("arclock platform --demo")
        process.process.send_signal(signal.SIGINT)


def test_a_wrong_key_is_explained(tmp_path: Path) -> None:
    with (
        platform(tmp_path) as (link, _),
        running(tmp_path, "terminal", link, "--state", "-", "--key", "00" * 16) as process,
    ):
        process.until("the key here is not the one it holds")
