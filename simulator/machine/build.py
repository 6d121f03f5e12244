"""How a machine with its module is built: what the plant has to know of a profile, and nothing that is on the wire."""

from dataclasses import dataclass

from simulator.machine.process import Process


@dataclass(frozen=True)
class Build:
    """Position in 1e-6 degree."""

    relay_millis: int
    latitude: int
    longitude: int
    process: Process
