"""The clauses of WTP/1: each one sentence, one level, one side, in two languages; a file a chapter."""

from protocol_spec.clauses.chapter import Chapter, chapters
from protocol_spec.clauses.clause import LEVELS, SIDES, Clause, ClauseError, Erratum, Level, clause, clauses

__all__ = [
    "LEVELS",
    "SIDES",
    "Chapter",
    "Clause",
    "ClauseError",
    "Erratum",
    "Level",
    "chapters",
    "clause",
    "clauses",
]
