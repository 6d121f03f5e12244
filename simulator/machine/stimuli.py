"""What can happen to a machine, by name: the stimuli that are for it and not for the module.

| name | value | what happens |
|---|---|---|
| trigger | held or not | one constant arc of the machine's own process while it is held |
| work | number of the work; `process`, `amperes`, `pace`, `rests` | arc after arc from now on, as `pattern` has it |
| rest | | the work is over |
| shunt | there or not | a bridge around the module's contact |
| weld-contact, relay-stuck | so or not | the contact does not open; does not close |
| gas, cover, mains, fix | there or not | combustible gas; the cover open; the supply; a position |
| temperature, temperature-release | 0.1 °C | it is so warm, whatever the climate; and no longer |
| move | `latitude`, `longitude` in 1e-6 degree | the machine is elsewhere |
| sensor-fault, sensor-stuck | sensors (Capability) | these are open; these say on what they say now |
| clamp-off | off or not | the clamp hangs beside the cable |
| cover-taped | so or not | the switch under the cover is held down: it sees no opening |
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from protocol_spec.codes import Capability
from protocol_spec.endpoint import Value
from simulator.machine.pattern import Habit
from simulator.machine.power_source import PowerSource
from simulator.machine.process import Process, process_named
from simulator.machine.torch import Demand

if TYPE_CHECKING:
    from simulator.machine.plant import Plant


def undergo(plant: "Plant", name: str, values: Mapping[str, Value]) -> bool:
    """False where this is nothing that happens to a machine.

    Raises:
        ValueError: a work of a process that does not exist, of amperes that it or the source is not for.
    """
    match name:
        case "work":
            _work(plant, values)
        case "rest":
            plant.torch.rest()
        case "move":
            plant.latitude, plant.longitude = int(values["latitude"]), int(values["longitude"])
        case "temperature-release":
            plant.imposed_temperature = None
        case _:
            return _switched(plant, name, values.get("value", 0))
    return True


def _switched(plant: "Plant", name: str, value: Value) -> bool:
    if isinstance(value, str):
        return False
    match name:
        case "trigger":
            plant.torch.trigger = bool(value)
        case "shunt":
            plant.shunted = bool(value)
        case "weld-contact":
            plant.contactor.weld(bool(value))
        case "relay-stuck":
            plant.contactor.stick(bool(value))
        case "gas":
            plant.gas = bool(value)
        case "mains":
            plant.mains = bool(value)
        case "temperature":
            plant.imposed_temperature = value
        case "cover":
            plant.cover_open = bool(value)
            plant.cover_was_opened |= plant.cover_open and not plant.cover_taped
        case "cover-taped":
            plant.cover_taped = bool(value)
        case "fix":
            plant.has_fix = bool(value)
        case _:
            return _of_a_sensor(plant, name, value)
    return True


def _of_a_sensor(plant: "Plant", name: str, value: int) -> bool:
    match name:
        case "sensor-fault":
            plant.instruments.failed = Capability(value)
        case "sensor-stuck":
            plant.instruments.stick(Capability(value), plant.reads)
        case "clamp-off":
            plant.instruments.clamp_off = bool(value)
        case _:
            return False
    return True


def _work(plant: "Plant", values: Mapping[str, Value]) -> None:
    own = plant.build
    name, amperes = str(values.get("process", own.process.name)), values.get("amperes")
    process = process_named(name)
    if amperes is None:
        amperes = own.amperes if process is own.process else sum(process.amperes) // 2
    if own.source is None:
        raise ValueError("there is nothing to weld with: this module stands on no machine")
    habit = Habit(int(values.get("pace", 1_000)), int(values.get("rests", 1_000)))
    plant.torch.work(int(values.get("value", 0)), demand(process, int(amperes), own.source), plant.now, habit)


def demand(process: Process, amperes: int, source: PowerSource) -> Demand:
    """An arc of this process on this source: the dial ends where the source does.

    Raises:
        ValueError: amperes that the process is not for, or a source that does not reach it.
    """
    least, most = process.amperes
    if not least <= amperes <= most:
        raise ValueError(f"{process.name} takes {least} to {most} A, not {amperes}")
    if source.max_amperes < least:
        raise ValueError(f"{process.name} takes {least} A at least, and {source.name} gives {source.max_amperes}")
    return Demand(process, min(amperes, source.max_amperes))
