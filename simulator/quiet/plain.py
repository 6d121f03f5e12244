"""The same, the long way: one core, woken whenever it asks, and a platform that answers after a constant time.

This is what a quiet world is, as a program, and what the arrays are measured by. The platform has stored whatever left the
terminal, so its answer to a frame bears as watermark the record that left last when that frame did. It answers every frame
that asks, `delay` after it left, to the microsecond; where an answer and a timer fall on one instant, the answer comes first.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

from protocol_spec.codes import Result
from protocol_spec.endpoint import Event
from protocol_spec.frame import Frame, frame_of, read_frame
from protocol_spec.instant import Duration, Instant, S, earliest
from protocol_spec.message import Message
from protocol_spec.messages import (
    Login,
    LoginAck,
    PlatformAck,
    Time,
    TimeRequest,
    Unlock,
)
from protocol_spec.parameters import FACTORY, by_id
from protocol_spec.security import session_key
from simulator.terminal import Terminal

NONCE = 0x5EED


@dataclass(frozen=True)
class Answer:
    """What the platform will say at `due`, to the frame of this sequence and code."""

    due: Instant
    sequence: int
    code: int
    watermark: int


class PlainWorld:
    """`now` on the terminal's time line, `offset` from there to UTC. `sent` is what left the terminal, and when."""

    def __init__(self, terminal: Terminal, delay: Duration, *, now: Instant, offset: Duration) -> None:
        self.terminal = terminal
        self.delay = delay
        self.now = now
        self.offset = offset
        self.sent: list[tuple[Instant, bytes]] = []
        self.told: list[Event] = []
        self.answers: deque[Answer] = deque()
        self.watermark = terminal.flash.store.watermark
        self.key = b""
        self._down = 0
        self._commands = 0
        self._collect()

    # ---- what is done ------------------------------------------------------------------------------------------------

    def log_in(self, **parameters: int) -> None:
        """Bring the link up and let the terminal in, and wait until it has nothing more to say. `parameters` are those of
        LOGIN_ACK that are not as in the factory."""
        self.terminal.link_up(self.now)
        frame = read_frame(self.terminal.data_to_send()[-1])
        login = frame.message() if frame else None
        assert frame is not None
        assert isinstance(login, Login), "only a terminal that is registered can be let in here"
        who = self.terminal.identity
        self.key = session_key(who.suite, who.key, who.terminal, login.boot_counter, login.nonce, NONCE)
        asked: dict[str, Any] = {by_id[number].name: value for number, value in FACTORY.items()} | parameters
        in_ack = {name: asked[name] for name in LoginAck.fields() if name in asked}
        self._say(
            LoginAck(
                answers=frame.sequence,
                result=Result.OK,
                nonce=NONCE,
                now=self.now + self.offset,
                watermark=self.watermark,
                **in_ack,
            )
        )

    def grant(self, *, lasts: Duration, idle_limit: int, grant: int = 1, worker: bytes = b"a worker") -> None:
        """Unlock it; the relay takes its time. `idle_limit` in seconds."""
        self._commands += 1
        issued = self.now + self.offset
        self._say(
            Unlock(
                command=self._commands,
                grant=grant,
                worker=worker,
                permit=1,
                issued=issued,
                accept_until=issued + 30 * S,
                grant_end=issued + lasts,
                idle_limit=idle_limit,
            )
        )

    def until(self, target: Instant) -> None:
        """All that happens up to `target` and at it; and a look at that instant, which by the replay law changes nothing."""
        while self.step(target):
            pass
        self.now = target
        self.terminal.handle_timer(target)
        self._collect()

    def step(self, target: Instant) -> bool:
        """One input: the next answer or the next timer; False where there is none up to `target`."""
        answered = self.answers[0].due if self.answers else None
        at = earliest(answered, self.terminal.next_timer())
        if at is None or at > target:
            return False
        self.now = max(self.now, at)
        if answered is not None and answered <= self.now:
            self._say(self._answer(self.answers.popleft()))
        else:
            self.terminal.handle_timer(self.now)
            self._collect()
        return True

    # ---- what the platform says --------------------------------------------------------------------------------------

    def _answer(self, answer: Answer) -> Message:
        if answer.code == TimeRequest.code:
            return Time(answers=answer.sequence, now=self.now + self.offset)
        return PlatformAck(answers=answer.sequence, answered=answer.code, result=Result.OK, watermark=answer.watermark)

    def _say(self, message: Message) -> None:
        who = self.terminal.identity
        frame = frame_of(message, who.terminal, self._down).sealed(who.suite, self.key)
        self._down = (self._down + 1) & 0xFFFF
        self.hear(frame.encode())

    def hear(self, data: bytes) -> None:
        self.terminal.receive_data(data, self.now)
        self._collect()

    def _collect(self) -> None:
        for data in self.terminal.data_to_send():
            self.sent.append((self.now, data))
            frame = read_frame(data)
            assert frame is not None
            self._take(frame)
        while (event := self.terminal.next_event()) is not None:
            self.told.append(event)

    def _take(self, frame: Frame) -> None:
        message = frame.message()
        assert isinstance(message, Message)
        if message.is_record():
            self.watermark = max(self.watermark, message.values()["record"])
        if frame.wants_ack:
            self.answers.append(Answer(self.now + self.delay, frame.sequence, frame.code, self.watermark))
