"""The machine around the module: contactor, arc, cover, sensors. What is true, whatever the firmware believes."""

from dataclasses import dataclass

from protocol_spec.codes import Capability
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from simulator.draw import Draw
from simulator.machine.build import Build
from simulator.machine.welding import SLOT, arc_current, arc_power, arc_voltage, mains_current


@dataclass(frozen=True)
class Reading:
    """What flows at this instant: 0.1 A, 0.1 V, 0.1 A, W."""

    arc_current: int = 0
    arc_voltage: int = 0
    mains_current: int = 0
    power: int = 0


QUIET = Reading()

BACKUP: Duration = 5 * S
"""How long a backup supply feeds the module: a capacitor, for a last word."""


@dataclass(frozen=True)
class Mark:
    """Where the counters of arc time (µs) and energy (µJ) stood."""

    arc_micros: int
    microjoules: int


class Plant:
    """Advance it to `now` before asking or changing anything. Energy and arc time are exact integrals, in µJ and µs."""

    def __init__(self, build: Build, draw: Draw, now: Instant, microjoules: int = 0) -> None:
        self._build = build
        self._draw = draw
        self._at = now
        self._struck: int | None = None
        self._moves_at: Instant | None = None
        self._commanded = False
        self.relay_closed = False
        self.trigger = False
        self.shunted = False
        self.welded_contact = False
        self.cover_open = False
        self.cover_was_opened = False
        """The latch of the cover switch: it works without power, and is read at power-up (EVT-03)."""
        self.gas = False
        self.mains = True
        """Whether the supply is there. A module with a backup outlives it for `BACKUP`; one without is off."""
        self.temperature = 250
        self.latitude = build.latitude
        self.longitude = build.longitude
        self.has_fix = True
        self.failed = Capability.NONE
        """Sensors that are broken."""
        self.arc_micros = 0
        self.microjoules = microjoules

    @property
    def burning(self) -> bool:
        return self.trigger and self.mains and (self.relay_closed or self.shunted)

    def mark(self) -> Mark:
        return Mark(self.arc_micros, self.microjoules)

    def powered_up(self, now: Instant, microjoules: int) -> None:
        """The module starts anew and its coil was off; the machine around it is as it was. `microjoules` is what its meter
        remembers: what flowed while it was off, it has not seen."""
        self._at, self._struck, self._moves_at, self._commanded = now, None, None, False
        self.relay_closed = self.welded_contact
        self.microjoules = microjoules

    def undergo(self, name: str, value: int) -> bool:
        """Something happens to the machine; False where this is no such thing."""
        match name:
            case "trigger":
                self.trigger = bool(value)
            case "shunt":
                self.shunted = bool(value)
            case "weld-contact":
                self.weld_contact(bool(value))
            case "gas":
                self.gas = bool(value)
            case "mains":
                self.mains = bool(value)
            case "temperature":
                self.temperature = value
            case "cover":
                self.cover_open = bool(value)
                self.cover_was_opened |= self.cover_open
            case "fix":
                self.has_fix = bool(value)
            case "sensor-fault":
                self.failed = Capability(value)
            case _:
                return False
        return True

    def weld_contact(self, welded: bool) -> None:
        """A contact that comes free falls to where its coil wants it."""
        self.welded_contact = welded
        if not welded and self._moves_at is None:
            self.relay_closed = self._commanded

    def command_relay(self, closed: bool, now: Instant) -> None:
        self.advance(now)
        if closed == self._commanded and self._moves_at is not None:
            return  # told again in mid-motion: the contactor does not begin anew
        self._commanded = closed
        self._moves_at = now + self._build.relay_millis * MS

    def advance(self, now: Instant) -> None:
        while self._moves_at is not None and self._moves_at <= now:
            moves_at, self._moves_at = self._moves_at, None
            self._burn(moves_at)
            self.relay_closed = self._commanded or self.welded_contact
        self._burn(now)

    def reading(self) -> Reading:
        if not self.burning:
            return QUIET
        return self._reading_in(self._at // SLOT)

    def next_timer(self) -> Instant | None:
        slot_end = (self._at // SLOT + 1) * SLOT if self.burning else None
        return earliest(self._moves_at, slot_end)

    def _burn(self, until: Instant) -> None:
        if not self.burning:
            self._struck = None
            self._at = max(self._at, until)
            return
        while self._at < until:
            slot = self._at // SLOT
            if self._struck is None:
                self._struck = slot
            end = min(until, (slot + 1) * SLOT)
            self.microjoules += self._reading_in(slot).power * (end - self._at)
            self.arc_micros += end - self._at
            self._at = end

    def _reading_in(self, slot: int) -> Reading:
        process = self._build.process
        struck = slot if self._struck is None else self._struck
        current = arc_current(process, self._draw, slot, struck)
        voltage = arc_voltage(process, self._draw, slot, current)
        power = arc_power(current, voltage)
        return Reading(current, voltage, mains_current(process, power), power)
