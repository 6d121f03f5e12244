"""S5: every arc second in exactly one session record."""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol_spec.codes import EndReason, EventCode
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.messages import EventRecord, SessionSummary
from simulator.fleet.oracle.evidence import Evidence, Permission
from simulator.fleet.oracle.violation import Violation
from simulator.fleet.truth import Span
from simulator.terminal.records.session_book import CHECKPOINT

MEASURING: Duration = 300 * MS
"""Between the relay's move and its measurement, at either end of a session."""


@dataclass(frozen=True)
class Session:
    """A grant under which the relay was closed: from its UNLOCK until it was measured open."""

    grant: int
    span: Span


def judge_sessions(evidence: Evidence, allowed: Permission) -> Iterator[Violation]:
    if not evidence.quiet:
        return
    told = [record for record in evidence.records(SessionSummary) if isinstance(record, SessionSummary)]
    dropped = any(
        isinstance(record, EventRecord) and record.event is EventCode.STORE_OVERFLOW
        for record in evidence.records(EventRecord)
    )
    opened = sessions(evidence, allowed)
    for session in opened:
        of_it = [summary for summary in told if summary.grant == session.grant]
        if len(of_it) != 1 and not (dropped and not of_it):
            was = f"{len(of_it)} session records of grant {session.grant}"
            yield Violation(session.span.ends, "S5", evidence.terminal, was, "one")
        elif of_it:
            yield from _compare(evidence, session, of_it[0])
    for summary in told:
        if summary.grant not in {session.grant for session in opened}:
            was = f"a session record of grant {summary.grant}, under which the relay never closed"
            yield Violation(summary.end, "S5", evidence.terminal, was, "none")
    yield from _outside(evidence, opened)


def sessions(evidence: Evidence, allowed: Permission) -> list[Session]:
    """From the terminal's own events, with the truth's instants."""
    begins = {given.grant: given.at for given in allowed.given} | allowed.late
    ends: dict[int, Instant] = {}
    running: dict[int, Instant] = {}
    for at, note in evidence.notes:
        grant = int(note.facts.get("grant", 0))
        if note.what == "unlocked":
            for other in running:
                ends.setdefault(other, begins.get(grant, at))
            running = {grant: begins.setdefault(grant, at)}
        elif note.what == "locked":
            ends.setdefault(grant, at)
            running.pop(grant, None)
        elif note.what in ("restart", "off"):
            ends |= {other: at for other in running if other not in ends}
            running = {}
    opened = dict.fromkeys(int(note.facts["grant"]) for _, note in evidence.said("unlocked"))
    return [Session(grant, Span(begins[grant], ends.get(grant, evidence.truth.end))) for grant in opened]


def _compare(evidence: Evidence, session: Session, summary: SessionSummary) -> Iterator[Violation]:
    truth = evidence.truth
    burned = sum(arc.within(session.span) for arc in truth.spans("arc"))
    welded = sum(arc.within(session.span) for arc in truth.spans("welded"))
    lost = CHECKPOINT if summary.reason is EndReason.POWER_LOST else 0
    said = summary.arc_millis * MS
    if not burned - lost - MEASURING - welded <= said <= burned + MEASURING + welded:
        was = f"grant {session.grant}: {said // MS} ms of arc reported, {burned // MS} ms burned"
        yield Violation(session.span.ends, "S5", evidence.terminal, was, "the same")


def _outside(evidence: Evidence, opened: list[Session]) -> Iterator[Violation]:
    """Arcs that are in no session at all. What a welded contact lets through is excused."""
    welded = evidence.truth.spans("welded")
    for arc in evidence.truth.spans("arc"):
        inside = sum(arc.within(session.span) for session in opened)
        excused = sum(arc.within(hole) for hole in welded)
        if arc.ends - arc.begins - inside - excused > S:
            was = f"{(arc.ends - arc.begins - inside) // MS} ms of arc in no session"
            yield Violation(arc.begins, "S5", evidence.terminal, was, "in exactly one")
            return
