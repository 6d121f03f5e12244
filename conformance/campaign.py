"""From single verdicts to the one that is printed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from conformance.verdict import Verdict

TALLY = ("pass", "inconc", "fail", "error", "not_applicable", "none")
CONFORMANT, NOT_CONFORMANT, NO_VERDICT = "conformant", "not conformant", "no verdict"
EXIT = {CONFORMANT: 0, NOT_CONFORMANT: 1, NO_VERDICT: 3}


def tally(results: Iterable[dict[str, Any]], unrun: int = 0) -> dict[str, int]:
    counted = Counter(result["verdict"].lower() for result in results)
    counted["none"] += unrun
    return {name: counted[name] for name in TALLY}


def overall(results: list[dict[str, Any]], unrun: int = 0) -> str:
    """A MUST that failed decides. Otherwise whatever was not decided, nothing executed included, leaves no verdict."""
    failed = any(r["verdict"] == Verdict.FAIL.name and r["level"] == "MUST" for r in results)
    if failed:
        return NOT_CONFORMANT
    decided = {Verdict.PASS.name, Verdict.NOT_APPLICABLE.name}
    if unrun or not results or any(r["verdict"] not in decided for r in results if r["level"] == "MUST"):
        return NO_VERDICT
    return CONFORMANT if any(r["verdict"] == Verdict.PASS.name for r in results) else NO_VERDICT
