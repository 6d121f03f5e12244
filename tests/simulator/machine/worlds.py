"""Machines to try, and what Hypothesis draws of them."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from protocol_spec.codes import AccessClass, Capability
from protocol_spec.endpoint import Value
from protocol_spec.instant import Instant
from simulator.draw import Draw
from simulator.machine.build import Build
from simulator.machine.climate import CLIMATES
from simulator.machine.plant import Plant
from simulator.machine.power_source import PowerSource, power_sources, source_named
from simulator.machine.process import Process, process_named, processes

FEW = settings(max_examples=60, deadline=None, derandomize=True)
TERMINAL = "9999010000000042"
DRAWS = st.builds(Draw, st.integers(0, 2**64 - 1), st.integers(0, 10**16 - 1).map("{:016d}".format))
PROCESSES = st.sampled_from(list(processes().values()))
SOURCES = st.sampled_from(list(power_sources().values()))
BURNS = st.integers(0, 2**43)
"""`boot << 24` and the count: the counter of the draw stays within 64 bits up to half a million power-ups."""
ACCESS = st.sampled_from(list(AccessClass))
CLIMATE = st.sampled_from(list(CLIMATES.values()))


@st.composite
def settings_of(draw: st.DrawFn) -> tuple[Process, int]:
    """A process and what it is set to."""
    process = draw(PROCESSES)
    return process, draw(st.integers(*process.amperes))


def build(**over: Any) -> Build:
    fields: dict[str, Any] = {
        "access": AccessClass.MAINS_RELAY,
        "sensors": Capability.MAINS_CURRENT,
        "relay_millis": 40,
        "latitude": 34_722_000,
        "longitude": 113_738_000,
        "source": source_named("inverter_315"),
        "process": process_named("smaw_3_2"),
        "amperes": 130,
        "climate": CLIMATES["laboratory"],
        "sensor_class": 0,
    }
    return Build(**(fields | over))


def machine(now: Instant = 0, seed: int = 1, *, closed: bool = True, **over: Any) -> Plant:
    """One that is ready to weld at `now`."""
    plant = Plant(build(**over), Draw(seed, TERMINAL), now)
    plant.relay_closed = closed
    plant.contactor.command(closed, now)
    plant.advance(now)
    return plant


def do(plant: Plant, name: str, value: Value = True, **values: Value) -> None:
    assert plant.undergo(name, {"value": value, **values})


def source_of(plant: Plant) -> PowerSource:
    assert plant.build.source is not None
    return plant.build.source
