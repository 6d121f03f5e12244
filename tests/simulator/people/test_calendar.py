"""Days are reckoned right, and the special ones are known."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.people.calendar import (
    DayKind,
    civil,
    day_kind,
    day_number,
    local_day,
    local_instant,
    local_second,
    weekday,
    years_later,
)

EPOCH = date(1970, 1, 1)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_days_are_those_of_the_civil_calendar(day: date) -> None:
    number = (day - EPOCH).days
    assert day_number(day.year, day.month, day.day) == number
    assert civil(number) == (day.year, day.month, day.day)
    assert weekday(number) == day.weekday()


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 4_000_000_000_000_000))
def test_local_time_is_eight_hours_ahead(at: int) -> None:
    local = datetime.fromtimestamp(at // 1_000_000, timezone(timedelta(hours=8)))
    assert civil(local_day(at)) == (local.year, local.month, local.day)
    assert local_second(at) == local.hour * 3600 + local.minute * 60 + local.second
    assert local_instant(local_day(at), local_second(at)) == at - at % 1_000_000


def test_a_leap_day_has_its_anniversary_on_the_28th() -> None:
    leap = day_number(2024, 2, 29)
    assert civil(years_later(leap, 3)) == (2027, 2, 28)
    assert civil(years_later(leap, 4)) == (2028, 2, 29)
    assert civil(years_later(day_number(2023, 2, 28), 1)) == (2024, 2, 28)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ((2026, 3, 9), DayKind.WORKDAY),
        ((2026, 3, 14), DayKind.SATURDAY),
        ((2026, 3, 15), DayKind.SUNDAY),
        ((2026, 2, 17), DayKind.HOLIDAY),  # 春节
        ((2026, 2, 14), DayKind.WORKDAY),  # a Saturday worked for it
        ((2025, 10, 8), DayKind.HOLIDAY),
        ((2026, 10, 8), DayKind.WORKDAY),
        ((2031, 10, 3), DayKind.HOLIDAY),  # no notice yet: fixed dates
        ((2031, 10, 8), DayKind.WORKDAY),
    ],
)
def test_holidays_and_exchanged_days_are_known(day: tuple[int, int, int], kind: DayKind) -> None:
    assert day_kind(day_number(*day)) is kind
