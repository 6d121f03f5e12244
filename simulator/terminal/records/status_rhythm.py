"""When the next STATUS is due: a period after the last, or at once where something changed (REP-03, REP-14)."""

from protocol_spec.instant import Instant
from protocol_spec.timers import STATUS_IDLE, STATUS_WELDING
from simulator.terminal.settings.parameters_held import ParametersHeld


class StatusRhythm:
    """PAR-08 "A new period MUST be in force from the moment it is answered": so the next one is reckoned when asked for."""

    def __init__(self, parameters: ParametersHeld, now: Instant) -> None:
        self._parameters = parameters
        self._last = now
        self._wanted: Instant | None = now

    def want(self, now: Instant) -> None:
        self._wanted = now if self._wanted is None else min(self._wanted, now)

    def due(self, welding: bool) -> Instant:
        if self._wanted is not None:
            return self._wanted
        return self._last + self._parameters.time(STATUS_WELDING if welding else STATUS_IDLE)

    def made(self, now: Instant) -> None:
        self._last, self._wanted = now, None
