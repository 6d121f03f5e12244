"""The mains side, from the arc side: efficiency, power factor, phases, and what flows without an arc.

Stated, and tested (`tests/simulator/machine/test_mains.py`): the power of the mains is the arc's by the efficiency and the
idle power on top; the current is that of this power by the power factor, on as many phases; without an arc the mains sees the
idle apparent power and nothing else; no source idles with a current that the lowest threshold would take for an arc.
"""

from simulator.machine.power_source import PowerSource

_SQRT3_PERMILLE = 1_732


def mains_power(source: PowerSource, arc_power: int) -> int:
    """W, of an arc of so many W; with 0 what an energised machine takes that does not weld."""
    return arc_power * 100 // source.efficiency + source.idle_watts


def mains_current(source: PowerSource, arc_power: int) -> int:
    """0.1 A in each phase. What idles is added as if it were in phase: a little too much rather than too little."""
    deciamperes_per_watt = 10 * 1_000 * 10_000
    load = arc_power * deciamperes_per_watt // (source.efficiency * source.power_factor * permille_volts(source))
    return load + idle_current(source)


def idle_current(source: PowerSource) -> int:
    """0.1 A in each phase."""
    return source.idle_va * 10 * 1_000 // permille_volts(source)


def permille_volts(source: PowerSource) -> int:
    """Thousandths of the volts that times amperes are volt-amperes."""
    return source.volts * (_SQRT3_PERMILLE if source.phases == 3 else 1_000)
