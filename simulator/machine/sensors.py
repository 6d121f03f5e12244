"""What is measured of what is true: an accuracy class, a resolution, and what goes wrong with a sensor.

A class of 25 thousandths (GB/T 15579.1 and IEC 60974-14 want ±2.5 % of the full scale) is divided: five eighths a wrong gain,
two eighths a wrong zero, both drawn once for a terminal and a sensor; one eighth noise, drawn anew for each slot of an arc. A
machine at rest reads steady. Below half the class a current reads 0, as meters have a starting current: so a dead machine
reads 0 whatever the zero is worth. A class of 0 reads the truth.

Stated, and tested (`tests/simulator/machine/test_sensors.py`): what is read is within the class of what is true; 0 reads 0; a
greater truth never reads less in the same slot; so from the span of the truth follows the span of what is read.

Units: as on the wire, 0.1 A, 0.1 V, 0.1 °C.
"""

from dataclasses import dataclass
from typing import Final

from simulator.draw import Draw

MAINS_FULL_SCALE: Final = 1_000
"""0.1 A: a clamp of 100 A around the primary."""
VOLTAGE_FULL_SCALE: Final = 1_000
TEMPERATURE_FULL_SCALE: Final = 1_000


@dataclass(frozen=True)
class Sensor:
    """`gain` is how much too high the full scale reads, `zero` how much too high everything reads, `noise` how far a reading
    is off either way, `starts` what it has to be to read at all. All in the unit of the value."""

    full_scale: int
    gain: int = 0
    zero: int = 0
    noise: int = 0
    starts: int = 0

    def reads(self, true: int, sixteen: int) -> int:
        """With sixteen bits for the noise of this slot."""
        return self._read(true, (sixteen * (2 * self.noise + 1) >> 16) - self.noise)

    def span(self, least: int, most: int) -> tuple[int, int]:
        """Between what it reads while the truth is between these."""
        return self._read(least, -self.noise), self._read(most, self.noise)

    def _read(self, true: int, noise: int) -> int:
        raw = true + self.gain * min(true, self.full_scale) // self.full_scale + self.zero + noise
        return 0 if raw < self.starts else max(0, raw)


def sensor(draw: Draw, name: str, full_scale: int, permille: int) -> Sensor:
    """The sensor of this terminal for this quantity, of a class in thousandths of the full scale."""
    budget, word = full_scale * permille // 1_000, draw.at("sensor " + name, 0)
    gain = _either_way(budget * 5 // 8, word & 0xFFFF)
    zero = _either_way(budget * 2 // 8, word >> 16 & 0xFFFF)
    return Sensor(full_scale, gain, zero, budget // 8, budget // 2)


def thermometer(draw: Draw, permille: int) -> int:
    """0.1 °C by which this terminal's thermometer reads too high: it has a wrong zero and is too slow for noise."""
    return _either_way(TEMPERATURE_FULL_SCALE * permille // 1_000, draw.at("sensor temperature", 0) & 0xFFFF)


def _either_way(most: int, sixteen: int) -> int:
    return (sixteen * (2 * most + 1) >> 16) - most
