"""The register of what two readers could read differently (`interpretations.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol_spec.document.book import Book
from protocol_spec.document.data import entries, keys, one_of
from protocol_spec.document.faults import DocumentError

FILE = "interpretations.toml"
_PAIRS = ("question", "reading", "why")


@dataclass(frozen=True)
class Interpretation:
    """Question, reading and reason are each a pair, Chinese and English."""

    id: str
    clauses: tuple[str, ...]
    question: tuple[str, str]
    reading: tuple[str, str]
    why: tuple[str, str]


def interpretations(book: Book, text: str | None = None) -> list[Interpretation]:
    """Raises:
    DocumentError: an entry is wrong; names it.
    """
    found = [_read(book, number, entry) for number, entry in enumerate(entries(FILE, "interpretation", text), 1)]
    if len({one.id for one in found}) < len(found):
        raise DocumentError(f"{FILE}: two interpretations have the same id")
    return found


def _read(book: Book, number: int, entry: Mapping[str, Any]) -> Interpretation:
    where = f"{FILE} [[interpretation]] {entry.get('id', number)}"
    keys(where, entry, {"id", "clauses", *(f"{pair}_{lang}" for pair in _PAIRS for lang in ("zh", "en"))})
    for id_ in entry["clauses"]:
        one_of(where, id_, frozenset(book.clauses), "clause")
    question, reading, why = ((entry[f"{pair}_zh"], entry[f"{pair}_en"]) for pair in _PAIRS)
    return Interpretation(entry["id"], tuple(entry["clauses"]), question, reading, why)
