"""A trial: something new, an address or a firmware, has to bring a login in time, or the old one comes back (PAR-09, UPG-08).

Nobody measures time without power, so a trial counts anew from each power-up. That alone would let a terminal that is switched
off every minute stay on trial for ever, or a firmware that crashes; so the number of power-ups is bounded as well, and that
one is kept in the flash.
"""

from protocol_spec.instant import Instant
from protocol_spec.timers import ADDRESS_TRIAL
from simulator.terminal.settings.parameters_held import ParametersHeld

STARTS = 3
"""Power-ups that what is new may have without a login."""


class Trial:
    """`address_trial` is read when it is asked for, as every period is (PAR-08)."""

    def __init__(self, parameters: ParametersHeld) -> None:
        self._parameters = parameters
        self._began: Instant | None = None

    def begin(self, now: Instant) -> None:
        self._began = now

    def end(self) -> None:
        self._began = None

    def is_over(self, now: Instant) -> bool:
        due = self.next_timer()
        return due is not None and now >= due

    def next_timer(self) -> Instant | None:
        return None if self._began is None else self._began + self._parameters.time(ADDRESS_TRIAL)
