"""The MUST clauses that nothing stands behind yet, and why: `exceptions.toml`."""

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("exceptions.toml")


def exceptions() -> dict[str, str]:
    """Clause to reason. A group has its reason once."""
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    return {clause: group["why"] for group in groups for clause in group["clauses"]}
