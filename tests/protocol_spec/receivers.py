"""The real virtual terminal and the real platform session, each brought to a standing and handed bytes.

What a terminal's session key is, its own nonce decides; so a frame that was typed under the typed session key gets the tag
of the same input under the key that is in force, here and not by the codec. A platform is given the typed LOGIN and the
typed nonce, and then the typed bytes go in as they are.
"""

import hmac
from typing import Protocol

from protocol_spec.codes import Result, Suite
from protocol_spec.frame import Frame, read_frame
from protocol_spec.instant import Instant, S
from protocol_spec.messages import CommandResult, Identity, LoginAck, PlatformAck, TerminalAck
from protocol_spec.vectors import SESSION_KEYS, TERMINAL, TERMINAL_KEY, VECTORS, Secured
from reference_platform.registry import TerminalEntry
from reference_platform.session import PlatformSession, SessionParameters
from tests.protocol_spec import reckoning
from tests.simulator.terminal.bench import Bench

KEY = bytes.fromhex(TERMINAL_KEY)
TYPED_KEY = SESSION_KEYS[0].key
LOGIN = next(vector.frame for vector in VECTORS if vector.name == "login")
LONG_ENOUGH = 3 * S
"""For a promised body to be given up and a command to be carried out."""

Answer = TerminalAck | PlatformAck | CommandResult | Identity | LoginAck


class Receiver(Protocol):
    def sealed(self, frame: bytes, secured: Secured | None) -> bytes:
        """The typed frame, its tag under the session that is in force."""
        ...

    def give(self, data: bytes) -> list[Answer]:
        """What it answers to all of `data` in one read, within a few seconds."""
        ...


class RealTerminal:
    """It says nothing by itself for minutes, so that whatever it says is an answer."""

    def __init__(self, live: bool) -> None:
        self.bench = Bench(heartbeat=240, status_idle=600, connect=live)
        if live:
            self.bench.advance(2 * S)
            assert self.bench.terminal.conversation.live
            return
        self.bench.answers_logins = False
        self.bench.reconnect()
        assert not self.bench.terminal.conversation.live

    def sealed(self, frame: bytes, secured: Secured | None) -> bytes:
        if secured is None or secured.key != TYPED_KEY or self.bench.key is None:
            return frame
        covered = frame[:-10]
        tag = hmac.digest(self.bench.key, bytes.fromhex(secured.direction) + covered, "sha256")[:8]
        return reckoning.whole(covered + tag)

    def give(self, data: bytes) -> list[Answer]:
        before = len(self.bench.sent)
        self.bench.feed(data)
        self.bench.advance(LONG_ENOUGH)
        said = self.bench.sent[before:]
        assert all(sent.frame.secured for sent in said if isinstance(sent.message, TerminalAck | CommandResult))
        return [sent.message for sent in said if isinstance(sent.message, Answer)]


class Book:
    """Knows one terminal."""

    def __init__(self) -> None:
        self._entry = TerminalEntry(TERMINAL, KEY, "E", registered=True)

    def entry(self, terminal: str) -> TerminalEntry | None:
        return self._entry if terminal == TERMINAL else None

    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None:
        pass

    def watermark(self, terminal: str, oldest: int) -> int:
        return 0


class RealPlatform:
    def __init__(self, live: bool) -> None:
        self.now: Instant = 1_763_947_800 * S
        self.session = PlatformSession(Book(), SessionParameters(), lambda: SESSION_KEYS[0].platform_nonce)
        self.session.link_up(self.now)
        self.live = live
        if live:
            (ack,) = self.give(LOGIN)
            assert isinstance(ack, LoginAck)
            assert ack.result is Result.OK

    def sealed(self, frame: bytes, secured: Secured | None) -> bytes:
        return frame

    def give(self, data: bytes) -> list[Answer]:
        self.session.receive_data(data, self.now)
        end = self.now + LONG_ENOUGH
        while (timer := self.session.next_timer()) is not None and timer <= end:
            self.now = max(timer, self.now)
            self.session.handle_timer(self.now)
        self.now = end
        return [self._read(data) for data in self.session.data_to_send()]

    def _read(self, data: bytes) -> Answer:
        frame = read_frame(data)
        assert isinstance(frame, Frame)
        answer = frame.message()
        assert isinstance(answer, Answer)
        if self.live and frame.terminal == TERMINAL:
            assert frame.tag_holds(Suite.HMAC_SHA256, bytes.fromhex(TYPED_KEY))
        return answer
