"""Duty cycle and thermal trip: how long a source may give how much (GB/T 15579.1; domain 4.2).

A source that is rated X % at Imax has its limit at X · Imax² · 600 s of I²·t in any ten minutes. When more would follow it
trips: no output, and the fan blows until the winding is cool, which takes 3 to 8 minutes and is drawn. Then it begins anew.
The current that heats is the set one: flicker and strike even out over minutes, and so the load is a sum of rectangles, the
instant of the trip has a closed form, and nothing depends on how time is cut up or how often one looks.

The load of the last ten minutes is piecewise linear in time: what burns now adds to it, what burned ten minutes ago leaves it.
`_trip_of` walks from corner to corner. A current below sqrt(X) · Imax is never too much (`never_trips`), however long.

Stated, and tested (`tests/simulator/machine/test_heat.py`): at no instant since the source was last cool is the load above the
limit; at the trip it is the limit; while tripped nothing burns.

Units: A, µs, A²·µs.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from protocol_spec.instant import MINUTE, MS, Duration, Instant
from simulator.draw import Draw
from simulator.machine.power_source import PowerSource

WINDOW: Final[Duration] = 10 * MINUTE
COOLS_WITHIN: Final[tuple[Duration, Duration]] = (3 * MINUTE, 8 * MINUTE)


@dataclass(frozen=True)
class Heating:
    """A rectangle of load: from, until, A²."""

    begins: Instant
    ends: Instant
    squared: int

    def within(self, since: Instant, until: Instant) -> int:
        """A²·µs of it in this time."""
        return max(0, min(self.ends, until) - max(self.begins, since)) * self.squared


def limit(source: PowerSource) -> int:
    """A²·µs in ten minutes."""
    return source.duty_percent * source.max_amperes**2 * WINDOW // 100


def never_trips(source: PowerSource, amperes: int) -> bool:
    """Whether this current may flow without end."""
    return amperes**2 * 100 <= source.duty_percent * source.max_amperes**2


class Heat:
    """`struck` and `quenched` in order of time. The plant has to come to `trips_at` and to `recovers_at`, and say so."""

    def __init__(self, source: PowerSource, draw: Draw) -> None:
        self.trips_at: Instant | None = None
        """When it will trip if the arc burns on."""
        self.recovers_at: Instant | None = None
        """When it will be cool; None while it is not tripped."""
        self._source = source
        self._draw = draw
        self._limit = limit(source)
        self._past: deque[Heating] = deque()
        self._burning: tuple[Instant, int] | None = None

    @property
    def tripped(self) -> bool:
        return self.recovers_at is not None

    def struck(self, amperes: int, now: Instant) -> None:
        while self._past and self._past[0].ends <= now - WINDOW:
            self._past.popleft()
        self._burning = now, amperes**2
        self.trips_at = None if never_trips(self._source, amperes) and not self._past else self._trip_of(now)

    def quenched(self, now: Instant) -> None:
        if self._burning is not None and self._burning[0] < now:
            self._past.append(Heating(self._burning[0], now, self._burning[1]))
        self._burning = self.trips_at = None

    def trip(self, number: int, now: Instant) -> None:
        """`number` of this trip, for the draw of how long it takes to cool."""
        self.quenched(now)
        least, most = COOLS_WITHIN
        self.recovers_at = now + least + self._draw.below((most - least) // MS + 1, "cooling", number) * MS

    def recover(self) -> None:
        self.recovers_at = None
        self._past.clear()

    def load(self, now: Instant) -> int:
        """A²·µs of the last ten minutes."""
        past = sum(one.within(now - WINDOW, now) for one in self._past)
        if self._burning is None:
            return past
        return past + Heating(self._burning[0], now, self._burning[1]).within(now - WINDOW, now)

    def _trip_of(self, now: Instant) -> Instant | None:
        """The last instant at which the load is not above its limit, with the arc that begins now burning on; None: never."""
        assert self._burning is not None
        load, squared = self.load(now), self._burning[1]
        corners = {one.begins + WINDOW for one in self._past} | {one.ends + WINDOW for one in self._past}
        for corner in sorted(corner for corner in corners | {now + WINDOW} if corner > now):
            leaving = sum(one.squared for one in self._past if one.begins + WINDOW <= now < one.ends + WINDOW)
            slope, stretch = squared - leaving, corner - now
            if load + slope * stretch > self._limit:
                return now + (self._limit - load) // slope
            load, now = load + slope * stretch, corner
        return None
