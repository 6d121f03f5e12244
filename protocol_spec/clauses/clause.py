"""A clause, and how it is read from its chapter's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Level = Literal["MUST", "SHOULD", "MAY"]
LEVELS = ("MUST", "SHOULD", "MAY")
SIDES = ("terminal", "platform", "both")
_KEYS = {"side", "level", "zh", "en"}
_MAY_HAVE = {"edition", "errata"}


@dataclass(frozen=True)
class Erratum:
    """What was put right in a published sentence, and when (ISO date)."""

    date: str
    zh: str
    en: str


@dataclass(frozen=True)
class Clause:
    """`edition` is the first edition that has it."""

    id: str
    side: str
    level: Level
    zh: str
    en: str
    edition: int = 1
    errata: tuple[Erratum, ...] = ()

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class ClauseError(Exception):
    """A clause file is wrong: ours, and it says where."""


@cache
def clauses() -> dict[str, Clause]:
    """All of them, chapter by chapter in the order of the document."""
    from protocol_spec.clauses.chapter import chapters

    return {clause.id: clause for chapter in chapters() for clause in chapter.clauses}


def clause(id_: str) -> Clause:
    try:
        return clauses()[id_]
    except KeyError:
        file = f"protocol_spec/clauses/{id_[:3].lower()}.toml"
        raise ClauseError(f"clause {id_} is not in {file}: add it there first") from None


def read_clause(file: str, id_: str, entry: Mapping[str, Any], edition: int) -> Clause:
    where = f"{file} [{id_}]"
    if not _KEYS <= entry.keys() <= _KEYS | _MAY_HAVE:
        raise ClauseError(f"{where}: keys are {sorted(entry)}, they must be {sorted(_KEYS)}, with {sorted(_MAY_HAVE)}")
    if entry["level"] not in LEVELS or entry["side"] not in SIDES:
        raise ClauseError(f"{where}: level is one of {LEVELS}, side one of {SIDES}")
    if entry["level"] not in entry["en"]:
        raise ClauseError(f"{where}: the English sentence does not say {entry['level']}")
    errata = tuple(Erratum(one["date"], one["zh"], one["en"]) for one in entry.get("errata", ()))
    first = int(entry.get("edition", edition))
    return Clause(id_, entry["side"], entry["level"], entry["zh"], entry["en"], first, errata)
