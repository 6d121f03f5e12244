"""What has flowed: all of it, and what the module has counted of it (docs/decisions/0008).

A module counts arc time and energy while an arc burns whose current passes its sensor: of the mains where it has a clamp
there, else of the arc. What idles is below its starting current and counts as nothing, locked or not.
"""

from dataclasses import dataclass

from protocol_spec.instant import Duration
from simulator.machine.burn import Energy


@dataclass(frozen=True)
class Mark:
    """Where the module's counters of arc time (µs) and energy (µJ) stood."""

    arc_micros: int
    microjoules: int


class Meter:
    """All in µs and µJ. `arc_micros` and `microjoules` are the module's counters; the others are the truth since the machine
    was made, which for the module is nobody's business."""

    def __init__(self, of_the_mains: bool, microjoules: int) -> None:
        self.arc_micros = 0
        self.microjoules = microjoules
        self.true_arc_micros: Duration = 0
        self.true_arc_energy = 0
        self.true_mains_energy = 0
        self._of_the_mains = of_the_mains

    def burned(self, duration: Duration, energy: Energy, seen: bool) -> None:
        self.true_arc_micros += duration
        self.true_arc_energy += energy.arc
        self.true_mains_energy += energy.mains
        if seen:
            self.arc_micros += duration
            self.microjoules += energy.mains if self._of_the_mains else energy.arc

    def idled(self, duration: Duration, watts: int) -> None:
        self.true_mains_energy += watts * duration

    @property
    def lost(self) -> int:
        """What stayed in the machine as heat."""
        return self.true_mains_energy - self.true_arc_energy

    def mark(self) -> Mark:
        return Mark(self.arc_micros, self.microjoules)
