"""The lock: the reason the protocol exists (LCK).

The guard owns the relay. It closes it on one occasion only, a wish (an UNLOCK, or an offline permit) that survives every
check of `objecting`, and opens it on many. Both are actuations: the relay is told, given time to settle, and then
*measured*; only the measurement is reported. A relay that does not follow is told again, three times, and then the machine
is called faulty: a welded contact is exactly the case in which a terminal that reports its wishes instead of its
measurements would lie. Four measurements of a fifth of a second each stay within the second of LCK-03, and a contactor
that needs longer than the first is only slow.

One actuation at a time. What asks for the relay meanwhile is ordered by safety: whatever opens it overtakes whatever
closes it, and an UNLOCK waits its turn and is judged then. So of two workers who scan at once the second meets the
first one's grant. Every command is answered, the overtaken one too (OVERTAKEN).

A LOCK that waits for the arc counts against all that was asked for before it: the grant in force, a renewal under way, an
UNLOCK that waits its turn. Only an UNLOCK that found the LOCK waiting is newer than it, and ends the waiting when it has
brought about a grant. So each UNLOCK remembers which LOCKs it found (`Request.newer_than`).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from protocol_spec.codes import EndReason, EventCode, LockMode, LockState, RelayState, Result
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.messages import CommandResult, Lock, Unlock
from protocol_spec.timers import RELAY_SETTLE, RETRIES
from simulator.machine.plant import Plant
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.flash import Flash
from simulator.terminal.lock.actuation import Actuation, AfterArc, Ending, Grant, Request, Wish
from simulator.terminal.lock.ledger import Asked, Ledger
from simulator.terminal.lock.objecting import Scene, objection
from simulator.terminal.watch.senses import Senses


class Guard:
    """Calls out: `opened` and `closed` with what and when; `alarm` with code, value and when; `told` with the answer to a
    permit whose relay was measured."""

    def __init__(self, plant: Plant, senses: Senses, clock: DeviceClock, ledger: Ledger, flash: Flash) -> None:
        self._plant = plant
        self._senses = senses
        self._clock = clock
        self._ledger = ledger
        self._flash = flash
        self.opened: Callable[[Grant, Instant], None]
        self.closed: Callable[[Ending, Instant], None]
        self.alarm: Callable[[EventCode, int, Instant], None]
        self.told: Callable[[CommandResult, Instant], None]
        self.grant: Grant | None = None
        self.faulty = False
        self.leaving = False
        self.told_closed = False
        self._actuation: Actuation | None = None
        self._ending: tuple[Grant, EndReason] | None = None
        self._queue: deque[Request] = deque()
        self._after_arc: list[AfterArc] = []

    # ---- what others see -----------------------------------------------------------------------------------------

    @property
    def lock_state(self) -> LockState:
        if self.faulty:
            return LockState.FAULT
        return LockState.UNLOCKED if self.grant else LockState.LOCKED

    @property
    def relay_command(self) -> RelayState:
        return RelayState.CLOSED if self.told_closed else RelayState.OPEN

    @property
    def settled(self) -> bool:
        """Nothing is being measured."""
        return self._actuation is None

    @property
    def at_rest_open(self) -> bool:
        """No grant, the relay told to be open and measured since: current now is nobody's weld."""
        return self.grant is None and not self.told_closed and self._actuation is None

    def feedback(self) -> RelayState:
        if self._plant.build.source is None:
            return RelayState.UNKNOWN  # no machine, no relay, nothing to measure
        return RelayState.CLOSED if self._plant.relay_closed else RelayState.OPEN

    def new_session(self) -> None:
        """LCK-28 "With each accepted login a terminal MUST forget the command ids of the sessions before." What they asked
        for is still done, and answered to nobody but a phone."""
        self._ledger.new_session()
        self._queue.clear()
        for lock in self._after_arc:
            lock.asked = ()
        if self._actuation is not None:
            self._actuation = replace(self._actuation, asked=tuple(one for one in self._actuation.asked if one.by_hand))

    # ---- commands ------------------------------------------------------------------------------------------------

    def on_unlock(self, unlock: Unlock, sequence: int, now: Instant) -> None:
        if self._seen(unlock.command, sequence, now):
            return
        asked = self._ask(unlock.command, sequence, now)
        request = Request(Wish(unlock), asked, tuple(self._after_arc))
        if self._actuation is not None:
            # LCK-19 "An UNLOCK that comes during an actuation MUST be judged when that is over, in order of arrival."
            self._queue.append(request)
        else:
            self._unlock(request, now)

    def on_lock(self, lock: Lock, sequence: int, now: Instant) -> None:
        if self._seen(lock.command, sequence, now):
            return
        asked = self._ask(lock.command, sequence, now)
        # LCK-22 "Where no arc burns a LOCK with mode AFTER_ARC MUST act as one with mode NOW."
        if lock.mode is LockMode.AFTER_ARC and self.grant and self._senses.flowing:
            self._after_arc.append(AfterArc((asked,), now + lock.bound * S))
            return
        self._overtake_queue(now)
        self._open(EndReason.PLATFORM, now, (asked,))

    def on_permit(self, wish: Wish, now: Instant) -> Result | None:
        """Why this permit is not to be acted upon, or None: the relay is on its way (OFF-08)."""
        refused = self._objection(wish.unlock, now)
        if refused is None and (self._actuation is not None or self.leaving):
            refused = Result.ALREADY_GRANTED
        if refused is None:
            self._close(Request(wish, Asked(0, 0, now, by_hand=True), tuple(self._after_arc)), now)
        return refused

    def leave(self, reason: EndReason, now: Instant, command: tuple[int, int] | None = None) -> None:
        """Open the relay for good: the terminal is about to restart or to be off. `command` is id and sequence."""
        self.leaving = True
        self._overtake_queue(now)
        self._open(reason, now, (self._ask(*command, now),) if command else ())

    def _overtake_queue(self, now: Instant, lock: AfterArc | None = None) -> None:
        """All that waits its turn; with `lock` only what is not newer than that."""
        for request in list(self._queue):
            if lock is None or lock not in request.newer_than:
                self._queue.remove(request)
                self._reply(request.asked, Result.OVERTAKEN, now)

    def _seen(self, command: int, sequence: int, now: Instant) -> bool:
        return self._ledger.seen(command, sequence, lambda asked, result: self.result(asked, result, now), now)

    def _ask(self, command: int, sequence: int, now: Instant) -> Asked:
        return self._ledger.ask(command, sequence, now)

    def _unlock(self, request: Request, now: Instant) -> None:
        refused = Result.OVERTAKEN if self.leaving else self._objection(request.wish.unlock, now)
        if refused is not None:
            self._reply(request.asked, refused, now)
        else:
            self._close(request, now)

    def _close(self, request: Request, now: Instant) -> None:
        self._actuate(Actuation(True, now, now + RELAY_SETTLE, self._plant.mark(), request, (request.asked,)), now)

    def _objection(self, unlock: Unlock, now: Instant) -> Result | None:
        senses, worker = self._senses, self.grant.unlock.worker if self.grant else None
        utc = self._clock.utc(now)
        return objection(unlock, Scene(utc, senses.cover_open, senses.gas, senses.too_hot, self.faulty, worker))

    # ---- time and the machine ------------------------------------------------------------------------------------

    def look(self, arc: bool, offline_for: Duration | None, grace: Duration | None, now: Instant) -> None:
        """Judge the moment: everything that locks without being told to (LCK-08 to LCK-11)."""
        self._measure(now)
        if (reason := self._own_reason(offline_for, grace, now)) is not None:
            self.lock_by_itself(reason, now)
        elif self._after_arc and (not arc or now >= min(lock.bound for lock in self._after_arc)):
            self._open(EndReason.PLATFORM, now)

    def lock_by_itself(self, reason: EndReason, now: Instant) -> None:
        if reason is EndReason.LINK_LOST:
            self.alarm(EventCode.LINK_GRACE_OVER, 0, now)
        self._open(reason, now)

    def next_timer(self, grace_over: Instant | None) -> Instant | None:
        due = self._actuation.due if self._actuation else None
        if self.grant is None:
            return due
        grace_over = None if self.grant.wish.by_permit else grace_over
        bounds = earliest(*(lock.bound for lock in self._after_arc))
        if self._renewing:
            return earliest(due, bounds, grace_over)
        return earliest(due, bounds, self._idle_over(), self._grant_over(), grace_over)

    def _own_reason(self, offline_for: Duration | None, grace: Duration | None, now: Instant) -> EndReason | None:
        if self.grant is None:
            return None
        if self._senses.cover_open:
            return EndReason.COVER
        if self._senses.gas:
            return EndReason.GAS
        if self._senses.too_hot:
            return EndReason.OVER_TEMPERATURE
        # A permit is for where there is no link: its grant does not end for want of one (OFF-08).
        if offline_for is not None and grace is not None and offline_for >= grace and not self.grant.wish.by_permit:
            return EndReason.LINK_LOST
        if self._renewing:
            return None  # its end and its idle limit are about to be the new ones
        if now >= self._grant_over():
            return EndReason.GRANT_END
        return EndReason.IDLE if now >= self._idle_over() else None

    @property
    def _renewing(self) -> bool:
        return self._actuation is not None and self._actuation.closed

    def _idle_over(self) -> Instant:
        assert self.grant is not None
        since = max(self._senses.last_current or 0, self.grant.closed_at)
        return since + self.grant.unlock.idle_limit * S

    def _grant_over(self) -> Instant:
        """The grant's end on the terminal's own time line; an unset clock cannot happen while a grant is in force."""
        assert self.grant is not None
        return self._clock.when(self.grant.unlock.grant_end)

    # ---- actuation -----------------------------------------------------------------------------------------------

    def _actuate(self, actuation: Actuation, now: Instant) -> None:
        self._flash.actuations += actuation.closed != self.told_closed
        self.told_closed = actuation.closed
        self._actuation = actuation
        self._plant.command_relay(actuation.closed, now)

    def _open(self, reason: EndReason, now: Instant, asked: tuple[Asked, ...] = ()) -> None:
        """Open the relay, whoever wants it. An UNLOCK that was being carried out is overtaken and answered so (LCK-18).

        The grant counts as ended now, but it is only reported when the relay was measured: until then an arc may burn.
        """
        if self._after_arc:
            self._overtake_queue(now, self._after_arc[-1])
        asked = (*self._no_longer_waiting(), *asked)
        if self.grant is not None:
            self._ending = (self.grant, reason)
            self.grant = None
        pending = self._actuation
        if pending is not None and not pending.closed:
            self._actuation = replace(pending, asked=(*pending.asked, *asked))
            return
        self._actuate(Actuation(False, now, now + RELAY_SETTLE, self._plant.mark(), None, asked), now)
        if pending is not None:
            self._reply_all(pending.asked, Result.OVERTAKEN, now)

    def _measure(self, now: Instant) -> None:
        actuation = self._actuation
        if actuation is None or now < actuation.due:
            return
        if self._plant.relay_closed != actuation.closed:
            self._did_not_follow(actuation, now)
            return
        self._actuation = None
        self._report_end(now)
        if actuation.request is not None:
            self._begin(Grant(actuation.request.wish, actuation.started, actuation.mark), actuation.request, now)
        self._reply_all(actuation.asked, Result.OK, now)
        self._next_in_queue(now)

    def _begin(self, grant: Grant, request: Request, now: Instant) -> None:
        previous, self.grant = self.grant, grant
        if previous is not None:
            self.closed(Ending(previous, EndReason.SUPERSEDED, grant.closed_at, grant.mark), now)
            # LCK-23 "A LOCK that waits for the arc MUST end the grant in force and any that an UNLOCK received before it
            # brings about, and is answered OVERTAKEN when a grant of an UNLOCK received after it replaces these."
            overtaken = [lock for lock in self._after_arc if lock in request.newer_than]
            self._after_arc = [lock for lock in self._after_arc if lock not in request.newer_than]
            self._reply_all(tuple(one for lock in overtaken for one in lock.asked), Result.OVERTAKEN, now)
        self.opened(grant, now)

    def _did_not_follow(self, actuation: Actuation, now: Instant) -> None:
        """LCK-12 "If the relay does not follow, the terminal MUST retry at most 3 times and then raise a fault event." """
        if actuation.tries <= RETRIES:
            self._actuate(replace(actuation, due=now + RELAY_SETTLE, tries=actuation.tries + 1), now)
            return
        self._actuation = None
        self.faulty = True
        self.told_closed = False
        self._plant.command_relay(False, now)
        if self.grant is not None:
            self._ending, self.grant = (self.grant, EndReason.RELAY_FAULT), None
        self._report_end(now)
        self.alarm(EventCode.RELAY_FAULT, int(self._plant.relay_closed), now)
        self._reply_all((*self._no_longer_waiting(), *actuation.asked), Result.RELAY_FAULT, now)
        self._next_in_queue(now)

    def _next_in_queue(self, now: Instant) -> None:
        while self._queue and self._actuation is None:
            self._unlock(self._queue.popleft(), now)

    def _no_longer_waiting(self) -> tuple[Asked, ...]:
        """Whom the LOCKs that waited for the arc have to be answered to."""
        waiting, self._after_arc = self._after_arc, []
        return tuple(one for lock in waiting for one in lock.asked)

    def _report_end(self, now: Instant) -> None:
        ending, self._ending = self._ending, None
        if ending is not None:
            self.closed(Ending(*ending, now, self._plant.mark()), now)

    def _reply_all(self, asked: tuple[Asked, ...], result: Result, now: Instant) -> None:
        for one in asked:
            self._reply(one, result, now)

    def _reply(self, asked: Asked, result: Result, now: Instant) -> None:
        answer = self.result(asked, result, now)
        if asked.by_hand:
            self.told(answer, now)
        else:
            self._ledger.reply(asked, answer, now)

    def result(self, asked: Asked, result: Result, now: Instant) -> CommandResult:
        return CommandResult(
            answers=asked.sequence,
            command=asked.command,
            result=result,
            relay_command=self.relay_command,
            relay_feedback=self.feedback(),
            took=min((now - asked.received) // MS, 0xFFFD),
        )
