"""A time as text, by integers alone: a core has no calendar that could be set to a place."""

from protocol_spec.instant import DAY, HOUR, MINUTE, MS, Instant, S

_ERA_DAYS = 146_097
_DAYS_TO_1970 = 719_468


def utc_text(instant: Instant) -> str:
    """`2026-05-01T08:00:00.250Z`."""
    days, rest = divmod(instant, DAY)
    year, month, day = _civil(days)
    return f"{year:04d}-{month:02d}-{day:02d}T{_of_day(rest)}Z"


def uptime_text(instant: Instant) -> str:
    """`3 d 02:10:05.123`."""
    days, rest = divmod(instant, DAY)
    return f"{days} d {_of_day(rest)}" if days else _of_day(rest)


def _of_day(rest: int) -> str:
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, rest = divmod(rest, S)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest // MS:03d}"


def _civil(days: int) -> tuple[int, int, int]:
    """(year, month, day) of a day counted from 1970-01-01.

    The year is taken to begin on 1 March, so that the leap day is its last; an era is 400 years, after which all repeats.
    """
    era, day_of_era = divmod(days + _DAYS_TO_1970, _ERA_DAYS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year_of_era + (1 if month <= 2 else 0), month, day
