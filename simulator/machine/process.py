"""A welding process as a load line, and the way from the arc back to the mains."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A load line: volts = base + milliohms × amperes; and the way from the arc back to the mains (three-phase 380 V)."""

    amperes: int
    base_volts: int
    milliohms: int
    efficiency_percent: int
    power_factor_percent: int
