"""What is recorded when, and how it leaves: live at once, the rest behind it (REP, BKF, EVT).

A record goes into the store first and onto the wire second. Live records leave the moment they are made (BKF-09). After a
login everything above the watermark is backlog: it leaves one by one, no faster than `backfill_rate`, events first, and
each eighth asks for an answer; what follows waits for that answer, so a slow line is never flooded. A terminal that can send
BACKFILL_BATCH puts a second's worth into each, and waits for its answer before the next.
"""

from collections import deque
from collections.abc import Callable

from protocol_spec.codes import EVENT_SEVERITY, ClockState, EventCode, Flag, Result
from protocol_spec.endpoint import Event
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import EventRecord, PlatformAck, Record, Status
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.flash import Flash
from simulator.terminal.note import Note
from simulator.terminal.records.batching import batch_of, fitting
from simulator.terminal.records.store import Stored
from simulator.terminal.session.conversation import Conversation

BURST = 8
ACK_EVERY = 6
"""STATUS asks for an answer once in so many; everything else always does. ACK-10 allows ten."""

Make = Callable[[int, Instant, ClockState], Record]


class Reporter:
    def __init__(self, conversation: Conversation, flash: Flash, clock: DeviceClock, events: list[Event]) -> None:
        self._talk = conversation
        self._flash = flash
        self._clock = clock
        self._events = events
        self._in_flight: dict[int, int] = {}
        self._batches: dict[int, list[int]] = {}
        self._plan: deque[Stored] = deque()
        self._events_asked: set[int] = set()
        """Events of the backlog that have left and were not answered yet: telemetry waits for them."""
        self._held_back = False
        self._since_asked = 0
        self._awaited: int | None = None
        self._next_backfill: Instant | None = None
        self._unasked = 0

    def record(self, make: Make, now: Instant) -> Record:
        """Number, stamp and keep a record, and send it where there is a session."""
        time, clock = self._clock.stamp(now)
        store = self._flash.store
        record = make(store.following, time, clock)
        was_overflowing = store.overflowing
        stored = store.add(record, self._flash.boot_counter)
        self._events.append(Note("record", {"number": record.record, "kind": record.title}))
        if stored is not None and self._talk.live:
            self._send(stored, now, Flag.NONE)
        # BKF-10 "When a full store begins to drop records a terminal MUST record the event STORE_OVERFLOW, once an episode."
        if store.overflowing and not was_overflowing:
            self.event(EventCode.STORE_OVERFLOW, store.dropped, now)
        return record

    def event(self, code: EventCode, value: int, now: Instant) -> None:
        """EVT-12 "An event MUST have the severity of the table of events." """
        severity = EVENT_SEVERITY[code]
        self.record(
            lambda number, time, clock: EventRecord(
                record=number, time=time, clock=clock, event=code, severity=severity, value=value
            ),
            now,
        )

    def new_session(self, watermark: int, now: Instant) -> None:
        self._in_flight.clear()
        self._batches.clear()
        self._plan.clear()
        self._events_asked.clear()
        self._held_back = False
        self._since_asked = 0
        self._awaited = None
        self._flash.store.forget_connection()
        self._flash.store.go_on_after(watermark)
        self._flash.store.raise_watermark(watermark)
        self.backfill(now)

    def on_ack(self, ack: PlatformAck, now: Instant) -> None:
        self._flash.store.raise_watermark(ack.watermark)
        number = self._in_flight.pop(ack.answers, None)
        answered = self._batches.pop(ack.answers, [] if number is None else [number])
        self._events_asked = {one for one in self._events_asked if one > self._flash.store.watermark} - {*answered}
        self._held_back = False
        again = [self._flash.store.answered(number) for number in answered if ack.result is Result.OK]
        if any(again):
            self._plan.clear()
        if ack.answers == self._awaited:
            self._awaited = None
        self.backfill(now)

    # ---- backfill ------------------------------------------------------------------------------------------------

    def backfill(self, now: Instant) -> None:
        """BKF-08 "Backfill MUST NOT be faster than the parameter backfill_rate, in records a second." """
        if not self._may_backfill or (self._next_backfill is not None and now < self._next_backfill):
            return
        if self._talk.profile.backfill_batch and len(batch := self._next_batch()) > 1:
            self._send_batch(batch, now)
            return
        stored = self._next_planned()
        if stored is None:
            return
        # BKF-02 "Backfill MUST go events first …": on a line that loses frames that is only so once they are answered.
        if self._events_asked and not isinstance(stored.record, EventRecord):
            self._plan.appendleft(stored)
            self._held_back = True
            return
        self._next_backfill = now + self._spacing
        self._since_asked += 1
        if self._since_asked < BURST and self._flash.store.waiting > 1:
            self._send(stored, now, Flag.BACKFILL)
        else:
            self._since_asked = 0
            self._awaited = self._send(stored, now, Flag.BACKFILL | Flag.ACK_REQUIRED)

    def next_timer(self) -> Instant | None:
        waits = not self._may_backfill or self._held_back
        return self._next_backfill if self._flash.store.waiting and not waits else None

    @property
    def _may_backfill(self) -> bool:
        return self._talk.live and self._awaited is None

    @property
    def _spacing(self) -> Duration:
        return -(-S // self._talk.parameters.number("backfill_rate"))

    def _next_planned(self) -> Stored | None:
        """The next of the backlog. Ordering it all is work, so it is done for a burst at a time."""
        store = self._flash.store
        if not self._plan and store.waiting:
            self._plan = deque(store.backlog()[:BURST])
        while self._plan:
            stored = self._plan.popleft()
            if stored.sent is None and store.holds(stored):
                return stored
        return None

    def _next_batch(self) -> list[Stored]:
        """A second's worth of the backlog, as much of it as fits (BKF-08)."""
        store, rate = self._flash.store, self._talk.parameters.number("backfill_rate")
        return fitting(store.backlog()[:rate]) if store.waiting > 1 else []

    def _send_batch(self, batch: list[Stored], now: Instant) -> None:
        """BKF-07 "A terminal MAY send its backfill in BACKFILL_BATCH." """
        self._plan.clear()
        self._next_backfill = now + S
        for stored in batch:
            self._flash.store.mark_sent(stored)
        self._awaited = self._talk.send(batch_of(batch), now, Flag.BACKFILL | Flag.ACK_REQUIRED)
        self._batches[self._awaited] = [stored.record.record for stored in batch]

    def _send(self, stored: Stored, now: Instant, flags: Flag) -> int:
        if isinstance(stored.record, Status):
            # ACK-10 "A terminal MUST ask for an answer to one STATUS in ten at least", whatever else asks meanwhile.
            self._unasked += 1
            if self._unasked >= ACK_EVERY or self._awaited is not None:
                flags |= Flag.ACK_REQUIRED
            if flags & Flag.ACK_REQUIRED:
                self._unasked = 0
        else:
            flags |= Flag.ACK_REQUIRED
        self._flash.store.mark_sent(stored)
        sequence = self._talk.send(stored.record, now, flags)
        if flags & Flag.ACK_REQUIRED:
            self._in_flight[sequence] = stored.record.record
        if flags & Flag.BACKFILL and isinstance(stored.record, EventRecord):
            self._events_asked.add(stored.record.record)
        return sequence
