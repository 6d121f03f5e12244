"""The terminal's own clock: it knows how long it has been on, and what time it is once it was told (TIM-01, TIM-02).

Two things on the board keep time, and only one of them is believed. The crystal counts as long as there is power, a little
fast or slow, and nobody inside can tell by how much. The chip with its battery remembers a date over a power cut, or says
2000-01-01 when the battery is dead, or the same moment for ever; whoever opens the cover can set it. So a good firmware counts
on the crystal from what a platform said last, writes the chip and never asks it: until the first login of a power-up it has no
date at all (TIM-10).
"""

from dataclasses import dataclass

from protocol_spec.codes import ClockState
from protocol_spec.instant import DAY, Duration, Instant

MILLION = 1_000_000
YEAR_2000: Instant = 10_957 * DAY
"""2000-01-01, where a chip without a battery begins."""


@dataclass(frozen=True)
class Correction:
    """What a synchronisation did: `since` is what uptime stamps need added, the first time only; `moved` how far a clock
    that was set already went, forward positive."""

    since: Duration | None
    moved: Duration


class Timepiece:
    """The time-keeping of a board: crystal and chip, healthy or not. It goes on as long as the board."""

    def __init__(self) -> None:
        self.ppm = 0
        """How fast the crystal is, in parts of a million; TIM-08 wants it within 100."""
        self.chip_stuck: Instant | None = None
        """What a stuck chip says."""
        self._chip: Duration | None = None
        self._at: Instant = 0
        self._count: Instant = 0

    def count(self, now: Instant) -> Instant:
        """What the crystal has counted: with 0 ppm `now` itself."""
        elapsed = now - self._at
        return self._count + elapsed + elapsed * self.ppm // MILLION

    def when(self, count: Instant) -> Instant:
        """The earliest instant at which the crystal has counted so far."""
        wanted = count - self._count
        elapsed = -(-wanted * MILLION // (MILLION + self.ppm))
        while elapsed + elapsed * self.ppm // MILLION < wanted:
            elapsed += 1
        while (elapsed - 1) + (elapsed - 1) * self.ppm // MILLION >= wanted:
            elapsed -= 1
        return self._at + elapsed

    def drift(self, ppm: int, now: Instant) -> None:
        """From now on the crystal is so many parts of a million fast."""
        self._count, self._at, self.ppm = self.count(now), now, ppm

    # ---- the chip ------------------------------------------------------------------------------------------------

    def write_chip(self, utc: Instant, now: Instant) -> None:
        self._chip = utc - now

    def chip(self, now: Instant) -> Instant:
        """What the chip says; one that was never written counts from 2000."""
        if self.chip_stuck is not None:
            return self.chip_stuck
        return now + (YEAR_2000 - self._at if self._chip is None else self._chip)

    def stick_chip(self, stuck: bool, now: Instant) -> None:
        self.chip_stuck = None if not stuck else self.chip(now)

    def reset_chip(self, now: Instant) -> None:
        """The battery is dead or was taken out: 2000-01-01."""
        self._chip = YEAR_2000 - now

    def turn_chip(self, by: Duration, now: Instant) -> None:
        """Somebody sets the chip, back or forward."""
        self._chip = self.chip(now) + by - now


class DeviceClock:
    """The firmware's idea of time, from a power-up on."""

    def __init__(self, piece: Timepiece, powered_at: Instant) -> None:
        self._piece = piece
        self._powered_at = piece.count(powered_at)
        self._offset: Duration | None = None

    @property
    def is_set(self) -> bool:
        return self._offset is not None

    def set(self, utc: Instant, now: Instant) -> Correction:
        count = self._piece.count(now)
        before, self._offset = self._offset, utc - count
        self._piece.write_chip(utc, now)
        if before is None:
            return Correction(utc - self.uptime(now), 0)
        return Correction(None, self._offset - before)

    def uptime(self, now: Instant) -> Duration:
        return self._piece.count(now) - self._powered_at

    def stamp(self, now: Instant) -> tuple[Instant, ClockState]:
        if self._offset is None:
            return self.uptime(now), ClockState.UPTIME
        return self._piece.count(now) + self._offset, ClockState.SYNCHRONISED

    def utc(self, now: Instant) -> Instant | None:
        return None if self._offset is None else self._piece.count(now) + self._offset

    def when(self, utc: Instant) -> Instant:
        """The instant at which this clock will say `utc`. Only a clock that was set can be asked."""
        assert self._offset is not None, "a clock that was never set knows no date"
        return self._piece.when(utc - self._offset)
