"""Both directions of one connection over a carrier. A pure core: bytes and `now` in, bytes out when they are due.

Ask `next_timer`, call `leave` then; nothing is lost by being late, and what comes out does not depend on it: everything is
reckoned from the instants at which bytes entered. All chances are drawn by (seed, direction, connection, number of the
segment), so equal inputs give equal outputs whatever else the process does.
"""

from protocol_spec.instant import Instant, earliest
from simulator.runtime.impair.carrier import Carrier, Way
from simulator.runtime.impair.lane import Lane
from simulator.runtime.impair.line_faults import LineFaults
from simulator.runtime.impair.lossy import LossyLane
from simulator.runtime.impair.quality import LinkQuality
from simulator.runtime.impair.reliable import ReliableLane


class Impairment:
    """`reliable`: a stream that loses nothing; otherwise a line or a radio. `connection` counts those of one carrier."""

    def __init__(
        self, carrier: Carrier, reliable: bool = True, connection: int = 0, now: Instant = 0, floor: Instant = 0
    ) -> None:
        self.carrier = carrier
        self.reliable = reliable
        kind = ReliableLane if reliable else LossyLane
        self._lanes: tuple[Lane, Lane] = (
            kind(Way.UP, carrier, connection, max(now, floor)),
            kind(Way.DOWN, carrier, connection, max(now, floor)),
        )
        if carrier.faults is not None:
            self.set_faults(carrier.faults, carrier.baud, now)

    def enter(self, way: Way, data: bytes, now: Instant) -> None:
        self._run(now)
        self._lanes[way].enter(data, now)
        self._wake(way, now)

    def finish(self, way: Way, now: Instant) -> None:
        """The sender of this direction hangs up; comes out as an empty piece."""
        self._run(now)
        self._lanes[way].finish(now)
        self._wake(way, now)

    def leave(self, now: Instant) -> list[tuple[Way, bytes]]:
        self._run(now)
        out: list[tuple[Way, bytes]] = []
        for lane in self._lanes:
            if (due := lane.next_leave()) is not None and due <= now:
                out += [(lane.way, piece) for piece in lane.leave(now)]
        return out

    def next_timer(self) -> Instant | None:
        up, down = self._lanes
        return earliest(up.next_attempt(), down.next_attempt(), up.next_leave(), down.next_leave())

    def held_bytes(self, way: Way) -> int:
        return self._lanes[way].held_bytes

    def set(self, quality: LinkQuality, now: Instant) -> None:
        """Another quality from now on. What has gone out arrives as it would have; what waits tries anew."""
        self._run(now)
        self.carrier.set(quality, now)
        self.changed(now)

    def changed(self, now: Instant) -> None:
        """Somebody else has set the carrier, cut it or healed it."""
        for lane in self._lanes:
            lane.replan(now)

    def run(self, now: Instant) -> None:
        """Bring everything up to now: before the carrier is changed for several connections at once."""
        self._run(now)

    def set_faults(self, faults: LineFaults, baud: int, now: Instant) -> None:
        """Raises:
        ValueError: this is a stream.
        """
        self._run(now)
        self.carrier.faults, self.carrier.baud = faults, baud
        for lane in self._lanes:
            if not isinstance(lane, LossyLane):
                raise ValueError(
                    "line faults are for lines: a stream has repaired them below; ask for raw to have them all the same"
                )
            lane.set_faults(faults, now)

    def burning(self, arc: bool, now: Instant) -> None:
        self._run(now)
        self.carrier.burning(arc, now)

    def powered_up(self, way: Way, now: Instant) -> None:
        """The end that sends this way is switched on: a line hears a glitch, a stream nothing."""
        self._run(now)
        lane = self._lanes[way]
        if isinstance(lane, LossyLane):
            lane.powered_up(now)

    def _wake(self, way: Way, now: Instant) -> None:
        """What went up may have woken a sleeping terminal, or made a mapping anew: what waits to go down tries."""
        if way is Way.UP:
            self._lanes[Way.DOWN].retry(now)

    def _run(self, now: Instant) -> None:
        """Attempts in the order of their instants, whichever direction: one may be what the other waits for."""
        up, down = self._lanes
        while True:
            one, other = up.next_attempt(), down.next_attempt()
            if one is None and other is None:
                return
            if one is not None and one <= now and (other is None or one <= other):
                up.attempt()
                down.retry(one)
            elif other is not None and other <= now:
                down.attempt()
            else:
                return
