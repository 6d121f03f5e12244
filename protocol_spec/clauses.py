"""The clauses of WTP/1, read from `clauses.toml`: each one sentence, one level, one side, in two languages."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Level = Literal["MUST", "SHOULD", "MAY"]
LEVELS = ("MUST", "SHOULD", "MAY")
SIDES = ("terminal", "platform", "both")
_KEYS = {"side", "level", "zh", "en"}


@dataclass(frozen=True)
class Clause:
    id: str
    side: str
    level: Level
    zh: str
    en: str


class ClauseError(Exception):
    """The clause file is wrong: ours, and it says where."""


@cache
def clauses() -> dict[str, Clause]:
    table = tomllib.loads(files("protocol_spec").joinpath("clauses.toml").read_text(encoding="utf-8"))
    return {id_: _clause(id_, entry) for id_, entry in table.items()}


def clause(id_: str) -> Clause:
    try:
        return clauses()[id_]
    except KeyError:
        raise ClauseError(f"clause {id_} is not in protocol_spec/clauses.toml: add it there first") from None


def _clause(id_: str, entry: dict[str, str]) -> Clause:
    if entry.keys() != _KEYS:
        raise ClauseError(f"clauses.toml [{id_}]: keys are {sorted(entry)}, they must be {sorted(_KEYS)}")
    if entry["level"] not in LEVELS or entry["side"] not in SIDES:
        raise ClauseError(f"clauses.toml [{id_}]: level is one of {LEVELS}, side one of {SIDES}")
    if entry["level"] not in entry["en"]:
        raise ClauseError(f"clauses.toml [{id_}]: the English sentence does not say {entry['level']}")
    return Clause(id_, entry["side"], entry["level"], entry["zh"], entry["en"])  # type: ignore[arg-type]
