"""Leaving on purpose: the relay first, then the answer, then LOGOUT, and then restart or be off (SES-13, DIA-05)."""

from dataclasses import dataclass, replace

from protocol_spec.codes import EndReason, LogoutReason, RebootMode
from protocol_spec.instant import Instant
from protocol_spec.messages import Reboot
from simulator.terminal.lock.guard import Guard
from simulator.terminal.lock.ledger import Ledger
from simulator.terminal.session.conversation import Conversation


@dataclass(frozen=True)
class Leaving:
    reason: LogoutReason
    restarts: bool
    factory_reset: bool = False


class Departure:
    def __init__(self, conversation: Conversation, guard: Guard, ledger: Ledger) -> None:
        self._talk = conversation
        self._guard = guard
        self._ledger = ledger
        self._leaving: Leaving | None = None
        self._said = False

    def on_reboot(self, reboot: Reboot, sequence: int, now: Instant) -> None:
        """The guard answers when it has measured the relay, as it answers a LOCK."""
        if self._ledger.seen(
            reboot.command, sequence, lambda asked, result: self._guard.result(asked, result, now), now
        ):
            return
        factory = reboot.mode is RebootMode.FACTORY_RESET
        self._leaving = self._leaving or Leaving(LogoutReason.REBOOT, True, factory)
        self._guard.leave(EndReason.REBOOT, now, (reboot.command, sequence))

    @property
    def leaving(self) -> bool:
        return self._leaving is not None

    def restart(self, reason: LogoutReason, now: Instant) -> None:
        """Of the terminal's own accord."""
        self._leaving = self._leaving or Leaving(reason, True)
        self._guard.leave(EndReason.REBOOT, now)

    def switch_off(self, now: Instant) -> None:
        self._leaving = Leaving(LogoutReason.POWER_OFF, False)
        self._guard.leave(EndReason.POWER_LOST, now)

    def switch_on(self) -> None:
        """Whoever switches on again before it was off gets a restart."""
        if self._leaving is not None:
            self._leaving = replace(self._leaving, restarts=True)

    def look(self, now: Instant) -> Leaving | None:
        """What is to be done now that everything was said; None as long as there is something to wait for."""
        if self._leaving is None or not self._guard.settled:
            return None
        if not self._said:
            self._said = True
            if self._talk.live:
                self._talk.log_out(self._leaving.reason, now)
        return self._leaving if self._talk.gone(now) else None
