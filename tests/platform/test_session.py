"""The platform's end of a connection: what it refuses, what it answers, and when."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from protocol_spec.codes import EventCode, Flag, Result, Severity, Suite
from protocol_spec.endpoint import LinkWanted, Stimulus
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Instant, S
from protocol_spec.message import Message
from protocol_spec.messages import EventRecord, Heartbeat, Login, LoginAck, PlatformAck, Register, Unlock
from protocol_spec.security import session_key
from protocol_spec.stream import StreamDecoder
from reference_platform.happenings import CommandDone, LoggedIn, RecordsArrived, WentOffline
from reference_platform.registry import TerminalEntry
from reference_platform.session import PlatformSession, SessionParameters
from simulator.terminal.profile import load_profile

TERMINAL = "9999010000000001"
KEY = bytes(range(16))
START: Instant = 1_772_409_600 * S


class Book:
    """A directory in memory."""

    def __init__(self) -> None:
        self.entries = {TERMINAL: TerminalEntry(TERMINAL, KEY, "E", registered=True)}

    def entry(self, terminal: str) -> TerminalEntry | None:
        return self.entries.get(terminal)

    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None:
        self.entries[terminal] = replace(self.entries[terminal], boot_counter=boot_counter, nonce=nonce)

    def watermark(self, terminal: str, oldest: int) -> int:
        return 0


class Wire:
    """A terminal's hand on a session."""

    def __init__(self, book: Book | None = None, suite: Suite = Suite.HMAC_SHA256) -> None:
        self.book = book or Book()
        counter = itertools.count(77)
        self.session = PlatformSession(self.book, SessionParameters(), lambda: next(counter))
        self.suite, self.key, self.now = suite, b"", START
        self.sequence = 0
        self.session.link_up(self.now)

    def frame(self, message: Message, flags: Flag = Flag.ACK_REQUIRED, key: bytes | None = None) -> Frame:
        frame = frame_of(message, TERMINAL, self.sequence, flags)
        self.sequence += 1
        key = self.key if key is None else key
        return frame.sealed(self.suite, key) if key else frame

    def give(self, frame: Frame) -> list[Frame]:
        self.session.receive_data(frame.encode(), self.now)
        return self.sent()

    def sent(self) -> list[Frame]:
        return StreamDecoder().receive(b"".join(self.session.data_to_send()), self.now)

    def events(self) -> Iterator[object]:
        while (event := self.session.next_event()) is not None:
            yield event

    def login(self, boot: int = 1, nonce: int = 5) -> LoginAck:
        login = Login(suite=self.suite, boot_counter=boot, nonce=nonce, oldest=1, following=1)
        (answer,) = self.give(self.frame(login, key=KEY))
        ack = answer.message()
        assert isinstance(ack, LoginAck)
        if ack.result is Result.OK:
            self.key = session_key(self.suite, KEY, TERMINAL, boot, nonce, ack.nonce)
            assert answer.tag_holds(self.suite, self.key)
        return ack


def event(number: int) -> EventRecord:
    from protocol_spec.codes import ClockState

    return EventRecord(
        record=number,
        time=START,
        clock=ClockState.SYNCHRONISED,
        event=EventCode.POWER_UP,
        severity=Severity.INFO,
        value=0,
    )


def result_of(frames: list[Frame]) -> Result:
    (frame,) = frames
    ack = frame.message()
    assert isinstance(ack, PlatformAck)
    return ack.result


@pytest.mark.parametrize("suite", list(Suite))
def test_a_login_opens_a_session_in_either_suite(suite: Suite) -> None:
    wire = Wire(suite=suite)
    assert wire.login().result is Result.OK
    assert any(isinstance(happened, LoggedIn) for happened in wire.events())
    assert result_of(wire.give(wire.frame(Heartbeat(oldest=1)))) is Result.OK


def test_before_login_everything_else_is_refused_and_nothing_is_handed_out() -> None:
    wire = Wire()
    assert result_of(wire.give(wire.frame(event(1)))) is Result.NOT_LOGGED_IN
    assert not [e for e in wire.events() if isinstance(e, RecordsArrived)]


def test_a_replayed_login_is_refused_and_one_of_an_earlier_boot_too() -> None:
    wire = Wire()
    wire.login(boot=2, nonce=9)
    again = Wire(wire.book)
    assert again.login(boot=2, nonce=9).result is Result.LOGIN_REPLAYED
    assert again.login(boot=1, nonce=10).result is Result.LOGIN_REPLAYED
    assert again.login(boot=2, nonce=10).result is Result.OK


def test_a_login_that_comes_twice_on_one_connection_gets_the_same_answer() -> None:
    wire = Wire()
    login = wire.frame(Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1), key=KEY)
    assert wire.give(login) == wire.give(login)


def test_wrong_key_unknown_terminal_and_unregistered_terminal_have_results_of_their_own() -> None:
    wire = Wire()
    login = Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1)
    (answer,) = wire.give(wire.frame(login, key=b"x" * 16))
    assert answer.message().result is Result.BAD_TAG  # type: ignore[union-attr]
    wire.book.entries[TERMINAL] = replace(wire.book.entries[TERMINAL], registered=False)
    assert wire.login().result is Result.NOT_REGISTERED
    wire.book.entries.clear()
    assert wire.login().result is Result.UNKNOWN_TERMINAL


def test_registering_is_idempotent_with_distinct_results() -> None:
    wire = Wire()
    profile = load_profile()
    register = Register(
        suite=wire.suite,
        vendor=9999,
        model=1,
        hardware="A",
        firmware="1",
        imei="",
        iccid="",
        qr=1,
        division=410171,
        access=profile.access,
        capability=profile.capability,
    )
    for entry, expected in (
        (TerminalEntry(TERMINAL, KEY, "E"), Result.OK),
        (TerminalEntry(TERMINAL, KEY, "E", registered=True), Result.ALREADY_REGISTERED),
        (TerminalEntry(TERMINAL, KEY, None), Result.UNBOUND_ENTERPRISE),
        (TerminalEntry(TERMINAL, b"y" * 16, "E"), Result.BAD_TAG),
    ):
        wire.book.entries[TERMINAL] = entry
        (answer,) = wire.give(wire.frame(register, key=KEY))
        assert answer.message().result is expected  # type: ignore[union-attr]


def test_a_record_is_answered_only_after_it_was_stored() -> None:
    wire = Wire()
    wire.login()
    list(wire.events())
    assert wire.give(wire.frame(event(1))) == []
    (arrived,) = [e for e in wire.events() if isinstance(e, RecordsArrived)]
    wire.session.stimulate(Stimulus("stored", {"token": arrived.token, "watermark": 1}), wire.now)
    (answer,) = wire.sent()
    ack = answer.message()
    assert isinstance(ack, PlatformAck)
    assert (ack.result, ack.watermark) == (Result.OK, 1)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda f: replace(f, tag=bytes(8)), Result.BAD_TAG),
        (lambda f: replace(f, flags=f.flags & ~Flag.SECURED, tag=b""), Result.TAG_REQUIRED),
        (lambda f: replace(f, flags=f.flags | 0x10), Result.MALFORMED),
        (lambda f: replace(f, edition=2), Result.EDITION_UNSUPPORTED),
        (lambda f: replace(f, code=0xA0), Result.WRONG_DIRECTION),
        (lambda f: replace(f, terminal="9999010000000002"), Result.NOT_LOGGED_IN),
    ],
)
def test_a_frame_that_is_wrong_is_refused_by_name_and_the_session_goes_on(spoil: object, expected: Result) -> None:
    wire = Wire()
    wire.login()
    assert result_of(wire.give(spoil(wire.frame(event(1))))) is expected  # type: ignore[operator]
    assert not [e for e in wire.events() if isinstance(e, RecordsArrived)]
    assert result_of(wire.give(wire.frame(Heartbeat(oldest=1)))) is Result.OK


def test_a_response_is_never_answered() -> None:
    wire = Wire()
    wire.login()
    stray = wire.frame(event(1))
    assert wire.give(replace(stray, code=0x7F, flags=stray.flags | Flag.RESPONSE)) == []


def test_three_heartbeats_of_silence_are_offline() -> None:
    wire = Wire()
    wire.login()
    list(wire.events())
    assert wire.session.next_timer() == START + 180 * S
    wire.session.handle_timer(START + 179 * S)
    assert not list(wire.events())
    wire.session.handle_timer(START + 180 * S)
    happened = list(wire.events())
    assert any(isinstance(e, WentOffline) and e.why == "silent" for e in happened)
    assert LinkWanted(False) in happened


def test_a_command_is_sent_again_byte_for_byte_and_given_up_at_its_deadline() -> None:
    wire = Wire()
    wire.login()
    list(wire.events())
    unlock = {"grant": 3, "worker": "00" * 8, "permit": 1, "grant_end": START + 3600 * S, "idle_limit": 60}
    wire.session.stimulate(Stimulus("unlock", unlock), START)
    (first,) = wire.session.data_to_send()
    (frame,) = StreamDecoder().receive(first, START)
    message = frame.message()
    assert isinstance(message, Unlock)
    assert message.accept_until - message.issued == 30 * S
    wire.session.handle_timer(START + 5 * S)
    assert wire.session.data_to_send() == [first]
    wire.session.handle_timer(START + 30 * S)
    (done,) = [e for e in wire.events() if isinstance(e, CommandDone)]
    assert (done.grant, done.result) == (3, None)
