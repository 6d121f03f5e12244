"""Generated days, some of each profile; the thousands are run by hand (`tests/fleet/terminal_days.py`)."""

import pytest

from protocol_spec.instant import MINUTE
from simulator.draw import Draw
from simulator.fleet.day import Asked, TerminalDay, play_day
from simulator.fleet.sprinkling import HARSH, USUAL, Mishap, sprinkled
from simulator.fleet.world import GOOD, Cast
from simulator.terminal import load_profile
from simulator.terminal.faults import FAULTS
from simulator.terminal.mutants import MUTANTS
from tests.fleet import terminal_days
from tests.simulator.fleet.days import QUICK

CHEAP = ("", "cat1_good", "cat1_workshop", "nb_good", "rs485", "perfect")


def quick(number: int) -> bool:
    return terminal_days.asked(number).quality in CHEAP


DAYS = [number for number in range(200) if quick(number)][:64]


@pytest.mark.parametrize("first", range(0, len(DAYS), 8))
def test_nothing_breaks_on_any_day_whatever_befalls_a_terminal(first: int) -> None:
    total = terminal_days.Tally()
    for number in DAYS[first : first + 8]:
        total.add(terminal_days.tally(number, cast=GOOD if number % 8 == 0 else QUICK))
    assert not total.broken
    assert not total.undrained
    assert total.days == 8
    assert total.frames > 8 * 120
    assert total.mishaps


def test_the_days_are_of_all_profiles_and_have_most_faults() -> None:
    assert {terminal_days.asked(number).profile for number in DAYS} == set(terminal_days.machines())
    befallen = {mishap.fault.name for number in DAYS for mishap in planned(number)}
    assert len(befallen) > len(FAULTS) * 3 // 4


def planned(number: int) -> tuple[Mishap, ...]:
    return TerminalDay(terminal_days.asked(number)).mishaps


def test_a_wrong_terminal_does_not_get_through_ten_days() -> None:
    cast = Cast(terminal=MUTANTS["never-idle"].type)
    assert any(terminal_days.tally(number, rates="none", cast=cast).broken for number in DAYS[:10])


def test_a_terminal_that_raises_is_a_finding_and_not_the_end_of_the_run() -> None:
    def explode(*_: object) -> None:
        raise IndexError("out of range")

    kind = type("Raising", (MUTANTS["never-idle"].type,), {"receive_data": explode})
    assert "IndexError" in terminal_days.tally(DAYS[0], cast=Cast(terminal=kind)).broken[0]


def test_faults_are_drawn_at_their_rates() -> None:
    able = load_profile("cat1_retrofit").capability
    drawn = [one for day in range(4_000) for one in sprinkled(Draw(1, "7"), day, 0, 480 * MINUTE, USUAL, able)]
    per_thousand = len(drawn) / 4
    assert sum(USUAL.values()) * 0.8 < per_thousand < sum(USUAL.values()) * 1.2
    assert all(0 <= one.at < 480 * MINUTE for one in drawn)
    assert set(HARSH) == set(FAULTS)


def test_an_ordinary_day_is_dense_enough_to_be_worth_judging() -> None:
    day = play_day(Asked(seed=1, day=0, quality="cat1_good"))
    assert len(day.storage.arrived) > 480
    assert day.worker.scanned["GRANTED"] >= 1
    assert len(list(day.bay.truth.spans("arc"))) > 5
