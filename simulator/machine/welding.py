"""The arc as numbers: integers only, so that an array of machines gives the same bytes as one (domain: load lines).

Units: current 0.1 A, voltage 0.1 V, power W, slot 100 ms. A slot's current depends on the seed and the slot alone.
"""

from protocol_spec.instant import MS, Duration
from simulator.draw import Draw
from simulator.machine.process import Process

SLOT: Duration = 100 * MS
SURGE_SLOTS = 2
"""Striking a stick electrode shorts it for 50 to 200 ms at about 1.4 times the set current."""

_SQRT3_X_380 = 658


def arc_current(process: Process, draw: Draw, slot: int, struck: int) -> int:
    """0.1 A. ±8 % of flicker, and the surge of the strike."""
    nominal = process.amperes * 10
    flicker = nominal * (draw.below(161, "arc current", slot) - 80) // 1000
    current = nominal + flicker
    return current * 14 // 10 if slot - struck < SURGE_SLOTS else current


def arc_voltage(process: Process, draw: Draw, slot: int, current: int) -> int:
    """0.1 V, on the load line ± 1.5 V."""
    return process.base_volts * 10 + current * process.milliohms // 1000 + draw.below(31, "arc voltage", slot) - 15


def arc_power(current: int, voltage: int) -> int:
    """W."""
    return current * voltage // 100


def mains_current(process: Process, power: int) -> int:
    """0.1 A of the three-phase primary that feeds this arc: P / (η · √3 · 380 V · PF)."""
    return power * 10 * 10_000 // (process.efficiency_percent * process.power_factor_percent * _SQRT3_X_380)
