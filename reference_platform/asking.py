"""What was asked of a terminal and not answered yet: commands and questions, each with what ends the waiting.

What is answered by COMMAND_RESULT is a command and ends in `CommandDone`; anything else ends in `Answered`. An answer counts
only if the declaration of what was asked names it (ACK-11), or if it refuses, and if it says so in every field it has for it:
the sequence, the command id, the code. What nobody waits for is dropped without a word (ACK-09).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol_spec.codes import RelayState, Result
from protocol_spec.endpoint import Event
from protocol_spec.instant import Instant
from protocol_spec.message import Message
from protocol_spec.messages import CommandResult, TerminalAck
from reference_platform.happenings import Answered, CommandDone
from reference_platform.sending import Sending


@dataclass(frozen=True)
class _Asked:
    message: Message
    grant: int
    deadline: Instant | None

    @property
    def command(self) -> int:
        return int(self.message.values().get("command", 0))

    @property
    def is_command(self) -> bool:
        return CommandResult.title in self.message.answered_by


class Asking:
    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._terminal = ""
        self._commands = 0
        self._asked: dict[int, _Asked] = {}

    def begin(self, terminal: str) -> Iterator[Event]:
        """A session: LCK-25 "A platform MUST number its commands from 1, strictly rising, in each session." """
        yield from self.give_up()
        self._terminal, self._commands = terminal, 0

    def next_command(self) -> int:
        self._commands += 1
        return self._commands

    def ask(self, message: Message, now: Instant, grant: int = 0, deadline: Instant | None = None) -> None:
        """Within the session; sent again as ACK-03 says until it is answered, given up or the link is dead."""
        frame = self._sending.send(message, now)
        self._asked[frame.sequence] = _Asked(message, grant, deadline)

    def ask_outside(self, message: Message, terminal: str, deadline: Instant) -> None:
        """Of a terminal that has no session here; once."""
        frame = self._sending.send_outside(message, terminal)
        self._asked[frame.sequence] = _Asked(message, 0, deadline)

    def unsent(self, message: Message, grant: int) -> Event:
        """There is no session to ask it in."""
        return self._unanswered(_Asked(message, grant, None))

    def answered(self, answer: Message, terminal: str) -> Event | None:
        """What has come to its end with this answer."""
        values = answer.values()
        asked = self._asked.get(values["answers"])
        if asked is None or not self._settles(answer, asked):
            return None
        del self._asked[values["answers"]]
        self._sending.outbox.answered(values["answers"])
        if not asked.is_command:
            return Answered(terminal, asked.message.title, answer)
        feedback, took = values.get("relay_feedback", RelayState.UNKNOWN), values.get("took", 0)
        return CommandDone(terminal, asked.command, asked.grant, values["result"], feedback, took)

    def drop_late(self, now: Instant) -> Iterator[Event]:
        """LCK-26 "A platform MUST give up an UNLOCK that has no result by its accept-until, and send it no more." """
        for sequence, asked in list(self._asked.items()):
            if asked.deadline is not None and now >= asked.deadline:
                del self._asked[sequence]
                self._sending.outbox.answered(sequence)
                yield self._unanswered(asked)

    def give_up(self) -> Iterator[Event]:
        """The session is over: nothing that was asked in it will be answered."""
        asked, self._asked = self._asked, {}
        self._sending.outbox.clear()
        yield from (self._unanswered(one) for one in asked.values())

    def deadlines(self) -> Iterator[Instant]:
        return (asked.deadline for asked in self._asked.values() if asked.deadline is not None)

    @staticmethod
    def _settles(answer: Message, asked: _Asked) -> bool:
        values = answer.values()
        if values.get("command", asked.command) != asked.command:
            return False
        if values.get("answered", asked.message.code) != asked.message.code:
            return False
        refuses = isinstance(answer, TerminalAck) and answer.result is not Result.OK
        return refuses or answer.title in asked.message.answered_by

    def _unanswered(self, asked: _Asked) -> Event:
        if asked.is_command:
            return CommandDone(self._terminal, asked.command, asked.grant, None, RelayState.UNKNOWN, 0)
        return Answered(self._terminal, asked.message.title, None)
