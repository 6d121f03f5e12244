"""Whether the time of a record can be believed (TIM-03).

Four bytes of seconds cannot say month 13, but they can say the year 2000, tomorrow, and last winter. A platform flags all
three and keeps the time as it came: a clock that is wrong is a finding, and a record whose time was replaced is a forgery.
"""

from protocol_spec.codes import ClockState, TimeFlaw
from protocol_spec.instant import Instant, S
from protocol_spec.timers import BACKFILL_WINDOW, FUTURE_SLACK

FIRST_DAY: Instant = 1_699_142_400 * S
"""2023-11-05 00:00 UTC, the day the first provincial platform went live: no record can be older."""


def flaw(time: Instant, clock: ClockState, now: Instant) -> TimeFlaw | None:
    """What is wrong with a record's time, looked at when it arrives. Uptime is no time of day and has no flaw."""
    if clock is ClockState.UPTIME:
        return None
    if time < FIRST_DAY:
        return TimeFlaw.BEFORE_PROTOCOL
    if time > now + FUTURE_SLACK:
        return TimeFlaw.FUTURE
    return TimeFlaw.STALE if time < now - BACKFILL_WINDOW else None
