"""A case: one purpose, one clause, a literal id that is never reused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from conformance.steps import Steps
from protocol_spec.clauses import Clause, clause
from protocol_spec.codes import Capability

_ID = re.compile(r"[A-Z]{3}/[A-Z]+/(BV|BI|TI)-\d{2}")
CHAPTERS = ("framing", "session", "security", "lock", "records")


@dataclass(frozen=True)
class Case:
    """BV valid behaviour, BI invalid input, TI timing. `pics`: capabilities without which it does not apply."""

    id: str
    clause: Clause
    en: str
    zh: str
    pics: Capability
    run: Callable[[], Steps]


_registry: dict[str, Case] = {}


class CaseError(Exception):
    """A case is declared wrongly: ours."""


def case(
    id: str, *, clause_id: str, en: str, zh: str, pics: Capability = Capability.NONE
) -> Callable[[Callable[[], Steps]], Callable[[], Steps]]:
    def declare(run: Callable[[], Steps]) -> Callable[[], Steps]:
        if not _ID.fullmatch(id):
            raise CaseError(f"case id {id!r} is not CHAPTER/FEATURE/BV|BI|TI-nn")
        if id in _registry:
            raise CaseError(f"case id {id} is already that of {_registry[id].run.__name__}")
        _registry[id] = Case(id, clause(clause_id), en, zh, pics, run)
        return run

    return declare


def catalogue(select: str = "") -> list[Case]:
    """All cases, chapter by chapter; or those whose id begins with `select`."""
    for chapter in CHAPTERS:
        import_module(f"conformance.cases.{chapter}")
    return [case for case in _registry.values() if case.id.startswith(select)]
