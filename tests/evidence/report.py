"""The page `docs/spec/evidence.md`: for each MUST what stands behind it, and the exceptions first.

.venv/bin/python -m tests.evidence          write it
.venv/bin/python -m tests.evidence --check  say whether it is stale
"""

from collections import Counter
from collections.abc import Iterator

from protocol_spec.clauses import chapters
from tests.evidence.exceptions import exceptions
from tests.evidence.proof import ROOT, proofs

PAGE = ROOT / "docs" / "spec" / "evidence.md"
SHOWN = 4


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    behind, excused = proofs(), exceptions()
    musts = [clause for chapter in chapters() for clause in chapter.clauses if clause.level == "MUST"]
    yield "# What stands behind each MUST of WTP/1"
    yield ""
    yield "Made by `python -m tests.evidence`; a test fails when it is stale. A *vector* is typed by hand, a *test* carries the"
    yield "clause as its marker, a *case* is one of the judge's and is failed by a mutant of its own clause."
    yield ""
    shown = len([clause for clause in musts if clause.id in behind])
    yield f"{len(musts)} clauses are MUST: {shown} have evidence, {len(musts) - shown} are exceptions."
    yield ""
    yield "## Exceptions"
    yield ""
    for why in dict.fromkeys(excused.values()):
        yield f"- {why}: {', '.join(clause for clause, reason in excused.items() if reason == why)}"
    for chapter in chapters():
        yield ""
        yield f"## {chapter.prefix} {chapter.en}"
        yield ""
        yield "| clause | evidence |"
        yield "|---|---|"
        for clause in chapter.clauses:
            if clause.level == "MUST":
                yield f"| {clause.id} | {_evidence(behind.get(clause.id, ()))} |"


def _evidence(found: object) -> str:
    listed = list(found)  # type: ignore[call-overload]
    if not listed:
        return "none: see the exceptions"
    names = [f"{proof.kind} `{proof.name.removeprefix('tests/')}`" for proof in listed[:SHOWN]]
    more = Counter(proof.kind for proof in listed[SHOWN:])
    rest = "".join(f", {count} more {kind}{'s' if count > 1 else ''}" for kind, count in sorted(more.items()))
    return ", ".join(names) + rest
