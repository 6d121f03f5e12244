"""Days as people count them: local days since 1970-01-01, in the one time zone of the country, UTC+8.

The civil calendar is arithmetic on a year that begins in March, so that the leap day comes last (the well-known
days-from-civil method); a core has no use for a library that could also tell the time.
"""

from enum import Enum
from functools import cache
from typing import Any

from protocol_spec.instant import DAY, HOUR, Duration, Instant, S
from simulator.people.table import only, read_table

ZONE: Duration = 8 * HOUR
DAY_SECONDS = 86_400


class DayKind(Enum):
    WORKDAY = "workday", "工作日"
    SATURDAY = "saturday", "周六"
    SUNDAY = "sunday", "周日"
    HOLIDAY = "holiday", "节假日"

    @property
    def key(self) -> str:
        return self.value[0]

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


def local_instant(day: int, second: int = 0) -> Instant:
    """UTC of a second after local midnight; a second beyond 86,400 is of the days after."""
    return day * DAY - ZONE + second * S


def local_day(at: Instant) -> int:
    return (at + ZONE) // DAY


def local_second(at: Instant) -> int:
    """Seconds after local midnight."""
    return (at + ZONE) % DAY // S


def day_number(year: int, month: int, day: int) -> int:
    shifted = year - (month <= 2)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    era, of_era = divmod(shifted, 400)
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil(day: int) -> tuple[int, int, int]:
    """Year, month, day of the month."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    month = march + (3 if march < 10 else -9)
    return era * 400 + year + (month <= 2), month, of_year - (153 * march + 2) // 5 + 1


def years_later(day: int, years: int) -> int:
    """The same date `years` on; a 29th of February becomes the 28th."""
    year, month, date = civil(day)
    leap = (year + years) % 4 == 0 and ((year + years) % 100 != 0 or (year + years) % 400 == 0)
    return day_number(year + years, month, 28 if (month, date) == (2, 29) and not leap else date)


def weekday(day: int) -> int:
    """0 is Monday: day 0 was a Thursday."""
    return (day + 3) % 7


@cache
def day_kind(day: int) -> DayKind:
    year, month, date = civil(day)
    holidays, worked = _notices().get(year, (None, frozenset()))
    if day in worked:
        return DayKind.WORKDAY
    if day in holidays if holidays is not None else _on_fixed_dates(month, date):
        return DayKind.HOLIDAY
    return {5: DayKind.SATURDAY, 6: DayKind.SUNDAY}.get(weekday(day), DayKind.WORKDAY)


def _on_fixed_dates(month: int, date: int) -> bool:
    return any(month == row[0] and row[1] <= date <= row[2] for row in _table()["yearly"]["holidays"])


@cache
def _table() -> dict[str, Any]:
    table = read_table("calendar.toml")
    only(table, {"notice", "yearly"}, "calendar.toml")
    only(table["yearly"], {"holidays"}, "calendar.toml [yearly]")
    return table


@cache
def _notices() -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    found = {}
    for notice in _table()["notice"]:
        only(notice, {"year", "holidays", "worked"}, "calendar.toml [[notice]]")
        spans = [(_of(first), _of(last)) for first, last in notice["holidays"]]
        free = frozenset(day for first, last in spans for day in range(first, last + 1))
        found[notice["year"]] = free, frozenset(map(_of, notice["worked"]))
    return found


def _of(date: Any) -> int:
    """TOML has dates of its own."""
    return day_number(date.year, date.month, date.day)
