"""The lock: the reason the protocol exists (LCK).

The guard owns the relay. It closes it on one occasion only, an UNLOCK that survives every check of `_objection`, and
opens it on many. Both are actuations: the relay is told, given time to settle, and then *measured*; only the
measurement is reported. A relay that does not follow is told again, three times, and then the machine is called faulty:
a welded contact is exactly the case in which a terminal that reports its wishes instead of its measurements would lie.

One actuation at a time. What asks for the relay meanwhile is ordered by safety: whatever opens it overtakes whatever
closes it, and an UNLOCK waits its turn and is judged then. So of two workers who scan at once the second meets the
first one's grant. Every command is answered, the overtaken one too (OVERTAKEN).

Command ids make actuation idempotent (LCK-06). The answer to the highest id is kept, and the same id again gets it; a
command that is still being carried out is answered once, to its latest sequence; any other lower id is a replay, even
one that was answered: its old answer would speak of a relay that has moved since. Ids count per session, so a new login
starts afresh, which is safe because no frame of an earlier session verifies any more; what an earlier session asked is
still done, and answered to nobody.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from protocol_spec.codes import EndReason, EventCode, LockMode, LockState, RelayState, Result, Severity
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.messages import CommandResult, Lock, Unlock
from protocol_spec.timers import ACCEPT_WINDOW, RELAY_SETTLE, RETRIES
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.plant import Mark, Plant

TOO_HOT = 750
"""0.1 °C."""


@dataclass
class Asked:
    """A command that has not been answered yet; `sequence` is that of its latest copy."""

    command: int
    sequence: int
    received: Instant


@dataclass(frozen=True)
class Actuation:
    """The relay was told at `started`; measure it at `due`. `mark` is what the machine's counters said at the start."""

    closed: bool
    started: Instant
    due: Instant
    mark: Mark
    unlock: Unlock | None = None
    asked: tuple[Asked, ...] = ()
    tries: int = 1


@dataclass(frozen=True)
class Grant:
    unlock: Unlock
    closed_at: Instant
    mark: Mark


@dataclass(frozen=True)
class Ending:
    """A grant that is over: why, when, and where the machine's counters stood then."""

    grant: Grant
    reason: EndReason
    at: Instant
    mark: Mark


class Guard:
    """Calls out: `answer`, `opened` and `closed` with what and when; `alarm` with code, severity, value and when."""

    def __init__(self, plant: Plant, clock: DeviceClock) -> None:
        self._plant = plant
        self._clock = clock
        self.answer: Callable[[CommandResult, Instant], None]
        self.opened: Callable[[Grant, Instant], None]
        self.closed: Callable[[Ending, Instant], None]
        self.alarm: Callable[[EventCode, Severity, int, Instant], None]
        self.grant: Grant | None = None
        self.faulty = False
        self.told_closed = False
        self._actuation: Actuation | None = None
        self._ending: tuple[Grant, EndReason] | None = None
        self._queue: deque[tuple[Unlock, Asked]] = deque()
        self._after_arc: list[Asked] = []
        self._after_arc_bound: Instant | None = None
        self._asked: dict[int, Asked] = {}
        self._answered: CommandResult | None = None
        self._highest = 0

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
    def at_rest_open(self) -> bool:
        """No grant, the relay told to be open and measured since: current now is nobody's weld."""
        return self.grant is None and not self.told_closed and self._actuation is None

    def feedback(self) -> RelayState:
        return RelayState.CLOSED if self._plant.relay_closed else RelayState.OPEN

    def new_session(self) -> None:
        self._answered = None
        self._asked.clear()
        self._queue.clear()
        self._after_arc.clear()
        self._highest = 0
        if self._actuation is not None:
            self._actuation = replace(self._actuation, asked=())

    # ---- commands ------------------------------------------------------------------------------------------------

    def on_unlock(self, unlock: Unlock, sequence: int, now: Instant) -> None:
        if self._seen(unlock.command, sequence, now):
            return
        asked = self._ask(unlock.command, sequence, now)
        if self._actuation is not None:
            self._queue.append((unlock, asked))
        else:
            self._unlock(unlock, asked, now)

    def on_lock(self, lock: Lock, sequence: int, now: Instant) -> None:
        if self._seen(lock.command, sequence, now):
            return
        asked = self._ask(lock.command, sequence, now)
        if lock.mode is LockMode.AFTER_ARC and self.grant and self._plant.burning:
            self._after_arc.append(asked)
            self._after_arc_bound = earliest(self._after_arc_bound, now + lock.bound * S)
            return
        while self._queue:
            self._reply(self._queue.popleft()[1], Result.OVERTAKEN, now)
        self._open(EndReason.PLATFORM, now, (asked,))

    def _ask(self, command: int, sequence: int, now: Instant) -> Asked:
        asked = self._asked[command] = Asked(command, sequence, now)
        return asked

    def _seen(self, command: int, sequence: int, now: Instant) -> bool:
        """LCK-06 "The same command id again MUST get the same answer and no second actuation; a lower one is refused
        REPLAYED." """
        if command == self._highest and self._answered is not None:
            self.answer(replace(self._answered, answers=sequence), now)
            return True
        if (asked := self._asked.get(command)) is not None:
            asked.sequence = sequence
            return True
        if command <= self._highest:
            self.answer(self._result(command, sequence, Result.REPLAYED, 0), now)
            return True
        self._highest, self._answered = command, None
        return False

    def _unlock(self, unlock: Unlock, asked: Asked, now: Instant) -> None:
        if (objection := self._objection(unlock, now)) is not None:
            self._reply(asked, objection, now)
        else:
            self._actuate(Actuation(True, now, now + RELAY_SETTLE, self._plant.mark(), unlock, (asked,)), now)

    def _objection(self, unlock: Unlock, now: Instant) -> Result | None:
        """Why this UNLOCK must not close the relay; the first that applies, from the certain to the circumstantial."""
        utc = self._clock.utc(now)
        if utc is None:
            return Result.CLOCK_NOT_SET
        if unlock.accept_until - unlock.issued > ACCEPT_WINDOW:
            return Result.WINDOW_TOO_LONG
        if utc > unlock.accept_until or utc >= unlock.grant_end:
            return Result.EXPIRED
        if self._plant.cover_open:
            return Result.TAMPERED
        if self._plant.gas:
            return Result.GAS
        if self._plant.temperature >= TOO_HOT:
            return Result.OVER_TEMPERATURE
        if self.faulty:
            return Result.RELAY_FAULT
        if self.grant and self.grant.unlock.worker != unlock.worker:
            return Result.ALREADY_GRANTED
        return None

    # ---- time and the machine ------------------------------------------------------------------------------------

    def look(self, arc: bool, offline_for: Duration | None, grace: Duration | None, now: Instant) -> None:
        """Judge the moment: everything that locks without being told to (LCK-08 to LCK-11)."""
        self._measure(now)
        if (reason := self._own_reason(offline_for, grace, now)) is not None:
            self.lock_by_itself(reason, now)
        elif self._after_arc_bound is not None and (not arc or now >= self._after_arc_bound):
            self._open(EndReason.PLATFORM, now)

    def lock_by_itself(self, reason: EndReason, now: Instant) -> None:
        alarm = _ALARMS.get(reason)
        if alarm is not None:
            self.alarm(
                alarm, Severity.ALARM, self._plant.temperature if reason is EndReason.OVER_TEMPERATURE else 0, now
            )
        self._open(reason, now)

    def next_timer(self, grace_over: Instant | None) -> Instant | None:
        due = self._actuation.due if self._actuation else None
        if self.grant is None:
            return due
        if self._renewing:
            return earliest(due, self._after_arc_bound, grace_over)
        return earliest(due, self._after_arc_bound, self._idle_over(), self._grant_over(), grace_over)

    def _own_reason(self, offline_for: Duration | None, grace: Duration | None, now: Instant) -> EndReason | None:
        if self.grant is None:
            return None
        if self._plant.cover_open:
            return EndReason.COVER
        if self._plant.gas:
            return EndReason.GAS
        if self._plant.temperature >= TOO_HOT:
            return EndReason.OVER_TEMPERATURE
        if offline_for is not None and grace is not None and offline_for >= grace:
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
        since = max(self._plant.last_arc or 0, self.grant.closed_at)
        return since + self.grant.unlock.idle_limit * S

    def _grant_over(self) -> Instant:
        """The grant's end on the terminal's own time line; an unset clock cannot happen while a grant is in force."""
        assert self.grant is not None
        utc = self._clock.utc(0)
        assert utc is not None
        return self.grant.unlock.grant_end - utc

    # ---- actuation -----------------------------------------------------------------------------------------------

    def _actuate(self, actuation: Actuation, now: Instant) -> None:
        self.told_closed = actuation.closed
        self._actuation = actuation
        self._plant.command_relay(actuation.closed, now)

    def _open(self, reason: EndReason, now: Instant, asked: tuple[Asked, ...] = ()) -> None:
        """Open the relay, whoever wants it. An UNLOCK that was being carried out is overtaken and answered so.

        The grant counts as ended now, but it is only reported when the relay was measured: until then an arc may burn.
        """
        asked = (*self._after_arc, *asked)
        self._after_arc, self._after_arc_bound = [], None
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
        if actuation.unlock is not None:
            previous, self.grant = self.grant, Grant(actuation.unlock, actuation.started, actuation.mark)
            if previous is not None:
                self.closed(Ending(previous, EndReason.SUPERSEDED, actuation.started, actuation.mark), now)
            self.opened(self.grant, now)
        self._reply_all(actuation.asked, Result.OK, now)
        self._next_in_queue(now)

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
        self.alarm(EventCode.RELAY_FAULT, Severity.ALARM, int(self._plant.relay_closed), now)
        self._reply_all(actuation.asked, Result.RELAY_FAULT, now)
        self._next_in_queue(now)

    def _next_in_queue(self, now: Instant) -> None:
        while self._queue and self._actuation is None:
            unlock, asked = self._queue.popleft()
            self._unlock(unlock, asked, now)

    def _report_end(self, now: Instant) -> None:
        ending, self._ending = self._ending, None
        if ending is not None:
            self.closed(Ending(*ending, now, self._plant.mark()), now)

    def _reply_all(self, asked: tuple[Asked, ...], result: Result, now: Instant) -> None:
        for one in asked:
            self._reply(one, result, now)

    def _reply(self, asked: Asked, result: Result, now: Instant) -> None:
        took = min((now - asked.received) // MS, 0xFFFD)
        self._asked.pop(asked.command, None)
        answer = self._result(asked.command, asked.sequence, result, took)
        if asked.command == self._highest:
            self._answered = answer
        self.answer(answer, now)

    def _result(self, command: int, sequence: int, result: Result, took: int) -> CommandResult:
        return CommandResult(
            answers=sequence,
            command=command,
            result=result,
            relay_command=self.relay_command,
            relay_feedback=self.feedback(),
            took=took,
        )


_ALARMS = {
    EndReason.GAS: EventCode.GAS,
    EndReason.OVER_TEMPERATURE: EventCode.OVER_TEMPERATURE,
    EndReason.LINK_LOST: EventCode.LINK_GRACE_OVER,
}
"""What locks and is an event of its own; an opened cover has been one since it was opened."""
