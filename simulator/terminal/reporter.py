"""What is recorded when, and how it leaves: live at once, the rest behind it (REP, BKF, EVT).

A record goes into the store first and onto the wire second. Live records leave the moment they are made. After a
login everything above the watermark is backlog: it leaves in bursts of eight, events first, the last of each burst
asking for an answer; the next burst waits for that answer, so a slow line is never flooded.
"""

from collections.abc import Callable

from protocol_spec.codes import ClockState, EventCode, Flag, Result, Severity
from protocol_spec.endpoint import Event
from protocol_spec.instant import Instant
from protocol_spec.messages import EventRecord, PlatformAck, Record, Status
from simulator.terminal.conversation import Conversation
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.flash import Flash
from simulator.terminal.note import Note
from simulator.terminal.store import Stored

BURST = 8
ACK_EVERY = 6
"""STATUS asks for an answer once in so many; events and summaries always do."""

Make = Callable[[int, Instant, ClockState], Record]


class Reporter:
    def __init__(self, conversation: Conversation, flash: Flash, clock: DeviceClock, events: list[Event]) -> None:
        self._talk = conversation
        self._flash = flash
        self._clock = clock
        self._events = events
        self._in_flight: dict[int, int] = {}
        self._burst: int | None = None
        self._unasked = 0
        self._overflowing = False

    def record(self, make: Make, now: Instant) -> Record:
        """Number, stamp and keep a record, and send it where there is a session."""
        time, clock = self._clock.stamp(now)
        record = make(self._flash.store.following, time, clock)
        dropped = self._flash.store.dropped
        stored = self._flash.store.add(record, self._flash.boot_counter)
        self._events.append(Note("record", {"number": record.record, "kind": record.title}))
        if stored is not None and self._talk.live:
            self._send(stored, now, Flag.NONE)
        if stored is not None and self._flash.store.dropped > dropped and not (self._overflowing or stored.is_event):
            self._overflowing = True
            self.event(EventCode.STORE_OVERFLOW, Severity.WARNING, self._flash.store.dropped, now)
        return record

    def event(self, code: EventCode, severity: Severity, value: int, now: Instant) -> None:
        self.record(
            lambda number, time, clock: EventRecord(
                record=number, time=time, clock=clock, event=code, severity=severity, value=value
            ),
            now,
        )

    def new_session(self, watermark: int, now: Instant) -> None:
        self._in_flight.clear()
        self._burst = None
        self._unasked = 0
        self._flash.store.forget_connection()
        self._flash.store.raise_watermark(watermark)
        self.backfill(now)

    def on_ack(self, ack: PlatformAck, now: Instant) -> None:
        self._flash.store.raise_watermark(ack.watermark)
        self._overflowing = self._overflowing and len(self._flash.store) >= self._flash.store.capacity
        number = self._in_flight.pop(ack.answers, None)
        if number is not None and ack.result is Result.OK:
            self._flash.store.answered(number)
        if ack.answers == self._burst:
            self._burst = None
        self.backfill(now)

    def backfill(self, now: Instant) -> None:
        if not self._talk.live or self._burst is not None:
            return
        burst = self._flash.store.backlog()[:BURST]
        for stored in burst[:-1]:
            self._send(stored, now, Flag.BACKFILL)
        if burst:
            self._burst = self._send(burst[-1], now, Flag.BACKFILL | Flag.ACK_REQUIRED)

    def _send(self, stored: Stored, now: Instant, flags: Flag) -> int:
        self._unasked += 1
        if not isinstance(stored.record, Status) or self._burst is not None or self._unasked >= ACK_EVERY:
            flags |= Flag.ACK_REQUIRED
        if flags & Flag.ACK_REQUIRED:
            self._unasked = 0
        self._flash.store.mark_sent(stored)
        sequence = self._talk.send(stored.record, now, flags)
        if flags & Flag.ACK_REQUIRED:
            self._in_flight[sequence] = stored.record.record
        return sequence
