"""What a vendor's lab PC has: the base, without the platform's packages and without POSIX. `certify` must run on it."""

import subprocess
import sys
from pathlib import Path

import pytest

PLATFORM_ONLY = ("sqlalchemy", "fastapi", "uvicorn", "openpyxl", "stdnum", "amqtt")
POSIX_ONLY = ("pty", "tty", "termios", "uvloop", "numba", "fcntl")

BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
from arclock.__main__ import main
sys.argv = ["arclock", *{args!r}]
main()
"""


def run_without(blocked: tuple[str, ...], *args: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    code = BLOCKED.format(blocked=blocked, args=args)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_certify_runs_on_the_base_alone(tmp_path: Path) -> None:
    done = run_without(PLATFORM_ONLY, "certify", "sim:", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "conformant" in done.stdout


def test_certify_imports_nothing_that_windows_lacks(tmp_path: Path) -> None:
    """pyserial itself imports termios on POSIX, and something else on Windows; so what is checked is what we import."""
    code = (
        "import sys, arclock.commands.certify, arclock.commands.terminal, arclock.commands.report;"
        "print([name for name in sys.modules if name.startswith('simulator.runtime.links.pty')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["platform", "quickstart", "scenario"])
def test_what_needs_more_says_what_to_install(command: str, tmp_path: Path) -> None:
    done = run_without(PLATFORM_ONLY, command, cwd=tmp_path)
    assert done.returncode == 2
    assert "arclock[platform]" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_lists_every_command_and_imports_none(tmp_path: Path) -> None:
    done = run_without((*PLATFORM_ONLY, "simpy", "serial", "matplotlib"), "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("quickstart", "certify", "terminal", "platform", "scenario", "import", "report", "line"):
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize(
    "name", ["quickstart", "certify", "terminal", "platform", "scenario", "import", "report", "line"]
)
def test_every_command_has_help_with_an_example(name: str, tmp_path: Path) -> None:
    args = [name, "run"] if name == "scenario" else [name]
    done = run_without((), *args, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Example: arclock {name}" in " ".join(done.stdout.split())


def test_a_folder_named_like_a_package_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "__init__.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "arclock", "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "'reports'" in done.stderr
