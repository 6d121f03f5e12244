"""How warm it is: bounded, steady, as a function of the instant; and warmer where something is lost."""

from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.instant import DAY, HOUR, MINUTE, S
from simulator.draw import Draw
from simulator.machine.climate import CLIMATES, GRID, Cabinet, Climate, ambient, rated_loss
from simulator.machine.power_source import PowerSource, source_named

from .worlds import CLIMATE, DRAWS, FEW, SOURCES, TERMINAL, do, machine

INSTANTS = st.integers(0, 40_000 * DAY)


@FEW
@given(CLIMATE, DRAWS, INSTANTS)
def test_the_surroundings_are_bounded_and_do_not_jump(climate: Climate, draw: Draw, at: int) -> None:
    here, next_step = ambient(climate, draw, at), ambient(climate, draw, at + GRID)
    assert abs(here - climate.middle) <= climate.swing + climate.drift + 1
    assert abs(next_step - here) <= 1
    assert here == ambient(climate, draw, at // GRID * GRID), "it stands still for ten seconds"
    midnight = (at // DAY + 1) * DAY - 8 * HOUR
    assert abs(ambient(climate, draw, midnight) - ambient(climate, draw, midnight - GRID)) <= 1


def test_it_is_warmest_in_the_afternoon_and_coldest_at_night() -> None:
    """Instant 0 is midnight UTC, so 7:00 there is 15:00 in China."""
    still = Climate("still", 200, 80, 0, warms=False)
    day = {hour: ambient(still, Draw(1, TERMINAL), hour * HOUR) for hour in range(24)}
    assert max(day, key=lambda hour: day[hour]) == 7
    assert min(day, key=lambda hour: day[hour]) == 19
    assert (day[7], day[19]) == (280, 120)


def test_a_laboratory_is_always_at_25_degrees_whatever_is_welded() -> None:
    plant = machine()
    do(plant, "trigger")
    plant.advance(3 * HOUR)
    assert plant.temperature == 250
    assert plant.cabinet.next_step is None
    assert plant.cabinet.steepest == 0


@FEW
@given(CLIMATE, SOURCES, DRAWS, INSTANTS, st.lists(st.integers(0, 150), min_size=1, max_size=200))
def test_the_cabinet_is_bounded_and_moves_by_the_steepest_step_at_most(
    climate: Climate, source: PowerSource, draw: Draw, at: int, percents: list[int]
) -> None:
    cabinet = Cabinet(climate, source, draw, at)
    for percent in percents:
        before = cabinet.temperature
        cabinet.pass_step(rated_loss(source) * percent // 100 * GRID)
        least, most = cabinet.limits
        assert least <= cabinet.temperature <= most
        assert abs(cabinet.temperature - before) <= max(cabinet.steepest, 0)


def test_at_its_rated_duty_it_ends_so_much_warmer_as_the_table_says_and_cools_again() -> None:
    source = source_named("inverter_315")
    indoors = Climate("indoors", 200, 0, 0, warms=True)
    cabinet = Cabinet(indoors, source, Draw(1, TERMINAL), 0)
    warm = []
    for _ in range(600):
        cabinet.pass_step(rated_loss(source) * GRID)
        warm.append(cabinet.temperature - 200)
    assert warm == sorted(warm)
    assert abs(warm[-1] - source.warms * 10) <= 2
    assert abs(warm[89] - source.warms * 10 * 0.632) <= 3, "the lag is a quarter of an hour"
    for _ in range(1200):
        cabinet.pass_step(0)
    assert cabinet.cold
    assert cabinet.temperature == 200


@FEW
@given(CLIMATE, st.integers(0, 3), st.lists(st.integers(1, 400), max_size=40))
def test_the_temperature_does_not_depend_on_how_time_is_cut_up(climate: Climate, seed: int, cuts: list[int]) -> None:
    one, many = (machine(7 * S + 1, seed, climate=climate) for _ in range(2))
    for plant in (one, many):
        do(plant, "work", 1)
    for cut in cuts:
        many.advance(many.now + cut * 100_003)
    one.advance(many.now)
    assert one.temperature == many.temperature
    for plant in (one, many):
        do(plant, "rest")
        do(plant, "mains", False)
        plant.advance(many.now + 37 * MINUTE)
    assert one.temperature == many.temperature


def test_an_imposed_temperature_holds_until_it_is_released() -> None:
    plant = machine(climate=CLIMATES["workshop"])
    own = plant.temperature
    do(plant, "temperature", 760)
    plant.advance(5 * MINUTE)
    assert plant.temperature == 760
    do(plant, "temperature-release")
    assert abs(plant.temperature - own) < 20


def test_a_machine_that_is_off_gets_as_cold_as_its_surroundings_in_one_long_sleep() -> None:
    plant = machine(climate=CLIMATES["outdoors"])
    do(plant, "trigger")
    plant.advance(HOUR)
    assert plant.temperature > ambient(CLIMATES["outdoors"], Draw(1, TERMINAL), plant.now) + 50
    do(plant, "mains", False)
    plant.advance(300 * DAY)
    assert plant.temperature == ambient(CLIMATES["outdoors"], Draw(1, TERMINAL), plant.now)
