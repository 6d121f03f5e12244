"""The terminal's own clock: it knows how long it has been on, and what time it is once it was told (TIM-01, TIM-02)."""

from dataclasses import dataclass

from protocol_spec.codes import ClockState
from protocol_spec.instant import Duration, Instant


@dataclass(frozen=True)
class Correction:
    """What a synchronisation did: `since` is what uptime stamps need added, the first time only; `moved` how far a clock
    that was set already went, forward positive."""

    since: Duration | None
    moved: Duration


class DeviceClock:
    def __init__(self, powered_at: Instant) -> None:
        self._powered_at = powered_at
        self._offset: Duration | None = None

    @property
    def is_set(self) -> bool:
        return self._offset is not None

    def set(self, utc: Instant, now: Instant) -> Correction:
        before, self._offset = self._offset, utc - now
        if before is None:
            return Correction(utc - self.uptime(now), 0)
        return Correction(None, self._offset - before)

    def uptime(self, now: Instant) -> Duration:
        return now - self._powered_at

    def stamp(self, now: Instant) -> tuple[Instant, ClockState]:
        if self._offset is None:
            return self.uptime(now), ClockState.UPTIME
        return now + self._offset, ClockState.SYNCHRONISED

    def utc(self, now: Instant) -> Instant | None:
        return None if self._offset is None else now + self._offset
