"""What both directions of a way share, and every connection over it: the air, the outages, the mapping, the sleep.

A connection comes and goes (`Impairment`), the carrier stays: an outage does not end because somebody dials again.
"""

from enum import IntEnum

from protocol_spec.instant import Duration, Instant, S
from simulator.draw import Draw
from simulator.runtime.impair.counters import Counters
from simulator.runtime.impair.line_faults import LineFaults
from simulator.runtime.impair.quality import MILLION, LinkQuality
from simulator.runtime.impair.spells import Spells

BITS_OF_A_BYTE = 10
"""8N1."""
_HALF = 1 << 32


class Way(IntEnum):
    """UP is away from the end that dials: from the terminal."""

    UP = 0
    DOWN = 1


class Carrier:
    def __init__(self, draw: Draw, quality: LinkQuality, now: Instant) -> None:
        self.draw = draw
        self.quality = quality
        self.faults: LineFaults | None = None
        self.baud = 0
        self.cut = False
        self.counters = (Counters(), Counters())
        self.outages = Spells(draw, "outage", now)
        self._arc = False
        self._busy: list[Instant] = [now, now]
        self._traffic = now
        self._awake_until = now + quality.awake
        self._lost_at: Instant | None = None
        self._set_outages(now)

    def set(self, quality: LinkQuality, now: Instant) -> None:
        self.quality = quality
        self._busy = [now, now]  # what waits is planned anew
        self._awake_until = max(self._awake_until, now + quality.awake)
        self._set_outages(now)

    def sever(self, cut: bool, now: Instant) -> None:
        """Cut the way, or heal it."""
        self.cut = cut
        self._busy = [now, now]

    def burning(self, arc: bool, now: Instant) -> None:
        """Arcs disturb: the rate of outages is another while one burns."""
        self._arc = arc
        self._set_outages(now)

    def _set_outages(self, now: Instant) -> None:
        quality = self.quality
        rate = quality.outages_per_arc_hour if self._arc else quality.outages_per_hour
        self.outages.set(rate, quality.outage_shortest, quality.outage_longest, now)

    @property
    def silent(self) -> bool:
        return self.cut or self.quality.silent

    def out(self, at: Instant) -> bool:
        return bool(self.quality.outage_longest) and self.outages.at(at)

    def airtime(self, size: int) -> Duration:
        """On a line with a baud rate the slower of the two counts."""
        air = self.quality.air(size)
        return max(air, -(-size * BITS_OF_A_BYTE * S // self.baud)) if self.baud else air

    def air(self, way: Way, at: Instant, size: int) -> Instant:
        """Take the next free air for so many bytes; returns when they have gone out."""
        lane = 0 if self.quality.half_duplex else way
        self._busy[lane] = max(self._busy[lane], at) + self.airtime(size)
        return self._busy[lane]

    def idle(self, way: Way, at: Instant) -> bool:
        return self._busy[0 if self.quality.half_duplex else way] <= at

    def mapped(self, at: Instant) -> bool:
        """Whether what comes down still finds the terminal behind its carrier's address translation."""
        idle = self.quality.nat_idle
        gone = bool(idle) and at - self._traffic > idle
        if gone and self._lost_at != self._traffic:
            self._lost_at = self._traffic
            self.counters[Way.DOWN].mappings_lost += 1
        return not gone

    def hears(self, at: Instant) -> Instant | None:
        """When a terminal can next be reached: now, at its paging occasion, or (None) after it has sent something."""
        quality = self.quality
        if quality.power_saving == "none" or at <= self._awake_until:
            return at
        if quality.power_saving == "psm":
            return None
        phase = self.draw.below(quality.cycle, "paging", 0)
        return at + (phase - at) % quality.cycle

    def passed(self, way: Way, at: Instant) -> None:
        """Something got through: mappings are refreshed, and a terminal that has been on the air listens for a while."""
        if way is Way.UP:
            self.mapped(at)
        self._awake_until = at + self.quality.awake
        self._traffic = at

    def delay(self, name: str, tail_name: str, counter: int) -> Duration:
        quality = self.quality
        delay = quality.latency
        if quality.jitter:
            bits = self.draw.at(name, counter)
            spread = bits >> 32
            if quality.shape == "peaked":
                spread = (spread + (bits & (_HALF - 1))) >> 1
            delay += (spread * (2 * quality.jitter + 1) >> 32) - quality.jitter
        if quality.tail_ppm:
            bits = self.draw.at(tail_name, counter)
            if (bits >> 32) * MILLION >> 32 < quality.tail_ppm:
                delay += (bits & (_HALF - 1)) * quality.tail >> 32
        return delay

    def handshake(self, counter: int, now: Instant) -> Duration | None:
        """How long it takes to connect, or None: this attempt was not answered."""
        if self.silent or self.out(now):
            return None
        for way in ("up", "down"):
            if self.draw.below(MILLION, f"{way} handshake loss", counter) < self.quality.loss_ppm:
                return None
        self.passed(Way.UP, now)
        trips = sum(self.delay(f"{way} handshake", f"{way} handshake tail", counter) for way in ("up", "down"))
        return trips + 2 * self.airtime(0)
