"""What the firmware makes of its sensors: whether a current flows, since when there was none, whether it is too hot.

EVT-13 "Whether a current flows MUST be judged by the mains current, or by the arc current where that is not measured, from
the parameter arc_threshold up." So a terminal is as blind as its sensors: a current that none of them sees, or one below the
threshold, is none, whatever the machine does.
"""

from protocol_spec.codes import Capability
from protocol_spec.instant import Instant
from simulator.machine.plant import Plant
from simulator.terminal.settings.parameters_held import ParametersHeld


class Senses:
    """Call `look` whenever the plant was advanced."""

    def __init__(self, plant: Plant, parameters: ParametersHeld, capability: Capability) -> None:
        self._plant = plant
        self._parameters = parameters
        self._capability = capability
        self.last_current: Instant | None = None
        """When a current was seen last."""

    def look(self, now: Instant) -> None:
        if self.flowing:
            self.last_current = now

    @property
    def flowing(self) -> bool:
        return self.current() >= self.threshold()

    @property
    def too_hot(self) -> bool:
        return self._plant.temperature >= self._parameters.number("too_hot")

    def threshold(self) -> int:
        """0.1 A."""
        return self._parameters.number("arc_threshold")

    def current(self) -> int:
        """0.1 A, of the mains where that is measured, else of the arc, else nothing."""
        reading = self._plant.reading()
        if self._measures(Capability.MAINS_CURRENT):
            return reading.mains_current
        return reading.arc_current if self._measures(Capability.ARC_CURRENT) else 0

    def mains_current(self) -> int:
        """0.1 A; nothing where it is not measured. What BYPASS says, which is of the mains only."""
        return self._plant.reading().mains_current if self._measures(Capability.MAINS_CURRENT) else 0

    def _measures(self, sensor: Capability) -> bool:
        return bool(self._capability & ~self._plant.failed & sensor)
