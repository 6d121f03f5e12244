"""In which order records leave after an outage (BKF-02)."""

from collections.abc import Iterable

from protocol_spec.messages import EventRecord, Record


def leaving_order(records: Iterable[Record]) -> list[Record]:
    """BKF-02 "Backfill MUST go events first, then the rest, oldest first." Oldest is by record number, never by time: a
    clock that was set back reorders nothing (TIM-07)."""
    return sorted(records, key=lambda record: (not isinstance(record, EventRecord), record.record))


def to_drop(records: Iterable[Record]) -> Record | None:
    """What goes when the store is full: BKF-03 "the oldest telemetry MUST go first, never an unacknowledged event"."""
    telemetry = [record for record in records if not isinstance(record, EventRecord)]
    return min(telemetry, key=lambda record: record.record, default=None)
