"""Which times of a record cannot be (TIM-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import ClockState, TimeFlaw
from protocol_spec.instant import DAY, MINUTE, MS, Instant, S
from protocol_spec.times import FIRST_DAY, flaw
from tests.protocol_spec.strategies import calm

NOW: Instant = 1_763_947_800 * S
"""2025-11-24 01:30:00 UTC."""

YEAR_2000: Instant = 946_684_800 * S
SET = [state for state in ClockState if state is not ClockState.UPTIME]


@pytest.mark.clause("TIM-03")
@pytest.mark.parametrize("clock", SET)
@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (0, TimeFlaw.BEFORE_PROTOCOL),
        (YEAR_2000, TimeFlaw.BEFORE_PROTOCOL),
        (FIRST_DAY - MS, TimeFlaw.BEFORE_PROTOCOL),
        (FIRST_DAY, TimeFlaw.STALE),
        (NOW - 7 * DAY - MS, TimeFlaw.STALE),
        (NOW - 7 * DAY, None),
        (NOW, None),
        (NOW + 5 * MINUTE, None),
        (NOW + 5 * MINUTE + MS, TimeFlaw.FUTURE),
        (NOW + DAY, TimeFlaw.FUTURE),
        (4_294_967_295 * S, TimeFlaw.FUTURE),
    ],
)
def test_an_impossible_time_is_flagged_and_one_at_the_edge_is_not(
    clock: ClockState, time: Instant, expected: TimeFlaw | None
) -> None:
    assert flaw(time, clock, NOW) is expected


@pytest.mark.clause("TIM-02", "TIM-03")
@pytest.mark.parametrize("time", [0, YEAR_2000, NOW, NOW + DAY])
def test_uptime_is_no_time_of_day_and_has_no_flaw(time: Instant) -> None:
    assert flaw(time, ClockState.UPTIME, NOW) is None


@pytest.mark.clause("TIM-03")
def test_the_first_day_is_that_on_which_the_first_platform_went_live() -> None:
    assert FIRST_DAY == 1_699_142_400 * S  # 2023-11-05T00:00:00Z, by hand: 19666 days
    assert FIRST_DAY == 19_666 * DAY


@calm
@given(st.integers(0, 2**32 - 1), st.sampled_from(SET), st.integers(FIRST_DAY // S + 7 * 86_400, 2**32 - 1))
def test_every_time_is_early_late_old_or_good(seconds: int, clock: ClockState, now: int) -> None:
    found = flaw(seconds * S, clock, now * S)
    good = max(FIRST_DAY // S, now - 7 * 86_400) <= seconds <= now + 300
    assert (found is None) is good
