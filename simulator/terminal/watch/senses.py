"""What the firmware makes of its sensors: whether a current flows, since when there was none, whether it is too hot.

EVT-13 "Whether a current flows MUST be judged by the mains current, or by the arc current where that is not measured, from
the parameter arc_threshold up." So a terminal is as blind as its sensors: a current that none of them sees, or one below the
threshold, is none, whatever the machine does.

An arc flickers ten times a second, and nobody wants to be woken so often. While the whole span of what the sensor can say
lies on one side of the threshold, there is nothing to look for until the arc ends; only where the threshold lies inside it is
each slot an edge. When a current was seen last is reckoned back from the end of the arc, so it is the same instant however
often one looked. The temperature is on a grid and moves by so much a step at most, and is looked at when it could have got to
its threshold.
"""

from protocol_spec.codes import Capability
from protocol_spec.instant import Instant, earliest
from simulator.machine.arc import SLOT
from simulator.machine.burn import Burn
from simulator.machine.climate import GRID
from simulator.machine.plant import Plant
from simulator.terminal.settings.parameters_held import ParametersHeld


class Senses:
    """Call `look` whenever the plant was advanced."""

    def __init__(self, plant: Plant, parameters: ParametersHeld, capability: Capability) -> None:
        self._plant = plant
        self._parameters = parameters
        self._capability = capability
        self._ammeters = tuple(one for one in (Capability.MAINS_CURRENT, Capability.ARC_CURRENT) if capability & one)
        self._looked = plant.now
        self.last_current: Instant | None = None
        """When a current was seen last."""

    def look(self, now: Instant) -> None:
        since, self._looked = self._looked, now
        if self.flowing:
            self.last_current = now
        elif (burn := self._plant.burn) is not None and burn.until > since:
            self._look_back(burn, since)

    @property
    def flowing(self) -> bool:
        return self.current() >= self.threshold()

    @property
    def too_hot(self) -> bool:
        return self.temperature() >= self._parameters.number("too_hot")

    @property
    def gas(self) -> bool:
        return self._plant.gas and self._has(Capability.GAS_SENSOR)

    @property
    def cover_open(self) -> bool:
        return self._plant.cover_open and not self._plant.cover_taped and self._has(Capability.COVER_SWITCH)

    def threshold(self) -> int:
        """0.1 A."""
        return self._parameters.number("arc_threshold")

    def current(self) -> int:
        """0.1 A, of the mains where that is measured, else of the arc, else nothing."""
        return 0 if (judged := self._judged) is None else self._plant.reads(judged)

    def mains_current(self) -> int:
        """0.1 A; nothing where it is not measured. What BYPASS says, which is of the mains only."""
        return self._plant.reads(Capability.MAINS_CURRENT) if self._measures(Capability.MAINS_CURRENT) else 0

    def temperature(self) -> int:
        """0.1 °C."""
        return self._plant.reads(Capability.TEMPERATURE)

    def next_timer(self) -> Instant | None:
        return earliest(self._current_may_cross(), self._temperature_may_cross())

    # ---- the current ---------------------------------------------------------------------------------------------

    @property
    def _judged(self) -> Capability | None:
        """The sensor whose current counts."""
        failed = self._plant.failed
        if failed == Capability.NONE:
            return self._ammeters[0] if self._ammeters else None
        return next((one for one in self._ammeters if not failed & one), None)

    def _current_may_cross(self) -> Instant | None:
        plant, judged = self._plant, self._judged
        if not plant.burning or plant.burn is None or judged is None:
            return None
        least, most = plant.span_of(judged)
        return plant.burn.slot_end(plant.now) if least < self.threshold() <= most else None

    def _look_back(self, burn: Burn, since: Instant) -> None:
        """No current now: the last slot of this arc, since the last look, in which there was one."""
        judged = self._judged
        if judged is None:
            return
        for slot in range(burn.slot(burn.until - 1), burn.slot(max(since, burn.struck)) - 1, -1):
            if self._plant.read_in(judged, slot) >= self.threshold():
                self.last_current = min(burn.struck + (slot + 1) * SLOT, burn.until)
                return

    # ---- the rest ------------------------------------------------------------------------------------------------

    def _temperature_may_cross(self) -> Instant | None:
        """The grid's step at which it could be on the other side at the earliest."""
        cabinet, limit = self._plant.cabinet, self._parameters.number("too_hot")
        if not cabinet.steepest or self._plant.imposed_temperature is not None:
            return None
        least, most = self._plant.instruments.span(Capability.TEMPERATURE, *cabinet.limits)
        if not least < limit <= most:
            return None
        warm = self.temperature()
        away = limit - warm if warm < limit else warm - limit + 1
        return (self._plant.now // GRID + -(-away // cabinet.steepest)) * GRID

    def _measures(self, sensor: Capability) -> bool:
        return bool(self._capability & ~self._plant.failed & sensor)

    def _has(self, sensor: Capability) -> bool:
        return bool(self._capability & sensor)
