"""The mains side from the arc side."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.machine.mains import idle_current, mains_current, mains_power
from simulator.machine.power_source import LOWEST_THRESHOLD, PowerSource, power_sources, source_named
from simulator.machine.process import process_named

from .worlds import FEW, SOURCES, machine


@FEW
@given(SOURCES, st.integers(0, 60_000))
def test_mains_power_is_arc_power_by_the_efficiency_and_the_idle_power_on_top(source: PowerSource, arc: int) -> None:
    assert abs(mains_power(source, arc) - (arc * 100 / source.efficiency + source.idle_watts)) < 1


@FEW
@given(SOURCES, st.integers(0, 60_000))
def test_mains_current_is_its_power_by_the_power_factor_on_as_many_phases(source: PowerSource, arc: int) -> None:
    volts = source.volts * (sqrt(3) if source.phases == 3 else 1)
    load = arc * 100 / source.efficiency / (volts * source.power_factor / 100)
    idle = source.idle_va / volts
    assert abs(mains_current(source, arc) / 10 - load - idle) <= 0.2 + load / 1_000


@pytest.mark.parametrize(
    ("name", "arc", "amperes"),
    [("inverter_200", 3276, 26), ("inverter_315", 3276, 6.5), ("inverter_350", 6625, 12.5)],
)
def test_the_examples_of_the_domain_study_come_out(name: str, arc: int, amperes: float) -> None:
    """SMAW 130 A is 25 A of one phase of 220 V and 6.6 A of three; GMAW 250 A is 13 A of three."""
    assert abs(mains_current(source_named(name), arc) / 10 - amperes) < 1


@pytest.mark.parametrize("source", power_sources().values(), ids=lambda source: source.name)
def test_no_source_idles_with_a_current_that_could_be_taken_for_an_arc(source: PowerSource) -> None:
    assert idle_current(source) < LOWEST_THRESHOLD
    assert mains_current(source, 0) == idle_current(source)
    assert mains_power(source, 0) == source.idle_watts


def test_an_energised_machine_idles_and_a_dead_one_does_not() -> None:
    plant = machine(source=source_named("transformer_300"), process=process_named("smaw_4_0"), amperes=160)
    assert plant.reading().mains_current == idle_current(source_named("transformer_300")) > 0
    assert plant.reading().mains_power == 110
    assert plant.reading().arc_voltage == 750
    plant.advance(3_600_000_000)
    assert plant.meter.true_mains_energy == 110 * 3_600_000_000
    assert plant.microjoules == 0, "below the starting current of any meter"
