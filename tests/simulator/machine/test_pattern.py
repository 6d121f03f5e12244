"""How a worker's arcs follow each other: in order, within the lengths of the process, as often as the trade reports."""

from itertools import islice, pairwise
from math import exp
from statistics import NormalDist, mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.instant import HOUR, MS
from simulator.draw import Draw
from simulator.machine.lognormal import NORMAL, POWERS, lognormal
from simulator.machine.pattern import Habit, Planned, arcs, gap, length, strikes
from simulator.machine.process import Process, process_named, processes

from .worlds import DRAWS, FEW, PROCESSES, TERMINAL

WORKS = st.integers(0, 2**43)
HABITS = st.builds(Habit, pace=st.integers(250, 4_000), rests=st.integers(0, 3_000))
SHIFT = 8 * HOUR


def shift(process: Process, work: int, habit: Habit | None = None) -> list[Planned]:
    """The arcs of eight hours."""
    taken = []
    for arc in arcs(process, Draw(1, TERMINAL), work, habit or Habit()):
        if arc.ends > SHIFT:
            return taken
        taken.append(arc)
    raise AssertionError("a work has no end")


@FEW
@given(PROCESSES, DRAWS, WORKS, HABITS)
def test_arcs_come_one_after_the_other_and_each_is_the_sum_of_what_came_before(
    process: Process, draw: Draw, work: int, habit: Habit
) -> None:
    first = list(islice(arcs(process, draw, work, habit), 40))
    assert first[0].begins == gap(process, draw, work, 0, habit) > 0
    for k, (one, two) in enumerate(pairwise(first)):
        assert one.begins < one.ends < two.begins
        assert one.lasts == length(process, draw, work, k)
        assert two.begins - one.ends == gap(process, draw, work, k + 1, habit)
    assert all(time % MS == 0 for arc in first for time in arc), "edges are on whole milliseconds"


@FEW
@given(PROCESSES, DRAWS, WORKS)
def test_lengths_lie_between_the_ends_of_the_process(process: Process, draw: Draw, work: int) -> None:
    for k in range(24):
        millis = length(process, draw, work, k) // MS
        if process.arc is not None:
            assert process.arc.least <= millis <= process.arc.most
        waits = gap(process, draw, work, k + 1) // MS
        kinds = [process.gap, *([process.pause] if process.pause else [])]
        least, most = min(one.least for one in kinds), max(one.most for one in kinds)
        assert least <= waits <= max(most, process.rest.millis[1])


@FEW
@given(st.sampled_from(["smaw_2_5", "smaw_3_2", "smaw_4_0"]), DRAWS, WORKS)
def test_an_electrode_burns_60_to_90_seconds_and_is_struck_two_to_four_times(name: str, draw: Draw, work: int) -> None:
    process = process_named(name)
    assert process.pause is not None
    each = strikes(process, draw, work)
    assert 2 <= each <= 4
    for number in range(6):
        parts = range(number * each, (number + 1) * each)
        whole = 60_000 + ((draw.at("electrode", work << 20 | number) & 0xFFFF) * 30_001 >> 16)
        assert sum(length(process, draw, work, k) for k in parts) == whole * MS
        assert all(length(process, draw, work, k) >= 4_000 * MS for k in parts), "none is a mere flash"
        for k in list(parts)[1:]:
            assert process.pause.least <= gap(process, draw, work, k) // MS <= process.pause.most


# ---- what the trade reports (domain 4.1) -----------------------------------------------------------------------------

SHIFTS = range(60)
OPERATOR_FACTOR = {
    "smaw_2_5": (15, 40),
    "smaw_3_2": (15, 40),
    "smaw_4_0": (15, 40),
    "gmaw_short": (15, 60),
    "gmaw_spray": (15, 60),
    "gtaw": (10, 30),
    "saw": (40, 90),
}
"""Arc time in % of the shift: TWI's ranges, and 10 to 30 % for GTAW."""
STARTS = {
    "smaw_2_5": (150, 400),
    "smaw_3_2": (150, 400),
    "smaw_4_0": (150, 400),
    "gmaw_short": (300, 1_500),
    "gmaw_spray": (300, 1_500),
    "gtaw": (40, 150),
    "saw": (10, 60),
}


@pytest.mark.parametrize("name", OPERATOR_FACTOR)
def test_arc_time_and_starts_of_a_shift_are_what_the_trade_reports(name: str) -> None:
    shifts = [shift(process_named(name), work) for work in SHIFTS]
    factors = [sum(arc.lasts for arc in arcs) * 100 / SHIFT for arcs in shifts]
    starts = [len(arcs) for arcs in shifts]
    least, most = OPERATOR_FACTOR[name]
    assert least <= mean(factors) <= most
    assert sum(least <= factor <= most for factor in factors) >= len(factors) * 8 // 10
    least, most = STARTS[name]
    assert least <= mean(starts) <= most
    assert sum(least <= count <= most for count in starts) >= len(starts) * 7 // 10


def test_a_shift_of_stick_welding_uses_80_to_150_electrodes() -> None:
    process, used = process_named("smaw_3_2"), []
    for work in SHIFTS:
        used.append(len(shift(process, work)) / strikes(process, Draw(1, TERMINAL), work))
    assert 80 <= mean(used) <= 150


@pytest.mark.parametrize("name", processes())
def test_a_quicker_hand_strikes_more_often_and_one_that_takes_no_breaks_too(name: str) -> None:
    usual, quick, restless = (
        mean(len(shift(process_named(name), work, habit)) for work in range(12))
        for habit in (Habit(), Habit(pace=2_000), Habit(rests=0))
    )
    assert quick > usual
    assert restless > usual


def test_two_works_are_two_patterns_and_one_is_the_same_again() -> None:
    process = process_named("gmaw_short")
    assert shift(process, 1) == shift(process, 1)
    assert shift(process, 1)[:5] != shift(process, 2)[:5]


# ---- the tables ------------------------------------------------------------------------------------------------------


def test_the_quantiles_are_those_of_the_normal_distribution() -> None:
    normal = NormalDist()
    assert len(NORMAL) == 257
    assert NORMAL[1:256] == tuple(round(normal.inv_cdf(i / 256) * 4096) for i in range(1, 256))
    assert NORMAL[256] == -NORMAL[0] == round(normal.inv_cdf(1023 / 1024) * 4096)


def test_the_powers_are_those_of_two() -> None:
    assert [abs(power - 65536 * 2 ** (i / 256)) < 1 for i, power in enumerate(POWERS)] == [True] * 256


@pytest.mark.parametrize(("median", "spread"), [(45_000, 600), (900, 600), (40_000, 900), (7, 2_000), (1_200_000, 0)])
def test_lengths_are_log_normal_and_grow_with_the_draw(median: int, spread: int) -> None:
    lengths = [lognormal(median, spread, sixteen) for sixteen in range(0, 65536, 16)]
    assert lengths == sorted(lengths)
    for percent in (10, 50, 90):
        wanted = median * exp(NormalDist().inv_cdf(percent / 100) * spread / 1000)
        assert abs(lengths[len(lengths) * percent // 100] - wanted) <= wanted * 0.02 + 1


@FEW
@given(st.integers(1, 86_400_000), st.integers(0, 2_000), st.lists(st.integers(0, 65535), min_size=1, max_size=20))
def test_an_array_of_64_bit_numbers_reckons_the_same_lengths(median: int, spread: int, drawn: list[int]) -> None:
    sixteen = np.array(drawn, dtype=np.int64)
    normal, powers = np.array(NORMAL, dtype=np.int64), np.array(POWERS, dtype=np.int64)
    index, rest = sixteen >> 8, sixteen & 0xFF
    exponent = (normal[index] + ((normal[index + 1] - normal[index]) * rest >> 8)) * spread * 24_205 >> 28
    lengths = median * powers[exponent & 0xFF] >> 16 - (exponent >> 8)
    assert lengths.tolist() == [lognormal(median, spread, one) for one in drawn]
