"""Every timer has a default that it allows, and the values that the clauses name."""

import pytest

from protocol_spec import timers
from protocol_spec.clauses import clause
from protocol_spec.instant import S, earliest
from protocol_spec.timers import Timer

TIMERS = [value for value in vars(timers).values() if isinstance(value, Timer)]


@pytest.mark.parametrize("timer", TIMERS, ids=lambda t: t.name)
def test_a_default_is_within_its_range_and_has_its_clause(timer: Timer) -> None:
    assert timer.allows(timer.default)
    assert timer.allows(timer.low)
    assert timer.allows(timer.high)
    assert not timer.allows(timer.low - 1)
    assert not timer.allows(timer.high + 1)
    assert clause(timer.clause)


def test_no_two_timers_share_a_name() -> None:
    assert len({timer.name for timer in TIMERS}) == len(TIMERS)


def test_the_timers_are_those_of_the_specification() -> None:
    assert {t.name: (t.default, t.low, t.high) for t in TIMERS if t.name in ("heartbeat", "ack_timeout")} == {
        "heartbeat": (60, 1, 240),
        "ack_timeout": (5, 1, 60),
    }
    assert (timers.REFUSED_WAIT.default, timers.REFUSED_WAIT.low, timers.REFUSED_WAIT.high) == (1800, 60, 240 * 60)
    assert (timers.RECONNECT_BASE.default, timers.RECONNECT_CAP.default) == (5, 300)
    assert (timers.BODY_WAIT, timers.ACCEPT_WINDOW) == (2 * S, 60 * S)
    assert (timers.RETRIES, timers.REFUSALS, timers.SILENT_PERIODS) == (3, 3, 3)


def test_a_timer_that_is_not_set_does_not_count() -> None:
    assert earliest() is None
    assert earliest(None, None) is None
    assert earliest(None, 3, 0, None) == 0
