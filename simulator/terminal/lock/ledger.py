"""Command ids make commands idempotent (LCK-06, PAR-11).

The answer to the highest id is kept, and the same id again gets it, whatever the command says this time; a command that is
still being carried out is answered once, to its latest sequence; any other lower id is a replay, even one that was
answered: its old answer would speak of a relay that has moved since. One count for UNLOCK, LOCK, PARAM_SET and REBOOT
alike. Ids count per session, so a new login starts afresh, which is safe because no frame of an earlier session verifies
any more; what an earlier session asked is still done, and answered to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from protocol_spec.codes import Result
from protocol_spec.instant import Instant
from protocol_spec.messages import CommandResult, ParamReport

Answer: TypeAlias = CommandResult | ParamReport


@dataclass
class Asked:
    """A command that has not been answered yet; `sequence` is that of its latest copy. What came `by_hand` is no command of a
    session: an offline permit, which is answered 0 and 0 (OFF-10)."""

    command: int
    sequence: int
    received: Instant
    by_hand: bool = False


Form: TypeAlias = Callable[[Asked, Result], Answer]
"""How a kind of command is answered: what the answer would be with this result."""


class Ledger:
    """`refused` counts since power-up."""

    def __init__(self) -> None:
        self.answer: Callable[[Answer, Instant], None]
        self.refused = 0
        self._open: dict[int, Asked] = {}
        self._answered: Answer | None = None
        self._highest = 0

    def new_session(self) -> None:
        self._open.clear()
        self._answered = None
        self._highest = 0

    def seen(self, command: int, sequence: int, form: Form, now: Instant) -> bool:
        """LCK-06 "The same command id again MUST get the same answer and no second actuation; a lower one is refused
        REPLAYED." """
        if command == self._highest and self._answered is not None:
            self.answer(replace(self._answered, answers=sequence), now)
            return True
        if (asked := self._open.get(command)) is not None:
            asked.sequence = sequence
            return True
        if command <= self._highest:
            self.refused += 1
            self.answer(form(Asked(command, sequence, now), Result.REPLAYED), now)
            return True
        self._highest, self._answered = command, None
        return False

    def ask(self, command: int, sequence: int, now: Instant) -> Asked:
        asked = self._open[command] = Asked(command, sequence, now)
        return asked

    def reply(self, asked: Asked, answer: Answer, now: Instant) -> None:
        self._open.pop(asked.command, None)
        if asked.command == self._highest:
            self._answered = answer
        self.refused += answer.result is not Result.OK
        self.answer(answer, now)
