"""The sequence charts of `charts.toml`: who sends what to whom, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol_spec.document.book import Book
from protocol_spec.document.data import entries, keys, one_of
from protocol_spec.document.faults import DocumentError
from protocol_spec.document.words import words
from protocol_spec.edition import WTP1

FILE = "charts.toml"


@dataclass(frozen=True)
class Step:
    """`message` is a title or empty, `note` words in both languages, one of the two at least; `lost` never arrives."""

    source: str
    target: str
    message: str
    note: tuple[str, str]
    clause: str
    lost: bool


@dataclass(frozen=True)
class Chart:
    id: str
    title: tuple[str, str]
    parties: tuple[str, ...]
    steps: tuple[Step, ...]


def charts(book: Book, text: str | None = None) -> list[Chart]:
    """The charts whose messages this edition has.

    Raises:
        DocumentError: an entry is wrong; names it.
    """
    found = [_chart(book, number, entry) for number, entry in enumerate(entries(FILE, "chart", text), 1)]
    if len({chart.id for chart in found}) < len(found):
        raise DocumentError(f"{FILE}: two charts have the same id")
    spoken = {message.title for message in book.messages}
    return [chart for chart in found if {step.message for step in chart.steps if step.message} <= spoken]


def _chart(book: Book, number: int, entry: Mapping[str, Any]) -> Chart:
    where = f"{FILE} [[chart]] {entry.get('id', number)}"
    keys(where, entry, {"id", "zh", "en", "parties", "step"})
    parties = tuple(one_of(where, party, words(), "party (document/words.py)") for party in entry["parties"])
    steps = tuple(_step(book, f"{where} step {n}", parties, step) for n, step in enumerate(entry["step"], 1))
    return Chart(entry["id"], (entry["zh"], entry["en"]), parties, steps)


def _step(book: Book, where: str, parties: tuple[str, ...], entry: Mapping[str, Any]) -> Step:
    keys(where, entry, {"from", "to", "clause"}, {"message", "zh", "en", "lost"})
    for end in ("from", "to"):
        one_of(where, entry[end], frozenset(parties), "party of this chart")
    message = entry.get("message", "")
    if message:
        known = frozenset(declared.title for edition in (WTP1, book.edition) for declared in edition.messages.values())
        one_of(where, message, known, "message")
    if ("zh" in entry) is not ("en" in entry) or not (message or "zh" in entry):
        raise DocumentError(f"{where}: says a message, or words in zh and en, or both")
    one_of(where, entry["clause"], frozenset(book.clauses), "clause")
    note = (entry.get("zh", ""), entry.get("en", ""))
    return Step(entry["from"], entry["to"], message, note, entry["clause"], entry.get("lost", False))
