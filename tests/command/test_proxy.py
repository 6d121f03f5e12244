"""`arclock proxy`: what it lists, what it refuses and why, and what its lines on standard input do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from arclock.app import app
from arclock.console import choose_language
from simulator.runtime.impair import Counters


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    yield
    choose_language(None)


def arclock(*args: str) -> Result:
    """In this process: nothing here needs one of its own."""
    return CliRunner().invoke(app, ["--lang", "en", *args])


def test_the_list_says_what_each_name_stands_for_in_both_languages() -> None:
    for lang, said in (("en", "Cat.1 in a basement"), ("zh", "地下室")):
        done = arclock("--lang", lang, "proxy", "--list")
        assert done.exit_code == 0
        assert said in done.stdout
    listed = json.loads(arclock("proxy", "--list", "--json").stdout)
    assert listed["qualities"]["cat1_workshop"]["loss_ppm"] == 10_000
    assert listed["qualities"]["nb_deep"]["latency_us"] == 3_000_000
    assert listed["lines"]["noisy"]["bit_errors_ppb"] == 10_000


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "needs LISTEN and TARGET"),
        (["tcp-listen:127.0.0.1:0", "serial:/dev/x"], "not one of each"),
        (["tcp:127.0.0.1:1", "tcp:127.0.0.1:2"], "the first must be tcp-listen"),
        (["tcp-listen:127.0.0.1:0", "tcp:127.0.0.1:1", "--quality", "cat2"], "there are: perfect, cat1_good"),
        (["serial:/dev/x", "serial:/dev/y", "--line", "loud"], "there are: clean, noisy"),
        (["tcp-listen:127.0.0.1:0", "tcp:127.0.0.1:1", "--line", "noisy"], "--line is for serial lines"),
        (["serial:/dev/x", "serial:/dev/y", "--raw"], "--raw is for TCP"),
        (["serial:/dev/nowhere", "serial:/dev/y"], "cannot open /dev/nowhere"),
        (["tcp-listen:127.0.0.1:0", "carrier-pigeon:1"], "is no link"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(args: list[str], said: str) -> None:
    done = arclock("proxy", *args)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = arclock("proxy", f"tcp-listen:127.0.0.1:{port}", "tcp:127.0.0.1:1")
    assert done.exit_code == 2
    assert f"cannot listen on tcp-listen:127.0.0.1:{port}" in done.stderr


class Running:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def running(target: int) -> Iterator[tuple[Running, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "arclock", "proxy", "tcp-listen:127.0.0.1:0", f"tcp:127.0.0.1:{target}", "--json"],
        env=os.environ | {"LC_ALL": "en_US.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        made = Running(process)
        yield made, int(made.read()["listen"].rpartition(":")[2])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


@pytest.mark.realtime
def test_a_person_changes_the_way_while_it_runs_and_gets_the_sum_at_the_end() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(10)
        with running(server.getsockname()[1]) as (made, port):
            near = socket.create_connection(("127.0.0.1", port), 10)
            far = server.accept()[0]
            near.settimeout(10)
            far.settimeout(10)
            near.sendall(b"hello")
            assert far.recv(5) == b"hello"
            for line in ("cut", "quality nowhere", "stats"):
                made.type(line)
            assert made.read()["up"]["bytes_out"] == 5
            near.sendall(b" again")
            time.sleep(0.2)
            made.type("stats")
            assert made.read()["up"] | {"slowest": 0} == made_up(pieces=2, bytes_in=11, bytes_out=5, segments=2, held=1)
            made.type("heal")
            assert far.recv(6) == b" again"
            made.type("reset")
            with pytest.raises(ConnectionResetError):
                near.recv(1)
            made.process.send_signal(signal.SIGINT)
            assert made.read()["what"] == "done"
            assert made.process.wait(10) == 130
            near.close()
            far.close()


def made_up(**some: int) -> dict[str, int]:
    return Counters(**some).as_dict()
