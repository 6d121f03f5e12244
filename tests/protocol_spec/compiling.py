"""A C compiler, where there is one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WARNINGS = ("-Wall", "-Wextra", "-Werror", "-pedantic")


def compiler(name: str) -> str:
    """The compiler's path; the test is skipped where it is not installed. gcc has to be where servers have to be."""
    found = shutil.which(name)
    if found is None:
        if name == "gcc" and os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail(f"{name} is required here and not installed")
        pytest.skip(f"{name} is not installed (apt-get install {name})")
    return found


def compiled(source: str, folder: Path, *, name: str = "gcc", standard: str = "c99", suffix: str = ".c") -> Path:
    """The program of a source; what the compiler has to say is the test's failure."""
    file = folder / f"program{suffix}"
    file.write_text(source, encoding="utf-8")
    program = folder / f"program-{name}-{standard}"
    done = subprocess.run(
        [compiler(name), f"-std={standard}", *WARNINGS, "-I", str(folder), str(file), "-o", str(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return program
