"""Time, as every core sees it: integer microseconds.

A terminal reads an `Instant` as the uptime of its own oscillator and nothing more; a platform reads it as UTC.
Which of the two it is depends on who hands it in, never on a clock that a core could look at.
"""

from typing import TypeAlias

Instant: TypeAlias = int
Duration: TypeAlias = int

US: Duration = 1
MS: Duration = 1_000
S: Duration = 1_000_000
MINUTE: Duration = 60 * S
HOUR: Duration = 60 * MINUTE
DAY: Duration = 24 * HOUR


def earliest(*timers: Instant | None) -> Instant | None:
    """The first of several timers; a timer that is not set does not count."""
    first = None
    for timer in timers:
        if timer is not None and (first is None or timer < first):
            first = timer
    return first
