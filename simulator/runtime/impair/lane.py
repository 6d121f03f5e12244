"""One direction of one connection: what entered, when it goes into the air, when it comes out.

A piece is cut into segments. Each waits for free air, is attempted once it has gone out, and what the attempt makes of it
is the difference between the two kinds of lane: `ReliableLane` tries again until it gets through and keeps the order,
`LossyLane` does not. A segment that cannot go for want of a listener (silence, sleep, a lost mapping) may be parked; it
is attempted again when the other direction, or whoever healed the way, says `retry`.
"""

import heapq
from dataclasses import dataclass

from protocol_spec.instant import Duration, Instant
from simulator.runtime.impair.carrier import Carrier, Way
from simulator.runtime.impair.counters import Counters
from simulator.runtime.impair.quality import MILLION


@dataclass(slots=True)
class Segment:
    """`number` is what its accidents are drawn by. `ends`: nothing follows, the sender has hung up."""

    number: int
    data: bytes
    entered: Instant
    ends: bool = False
    attempts: int = 0
    held: bool = False
    arrives: Instant | None = None


class Lane:
    ROOM = 1024
    """Numbers between two segments, to draw the accidents of their attempts and fragments by."""
    FRAGMENTS = 64

    def __init__(self, way: Way, carrier: Carrier, connection: int, floor: Instant) -> None:
        """`floor`: nothing comes out earlier, because something that left before this lane was there is on its way."""
        self.way = way
        self.carrier = carrier
        self.counters: Counters = carrier.counters[way]
        name = way.name.lower()
        self._loss, self._delay, self._tail = f"{name} loss", f"{name} delay", f"{name} tail"
        self._name = name
        self._number = connection << 32
        self._order = 0
        self._waiting: list[tuple[Instant, int, bool, Segment]] = []
        self._parked: list[Segment] = []
        self._floor = floor
        self.held_bytes = 0
        """Entered and not yet out, lost ones excepted: what a sender that is too fast is held back by."""

    def enter(self, data: bytes, at: Instant) -> None:
        self.counters.pieces += 1
        self.counters.bytes_in += len(data)
        size = self._size(data)
        for start in range(0, len(data), size):
            self._new(data[start : start + size], at)

    def finish(self, at: Instant) -> None:
        """The sender hangs up: the other end learns of it after everything before has arrived."""
        self._new(b"", at, ends=True)

    def next_attempt(self) -> Instant | None:
        return self._waiting[0][0] if self._waiting else None

    def attempt(self) -> None:
        """Do what `next_attempt` announced."""
        at, _, aired, segment = heapq.heappop(self._waiting)
        if aired:
            self._attempt(segment, at)
        else:
            self._air(segment, at)

    def retry(self, at: Instant) -> None:
        """What was parked goes on its way again."""
        parked, self._parked = self._parked, []
        for segment in parked:
            self._attempt(segment, at)

    def replan(self, at: Instant) -> None:
        """The quality is another one: what had not gone out yet does so under the new."""
        waiting, self._waiting = sorted(self._waiting), []
        for _, _, _, segment in waiting:
            self._air(segment, at)
        self.retry(at)

    def next_leave(self) -> Instant | None:
        raise NotImplementedError

    def leave(self, now: Instant) -> list[bytes]:
        """What has arrived by now, in order; an empty piece is the end."""
        raise NotImplementedError

    def _attempt(self, segment: Segment, at: Instant) -> None:
        raise NotImplementedError

    def _size(self, data: bytes) -> int:
        quality = self.carrier.quality
        return (0 if quality.reassembled else quality.segment) or len(data) or 1

    def _new(self, data: bytes, at: Instant, ends: bool = False) -> None:
        segment = Segment(self._number, data, at, ends)
        self._number += 1
        self.counters.segments += 1
        self.held_bytes += len(data)
        self._air(segment, at)

    def _air(self, segment: Segment, at: Instant) -> None:
        """Fragments go one after the other; what they make together is attempted when the last has gone."""
        gone = at
        for size in self._fragments(segment):
            gone = self.carrier.air(self.way, at, size)
        if gone > at:
            self._push(segment, gone, aired=True)
        else:
            self._attempt(segment, at)

    def _fragments(self, segment: Segment) -> list[int]:
        size, most = len(segment.data), self.carrier.quality.segment
        if size <= most or not most or not self.carrier.quality.reassembled:
            return [size]
        return [most] * (size // most) + ([size % most] if size % most else [])

    def _drawn_lost(self, segment: Segment) -> bool:
        """Whether one of the fragments of this attempt is lost on the way."""
        loss = self.carrier.quality.loss_ppm
        if not loss:
            return False
        first = segment.number * self.ROOM + segment.attempts * self.FRAGMENTS
        below = self.carrier.draw.below
        return any(below(MILLION, self._loss, first + n) < loss for n in range(len(self._fragments(segment))))

    def _push(self, segment: Segment, at: Instant, aired: bool) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (at, self._order, aired, segment))

    def _park(self, segment: Segment) -> None:
        self.counters.held += not segment.held
        segment.held = True
        self._parked.append(segment)

    def _coalesced(self, at: Instant) -> Instant:
        window = self.carrier.quality.coalesce
        return -(-at // window) * window if window else at

    def _out(self, data: bytes, entered: Instant, at: Instant) -> None:
        self.counters.bytes_out += len(data)
        self.counters.slowest = max(self.counters.slowest, at - entered)

    def _joined(self, pieces: list[bytes], ended: bool) -> list[bytes]:
        if self.carrier.quality.coalesce and len(pieces) > 1:
            pieces = [b"".join(pieces)]
        return [*pieces, b""] if ended else pieces


def backed_off(first: Duration, attempts: int, longest: Duration) -> Duration:
    """The wait before another retransmission: twice the one before, up to a limit."""
    return min(longest, first << min(attempts, 16))
