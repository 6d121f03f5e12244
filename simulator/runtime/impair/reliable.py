"""A stream: TCP, and MQTT over it. Every byte arrives, once, in order; what a bad way costs is time.

A lost segment is sent again after the retransmission time, then after twice that. Segments behind it may already have
arrived, but the receiver is given nothing past the hole: so one lost segment delays all that follow. What cannot go at
all (silence, an outage, a terminal asleep) waits. After `MOST_LOSSES` in a row the next attempt is not drawn any more: it
gets through, so every delay has a bound that a test can state.
"""

from collections import deque

from protocol_spec.instant import MINUTE, Duration, Instant
from simulator.runtime.impair.carrier import Carrier, Way
from simulator.runtime.impair.lane import Lane, Segment, backed_off

MOST_LOSSES = 6
LONGEST_WAIT: Duration = MINUTE
"""Between two retransmissions, at most."""


class ReliableLane(Lane):
    def __init__(self, way: Way, carrier: Carrier, connection: int, floor: Instant) -> None:
        super().__init__(way, carrier, connection, floor)
        self._flight: deque[Segment] = deque()
        self._left = floor

    def next_leave(self) -> Instant | None:
        return self._flight[0].arrives if self._flight else None

    def leave(self, now: Instant) -> list[bytes]:
        pieces: list[bytes] = []
        ended = False
        flight = self._flight
        while flight and (arrives := flight[0].arrives) is not None and arrives <= now:
            segment = flight.popleft()
            ended = segment.ends
            if segment.data:
                pieces.append(segment.data)
                self.held_bytes -= len(segment.data)
                self._left = max(self._left, arrives)
                self._out(segment.data, segment.entered, self._left)
        return self._joined(pieces, ended)

    def _new(self, data: bytes, at: Instant, ends: bool = False) -> None:
        segment = Segment(self._number, data, at, ends)
        self._number += 1
        self.counters.segments += 1
        self.held_bytes += len(data)
        self._flight.append(segment)
        self._air(segment, at)

    def _attempt(self, segment: Segment, at: Instant) -> None:
        carrier = self.carrier
        if carrier.silent or (self.way is Way.DOWN and not carrier.mapped(at)):
            return self._park(segment)
        if self.way is Way.DOWN and (heard := carrier.hears(at)) != at:
            return self._park(segment) if heard is None else self._push(segment, heard, aired=True)
        if carrier.out(at) or self._is_lost(segment):
            return self._again(segment, at)
        counter = segment.number * self.ROOM
        delay = carrier.delay(self._delay, self._tail, counter)
        self._floor = segment.arrives = self._coalesced(max(at + delay, self._floor))
        carrier.passed(self.way, at)
        return None

    def _is_lost(self, segment: Segment) -> bool:
        return segment.attempts < MOST_LOSSES and self._drawn_lost(segment)

    def _again(self, segment: Segment, at: Instant) -> None:
        self.counters.retransmitted += 1
        wait = backed_off(self.carrier.quality.retransmission, segment.attempts, LONGEST_WAIT)
        segment.attempts += 1
        self._push(segment, at + wait, aired=False)
