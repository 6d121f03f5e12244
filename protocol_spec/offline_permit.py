"""An OFFLINE_PERMIT is a whole frame that comes by hand: by phone, near field or cable (OFF).

It is tagged under a key of its own, derived from the terminal key, so that nothing said over the link verifies as a permit
and no permit as anything said over the link. Its counter is what a session is for other frames: it never comes twice
(OFF-03), and it lives in memory that survives a power cut.
"""

from protocol_spec.codes import OfflinePolicy, Result, Suite
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Instant
from protocol_spec.messages import OfflinePermit
from protocol_spec.security import permit_key
from protocol_spec.timers import OFFLINE_LONGEST


def issue(permit: OfflinePermit, terminal: str, suite: Suite, terminal_key: bytes) -> bytes:
    """The bytes a phone carries: sequence 0, SECURED under the permit key (OFF-01)."""
    return frame_of(permit, terminal, 0).sealed(suite, permit_key(suite, terminal_key, terminal)).encode()


def objection(
    permit: OfflinePermit, *, last_counter: int, online: bool, policy: OfflinePolicy, now: Instant | None
) -> Result | None:
    """Why a permit whose tag holds is not to be accepted, the first that applies (OFF-02 to OFF-05); None for none.

    `now` is UTC, None where the clock was never set.
    """
    if policy is not OfflinePolicy.OFFLINE_PERMIT:
        return Result.NOT_SUPPORTED
    if online:
        return Result.ONLINE
    if now is None:
        return Result.CLOCK_NOT_SET
    # OFF-03 "A terminal MUST refuse a permit whose counter is not greater than that of the last one it accepted"
    if permit.counter <= last_counter:
        return Result.COUNTER_USED
    if permit.valid_until - permit.valid_from > OFFLINE_LONGEST:
        return Result.PERMIT_TOO_LONG
    return None if permit.valid_from <= now < permit.valid_until else Result.EXPIRED


def tag_holds(frame: Frame, suite: Suite, terminal_key: bytes) -> bool:
    return frame.tag_holds(suite, permit_key(suite, terminal_key, frame.terminal))
