"""Commands that were refused, told once a minute with their count (EVT-11): so a flood of them cannot fill the store."""

from collections.abc import Callable

from protocol_spec.codes import EventCode
from protocol_spec.instant import MINUTE, Instant
from simulator.terminal.lock.ledger import Ledger


class RefusalWatch:
    """Calls `event` with code, value and when. What a restart finds uncounted, DIAGNOSIS has counted."""

    def __init__(self, ledger: Ledger) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self._ledger = ledger
        self._told = 0
        self._due: Instant | None = None

    def look(self, now: Instant) -> None:
        """EVT-11 "Refused commands SHOULD be recorded as REFUSED_COMMANDS, one event a minute with their count." """
        untold = self._ledger.refused - self._told
        if self._due is None and untold:
            self._due = now + MINUTE
        elif self._due is not None and now >= self._due:
            self._told, self._due = self._ledger.refused, None
            self.event(EventCode.REFUSED_COMMANDS, untold, now)

    def next_timer(self) -> Instant | None:
        return self._due
