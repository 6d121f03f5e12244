"""Unlocked for too long, or for nothing (LCK-17, EVT-07). One event of each an episode, renewals included."""

from collections.abc import Callable

from protocol_spec.codes import EventCode
from protocol_spec.instant import MINUTE, Instant, earliest
from protocol_spec.timers import LONG_ON, NO_CURRENT
from simulator.terminal.settings.parameters_held import ParametersHeld


class UnlockedWatch:
    """Calls `event` with code, minutes unlocked and when."""

    def __init__(self, parameters: ParametersHeld) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self._parameters = parameters
        self._since: Instant | None = None
        self._long_told = False
        self._idle_told = False

    def look(self, unlocked_since: Instant | None, current: bool, now: Instant) -> None:
        """`unlocked_since` is when the grant in force began, None where there is none; `current` whether any flows."""
        if unlocked_since is None:
            self._since, self._long_told, self._idle_told = None, False, False
            return
        if self._since is None:
            self._since = unlocked_since
        self._idle_told |= current
        minutes = (now - self._since) // MINUTE
        # LCK-17 "A terminal that has been unlocked for the time long_on MUST record the event LONG_ON."
        if not self._long_told and now >= self._since + self._parameters.time(LONG_ON):
            self._long_told = True
            self.event(EventCode.LONG_ON, minutes, now)
        # EVT-07 "A terminal that is unlocked for the time no_current without any current MUST record the event NO_CURRENT."
        if not self._idle_told and now >= self._since + self._parameters.time(NO_CURRENT):
            self._idle_told = True
            self.event(EventCode.NO_CURRENT, minutes, now)

    def next_timer(self) -> Instant | None:
        if self._since is None:
            return None
        return earliest(
            None if self._long_told else self._since + self._parameters.time(LONG_ON),
            None if self._idle_told else self._since + self._parameters.time(NO_CURRENT),
        )
