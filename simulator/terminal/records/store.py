"""The record store: every record is kept until the watermark passes it (REP-07).

`sent` counts the order in which records left on this connection. An answer to a later frame that leaves an earlier
record above the watermark means that the earlier one was lost on the way, and it is due again: so STATUS may travel
without asking for an answer each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from protocol_spec.backfill import leaving_order, to_drop
from protocol_spec.codes import ClockState
from protocol_spec.instant import Duration
from protocol_spec.messages import Record
from simulator.terminal.records.change import Added, Change, Dropped, Raised, Renumbered, Restamped

LAST_NUMBER = 0xFFFFFFFF


@dataclass
class Stored:
    record: Record
    boot: int
    sent: int | None = None
    answered: bool = False


class RecordStore:
    def __init__(self, capacity: int, following: int = 1, records: Iterable[Stored] = ()) -> None:
        self.capacity = capacity
        self.following = following
        self.watermark = 0
        self.dropped = 0
        self.overflowing = False
        """Records have been dropped since there was last room (BKF-10)."""
        self.room: int | None = None
        """How many there is room for where the medium behind it holds fewer than `capacity`."""
        self.changes: list[Change] | None = None
        """What happened since a journal looked last; None where nobody keeps one."""
        self._records = {stored.record.record: stored for stored in records}
        self._waiting = {number for number, stored in self._records.items() if stored.sent is None}
        self._order = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Stored]:
        return iter(self._records.values())

    @property
    def oldest(self) -> int:
        """The lowest number still held, or the next one where nothing is."""
        return min(self._records, default=self.following)

    @property
    def waiting(self) -> int:
        """How many have not left on this connection."""
        return len(self._waiting)

    @property
    def full_at(self) -> int:
        return self.capacity if self.room is None else min(self.room, self.capacity)

    def holds(self, stored: Stored) -> bool:
        return stored.record.record in self._records

    def add(self, record: Record, boot: int) -> Stored | None:
        """Keep a record; the number must be `following`. None where it had to give way to unacknowledged events at once."""
        if record.record != self.following:
            raise ValueError(f"record number {record.record} is not the next one, {self.following}")
        self.following += 1
        stored = self._records[record.record] = Stored(record, boot)
        self._waiting.add(record.record)
        self._note(Added(record, boot))
        self._make_room()
        return stored if self.holds(stored) else None

    def mark_sent(self, stored: Stored) -> None:
        self._order += 1
        stored.sent = self._order
        self._waiting.discard(stored.record.record)

    def forget_connection(self) -> None:
        """A new connection: nothing has been sent on it, nothing answered."""
        self._order = 0
        for stored in self._records.values():
            stored.sent, stored.answered = None, False
        self._waiting = set(self._records)

    def go_on_after(self, watermark: int) -> None:
        """SES-28 "When the watermark of LOGIN_ACK is not below the number of its next record a terminal MUST number the records
        it holds anew from the watermark plus one, in their order, and go on from there."

        Whoever has fewer numbers behind it than the platform has lost its memory and begun again: what it holds is not what
        the platform has under these numbers, and would be taken for a copy of that. A watermark that leaves no numbers for
        it is not believed.
        """
        if watermark < self.following or watermark + len(self._records) >= LAST_NUMBER:
            return
        self._note(Renumbered(watermark))
        held = [self._records[number] for number in sorted(self._records)]
        for number, stored in enumerate(held, watermark + 1):
            stored.record = replace(stored.record, record=number)
        self._records = {stored.record.record: stored for stored in held}
        self._waiting = {stored.record.record for stored in held if stored.sent is None}
        self.following = watermark + 1 + len(held)

    def raise_watermark(self, watermark: int) -> None:
        if watermark <= self.watermark:
            return
        self.watermark = watermark
        self._note(Raised(watermark))
        for number in [number for number in self._records if number <= watermark]:
            self._remove(number)
        self.overflowing = self.overflowing and len(self._records) >= self.full_at

    def answered(self, number: int) -> bool:
        """This record was answered by name; what left before it and is still above the watermark is due again. True where
        something is."""
        stored = self._records.get(number)
        if stored is None:
            return False
        stored.answered = True
        return self._reached(stored.sent or 0)

    def _reached(self, order: int) -> bool:
        lost = [
            stored
            for stored in self._records.values()
            if not stored.answered and stored.sent is not None and stored.sent < order
        ]
        for stored in lost:
            stored.sent = None
            self._waiting.add(stored.record.record)
        return bool(lost)

    def backlog(self) -> list[Stored]:
        """What has not left on this connection, in the order in which it is to leave (BKF-02)."""
        waiting = leaving_order(self._records[number].record for number in self._waiting)
        return [self._records[record.record] for record in waiting]

    def restamp(self, boot: int, offset: Duration) -> None:
        """Give this boot's uptime records their time (TIM-02). Order is by number and does not change."""
        self._note(Restamped(boot, offset))
        for stored in self._records.values():
            if stored.boot == boot and stored.record.clock is ClockState.UPTIME:
                stored.record = _moved(stored.record, offset)

    def give_way(self) -> bool:
        """Drop the oldest telemetry (BKF-03); False where there is none, and all that is left are unacknowledged events."""
        victim = to_drop(stored.record for stored in self._records.values())
        if victim is None:
            return False
        self.dropped += 1
        self._note(Dropped(victim.record))
        self._remove(victim.record)
        return True

    def redo(self, change: Change) -> None:
        """Do again what a journal wrote down; `following` and the counters are written beside it."""
        match change:
            case Added(record, boot):
                self._records[record.record] = Stored(record, boot)
                self._waiting.add(record.record)
                self.following = record.record + 1
            case Dropped(number):
                self._remove(number)
            case Raised(watermark):
                self.raise_watermark(watermark)
            case Restamped(boot, offset):
                self.restamp(boot, offset)
            case Renumbered(watermark):
                self.go_on_after(watermark)

    def _make_room(self) -> None:
        """BKF-03: in a store full of events the telemetry just made gives way at once, and a further event is kept beyond the
        capacity: there is no third thing that keeps the clause."""
        surplus = int(len(self._records) > self.capacity)
        if self.room is not None:
            surplus = max(surplus, len(self._records) - self.room)
        for _ in range(surplus):
            self.overflowing = self.give_way() or self.overflowing

    def _note(self, change: Change) -> None:
        if self.changes is not None:
            self.changes.append(change)

    def _remove(self, number: int) -> None:
        del self._records[number]
        self._waiting.discard(number)


def _moved(record: Record, offset: Duration) -> Record:
    """Only the record's own time: start and end of a session are always of a clock that was set, or no UNLOCK was accepted."""
    return replace(record, time=record.time + offset, clock=ClockState.RESTAMPED)
