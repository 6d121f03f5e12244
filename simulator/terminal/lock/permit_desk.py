"""An offline permit is presented by hand where there is no link (OFF).

It is refused at once, or answered when its relay has been measured: as an UNLOCK would be, but to whoever carries it. The
answer is a frame like the permit is one, and under the same key (OFF-10), so a phone can take it home as a proof.
"""

from collections.abc import Callable

from protocol_spec import offline_permit
from protocol_spec.codes import Capability, EventCode, Result
from protocol_spec.endpoint import Event
from protocol_spec.frame import frame_of, read_frame
from protocol_spec.instant import Instant
from protocol_spec.messages import CommandResult, OfflinePermit, Unlock
from protocol_spec.security import permit_key
from protocol_spec.timers import ACCEPT_WINDOW
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.lock.actuation import Wish
from simulator.terminal.lock.guard import Guard
from simulator.terminal.lock.ledger import Asked
from simulator.terminal.note import Note
from simulator.terminal.session.conversation import Conversation

_LARGEST_VALUE = 0x7FFFFFFF


class PermitDesk:
    """Calls `event` with code, value and when, and `told` with what the phone is told."""

    def __init__(self, conversation: Conversation, guard: Guard, clock: DeviceClock) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self.told: Callable[[Event], None]
        self._talk = conversation
        self._guard = guard
        self._clock = clock

    def present(self, data: bytes, now: Instant) -> None:
        if (refused := self._objection(data, now)) is not None:
            self.answer(self._guard.result(Asked(0, 0, now), refused, now), now)

    def answer(self, result: CommandResult, now: Instant) -> None:
        """OFF-10 "A terminal MUST answer an offline permit the way it came with COMMAND_RESULT, sequence 0, answers 0 and
        command 0, SECURED under the permit key." """
        who = self._talk.identity
        frame = frame_of(result, who.terminal, 0).sealed(who.suite, permit_key(who.suite, who.key, who.terminal))
        self.told(Note("permit", {"result": result.result.name, "answer": frame.encode().hex()}))

    def _objection(self, data: bytes, now: Instant) -> Result | None:
        """The first of the table of objections to a permit, and then of those to an UNLOCK (OFF-11); None: accepted."""
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
        self.event(EventCode.OFFLINE_PERMIT_USED, min(permit.counter, _LARGEST_VALUE), now)
        return None

    def _read(self, data: bytes) -> OfflinePermit | Result:
        who, frame = self._talk.identity, read_frame(data)
        # DIA-06 "A terminal MUST refuse a message of an optional feature that it does not have with NOT_SUPPORTED …"
        if not self._talk.profile.capability & Capability.OFFLINE_PERMIT:
            return Result.NOT_SUPPORTED
        permit = frame.message() if frame else None
        if frame is None or not isinstance(permit, OfflinePermit):
            return Result.MALFORMED
        if frame.terminal != who.terminal:
            return Result.NOT_FOR_ME
        if not offline_permit.tag_holds(frame, who.suite, who.key):
            return Result.BAD_TAG
        return permit


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
