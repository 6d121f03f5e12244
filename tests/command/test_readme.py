"""Every command in the two READMEs runs, and comes out as it says."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command.running import ROOT

pytestmark = pytest.mark.realtime

READMES = ("README.md", "README.zh.md")
FIRST = ["./bootstrap.sh quickstart", "./bootstrap.sh test"]


def blocks(readme: str) -> list[list[str]]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_come_first(readme: str) -> None:
    """They are run on a clean clone by `.ci/run`, and so not again from inside the tests they run."""
    assert blocks(readme)[0] == FIRST
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert text.index("```sh") < 20
    assert "./bootstrap.sh test" in (ROOT / ".ci" / "run").read_text()
    assert "./bootstrap.sh quickstart" in (ROOT / ".ci" / "run").read_text()


def test_both_readmes_have_the_same_commands() -> None:
    english, chinese = (
        [[line.replace(" --lang zh", "") for line in block] for block in blocks(readme)] for readme in READMES
    )
    assert english == chinese


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder in which the README's paths are what they are in a clone."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "arclock").symlink_to(Path(sys.executable).parent / "arclock")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "runs").mkdir()
    return tmp_path


def start(command: str, log: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["sh", "-c", "exec " + command],
            cwd=log.parent,
            env=environment,
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
        )
    time.sleep(4)
    assert process.poll() is None, log.read_text()
    return process


def run_block(lines: list[str], cwd: Path) -> None:
    background: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {"LC_ALL": "en_US.UTF-8"}
    try:
        for line in lines:
            command, _, comment = line.partition("  # ")
            expected = int(comment.removeprefix("exits ")) if comment else 0
            if command.endswith("&"):
                background.append(start(command.rstrip("& "), cwd / f"background-{len(background)}.log", environment))
                continue
            done = subprocess.run(
                ["sh", "-c", command],
                cwd=cwd,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == expected, f"{command}\n{done.stdout}\n{done.stderr}"
            if "demo-yi" in command:
                assert "CERTIFICATE_EXPIRED" in done.stdout
            if "curl" in command and "demo-jia" in command:
                assert '"granted":true' in done.stdout
    finally:
        for process in background:
            process.send_signal(signal.SIGINT)
        for process in background:
            assert process.wait(15) == 130


@pytest.mark.parametrize("readme", READMES)
def test_every_other_command_runs_as_it_says(readme: str, checkout: Path) -> None:
    if shutil.which("curl") is None:
        if os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail("curl is required here and not installed")
        pytest.skip("curl is not installed (apt-get install curl)")
    for block in blocks(readme)[1:]:
        run_block(block, checkout)
