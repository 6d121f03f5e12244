"""Every timer once: default and range in seconds, and the clause that sets it."""

from dataclasses import dataclass

from protocol_spec.instant import DAY, HOUR, MINUTE, Duration, S


@dataclass(frozen=True)
class Timer:
    name: str
    default: int
    low: int
    high: int
    clause: str

    def allows(self, seconds: int) -> bool:
        return self.low <= seconds <= self.high


HEARTBEAT = Timer("heartbeat", 60, 1, 240, "SES-06")
STATUS_IDLE = Timer("status_idle", 60, 1, 600, "REP-03")
STATUS_WELDING = Timer("status_welding", 10, 1, 600, "REP-03")
ACK_TIMEOUT = Timer("ack_timeout", 5, 1, 60, "ACK-03")
LINK_GRACE = Timer("link_grace", 600, 1, 86_400, "LCK-11")
RECONNECT_BASE = Timer("reconnect_base", 5, 1, 60, "SES-09")
RECONNECT_CAP = Timer("reconnect_cap", 300, 5, 3_600, "SES-09")
REFUSED_WAIT = Timer("refused_wait", 1_800, 60, 14_400, "SES-10")
TIME_SYNC = Timer("time_sync", 86_400, 3_600, 86_400, "TIM-04")
ADDRESS_TRIAL = Timer("address_trial", 120, 10, 600, "PAR-09")
LONG_ON = Timer("long_on", 86_400, 3_600, 259_200, "LCK-17")
NO_CURRENT = Timer("no_current", 3_600, 60, 86_400, "EVT-07")

RETRIES = 3
"""Retransmissions with the same sequence before the link is called dead (ACK-03)."""

REFUSALS = 3
"""Refused logins before the long wait (SES-10)."""

BACKFILL_WINDOW: Duration = 7 * DAY
"""How old a record may become before a terminal may give it up (BKF-04)."""

FUTURE_SLACK: Duration = 5 * MINUTE
"""How far ahead of the platform's time a record may be before it is flagged (TIM-03)."""

CLOCK_JUMP: Duration = MINUTE
"""A correction of the clock larger than this is an event (TIM-06)."""

GRANT_LONGEST: Duration = 24 * HOUR
"""The longest time between issue and end of a grant (LCK-14)."""

OFFLINE_LONGEST: Duration = 8 * HOUR
"""The longest validity of an offline permit (OFF-02)."""

RELAY_WITHIN: Duration = S
"""From a command, or a reason to lock, to a relay that is measured open (LCK-07, LCK-10)."""

SCAN_TO_POWER: Duration = 5 * S
"""From scan to power, 95 of 100 times (PLT-08)."""

IDENTIFY_EVERY: Duration = S
"""An IDENTIFY without a session is answered once in this time at most (DIA-03)."""

SILENT_PERIODS = 3
"""Heartbeat periods of silence after which the platform calls a terminal offline (SES-07)."""

BODY_WAIT: Duration = 2 * S
"""How long a receiver waits for a body that a believed header promised (FRM-12)."""

ACCEPT_WINDOW: Duration = 60 * S
"""The longest time between issue and accept-until of an UNLOCK (LCK-04)."""

RELAY_SETTLE: Duration = 200_000
"""From relay command to the measurement of its feedback (LCK-03)."""

BYPASS_WITHIN: Duration = 10 * S
"""From first current while locked to the event (EVT-02)."""


def retry_wait(first: Duration, transmission: int) -> Duration:
    """The wait after the n-th transmission, n from 1: T(n+1) = T(n) × (n+1) (ACK-03)."""
    wait = first
    for n in range(2, transmission + 1):
        wait *= n
    return wait


def reconnect_ceiling(attempt: int, base: int = RECONNECT_BASE.default, cap: int = RECONNECT_CAP.default) -> Duration:
    """The wait before the n-th reconnect, n from 0, is drawn evenly from nothing to this (SES-09): full jitter, so that
    a province whose platform restarts does not come back in step."""
    return min(cap, base << min(attempt, 16)) * S
