"""What happens to the machine and is an event when it comes and when it goes, locked or not (EVT-03, EVT-08, EVT-10)."""

from collections.abc import Callable

from protocol_spec.codes import Capability, EventCode, Severity
from protocol_spec.instant import Instant
from simulator.terminal.flash import Flash
from simulator.terminal.parameters_held import ParametersHeld
from simulator.terminal.plant import Plant


class Hazards:
    """Calls `event` with code, severity, value and when."""

    def __init__(self, plant: Plant, parameters: ParametersHeld, flash: Flash, capability: Capability) -> None:
        self.event: Callable[[EventCode, Severity, int, Instant], None]
        self._plant = plant
        self._parameters = parameters
        self._flash = flash
        self._capability = capability
        self._gas = False
        self._hot = False
        self._failed = Capability.NONE

    def look(self, now: Instant) -> None:
        self._look_at_cover(now)
        # EVT-08 "Gas and over-temperature MUST be recorded as events when they come and when they go, locked or not."
        if self._plant.gas != self._gas:
            self._gas = self._plant.gas
            self._tell(EventCode.GAS if self._gas else EventCode.GAS_CLEARED, self._gas, 0, now)
        temperature = self._plant.temperature
        if (hot := temperature >= self._parameters.number("too_hot")) != self._hot:
            self._hot = hot
            self._tell(EventCode.OVER_TEMPERATURE if hot else EventCode.TEMPERATURE_CLEARED, hot, temperature, now)
        self._look_at_sensors(now)

    def _look_at_cover(self, now: Instant) -> None:
        """EVT-03 "Opening and closing of the cover MUST be recorded as events, and an opening without power at the next
        power-up." What was recorded last is in the flash, and the switch latches an opening that nobody saw."""
        plant, latched = self._plant, self._plant.cover_was_opened
        plant.cover_was_opened = False
        if (latched or plant.cover_open) and not self._flash.cover_open:
            self._flash.cover_open = True
            self._tell(EventCode.COVER_OPENED, True, 0, now)
        if self._flash.cover_open and not plant.cover_open:
            self._flash.cover_open = False
            self._tell(EventCode.COVER_CLOSED, False, 0, now)

    def _look_at_sensors(self, now: Instant) -> None:
        if self._plant.failed == self._failed:
            return
        anew, self._failed = self._plant.failed & ~self._failed, self._plant.failed
        for sensor in anew & self._capability:
            self.event(EventCode.SENSOR_FAULT, Severity.WARNING, int(sensor), now)

    def _tell(self, code: EventCode, begins: bool, value: int, now: Instant) -> None:
        self.event(code, Severity.ALARM if begins else Severity.INFO, value, now)
