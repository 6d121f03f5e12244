"""Is there an arc? A current has to last before it counts, and to be gone before it does not (domain: hysteresis).

Without the second, every re-strike of a stick electrode would be a new weld.
"""

from collections.abc import Callable

from protocol_spec.instant import MS, Duration, Instant, S

ON_AFTER: Duration = 300 * MS
OFF_AFTER: Duration = 1 * S
EPISODE_OVER: Duration = 10 * S
"""EVT-09 "Current while locked MUST be recorded once an episode, which ends when there was none for 10 seconds." """


class ArcWatch:
    """REP-09 "A terminal MUST count an arc from a current at arc_threshold for 0.3 seconds until one below it for 1 second."
    `off_after` is that second; `threshold` in 0.1 A is a parameter, asked anew at each look."""

    def __init__(self, threshold: Callable[[], int], off_after: Duration = OFF_AFTER) -> None:
        self.on = False
        self._threshold = threshold
        self._off_after = off_after
        self._changed: Instant | None = None

    def look(self, current: int, now: Instant) -> bool | None:
        """True when an arc has just begun, False when it has just ended, None when nothing changed."""
        flowing = current >= self._threshold()
        if flowing == self.on:
            self._changed = None
            return None
        if self._changed is None:
            self._changed = now
        if now - self._changed < (ON_AFTER if flowing else self._off_after):
            return None
        self.on, self._changed = flowing, None
        return flowing

    def next_timer(self) -> Instant | None:
        return None if self._changed is None else self._changed + (self._off_after if self.on else ON_AFTER)
