"""`runs/<name>/`: everything a run leaves behind, written as it happens.

`manifest.json` says what was run, `results.jsonl` holds one line per verdict, `timeline.jsonl` one per thing that
happened, `truth.jsonl` what was really so, `trace.pcapng` every frame. Lines are flushed one by one, so an aborted run
keeps what it had.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from simulator.runtime.trace import TraceWriter

LEFTOVERS = (
    "results.jsonl",
    "timeline.jsonl",
    "truth.jsonl",
    "violations.jsonl",
    "index.html",
    "platform.sqlite",
    "platform.sqlite-wal",
    "platform.sqlite-shm",
)
_NAME = re.compile(r"[^\w.-]+")


class RunFolderUnwritable(Exception):
    """The folder cannot be made or written to."""


class RunFolder:
    """Begins empty: what an earlier run of the same name left is removed.

    Raises:
        RunFolderUnwritable: with what the operating system said.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
            for leftover in LEFTOVERS:
                (path / leftover).unlink(missing_ok=True)
        except OSError as error:
            raise RunFolderUnwritable(
                f"{path} cannot be a run folder: {error.strerror}; choose another with --out"
            ) from None
        self.path = path
        self.manifest = {
            "schema": 1,
            "arclock": metadata.version("arclock"),
            "python": sys.version.split()[0],
            **manifest,
        }
        self.close_manifest({})

    def append(self, kind: str, line: dict[str, Any]) -> None:
        with (self.path / f"{kind}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def trace(self, endpoint: str, name: str = "trace") -> TraceWriter:
        return TraceWriter(self.path / f"{name}.pcapng", endpoint)

    def close_manifest(self, outcome: dict[str, Any]) -> None:
        """Write the manifest, with what came out of the run added."""
        self.manifest |= outcome
        text = json.dumps(self.manifest, ensure_ascii=False, indent=2) + "\n"
        fresh = self.path / "manifest.json.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.path / "manifest.json")


def run_name(*parts: str) -> str:
    """A folder name from parts that may hold slashes and colons."""
    return "-".join(_NAME.sub("-", part).strip("-") for part in parts if part)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a `.jsonl`; a last line that a crash cut short is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)
