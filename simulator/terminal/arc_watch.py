"""Is there an arc? A current has to last before it counts, and to be gone before it does not (domain: hysteresis).

Without the second, every re-strike of a stick electrode would be a new weld.
"""

from protocol_spec.instant import MS, Duration, Instant, S

ON_AFTER: Duration = 300 * MS
OFF_AFTER: Duration = 1 * S
THRESHOLD = 30
"""0.1 A on the mains side: above the no-load current."""


class ArcWatch:
    def __init__(self) -> None:
        self.on = False
        self._changed: Instant | None = None

    def look(self, mains_current: int, now: Instant) -> bool | None:
        """True when an arc has just begun, False when it has just ended, None when nothing changed."""
        flowing = mains_current >= THRESHOLD
        if flowing == self.on:
            self._changed = None
            return None
        if self._changed is None:
            self._changed = now
        if now - self._changed < (ON_AFTER if flowing else OFF_AFTER):
            return None
        self.on, self._changed = flowing, None
        return flowing

    def next_timer(self) -> Instant | None:
        return None if self._changed is None else self._changed + (OFF_AFTER if self.on else ON_AFTER)
