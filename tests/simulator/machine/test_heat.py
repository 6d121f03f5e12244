"""Duty cycle and thermal trip, beside a plain reckoning of the same over a list of rectangles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.instant import MINUTE, MS, Instant, S
from simulator.draw import Draw
from simulator.machine.heat import COOLS_WITHIN, WINDOW, Heat, Heating, limit, never_trips
from simulator.machine.power_source import PowerSource, source_named

from .worlds import FEW, SOURCES, TERMINAL, do, machine, source_of

ARCS = st.lists(st.tuples(st.integers(1, 600), st.integers(1, 900)), min_size=1, max_size=12)
"""Seconds without and seconds with an arc."""


def heat_of(source: PowerSource) -> Heat:
    return Heat(source, Draw(1, TERMINAL))


@FEW
@given(SOURCES, ARCS, st.lists(st.integers(5, 100), min_size=12, max_size=12))
def test_the_load_is_never_above_the_limit_and_is_the_limit_at_the_trip(
    source: PowerSource, arcs: list[tuple[int, int]], percents: list[int]
) -> None:
    heat, now, burned = heat_of(source), 0, list[Heating]()
    for (quiet, lasts), percent in zip(arcs, percents, strict=False):
        amperes, now = max(1, source.max_amperes * percent // 100), now + quiet * S
        heat.struck(amperes, now)
        ends = now + lasts * S if heat.trips_at is None else min(now + lasts * S, heat.trips_at)
        burned.append(Heating(now, ends, amperes**2))
        corners = {t for one in burned for t in (one.begins, one.ends, one.begins + WINDOW, one.ends + WINDOW)}
        for corner in [*sorted(corner for corner in corners if now <= corner <= ends), ends]:
            assert load(burned, corner) <= limit(source)
            assert heat.load(corner) == load(burned, corner)
        if heat.trips_at == ends:
            assert limit(source) - load(burned, ends) < amperes**2, "a microsecond later it would be too much"
            return
        now = ends
        heat.quenched(now)


def load(burned: list[Heating], now: Instant) -> int:
    return sum(one.within(now - WINDOW, now) for one in burned)


@pytest.mark.parametrize(
    ("name", "amperes", "seconds"),
    [
        ("inverter_315", 315, 360),
        ("inverter_315", 243, None),
        ("inverter_315", 280, 455),
        ("transformer_300", 300, 210),
        ("transformer_300", 177, None),
        ("inverter_1000", 1000, None),
    ],
)
def test_a_source_gives_its_rated_current_for_x_percent_of_ten_minutes(
    name: str, amperes: int, seconds: int | None
) -> None:
    """60 % of 315 A is six minutes; a current below the square root of X times as much is for ever."""
    source, heat = source_named(name), heat_of(source_named(name))
    heat.struck(amperes, 0)
    assert (heat.trips_at is None) is never_trips(source, amperes)
    assert (None if heat.trips_at is None else heat.trips_at // S) == seconds


def test_what_burned_before_counts_for_ten_minutes_and_no_longer() -> None:
    heat = heat_of(source_named("inverter_315"))
    heat.struck(315, 0)
    heat.quenched(5 * MINUTE)
    heat.struck(315, 6 * MINUTE)
    assert heat.trips_at == 7 * MINUTE
    heat.quenched(6 * MINUTE)
    heat.struck(315, 15 * MINUTE)
    assert heat.trips_at == 21 * MINUTE, "as if it were new"


def test_a_small_current_after_a_great_one_can_be_one_too_much() -> None:
    heat = heat_of(source_named("inverter_315"))
    heat.struck(315, 0)
    heat.quenched(359 * S)
    heat.struck(200, 360 * S)
    assert never_trips(source_named("inverter_315"), 200)
    assert heat.trips_at is not None


# ---- on a machine ----------------------------------------------------------------------------------------------------


@FEW
@given(st.integers(0, 40), st.lists(st.integers(1, 90_000), max_size=30))
def test_while_tripped_nothing_burns_and_it_is_over_in_three_to_eight_minutes(seed: int, looks: list[int]) -> None:
    plant = machine(seed=seed, amperes=200, source=source_named("inverter_200"))
    do(plant, "trigger")
    plant.advance(6 * MINUTE - 1)
    assert plant.burning
    plant.advance(6 * MINUTE)
    assert plant.tripped
    energy, now = plant.meter.true_arc_energy, plant.now
    assert plant.next_timer() is not None
    until = plant.next_timer() or 0
    assert COOLS_WITHIN[0] <= until - now <= COOLS_WITHIN[1]
    for look in looks:
        now = min(now + look * MS, until - 1)
        plant.advance(now)
        assert not plant.burning
        assert plant.reading().power == 0
        assert plant.fan
        assert plant.warning_lamp
    assert plant.meter.true_arc_energy == energy
    plant.advance(until)
    assert plant.burning, "the trigger is still held"
    assert not plant.tripped


def test_a_machine_within_its_duty_never_trips() -> None:
    plant = machine()
    assert never_trips(source_of(plant), 130)
    do(plant, "trigger")
    plant.advance(60 * MINUTE)
    assert plant.burning
    assert plant.arc_micros == 60 * MINUTE
