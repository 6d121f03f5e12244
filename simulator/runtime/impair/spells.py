"""Things that come now and then and last a while: outages, bursts of noise, a line held in break.

A spell begins when enough exposure has been gathered since the last one. Exposure is time times the rate that is in
force, the gap is drawn evenly between nothing and twice the mean: so the mean rate is the stated one, a change of rate
(an arc is struck, another quality is set) counts from its own instant, and looking at it more or less often changes
nothing. Integers throughout; not Poisson, because a logarithm is a float.
"""

from protocol_spec.instant import HOUR, Duration, Instant
from simulator.draw import Draw


class Spells:
    """The spells of one cause. `start` and `until` are those of the latest one."""

    def __init__(self, draw: Draw, name: str, now: Instant) -> None:
        self._draw = draw
        self._gap_name, self._length_name = f"{name} gap", f"{name} length"
        self._per_hour = 0
        self._shortest: Duration = 0
        self._longest: Duration = 0
        self._exposure = 0
        self._last = now
        self.count = 0
        self.start = self.until = now
        self._need = self._draw_gap()

    def set(self, per_hour: int, shortest: Duration, longest: Duration, now: Instant) -> None:
        self.advance(now)
        self._per_hour, self._shortest, self._longest = per_hour, shortest, longest

    def at(self, now: Instant) -> bool:
        self.advance(now)
        return self.start <= now < self.until

    def touches(self, begin: Instant, end: Instant) -> bool:
        """Whether the latest spell and [begin, end] have an instant in common."""
        self.advance(end)
        return self.start <= end and begin < self.until

    def next_start(self) -> Instant | None:
        """When the next one begins if the rate stays; None where it is nought."""
        if not self._per_hour:
            return None
        return max(self._last, self.until) - (self._exposure - self._need) // self._per_hour

    def advance(self, now: Instant) -> None:
        while (start := self.next_start()) is not None and start <= now:
            self.start = self._last = start
            self.until = start + self._shortest + self._draw_length()
            self.count += 1
            self._exposure, self._need = 0, self._draw_gap()
        since = max(self._last, self.until)
        if now > since:
            self._exposure += (now - since) * self._per_hour
        self._last = max(self._last, now)

    def _draw_gap(self) -> int:
        return self._draw.below(2 * HOUR, self._gap_name, self.count)

    def _draw_length(self) -> Duration:
        return self._draw.below(self._longest - self._shortest + 1, self._length_name, self.count)


class Hits:
    """Which of many equal things are hit, at a rate in parts per thousand million: bits turned over, bytes delayed.

    Drawn as the distance to the next hit, so that a clean megabyte costs nothing.
    """

    def __init__(self, draw: Draw, name: str, first: int = 0) -> None:
        self._draw, self._name = draw, name
        self._count = first
        self._ppb = 0
        self._distance = 0

    def set(self, ppb: int) -> None:
        self._ppb = ppb
        if ppb:
            self._distance = self._draw_distance()

    def among(self, size: int) -> list[int]:
        """The hit ones among the next `size`, from 0."""
        if not self._ppb:
            return []
        hit, here = [], self._distance
        while here < size:
            hit.append(here)
            here += 1 + self._draw_distance()
        self._distance = here - size
        return hit

    def _draw_distance(self) -> int:
        self._count += 1
        return self._draw.below(2 * (1_000_000_000 - self._ppb) // self._ppb + 1, self._name, self._count)
