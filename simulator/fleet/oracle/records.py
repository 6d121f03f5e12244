"""S6 and S7: events first and once, and nothing out of order."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from protocol_spec.codes import ClockState
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import EventRecord, WeldSamples
from reference_platform.storage import StoredRecord
from simulator.fleet.oracle.evidence import SLACK, Evidence
from simulator.fleet.oracle.violation import Violation
from simulator.fleet.truth import Span
from simulator.terminal.device_clock import MILLION


@dataclass(frozen=True)
class Made:
    """A record, as its terminal noted it when it made it."""

    number: int
    at: Instant
    kind: str

    @property
    def is_event(self) -> bool:
        return self.kind == EventRecord.title


def made(evidence: Evidence) -> list[Made]:
    return [Made(int(note.facts["number"]), at, str(note.facts["kind"])) for at, note in evidence.said("record")]


def judge_records(evidence: Evidence) -> Iterator[Violation]:
    records = made(evidence)
    yield from _events(evidence, records)
    yield from _numbers(evidence, records)
    yield from _order(evidence, records)


def _events(evidence: Evidence, records: list[Made]) -> Iterator[Violation]:
    place = {stored.record.record: index for index, stored in enumerate(evidence.arrived)}
    if evidence.quiet:
        for event in records:
            if event.is_event and event.number not in place:
                was = f"event record {event.number} of {event.at} never reached the platform"
                yield Violation(event.at, "S6", evidence.terminal, was, "there once")
                return
    yield from _events_first(evidence, records, place)


def _events_first(evidence: Evidence, records: list[Made], place: dict[int, int]) -> Iterator[Violation]:
    """Of what was made before the login in which it arrived, no telemetry before an event of a lower number."""
    logins = [at for at, _ in evidence.said("login")]
    by_number = {record.number: record for record in records}
    events = [record.number for record in records if record.is_event]
    latest, latest_place = {}, -1
    for number in events:
        latest_place = max(latest_place, place.get(number, len(evidence.arrived)))
        latest[number] = latest_place
    for index, stored in enumerate(evidence.arrived):
        record = by_number.get(stored.record.record)
        if record is None or record.is_event or not _of_an_outage(record, stored, logins):
            continue
        before = bisect_right(events, record.number)
        if before and latest[events[before - 1]] > index:
            was = f"record {record.number} ({record.kind}) arrived before an event that was made earlier"
            yield Violation(stored.received, "S6", evidence.terminal, was, "events of an outage first")
            return


def _of_an_outage(record: Made, stored: StoredRecord, logins: list[Instant]) -> bool:
    before = bisect_right(logins, stored.received)
    return bool(before) and record.at < logins[before - 1]


def _numbers(evidence: Evidence, records: list[Made]) -> Iterator[Violation]:
    for earlier, later in pairwise(records):
        if later.number != earlier.number + 1:
            was = f"record {later.number} was made after record {earlier.number}"
            yield Violation(later.at, "S7", evidence.terminal, was, f"number {earlier.number + 1}")
            return


def _order(evidence: Evidence, records: list[Made]) -> Iterator[Violation]:
    """What the platform has under a number is what was made under it, and of the time at which that was."""
    by_number = {record.number: record for record in records}
    for stored in evidence.arrived:
        record = by_number.get(stored.record.record)
        if record is None or record.kind != stored.record.title:
            was = f"record {stored.record.record} is a {stored.record.title}"
            yield Violation(stored.received, "S7", evidence.terminal, was, record.kind if record else "never made")
            return
        if (off := _off(evidence, record, stored)) is not None:
            was = f"record {record.number} says {stored.record.time}, which is {off // S} s off"
            yield Violation(record.at, "S7", evidence.terminal, was, f"made at {record.at}")
            return


def _off(evidence: Evidence, record: Made, stored: StoredRecord) -> Duration | None:
    """By how much its time is off the truth, where that is more than its clock could help. An uptime is no time."""
    said = stored.record
    if said.clock is ClockState.UPTIME:
        return None
    lasts = len(said.samples) * S + S if isinstance(said, WeldSamples) else 0
    behind, ahead = evidence.truth.extremes("clock_off", Span(record.at, evidence.truth.end))
    if said.clock is ClockState.RESTAMPED:
        slow, fast = evidence.truth.extremes("ppm", Span(record.at, stored.received))
        unsynchronised = (stored.received - record.at) * max(-slow, fast) // MILLION
        behind, ahead = behind - unsynchronised, ahead + unsynchronised
    off = said.time - record.at
    return off if not min(behind, 0) - SLACK - S - lasts <= off <= max(ahead, 0) + SLACK + S else None
