"""How long before the next dial (SES-09, SES-25)."""

from protocol_spec.instant import Duration
from protocol_spec.timers import RECONNECT_BASE, RECONNECT_CAP, reconnect_ceiling
from simulator.draw import Draw
from simulator.terminal.settings.parameters_held import ParametersHeld


class BackOff:
    def __init__(self, parameters: ParametersHeld, draw: Draw, boot_counter: int) -> None:
        self._parameters = parameters
        self._draw = draw
        self._boot_counter = boot_counter
        self._attempts = 0
        self._drawn = 0

    def wait(self) -> Duration:
        """Anywhere between nothing and the doubled base, drawn anew each time: so a province does not come back in step."""
        base, cap = self._parameters.number(RECONNECT_BASE.name), self._parameters.number(RECONNECT_CAP.name)
        ceiling = reconnect_ceiling(self._attempts, base, cap)
        self._attempts += 1
        self._drawn += 1
        return self._draw.below(ceiling, "reconnect", self._boot_counter << 20 | self._drawn)

    def accepted(self) -> None:
        """SES-25 "The count of the back-off MUST be cleared by an accepted login and by nothing else." """
        self._attempts = 0
