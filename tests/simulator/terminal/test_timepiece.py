"""Crystal and chip: what a good firmware makes of them, and what it does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import ClockState, EventCode, Result
from protocol_spec.instant import DAY, HOUR, MINUTE, MS, S
from protocol_spec.messages import CommandResult, EventRecord
from simulator.terminal.device_clock import YEAR_2000, DeviceClock, Timepiece

from .bench import Bench

DRIFTS = st.lists(st.tuples(st.integers(0, HOUR), st.integers(-5_000, 5_000)), max_size=4)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(DRIFTS, st.integers(0, 2 * HOUR))
def test_the_crystal_never_goes_back_and_when_is_its_inverse(drifts: list[tuple[int, int]], ahead: int) -> None:
    piece, now = Timepiece(), 0
    for gap, ppm in drifts:
        before = piece.count(now)
        now += gap
        assert piece.count(now) >= before
        count = piece.count(now)
        piece.drift(ppm, now)
        assert piece.count(now) == count
    due = piece.when(piece.count(now) + ahead)
    assert piece.count(due) >= piece.count(now) + ahead > piece.count(due - 1) - (ahead == 0)
    assert due >= now - 1


def test_a_crystal_that_is_right_counts_what_passes() -> None:
    piece = Timepiece()
    assert piece.count(123_456_789) == piece.when(123_456_789) == 123_456_789


@pytest.mark.clause("TIM-08")
def test_a_healthy_crystal_is_within_100_ppm_for_a_day() -> None:
    piece = Timepiece()
    piece.drift(20, 0)
    clock = DeviceClock(piece, 0)
    clock.set(1_000 * DAY, 0)
    assert abs((clock.utc(DAY) or 0) - 1_001 * DAY) <= 100 * DAY // 1_000_000


@pytest.mark.clause("TIM-10")
@pytest.mark.parametrize("trouble", [("clock-reset", 0), ("clock-turned", 3_600), ("clock-stuck", True)])
def test_whatever_the_chip_says_a_record_before_the_first_login_has_uptime(trouble: tuple[str, int]) -> None:
    bench = Bench()
    bench.network = False
    bench.do(*trouble)
    bench.do("reset", "BROWN_OUT")
    bench.advance(10 * S)
    made = [stored.record for stored in bench.terminal.flash.store if stored.boot == bench.terminal.flash.boot_counter]
    assert made
    assert {record.clock for record in made} == {ClockState.UPTIME}
    assert all(record.time <= 10 * S for record in made)


def test_a_chip_whose_battery_is_dead_says_2000_and_one_that_is_stuck_says_the_same_for_ever() -> None:
    piece = Timepiece()
    piece.write_chip(1_000 * DAY, 5 * S)
    assert piece.chip(6 * S) == 1_000 * DAY + S
    piece.turn_chip(-HOUR, 6 * S)
    assert piece.chip(6 * S) == 1_000 * DAY + S - HOUR
    piece.stick_chip(True, 7 * S)
    assert piece.chip(DAY) == piece.chip(7 * S)
    piece.stick_chip(False, DAY)
    piece.reset_chip(DAY)
    assert piece.chip(DAY + S) == YEAR_2000 + S


@pytest.mark.clause("TIM-06")
def test_a_crystal_that_is_a_minute_off_at_the_next_login_is_a_clock_jump() -> None:
    bench = Bench()
    bench.advance(5 * S)
    bench.do("clock-drift", -20_000)
    bench.advance(61 * MINUTE)
    bench.deny()
    bench.advance(20 * S)
    (jump,) = [sent.message for sent in bench.of(EventRecord) if sent.message.event is EventCode.CLOCK_JUMP]
    assert 70 <= jump.value <= 80


@pytest.mark.clause("LCK-04")
def test_a_grant_ends_by_the_terminal_s_own_clock_and_it_wakes_for_it() -> None:
    bench = Bench()
    bench.do("clock-drift", 1_000)
    bench.unlock(lasts=1000 * S, idle=3600)
    bench.advance(S)
    assert bench.relay_closed
    bench.advance(1000 * S)
    assert not bench.relay_closed
    assert 998 * S <= bench.opened_at() - bench.sent[0].at <= 1000 * S + 200 * MS


def test_an_unlock_is_judged_by_the_crystal_and_not_by_the_chip() -> None:
    bench = Bench()
    bench.advance(5 * S)
    bench.do("clock-turned", -86_400)
    bench.unlock(age=61 * S, window=60 * S)
    bench.advance(S)
    assert [result.result for result in bench.messages(CommandResult)] == [Result.EXPIRED]
