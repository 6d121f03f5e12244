"""A terminal's hand on a platform session, and what it writes with it."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from protocol_spec.codes import ClockState, EventCode, Flag, Result, Severity, Suite
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Instant, S
from protocol_spec.message import Message
from protocol_spec.messages import EventRecord, Login, LoginAck, PlatformAck
from protocol_spec.security import session_key
from protocol_spec.stream import StreamDecoder
from reference_platform.happenings import RecordsArrived
from reference_platform.registry import TerminalEntry
from reference_platform.session import PlatformSession, SessionParameters
from simulator.runtime.tape import Entry, Recorded, replay

TERMINAL = "9999010000000001"
OTHER = "9999010000000002"
KEY = bytes(range(16))
START: Instant = 1_772_409_600 * S

E = TypeVar("E", bound=Event)


class Book:
    """A directory in memory."""

    def __init__(self) -> None:
        self.entries = {TERMINAL: TerminalEntry(TERMINAL, KEY, "E", registered=True)}
        self.watermarks: dict[str, int] = {}

    def entry(self, terminal: str) -> TerminalEntry | None:
        return self.entries.get(terminal)

    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None:
        self.entries[terminal] = replace(self.entries[terminal], boot_counter=boot_counter, nonce=nonce)

    def watermark(self, terminal: str, oldest: int) -> int:
        return self.watermarks.get(terminal, 0)


class Wire:
    """What it gives is recorded: `check_replay` feeds it to a fresh session."""

    def __init__(
        self,
        book: Book | None = None,
        suite: Suite = Suite.HMAC_SHA256,
        terminal: str = TERMINAL,
        parameters: SessionParameters | None = None,
    ) -> None:
        self.book = book or Book()
        self.terminal = terminal
        self.parameters = parameters or SessionParameters()
        self.tape: list[Entry] = []
        self._asked: dict[str, TerminalEntry] = dict(self.book.entries)
        self.session = Recorded(self.fresh(self.book), self.tape.append)
        self.suite, self.key, self.now = suite, b"", START
        self.sequence = 0
        self.session.link_up(self.now)

    def fresh(self, book: Book) -> PlatformSession:
        counter = itertools.count(77)
        return PlatformSession(book, self.parameters, lambda: next(counter))

    def frame(self, message: Message, flags: Flag = Flag.ACK_REQUIRED, key: bytes | None = None) -> Frame:
        flags = Flag.NONE if message.response else flags
        frame = frame_of(message, self.terminal, self.sequence, flags)
        self.sequence += 1
        key = self.key if key is None else key
        return frame.sealed(self.suite, key) if key else frame

    def give(self, *frames: Frame) -> list[Frame]:
        self.session.receive_data(b"".join(frame.encode() for frame in frames), self.now)
        return self.sent()

    def say(self, message: Message, flags: Flag = Flag.ACK_REQUIRED) -> list[Frame]:
        return self.give(self.frame(message, flags))

    def order(self, name: str, **values: int | str) -> list[Frame]:
        self.session.stimulate(Stimulus(name, values), self.now)
        return self.sent()

    def wait(self, seconds: float) -> list[Frame]:
        """Time passes, timers ring when they are due."""
        until = self.now + round(seconds * S)
        sent: list[Frame] = []
        while (due := self.session.next_timer()) is not None and due <= until:
            self.now = max(self.now, due)
            self.session.handle_timer(self.now)
            sent += self.sent()
        self.now = until
        return sent

    def sent(self) -> list[Frame]:
        return StreamDecoder().receive(b"".join(self.session.data_to_send()), self.now)

    def events(self) -> Iterator[Event]:
        while (event := self.session.next_event()) is not None:
            yield event

    def told(self, kind: type[E]) -> list[E]:
        """Events of this kind since the last time; the others are dropped."""
        return [event for event in self.events() if isinstance(event, kind)]

    def login(self, boot: int = 1, nonce: int = 5, key: bytes = KEY) -> LoginAck:
        login = Login(suite=self.suite, boot_counter=boot, nonce=nonce, oldest=1, following=1)
        (answer,) = self.give(self.frame(login, key=key))
        ack = answer.message()
        assert isinstance(ack, LoginAck)
        if ack.result is Result.OK:
            self.key = session_key(self.suite, key, self.terminal, boot, nonce, ack.nonce)
            assert answer.tag_holds(self.suite, self.key)
        return ack

    def live(self) -> "Wire":
        """Logged in, and nothing left to be told."""
        assert self.login().result is Result.OK
        list(self.events())
        return self

    def store(self) -> list[Frame]:
        """Say of everything that arrived that it is stored, with the highest number as the watermark."""
        for arrived in self.told(RecordsArrived):
            highest = max(record.record for record, _ in arrived.records)
            self.session.stimulate(Stimulus("stored", {"token": arrived.token, "watermark": highest}), self.now)
        return self.sent()

    def check_replay(self) -> None:
        book = Book()
        book.entries = dict(self._asked)
        assert len(self.tape) > 3
        assert replay(self.tape, self.fresh(book)) is None


def event(number: int, time: Instant = START) -> EventRecord:
    return EventRecord(
        record=number,
        time=time,
        clock=ClockState.SYNCHRONISED,
        event=EventCode.POWER_UP,
        severity=Severity.INFO,
        value=0,
    )


def ack_of(frames: list[Frame]) -> PlatformAck:
    (frame,) = frames
    ack = frame.message()
    assert isinstance(ack, PlatformAck)
    return ack


def result_of(frames: list[Frame]) -> Result:
    return ack_of(frames).result
