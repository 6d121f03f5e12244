"""What happens to the machine and is an event when it comes and goes, locked or not (EVT-03, EVT-05, EVT-08, EVT-10)."""

from collections.abc import Callable

from protocol_spec.codes import Capability, EventCode
from protocol_spec.instant import MS, Instant
from simulator.machine.plant import BACKUP, Plant
from simulator.terminal.flash import Flash
from simulator.terminal.watch.senses import Senses


class Hazards:
    """Calls `event` with code, value and when."""

    def __init__(self, plant: Plant, senses: Senses, flash: Flash, capability: Capability) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self._plant = plant
        self._senses = senses
        self._flash = flash
        self._capability = capability
        self._gas = False
        self._hot = False
        self._mains = True
        self._failed = Capability.NONE

    def look(self, now: Instant) -> None:
        self._look_at_cover(now)
        # EVT-08 "Gas and over-temperature MUST be recorded as events when they come and when they go, locked or not."
        if self._senses.gas != self._gas:
            self._gas = self._senses.gas
            self.event(EventCode.GAS if self._gas else EventCode.GAS_CLEARED, 0, now)
        if (hot := self._senses.too_hot) != self._hot:
            self._hot = hot
            code = EventCode.OVER_TEMPERATURE if hot else EventCode.TEMPERATURE_CLEARED
            self.event(code, self._senses.temperature(), now)
        self._look_at_supply(now)
        self._look_at_sensors(now)

    def _look_at_supply(self, now: Instant) -> None:
        """EVT-05 "A terminal with a backup supply MUST send the event LAST_GASP when the supply is cut." """
        was, self._mains = self._mains, self._plant.mains
        if was and not self._mains and self._capability & Capability.BACKUP_SUPPLY:
            self.event(EventCode.LAST_GASP, BACKUP // MS, now)

    def _look_at_cover(self, now: Instant) -> None:
        """EVT-03 "Opening and closing of the cover MUST be recorded as events, and an opening without power at the next
        power-up." What was recorded last is in the flash, and the switch latches an opening that nobody saw."""
        if not self._capability & Capability.COVER_SWITCH:
            return
        open_now, latched = self._senses.cover_open, self._plant.cover_was_opened
        self._plant.cover_was_opened = False
        if (latched or open_now) and not self._flash.cover_open:
            self._flash.cover_open = True
            self.event(EventCode.COVER_OPENED, 0, now)
        if self._flash.cover_open and not open_now:
            self._flash.cover_open = False
            self.event(EventCode.COVER_CLOSED, 0, now)

    def _look_at_sensors(self, now: Instant) -> None:
        if self._plant.failed == self._failed:
            return
        anew, self._failed = self._plant.failed & ~self._failed, self._plant.failed
        for sensor in anew & self._capability:
            self.event(EventCode.SENSOR_FAULT, int(sensor), now)
