"""What is read of what is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Capability
from protocol_spec.instant import MS, S
from simulator.draw import Draw
from simulator.machine.sensors import sensor, thermometer

from .worlds import DRAWS, FEW, TERMINAL, do, machine

CLASSES = st.integers(0, 100)
SCALES = st.sampled_from([1_000, 2_000, 3_150, 10_000])
SIXTEEN = st.integers(0, 65535)
ALL = Capability.MAINS_CURRENT | Capability.ARC_CURRENT | Capability.ARC_VOLTAGE | Capability.TEMPERATURE
EACH = [Capability.MAINS_CURRENT, Capability.ARC_CURRENT, Capability.ARC_VOLTAGE]


@FEW
@given(DRAWS, SCALES, CLASSES, st.integers(0, 20_000), SIXTEEN)
def test_what_is_read_is_within_the_class_of_what_is_true(
    draw: Draw, scale: int, permille: int, true: int, noise: int
) -> None:
    read = sensor(draw, "a current", scale, permille).reads(true, noise)
    assert abs(read - true) <= scale * permille // 1000
    assert permille or read == true


@FEW
@given(DRAWS, SCALES, CLASSES, SIXTEEN)
def test_nothing_reads_nothing(draw: Draw, scale: int, permille: int, noise: int) -> None:
    assert sensor(draw, "a current", scale, permille).reads(0, noise) == 0


@FEW
@given(DRAWS, SCALES, CLASSES, st.integers(0, 20_000), st.integers(0, 20_000), SIXTEEN)
def test_more_never_reads_less_and_so_the_span_holds_all_that_is_read(
    draw: Draw, scale: int, permille: int, one: int, two: int, noise: int
) -> None:
    able, (least, most) = sensor(draw, "a current", scale, permille), sorted((one, two))
    assert able.reads(least, noise) <= able.reads(most, noise)
    low, high = able.span(least, most)
    for true in (least, (least + most) // 2, most):
        assert low <= able.reads(true, noise) <= high


def test_the_parts_of_an_error_together_are_no_more_than_the_class() -> None:
    for seed in range(500):
        for scale, permille in ((1_000, 25), (3_150, 10), (10_000, 100)):
            able = sensor(Draw(seed, TERMINAL), "a current", scale, permille)
            assert abs(able.gain) + abs(able.zero) + able.noise <= scale * permille // 1000
            assert abs(able.zero) + able.noise < able.starts


def test_gain_and_zero_are_drawn_once_for_a_terminal_and_a_sensor() -> None:
    draw = Draw(1, TERMINAL)
    assert sensor(draw, "mains current", 1_000, 25) == sensor(draw, "mains current", 1_000, 25)
    drawn = {
        sensor(Draw(1, f"99990100000000{terminal:02d}"), name, 1_000, 25).gain
        for terminal in range(20)
        for name in ("mains current", "arc current")
    }
    assert len(drawn) > 10
    warmer = [thermometer(Draw(seed, TERMINAL), 25) for seed in range(100)]
    assert max(map(abs, warmer)) <= 25
    assert len(set(warmer)) > 20


@FEW
@given(st.integers(0, 50), st.integers(1, 600))
def test_on_a_machine_truth_and_reading_are_two_things_within_the_class(seed: int, tenths: int) -> None:
    plant = machine(seed=seed, sensor_class=25)
    do(plant, "trigger")
    plant.advance(tenths * 100 * MS)
    true = plant.reading()
    assert abs(plant.reads(Capability.MAINS_CURRENT) - true.mains_current) <= 25
    assert abs(plant.reads(Capability.ARC_CURRENT) - true.arc_current) <= 78
    assert abs(plant.reads(Capability.ARC_VOLTAGE) - true.arc_voltage) <= 25
    assert abs(plant.reads(Capability.TEMPERATURE) - plant.temperature) <= 25
    for which in EACH[:2]:
        least, most = plant.span_of(which)
        assert least <= plant.reads(which) <= most
        assert plant.burn is not None
        assert plant.read_in(which, plant.burn.slot(plant.now)) == plant.reads(which)


@FEW
@given(st.integers(0, 5), st.integers(0, 30), st.sampled_from([0, 25]))
def test_within_a_slot_a_reading_stands_still(seed: int, slot: int, sensor_class: int) -> None:
    plant = machine(seed=seed, sensor_class=sensor_class)
    do(plant, "trigger")
    read = set()
    for part in range(4):
        plant.advance(slot * 100 * MS + part * 33 * MS)
        read.add(tuple(plant.reads(which) for which in EACH))
    assert len(read) == 1


# ---- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", EACH)
def test_a_stuck_sensor_says_on_what_it_said_and_lets_go_again(which: Capability) -> None:
    plant = machine(sensor_class=25)
    do(plant, "trigger")
    plant.advance(5 * S)
    said = plant.reads(which)
    do(plant, "sensor-stuck", int(which))
    do(plant, "trigger", False)
    plant.advance(60 * S)
    assert plant.reads(which) == said > 0
    assert plant.reading().power == 0
    do(plant, "sensor-stuck", 0)
    assert plant.reads(which) != said
    assert plant.failed is Capability.NONE, "it does not know"


def test_a_stuck_thermometer_does_not_see_it_get_hot() -> None:
    plant = machine()
    do(plant, "sensor-stuck", int(Capability.TEMPERATURE))
    do(plant, "temperature", 900)
    assert plant.reads(Capability.TEMPERATURE) == 250
    assert plant.temperature == 900


def test_one_that_is_stuck_already_keeps_its_value_when_another_sticks() -> None:
    plant = machine()
    do(plant, "trigger")
    plant.advance(3 * S)
    do(plant, "sensor-stuck", int(Capability.MAINS_CURRENT))
    said = plant.reads(Capability.MAINS_CURRENT)
    plant.advance(9 * S)
    do(plant, "sensor-stuck", int(ALL))
    assert plant.reads(Capability.MAINS_CURRENT) == said


def test_a_clamp_that_was_taken_off_reads_nothing_and_counts_nothing_while_the_machine_welds() -> None:
    plant = machine(sensor_class=25)
    do(plant, "trigger")
    plant.advance(10 * S)
    counted = plant.mark()
    do(plant, "clamp-off")
    plant.advance(20 * S)
    assert plant.reads(Capability.MAINS_CURRENT) == 0
    assert plant.reads(Capability.ARC_CURRENT) > 1_000, "that is another sensor"
    assert plant.reading().mains_current > 50
    assert plant.mark() == counted
    assert plant.meter.true_arc_micros == 20 * S
    do(plant, "clamp-off", False)
    plant.advance(30 * S)
    assert plant.mark().arc_micros == 20 * S
