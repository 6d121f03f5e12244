"""The command as its users have it: a process with arguments, two streams and an exit code."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.out)
        return value


def arclock(*args: str, cwd: Path, lang: str = "en_US.UTF-8", stdin: str = "", timeout: float = 60) -> Run:
    environment = os.environ | {"LC_ALL": lang, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "arclock", *args],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)
