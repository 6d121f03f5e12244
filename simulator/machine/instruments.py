"""The module's sensors on this machine: what they read of what is true, and what is wrong with them.

An open sensor is known to be broken (EVT-10). A stuck one goes on saying what it said last, and a clamp that was taken off the
cable reads 0: of neither does the module know.
"""

from collections.abc import Callable
from typing import Final

from protocol_spec.codes import Capability
from simulator.draw import Draw
from simulator.machine.build import Build
from simulator.machine.sensors import MAINS_FULL_SCALE, VOLTAGE_FULL_SCALE, sensor, thermometer

CURRENTS_AND_VOLTAGE: Final = (Capability.MAINS_CURRENT, Capability.ARC_CURRENT, Capability.ARC_VOLTAGE)
_CURRENTS: Final = Capability.MAINS_CURRENT | Capability.ARC_CURRENT


class Instruments:
    """`true` is in 0.1 A, 0.1 V or 0.1 °C. `noise` is 64 bits of the slot, sixteen for each sensor."""

    def __init__(self, build: Build, draw: Draw) -> None:
        amperes = build.source.max_amperes if build.source else 1
        permille = build.sensor_class
        self.failed = Capability.NONE
        """Sensors that are broken and known to be."""
        self.clamp_off = False
        """The clamp hangs beside the cable."""
        self._stuck: dict[Capability, int] = {}
        self._warmer = thermometer(draw, permille)
        self._sensors = {
            Capability.MAINS_CURRENT: sensor(draw, "mains current", MAINS_FULL_SCALE, permille),
            Capability.ARC_CURRENT: sensor(draw, "arc current", amperes * 10, permille),
            Capability.ARC_VOLTAGE: sensor(draw, "arc voltage", VOLTAGE_FULL_SCALE, permille),
        }

    @property
    def blind(self) -> bool:
        """Whether a current may flow that the module does not see, or one be seen that does not flow."""
        return self.clamp_off or bool((self.failed | sum(self._stuck, Capability.NONE)) & _CURRENTS)

    def reads(self, which: Capability, true: int, noise: int) -> int:
        if self._stuck and (stuck := self._stuck.get(which)) is not None:
            return stuck
        if which is Capability.TEMPERATURE:
            return true + self._warmer
        if which is Capability.MAINS_CURRENT and self.clamp_off:
            return 0
        if not true:
            return 0
        return self._sensors[which].reads(true, noise >> 16 * CURRENTS_AND_VOLTAGE.index(which) & 0xFFFF)

    def span(self, which: Capability, least: int, most: int) -> tuple[int, int]:
        """Between what it reads while the truth is between these."""
        off = self.clamp_off and which is Capability.MAINS_CURRENT
        if off or which in self._stuck or which is Capability.TEMPERATURE:
            return self.reads(which, least, 0), self.reads(which, most, 0)
        return self._sensors[which].span(least, most)

    def stick(self, which: Capability, reads: Callable[[Capability], int]) -> None:
        """From now on these, and no others, say what they say now."""
        able = (*CURRENTS_AND_VOLTAGE, Capability.TEMPERATURE)
        self._stuck = {one: reads(one) for one in able if which & one}
