"""The verdicts of a campaign as they are shown: what failed first, each beside its clause."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec import Clause, by_code, clauses
from reports.manifest import Manifest
from reports.results import CaseResult
from reports.words import CASE_VERDICTS, GLYPHS, LEVELS, Words

_OPENED = ("FAIL", "ERROR")


@dataclass(frozen=True)
class Row:
    """`clause` None where this edition has no such clause."""

    result: CaseResult
    anchor: str
    clause: Clause | None
    verdict: Words
    glyph: str
    level: Words
    opened: bool

    @property
    def tone(self) -> str:
        return self.result.verdict.lower()


@dataclass(frozen=True)
class Tallied:
    verdict: str
    words: Words
    glyph: str
    count: int

    @property
    def tone(self) -> str:
        return self.verdict.lower()


@dataclass(frozen=True)
class Verdicts:
    rows: tuple[Row, ...]
    """Failures first, otherwise as they were run."""
    tally: tuple[Tallied, ...]
    chapters: Mapping[str, tuple[Row, ...]]
    """By the first part of the case's id, as they were run."""
    unrun: int
    """Cases that never began."""
    touched: int
    """Clauses of this edition with at least one case here."""
    clauses: int
    doubts: tuple[Words, ...]
    """Where the manifest says something else than the lines."""


def verdicts_of(manifest: Manifest, results: tuple[CaseResult, ...], anchor: str) -> Verdicts:
    run = [_row(result, f"{anchor}-case-{n}") for n, result in enumerate(results, 1)]
    counted = Counter(result.verdict for result in results)
    order = list(CASE_VERDICTS)
    levels = list(LEVELS)
    chapters: dict[str, tuple[Row, ...]] = {}
    for row in run:
        chapter = row.result.case.partition("/")[0]
        chapters[chapter] = (*chapters.get(chapter, ()), row)
    return Verdicts(
        rows=tuple(sorted(run, key=lambda row: (order.index(row.result.verdict), levels.index(row.result.level)))),
        tally=tuple(Tallied(name, words, GLYPHS[name], counted[name]) for name, words in CASE_VERDICTS.items()),
        chapters=chapters,
        unrun=max(0, manifest.tally.get("none", 0) - counted["NONE"]),
        touched=len({row.clause.id for row in run if row.clause}),
        clauses=len(clauses()),
        doubts=_doubts(manifest, results, counted),
    )


def message_words(title: str) -> Words:
    """A message by its title on the wire."""
    known = {message.title: message for message in by_code.values()}
    return Words(known[title].zh, title) if title in known else Words(title, title)


def _row(result: CaseResult, anchor: str) -> Row:
    return Row(
        result=result,
        anchor=anchor,
        clause=clauses().get(result.clause),
        verdict=CASE_VERDICTS[result.verdict],
        glyph=GLYPHS[result.verdict],
        level=LEVELS[result.level],
        opened=result.verdict in _OPENED,
    )


def _doubts(manifest: Manifest, results: tuple[CaseResult, ...], counted: Counter[str]) -> tuple[Words, ...]:
    doubts = []
    claimed = {name: manifest.tally.get(name.lower(), 0) for name in CASE_VERDICTS if name != "NONE"}
    if manifest.tally and any(counted[name] != count for name, count in claimed.items()):
        doubts.append(
            Words(
                "manifest.json 的计数与 results.jsonl 的用例记录不一致，以下按用例记录列出。",
                "The tally in manifest.json differs from the cases in results.jsonl; the cases are shown as recorded.",
            )
        )
    if manifest.verdict == "conformant" and any(r.verdict == "FAIL" and r.level == "MUST" for r in results):
        doubts.append(
            Words(
                "manifest.json 的结论为符合，但有“必须”条款的用例不通过：该结论不可采信。",
                "manifest.json says conformant, but a case of a MUST clause failed: do not rely on that verdict.",
            )
        )
    return tuple(doubts)
