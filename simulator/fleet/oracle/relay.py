"""S1, S3, S4: the way for the current against what allowed it."""

from collections import Counter
from collections.abc import Iterator

from protocol_spec.instant import Duration, Instant, S
from protocol_spec.timers import RELAY_WITHIN
from simulator.fleet.oracle.evidence import SLACK, Evidence, Given, Permission
from simulator.fleet.oracle.violation import Violation
from simulator.fleet.truth import Span

BOUND: Duration = RELAY_WITHIN + SLACK
HAZARDS = {"cover_open": "the cover open", "gas": "gas", "hot": "over-temperature"}


def judge_relay(evidence: Evidence, allowed: Permission) -> Iterator[Violation]:
    closed = _without(evidence.truth.spans("closed"), evidence.truth.spans("welded"))
    for span in closed:
        yield from _under_a_grant(evidence, allowed, span)
        yield from _idle(evidence, allowed, span)
    yield from _hazards(evidence, closed)
    yield from _commands(evidence, allowed)


def _without(spans: list[Span], holes: list[Span]) -> list[Span]:
    """What is left of spans outside of the holes. A hole's own end leaves no crumb behind it."""
    for hole in holes:
        parts = [part for span in spans for part in (_before(span, hole), _behind(span, hole))]
        spans = [part for part in parts if part.begins < part.ends]
    return spans


def _before(span: Span, hole: Span) -> Span:
    return Span(span.begins, min(span.ends, hole.begins))


def _behind(span: Span, hole: Span) -> Span:
    return Span(max(span.begins, hole.ends), span.ends)


def _under_a_grant(evidence: Evidence, allowed: Permission, closed: Span) -> Iterator[Violation]:
    """Go through the span from grant to grant; where none goes on, it is closed under none."""
    at, last = closed.begins, None
    while at < closed.ends:
        on = max(
            (one for one in allowed.given if one.at <= at < one.over + BOUND), key=lambda one: one.over, default=None
        )
        if on is None:
            yield _uncovered(evidence, at, last)
            return
        at, last = on.over + BOUND, on


def _uncovered(evidence: Evidence, at: Instant, last: Given | None) -> Violation:
    if last is None:
        return Violation(at, "S1", evidence.terminal, "relay closed under no grant", "open")
    was = f"relay closed after {last.why} of grant {last.grant} at {last.over}"
    return Violation(at, "S3", evidence.terminal, was, f"open by {last.over + BOUND}")


def _idle(evidence: Evidence, allowed: Permission, closed: Span) -> Iterator[Violation]:
    """LCK-08: without a current for the idle limit it is over. A module whose current sensor is out of order is excused."""
    if any(blind.meets(closed) for blind in evidence.truth.spans("blind")):
        return
    arcs = [arc for arc in evidence.truth.spans("arc") if arc.meets(closed)]
    for given in allowed.given:
        under = Span(max(given.at, closed.begins), min(given.over, closed.ends))
        due = under.begins + given.unlock.idle_limit * S
        for arc in [*(arc for arc in arcs if arc.meets(under)), Span(under.ends, under.ends)]:
            if arc.begins > due + BOUND and under.ends > due + BOUND:
                was = f"relay closed without a current since {due - given.unlock.idle_limit * S}"
                yield Violation(due + BOUND, "S3", evidence.terminal, was, f"open: idle limit of grant {given.grant}")
                return
            due = max(due, arc.ends + given.unlock.idle_limit * S)


def _hazards(evidence: Evidence, closed: list[Span]) -> Iterator[Violation]:
    for key, name in HAZARDS.items():
        for hazard in evidence.truth.spans(key):
            for span in closed:
                first = max(hazard.begins + BOUND, span.begins)
                if first < min(hazard.ends, span.ends):
                    yield Violation(
                        first, "S3", evidence.terminal, f"relay closed, {name} since {hazard.begins}", "open"
                    )
                    break


def _commands(evidence: Evidence, allowed: Permission) -> Iterator[Violation]:
    acted: Counter[int] = Counter()
    for at, note in evidence.said("unlocked"):
        grant = int(note.facts["grant"])
        acted[grant] += 1
        if grant in allowed.late:
            was = f"acted upon the UNLOCK of grant {grant}, which came at {allowed.late[grant]}"
            yield Violation(at, "S4", evidence.terminal, was, "refused EXPIRED")
        if acted[grant] == 2:
            yield Violation(at, "S4", evidence.terminal, f"acted twice upon the UNLOCK of grant {grant}", "once")
