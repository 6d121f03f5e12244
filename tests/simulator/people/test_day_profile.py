"""Over a few thousand machines the day looks as appendix C has it: some 10,000 active machine-days, one seed."""

import pytest

from simulator.draw import Draw
from simulator.people.activity import PURPOSE, active_per_million, active_today
from simulator.people.calendar import day_number
from simulator.people.dice import PER_DAY
from simulator.people.enterprise import MachineKind
from simulator.people.roster import terminal_of
from tests.simulator.people.day_profile import FIRST, SEED, sites, week

POWERED = [  # hours, per cent of the day's active machines that are on
    (0, 6, 3),
    (8, 11.5, 70),
    (11.5, 13, 20),
    (13, 14, 65),
    (14, 17.5, 70),
    (17.5, 20, 25),
    (20, 24, 8),
]
SCANS = [  # hours, an hour per 1,000 active machines
    (0, 6, 5),
    (7, 8, 350),
    (8, 11.5, 90),
    (11.5, 13, 20),
    (13, 14, 220),
    (14, 17.5, 80),
    (17.5, 20, 40),
    (20, 24, 10),
]


@pytest.mark.parametrize(("first", "last", "per_cent"), POWERED)
def test_machines_are_on_as_in_the_day_profile(first: float, last: float, per_cent: int) -> None:
    """Within five points, and within a fifth where there are few."""
    share = week().share(int(first * 3600), int(last * 3600)) * 100
    assert share == pytest.approx(per_cent, abs=min(5, max(1, per_cent / 5)))


@pytest.mark.parametrize(("hour", "per_cent"), [(7, 15), (8, 60)])
def test_the_morning_ramp_is_that_of_the_day_profile(hour: int, per_cent: int) -> None:
    share = week().share(hour * 3600, hour * 3600 + 300) * 100
    assert share == pytest.approx(per_cent, abs=4)


@pytest.mark.parametrize(("first", "last", "an_hour"), SCANS)
def test_scans_come_as_in_the_day_profile(first: float, last: float, an_hour: int) -> None:
    """Within 15 per cent, and within 8 an hour where there are few."""
    found = week().scans_an_hour(int(first * 3600), int(last * 3600))
    assert found == pytest.approx(an_hour, abs=max(8 if an_hour > 10 else 2, an_hour * 0.15))


def test_six_to_ten_machines_in_a_hundred_are_used_on_a_working_day() -> None:
    assert 0.06 < week().active / week().machines < 0.10


def test_fewer_work_on_sundays_and_fewest_on_holidays() -> None:
    machines = [machine for site in sites(3_000) for machine in site.machines]

    def used(day: int) -> int:
        return sum(active_today(Draw(SEED, one.terminal), one.kind, day) for one in machines)

    monday, saturday, sunday = used(FIRST), used(FIRST + 5), used(FIRST + 6)
    assert monday > saturday > sunday > used(day_number(2026, 10, 2)) > 0


def test_whether_a_machine_is_used_is_one_draw_against_one_number() -> None:
    """What an array of a million terminals has to reckon, and all of it."""
    for kind in MachineKind:
        for number in range(1, 300):
            draw = Draw(SEED, terminal_of(number, 1))
            drawn = (draw.at(PURPOSE, FIRST * PER_DAY) >> 32) * 1_000_000 >> 32
            assert active_today(draw, kind, FIRST) == (drawn < active_per_million(kind, FIRST))
