"""The terminal's own clock: it knows how long it has been on, and what time it is once it was told (TIM-01, TIM-02)."""

from protocol_spec.codes import ClockState
from protocol_spec.instant import Duration, Instant


class DeviceClock:
    def __init__(self, powered_at: Instant) -> None:
        self._powered_at = powered_at
        self._offset: Duration | None = None

    @property
    def is_set(self) -> bool:
        return self._offset is not None

    def set(self, utc: Instant, now: Instant) -> Duration | None:
        """Take the platform's time. Returns what uptime stamps need added, the first time only."""
        first = self._offset is None
        self._offset = utc - now
        return utc - (now - self._powered_at) if first else None

    def stamp(self, now: Instant) -> tuple[Instant, ClockState]:
        if self._offset is None:
            return now - self._powered_at, ClockState.UPTIME
        return now + self._offset, ClockState.SYNCHRONISED

    def utc(self, now: Instant) -> Instant | None:
        return None if self._offset is None else now + self._offset
