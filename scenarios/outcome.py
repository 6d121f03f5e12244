"""Was it as the story says? Findings, none of which means yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.story import Expectation, Story

Entry = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    expected: str
    found: str

    def __str__(self) -> str:
        return f"expected {self.expected}; found {self.found}"


def judge(story: Story, timeline: Sequence[Entry], outcome: dict[str, Any]) -> list[Finding]:
    """`outcome` holds what the story's [outcome] may ask for."""
    findings = _in_order(story.expected, timeline)
    for never in story.never:
        findings += _forbidden(never, timeline)
    for name, wanted in story.outcome.items():
        if outcome.get(name) != wanted:
            findings.append(Finding(f"{name} = {wanted} in the end", f"{outcome.get(name)}"))
    return findings


def _in_order(expected: Sequence[Expectation], timeline: Sequence[Entry]) -> list[Finding]:
    at, since = 0, 0.0
    for expectation in expected:
        found = next((n for n in range(at, len(timeline)) if expectation.meets(timeline[n])), None)
        if found is None:
            return [Finding(f"{expectation} after {since:.3f} s", _instead(expectation, timeline))]
        entry = timeline[found]
        if expectation.within is not None and entry["at"] - since > expectation.within:
            return [Finding(f"{expectation} within {expectation.within} s", f"it took {entry['at'] - since:.3f} s")]
        at, since = found + 1, entry["at"]
    return []


def _instead(expectation: Expectation, timeline: Sequence[Entry]) -> str:
    same = [entry for entry in timeline if f"{entry['who']}.{entry['what']}" == expectation.what]
    if not same:
        return f"no {expectation.what} at all"
    told = "; ".join(
        f"{entry['at']:.3f} s " + ", ".join(f"{k}={v}" for k, v in entry.items() if k not in ("at", "who", "what"))
        for entry in same[-3:]
    )
    return f"only {told}"


def _forbidden(never: Expectation, timeline: Sequence[Entry]) -> list[Finding]:
    for entry in timeline:
        if never.before is not None and never.before.meets(entry):
            return []
        if never.meets(entry):
            until = f" before {never.before}" if never.before else ""
            return [Finding(f"never {never}{until}", f"it happened at {entry['at']:.3f} s")]
    return []
