"""What is true at an instant, all of it at once."""

from dataclasses import dataclass

from simulator.machine.arc import Flow
from simulator.machine.mains import idle_current, mains_current, mains_power
from simulator.machine.power_source import PowerSource


@dataclass(frozen=True)
class Reading:
    """What is true at this instant: 0.1 A, 0.1 V, 0.1 A, and W of the arc and of the mains."""

    arc_current: int = 0
    arc_voltage: int = 0
    mains_current: int = 0
    power: int = 0
    mains_power: int = 0


DEAD = Reading()


def burning(source: PowerSource, flow: Flow) -> Reading:
    return Reading(
        flow.current, flow.voltage, mains_current(source, flow.power), flow.power, mains_power(source, flow.power)
    )


def idle(source: PowerSource, voltage: int) -> Reading:
    """`voltage` is what stands at the electrode, 0.1 V."""
    return Reading(0, voltage, idle_current(source), 0, mains_power(source, 0))
