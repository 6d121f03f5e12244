"""What a module can measure, and what it says where it cannot (REP-04, REP-13, EVT-10).

A value is what the sensor reads, right or wrong; a sensor the module does not have makes it "not available", one that is
known to be broken "faulty": the field's kind knows both (FRM-21). So a field added to a record is measured as soon as it is
listed in `SENSORS`.
"""

from protocol_spec.codes import Capability, ClockState, CoordinateSystem, Supply
from protocol_spec.instant import Instant
from protocol_spec.layout import Layout
from protocol_spec.messages import Record, Status
from simulator.machine.plant import Plant
from simulator.terminal.lock.guard import Guard
from simulator.terminal.profile import Profile

MICROJOULES_PER_WH = 3_600_000_000

SENSORS: dict[str, Capability] = {
    "mains_current": Capability.MAINS_CURRENT,
    "arc_current": Capability.ARC_CURRENT,
    "arc_voltage": Capability.ARC_VOLTAGE,
    "temperature": Capability.TEMPERATURE,
    "latitude": Capability.POSITION,
    "longitude": Capability.POSITION,
}
"""Which sensor a measured field needs."""


class Measuring:
    def __init__(self, plant: Plant, guard: Guard, profile: Profile) -> None:
        self._plant = plant
        self._guard = guard
        self._profile = profile

    def measured(self, layout: type[Layout]) -> dict[str, int]:
        """The measured fields of this message or row, by name."""
        return {name: self._field(layout, name) for name in layout.fields() if name in SENSORS}

    def _field(self, layout: type[Layout], name: str) -> int:
        kind, sensor = layout.fields()[name].kind, SENSORS[name]
        assert kind.absent is not None, f"{name} is measured and has no value for not available"
        assert kind.fault is not None, f"{name} is measured and has no value for faulty"
        # REP-04 "… one that is not measured MUST be sent as not available."
        if not self._profile.capability & sensor:
            return kind.absent
        # EVT-10 "When a sensor fails a terminal MUST record the event SENSOR_FAULT and send the field as faulty."
        if self._plant.failed & sensor:
            return kind.fault
        # REP-13 "Without a fix STATUS MUST say NO_FIX, and latitude and longitude not available."
        if sensor is Capability.POSITION and not self._plant.has_fix:
            return kind.absent
        return self._reads(name, sensor)

    def _reads(self, name: str, sensor: Capability) -> int:
        if sensor is Capability.POSITION:
            return self._plant.latitude if name == "latitude" else self._plant.longitude
        return self._plant.reads(sensor)

    @property
    def _has_position(self) -> bool:
        plant = self._plant
        return bool(self._profile.capability & ~plant.failed & Capability.POSITION) and plant.has_fix

    def status(self, number: int, time: Instant, clock: ClockState) -> Record:
        grant = self._guard.grant
        return Status(
            record=number,
            time=time,
            clock=clock,
            lock=self._guard.lock_state,
            relay_command=self._guard.relay_command,
            relay_feedback=self._guard.feedback(),
            grant=grant.unlock.grant if grant else 0,
            energy=self._plant.microjoules // MICROJOULES_PER_WH,
            coordinates=CoordinateSystem.WGS84 if self._has_position else CoordinateSystem.NO_FIX,
            signal=self._profile.signal,
            supply=Supply.MAINS if self._plant.mains else Supply.BACKUP,
            **self.measured(Status),
        )
