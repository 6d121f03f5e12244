"""The record store: every record is kept until the watermark passes it (REP-07).

`sent` counts the order in which records left on this connection. An answer to a later frame that leaves an earlier
record above the watermark means that the earlier one was lost on the way, and it is due again: so STATUS may travel
without asking for an answer each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from protocol_spec.codes import ClockState
from protocol_spec.instant import Duration
from protocol_spec.messages import EventRecord, Record


@dataclass
class Stored:
    record: Record
    boot: int
    sent: int | None = None
    answered: bool = False

    @property
    def is_event(self) -> bool:
        return isinstance(self.record, EventRecord)


class RecordStore:
    def __init__(self, capacity: int, following: int = 1, records: Iterable[Stored] = ()) -> None:
        self.capacity = capacity
        self.following = following
        self.watermark = 0
        self.dropped = 0
        self._records = {stored.record.record: stored for stored in records}
        self._order = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Stored]:
        return iter(self._records.values())

    @property
    def oldest(self) -> int:
        """The lowest number still held, or the next one where nothing is."""
        return min(self._records, default=self.following)

    def add(self, record: Record, boot: int) -> Stored | None:
        """Keep a record; the number must be `following`. None where it had to give way to unacknowledged events at once."""
        if record.record != self.following:
            raise ValueError(f"record number {record.record} is not the next one, {self.following}")
        self.following += 1
        if len(self._records) >= self.capacity and not self._make_room(isinstance(record, EventRecord)):
            return None
        stored = self._records[record.record] = Stored(record, boot)
        return stored

    def mark_sent(self, stored: Stored) -> None:
        self._order += 1
        stored.sent = self._order

    def forget_connection(self) -> None:
        """A new connection: nothing has been sent on it, nothing answered."""
        self._order = 0
        for stored in self._records.values():
            stored.sent, stored.answered = None, False

    def raise_watermark(self, watermark: int) -> None:
        if watermark <= self.watermark:
            return
        self.watermark = watermark
        for number in [number for number in self._records if number <= watermark]:
            del self._records[number]

    def answered(self, number: int) -> None:
        """This record was answered by name; what left before it and is still above the watermark is due again."""
        stored = self._records.get(number)
        if stored is not None:
            stored.answered = True
            self.reached(stored.sent or 0)

    def reached(self, order: int) -> None:
        for stored in self._records.values():
            if not stored.answered and stored.sent is not None and stored.sent < order:
                stored.sent = None

    def backlog(self) -> list[Stored]:
        """What has not left on this connection: events first, then oldest first (BKF-02)."""
        return sorted(
            (stored for stored in self._records.values() if stored.sent is None),
            key=lambda stored: (not stored.is_event, stored.record.record),
        )

    def restamp(self, boot: int, offset: Duration) -> None:
        """Give this boot's uptime records their time (TIM-02). Order is by number and does not change."""
        for stored in self._records.values():
            if stored.boot == boot and stored.record.clock is ClockState.UPTIME:
                stored.record = _moved(stored.record, offset)

    def _make_room(self, for_an_event: bool) -> bool:
        """BKF-03 "When the store is full the oldest telemetry MUST go first, never an unacknowledged event."

        In a store full of events telemetry gives way at once, and a further event is kept beyond the capacity: there is no
        third thing that keeps the clause.
        """
        self.dropped += 1
        victim = next((number for number, stored in self._records.items() if not stored.is_event), None)
        if victim is not None:
            del self._records[victim]
        return victim is not None or for_an_event


def _moved(record: Record, offset: Duration) -> Record:
    """Only the record's own time: start and end of a session are always of a clock that was set, or no UNLOCK was accepted."""
    return replace(record, time=record.time + offset, clock=ClockState.RESTAMPED)
