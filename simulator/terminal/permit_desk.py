"""An offline permit is presented by hand where there is no link (OFF)."""

from collections.abc import Callable

from protocol_spec import offline_permit
from protocol_spec.codes import Capability, EventCode, Result, Severity
from protocol_spec.frame import read_frame
from protocol_spec.instant import Instant
from protocol_spec.messages import OfflinePermit, Unlock
from protocol_spec.timers import ACCEPT_WINDOW
from simulator.terminal.actuation import Wish
from simulator.terminal.conversation import Conversation
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.guard import Guard

_LARGEST_VALUE = 0x7FFFFFFF


class PermitDesk:
    """Calls `event` with code, severity, value and when."""

    def __init__(self, conversation: Conversation, guard: Guard, clock: DeviceClock) -> None:
        self.event: Callable[[EventCode, Severity, int, Instant], None]
        self._talk = conversation
        self._guard = guard
        self._clock = clock

    def present(self, data: bytes, now: Instant) -> Result:
        """What the phone that carries these bytes is told."""
        permit = self._read(data)
        if not isinstance(permit, OfflinePermit):
            return permit
        flash = self._talk.flash
        refused = offline_permit.objection(
            permit,
            last_counter=flash.permit_counter,
            online=self._talk.live,
            policy=self._talk.parameters.policy,
            now=self._clock.utc(now),
        )
        refused = refused or self._guard.on_permit(Wish(_as_unlock(permit), by_permit=True), now)
        if refused is not None:
            return refused
        # OFF-03: the counter is used up with the acceptance, whatever becomes of the relay.
        flash.permit_counter = permit.counter
        # OFF-06 "The use of an offline permit MUST be recorded as the event OFFLINE_PERMIT_USED with its counter."
        self.event(EventCode.OFFLINE_PERMIT_USED, Severity.INFO, min(permit.counter, _LARGEST_VALUE), now)
        return Result.OK

    def _read(self, data: bytes) -> OfflinePermit | Result:
        who, frame = self._talk.identity, read_frame(data)
        # DIA-06 "A terminal MUST refuse a message of an optional feature that it does not have with NOT_SUPPORTED."
        if not self._talk.profile.capability & Capability.OFFLINE_PERMIT:
            return Result.NOT_SUPPORTED
        if frame is None or frame.declared() is not OfflinePermit:
            return Result.MALFORMED
        if frame.terminal != who.terminal:
            return Result.NOT_FOR_ME
        if not offline_permit.tag_holds(frame, who.suite, who.key):
            return Result.BAD_TAG
        permit = frame.message()
        return permit if isinstance(permit, OfflinePermit) else Result.MALFORMED


def _as_unlock(permit: OfflinePermit) -> Unlock:
    """The same wish in the words the guard knows. A permit's validity was judged as OFF-02 says, so its window is not one."""
    return Unlock(
        command=0,
        grant=permit.grant,
        worker=permit.worker,
        permit=permit.permit,
        issued=permit.valid_until - ACCEPT_WINDOW,
        accept_until=permit.valid_until,
        grant_end=permit.valid_until,
        idle_limit=permit.idle_limit,
    )
