"""How a machine with its module is built: what the plant has to know of a profile, and nothing that is on the wire."""

from dataclasses import dataclass

from protocol_spec.codes import AccessClass, Capability
from simulator.machine.climate import Climate
from simulator.machine.power_source import PowerSource
from simulator.machine.process import Process


@dataclass(frozen=True)
class Build:
    """Position in 1e-6 degree; `amperes` is what the source is set to; `sensor_class` in thousandths of the full scale; of
    `sensors` the current sensors count. Without a `source` there is no machine: a gateway."""

    access: AccessClass
    sensors: Capability
    relay_millis: int
    latitude: int
    longitude: int
    source: PowerSource | None
    process: Process
    amperes: int
    climate: Climate
    sensor_class: int

    @property
    def meters_the_mains(self) -> bool:
        """What the module counts energy of: of the mains where it has a clamp there, else of the arc."""
        return bool(self.sensors & Capability.MAINS_CURRENT)
