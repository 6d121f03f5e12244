"""The tester's own half of the conversation: just enough of a platform to be talked to.

It shares the definition of the protocol with the terminal under test and nothing of its behaviour: no retransmission,
no table, no store. What it answers by itself (`courtesy`) is only what would otherwise make a good terminal give up.
"""

from collections.abc import Callable
from dataclasses import replace

from conformance.pixit import Pixit
from conformance.steps import Received, Sent
from protocol_spec.codes import Flag, OfflinePolicy, Result, Side, Suite
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Instant
from protocol_spec.message import Message
from protocol_spec.messages import RECORDS, Login, LoginAck, PlatformAck, Register, RegisterAck
from protocol_spec.security import session_key

BRISK = {"heartbeat": 1, "status_idle": 600, "status_welding": 600, "ack_timeout": 1, "link_grace": 600}
"""The parameters a case runs under unless it says otherwise: short periods, so that a serial line is not waited for."""


class Peer:
    def __init__(self, pixit: Pixit, nonce: Callable[[], int]) -> None:
        self._pixit = pixit
        self._nonce = nonce
        self._sequence = 0
        self._suite = Suite.HMAC_SHA256
        self._key = b""
        self._held: set[int] = set()
        self.watermark = 0
        self.in_session = False

    # ---- receiving -----------------------------------------------------------------------------------------------

    def understand(self, frame: Frame, now: Instant) -> Received:
        message = frame.message() if frame.sender is Side.TERMINAL else None
        readable = message if isinstance(message, Message) else None
        return Received(now, frame, readable, self._genuine(frame, readable))

    def _genuine(self, frame: Frame, message: Message | None) -> bool:
        if frame.terminal != self._pixit.terminal:
            return False
        if isinstance(message, Login | Register):
            return frame.tag_holds(message.suite, self._pixit.key)
        if frame.secured:
            return self.in_session and frame.tag_holds(self._suite, self._key)
        return not self.in_session

    def courtesy(self, received: Received, now: Instant) -> Sent | None:
        """The answer a platform would give, or None where none is due. A LOGIN is the case's own business.

        A record counts as held from here on: a frame that a case leaves without courtesy was never received.
        """
        frame = received.frame
        if isinstance(received.message, Register) and received.genuine:
            ack = frame_of(RegisterAck(answers=frame.sequence, result=Result.OK), frame.terminal, self._next())
            return self._sent(ack.sealed(received.message.suite, self._pixit.key), now)
        if isinstance(received.message, Login | Register) or frame.flags & Flag.RESPONSE:
            return None
        if not self.in_session:
            return self.deny(frame, now)
        if not received.genuine:
            return None
        if isinstance(received.message, RECORDS):
            self._hold(received.message.record)
        if not frame.wants_ack:
            return None
        ack_body = PlatformAck(answers=frame.sequence, answered=frame.code, result=Result.OK, watermark=self.watermark)
        return self.send(ack_body, now)

    def _hold(self, number: int) -> None:
        self._held.add(number)
        while self.watermark + 1 in self._held:
            self.watermark += 1
            self._held.discard(self.watermark)

    # ---- sending -------------------------------------------------------------------------------------------------

    def send(
        self,
        message: Message,
        now: Instant,
        flags: Flag = Flag.NONE,
        secured: bool = True,
        code: int | None = None,
        trailing: bytes = b"",
    ) -> Sent:
        frame = frame_of(message, self._pixit.terminal, self._next(), flags)
        frame = replace(frame, code=frame.code if code is None else code, body=frame.body + trailing)
        return self._sent(frame.sealed(self._suite, self._key) if secured and self.in_session else frame, now)

    def accept(self, login: Received, parameters: dict[str, int], now: Instant) -> Sent:
        """LOGIN_ACK ok; from here on the session key applies."""
        message = login.message
        assert isinstance(message, Login)
        nonce = self._nonce()
        self._suite = message.suite
        self._key = session_key(
            message.suite, self._pixit.key, self._pixit.terminal, message.boot_counter, message.nonce, nonce
        )
        if message.oldest - 1 > self.watermark or message.following <= self.watermark:
            self._held.clear()
            self.watermark = message.oldest - 1
        ack = LoginAck(
            answers=login.frame.sequence,
            result=Result.OK,
            nonce=nonce,
            now=now,
            watermark=self.watermark,
            policy=OfflinePolicy.FAIL_SECURE,
            **(BRISK | parameters),
        )
        self.in_session = True
        return self._sent(frame_of(ack, self._pixit.terminal, self._next()).sealed(self._suite, self._key), now)

    def deny(self, frame: Frame | None, now: Instant) -> Sent:
        self.in_session = False
        ack = PlatformAck(
            answers=frame.sequence if frame else 0,
            answered=frame.code if frame else 0,
            result=Result.NOT_LOGGED_IN,
            watermark=0,
        )
        return self._sent(frame_of(ack, self._pixit.terminal, self._next()), now)

    def _sent(self, frame: Frame, now: Instant) -> Sent:
        return Sent(now, frame, frame.encode())

    def _next(self) -> int:
        sequence, self._sequence = self._sequence, (self._sequence + 1) & 0xFFFF
        return sequence
