"""The chapters: one file each, `[chapter]` first and the clauses below it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from protocol_spec.clauses.clause import Clause, ClauseError, read_clause


@dataclass(frozen=True)
class Chapter:
    prefix: str
    number: int
    zh: str
    en: str
    clauses: tuple[Clause, ...]

    def title(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@cache
def chapters() -> tuple[Chapter, ...]:
    """In the order of the document."""
    found = [
        read_chapter(entry.name, entry.read_text(encoding="utf-8"))
        for entry in files("protocol_spec.clauses").iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda chapter: chapter.number))


def read_chapter(file: str, text: str) -> Chapter:
    table = tomllib.loads(text)
    prefix = file.removesuffix(".toml").upper()
    head = table.pop("chapter", None)
    if head is None or head.keys() != {"number", "zh", "en", "edition"}:
        raise ClauseError(f"{file}: begins with [chapter], its keys are number, zh, en and edition")
    if strangers := [id_ for id_ in table if not id_.startswith(f"{prefix}-")]:
        raise ClauseError(f"{file}: {', '.join(strangers)} belong to another file")
    clauses = tuple(read_clause(file, id_, entry, head["edition"]) for id_, entry in sorted(table.items()))
    return Chapter(prefix, head["number"], head["zh"], head["en"], clauses)
