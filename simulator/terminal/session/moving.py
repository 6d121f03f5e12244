"""Moving to another platform, and back where nobody there lets the terminal in (PAR-09, PAR-16).

The address itself is a parameter like any other: it is set and answered before the terminal leaves, and lies in the flash.
What is remembered beside it is where to return to, and that the new one is on trial; so a power cut in mid-trial changes
nothing but that the trial counts anew. The way back stays open until a login is accepted: that, and only that, is the proof
that somebody is there who knows this terminal.

What is owed to one platform is not owed to the other: the refusals of the new one do not make the old one wait. Moving does not
lock: the grant in force goes on under the offline policy, as with any link that is lost.
"""

from collections.abc import Callable
from dataclasses import replace

from protocol_spec.codes import EventCode, LogoutReason
from protocol_spec.instant import Instant
from protocol_spec.parameters import ADDRESS
from simulator.terminal.flash import Flash
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.session.move import Move
from simulator.terminal.settings.parameters_held import ParametersHeld
from simulator.terminal.settings.trial import STARTS, Trial


class Moving:
    """Calls `event` with code, value and when."""

    def __init__(self, conversation: Conversation, parameters: ParametersHeld, flash: Flash) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self._talk = conversation
        self._parameters = parameters
        self._flash = flash
        self._trial = Trial(parameters)
        self._leaving = False
        self._said = False

    def accepted(self, before: str) -> None:
        """PARAM_SET put another address in force; `before` is the one it takes the place of."""
        move = self._flash.move
        back = move.before if move else before
        self._leaving = back != self._parameters.value(ADDRESS)
        self._flash.move = Move(back) if self._leaving else None

    def power_up(self, now: Instant) -> None:
        move = self._flash.move
        if move is None:
            return
        if move.starts >= STARTS:
            self._return(move, now)
        else:
            self._flash.move = replace(move, starts=move.starts + 1)
            self._trial.begin(now)

    def logged_in(self) -> None:
        if not self._leaving:
            self._flash.move = None
            self._trial.end()

    def look(self, now: Instant) -> None:
        if self._leaving:
            self._leave(now)
        elif self._flash.move is not None and self._trial.is_over(now):
            # PAR-09 "When a new platform address brings no login within its trial a terminal MUST return to the old one …"
            self._return(self._flash.move, now)
            self._talk.redial(now)

    def next_timer(self) -> Instant | None:
        return self._trial.next_timer()

    def _leave(self, now: Instant) -> None:
        """PAR-16 "A terminal that accepted a new platform address MUST log out with MOVE and connect to it." """
        if not self._said:
            self._said = True
            if self._talk.live:
                self._talk.log_out(LogoutReason.MOVE, now)
        if self._talk.gone(now):
            self._leaving = self._said = False
            self._trial.begin(now)
            self._talk.redial(now)

    def _return(self, move: Move, now: Instant) -> None:
        """The event is recorded here and reported there: at the address before, after the next login."""
        self._parameters.take({ADDRESS.id: move.before})
        self._flash.move = None
        self._trial.end()
        self.event(EventCode.ADDRESS_ROLLED_BACK, move.attempts, now)
