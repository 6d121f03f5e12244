"""The lock: the reason the protocol exists (LCK).

The guard owns the relay. It closes it on one occasion only, an UNLOCK that survives every check of `_objection`, and
opens it on many. Both are actuations: the relay is told, given time to settle, and then *measured*; only the
measurement is reported. A relay that does not follow is told again, three times, and then the machine is called faulty:
a welded contact is exactly the case in which a terminal that reports its wishes instead of its measurements would lie.

Command ids make actuation idempotent (LCK-06). The last answered command is kept with its answer; the same id again
gets that answer, a lower id is a replay. Ids count per session, so a new login starts afresh, which is safe because no
frame of an earlier session verifies any more.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from protocol_spec.codes import EndReason, EventCode, LockMode, LockState, RelayState, Result, Severity
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.messages import CommandResult, Lock, Unlock
from protocol_spec.timers import ACCEPT_WINDOW, RELAY_SETTLE, RETRIES
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.plant import Plant

TOO_HOT = 750
"""0.1 °C."""


@dataclass(frozen=True)
class Actuation:
    """The relay was told; measure it at `due`. `command` and `answers` are None where nobody is to be answered."""

    closed: bool
    started: Instant
    due: Instant
    unlock: Unlock | None = None
    command: int | None = None
    answers: int = 0
    tries: int = 1


@dataclass(frozen=True)
class Grant:
    unlock: Unlock
    closed_at: Instant


class Guard:
    """Calls out: `answer(CommandResult, sequence)`, `opened(Grant, now)`, `closed(Grant, EndReason, now)`, `alarm(...)`."""

    def __init__(self, plant: Plant, clock: DeviceClock) -> None:
        self._plant = plant
        self._clock = clock
        self.answer: Callable[[CommandResult, Instant], None]
        self.opened: Callable[[Grant, Instant], None]
        self.closed: Callable[[Grant, EndReason, Instant], None]
        self.alarm: Callable[[EventCode, Severity, int, Instant], None]
        self.grant: Grant | None = None
        self.faulty = False
        self.told_closed = False
        self._actuation: Actuation | None = None
        self._answered: CommandResult | None = None
        self._highest = 0
        self._last_arc: Instant = 0
        self._lock_after_arc: tuple[Lock, int, Instant] | None = None
        self._ending: tuple[Grant, EndReason] | None = None

    # ---- what others see -----------------------------------------------------------------------------------------

    @property
    def lock_state(self) -> LockState:
        if self.faulty:
            return LockState.FAULT
        return LockState.UNLOCKED if self.grant else LockState.LOCKED

    @property
    def relay_command(self) -> RelayState:
        return RelayState.CLOSED if self.told_closed else RelayState.OPEN

    def feedback(self) -> RelayState:
        return RelayState.CLOSED if self._plant.relay_closed else RelayState.OPEN

    def new_session(self) -> None:
        self._answered, self._highest = None, 0

    # ---- commands ------------------------------------------------------------------------------------------------

    def on_unlock(self, unlock: Unlock, sequence: int, now: Instant) -> None:
        if self._seen(unlock.command, sequence, now):
            return
        if (objection := self._objection(unlock, now)) is not None:
            self._reply(unlock.command, sequence, objection, now, started=now)
            return
        self._actuate(Actuation(True, now, now + RELAY_SETTLE, unlock, unlock.command, sequence), now)

    def on_lock(self, lock: Lock, sequence: int, now: Instant) -> None:
        if self._seen(lock.command, sequence, now):
            return
        if lock.mode is LockMode.AFTER_ARC and self.grant and self._plant.burning:
            self._lock_after_arc = (lock, sequence, now + lock.bound * S)
            return
        self._end(EndReason.PLATFORM, now, Actuation(False, now, now + RELAY_SETTLE, None, lock.command, sequence))

    def _seen(self, command: int, sequence: int, now: Instant) -> bool:
        """LCK-06 "The same command id again MUST get the same answer and no second actuation; a lower one is refused
        REPLAYED." A command that is still being carried out is answered once, when it is done.
        """
        if self._answered is not None and command == self._answered.command:
            self.answer(replace(self._answered, answers=sequence), now)
            return True
        if command <= self._highest:
            if not (self._actuation and self._actuation.command == command):
                self.answer(self._result(command, sequence, Result.REPLAYED, 0), now)
            return True
        self._highest = command
        return False

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
        if arc:
            self._last_arc = now
        self._measure(now)
        if (reason := self._own_reason(offline_for, grace, now)) is not None:
            self.lock_by_itself(reason, now)
        elif self._lock_after_arc is not None:
            lock, sequence, bound = self._lock_after_arc
            if not arc or now >= bound:
                self._end(
                    EndReason.PLATFORM, now, Actuation(False, now, now + RELAY_SETTLE, None, lock.command, sequence)
                )

    def lock_by_itself(self, reason: EndReason, now: Instant) -> None:
        self._end(reason, now, Actuation(False, now, now + RELAY_SETTLE))

    def next_timer(self, grace_over: Instant | None) -> Instant | None:
        actuation = self._actuation.due if self._actuation else None
        bound = self._lock_after_arc[2] if self._lock_after_arc else None
        if self.grant is None:
            return earliest(actuation, bound)
        return earliest(actuation, bound, self._idle_over(), self._grant_over(), grace_over)

    def _own_reason(self, offline_for: Duration | None, grace: Duration | None, now: Instant) -> EndReason | None:
        if self.grant is None:
            return None
        if self._plant.cover_open:
            return EndReason.COVER
        if self._plant.gas:
            return EndReason.GAS
        if self._plant.temperature >= TOO_HOT:
            return EndReason.OVER_TEMPERATURE
        if now >= self._grant_over():
            return EndReason.GRANT_END
        if now >= self._idle_over():
            return EndReason.IDLE
        if offline_for is not None and grace is not None and offline_for >= grace:
            return EndReason.LINK_LOST
        return None

    def _idle_over(self) -> Instant:
        assert self.grant is not None
        return max(self._last_arc, self.grant.closed_at) + self.grant.unlock.idle_limit * S

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

    def _end(self, reason: EndReason, now: Instant, actuation: Actuation) -> None:
        """Open the relay, whoever wants it. An UNLOCK that was being carried out is overtaken and answered so.

        The grant counts as ended now, but it is only reported when the relay was measured: until then an arc may burn.
        """
        pending, self._lock_after_arc = self._actuation, None
        if pending is not None and pending.closed and pending.command is not None:
            self._reply(pending.command, pending.answers, Result.RELAY_FAULT, now, pending.started)
        if self.grant is not None:
            self._ending = (self.grant, reason)
        self.grant = None
        self._actuate(actuation, now)

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
            previous, self.grant = self.grant, Grant(actuation.unlock, actuation.started)
            self._last_arc = actuation.started
            if previous is not None:
                self.closed(previous, EndReason.SUPERSEDED, now)
            self.opened(self.grant, now)
        if actuation.command is not None:
            self._reply(actuation.command, actuation.answers, Result.OK, now, actuation.started)

    def _did_not_follow(self, actuation: Actuation, now: Instant) -> None:
        """LCK-12 "If the relay does not follow, the terminal MUST retry at most 3 times and then raise a fault event." """
        if actuation.tries <= RETRIES:
            self._actuate(replace(actuation, due=now + RELAY_SETTLE, tries=actuation.tries + 1), now)
            return
        self._actuation = None
        self.faulty = True
        self.told_closed = False
        self._plant.command_relay(False, now)
        self._report_end(now)
        self.alarm(EventCode.RELAY_FAULT, Severity.ALARM, int(self._plant.relay_closed), now)
        if actuation.command is not None:
            self._reply(actuation.command, actuation.answers, Result.RELAY_FAULT, now, actuation.started)

    def _report_end(self, now: Instant) -> None:
        ending, self._ending = self._ending, None
        if ending is not None:
            self.closed(*ending, now)

    def _reply(self, command: int, sequence: int, result: Result, now: Instant, started: Instant) -> None:
        self._answered = self._result(command, sequence, result, min((now - started) // MS, 0xFFFE))
        self.answer(self._answered, now)

    def _result(self, command: int, sequence: int, result: Result, took: int) -> CommandResult:
        return CommandResult(
            answers=sequence,
            command=command,
            result=result,
            relay_command=self.relay_command,
            relay_feedback=self.feedback(),
            took=took,
        )
