"""The sending half of a connection: sequence numbers, tags, and the frames that wait for an answer."""

from protocol_spec.codes import Flag, Suite
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Duration, Instant
from protocol_spec.message import Ack, Message
from protocol_spec.outbox import Outbox


class Sending:
    def __init__(self, first_wait: Duration) -> None:
        self.outbox = Outbox()
        self._first_wait = first_wait
        self._terminal = ""
        self._suite, self._key = Suite.HMAC_SHA256, b""
        self._outgoing: list[bytes] = []
        self._sequence = 0

    def begin(self, terminal: str, suite: Suite, key: bytes) -> None:
        """A session: from now on `send` seals under its key. The sequence goes on (FRM-09: a number is the connection's)."""
        self._terminal, self._suite, self._key = terminal, suite, key
        self.outbox.clear()

    def tag_holds(self, frame: Frame) -> bool:
        return frame.tag_holds(self._suite, self._key)

    def send(self, message: Message, now: Instant) -> Frame:
        """SEC-01 "… every frame of a session under the session key"."""
        frame = self._next(message, self._terminal).sealed(self._suite, self._key)
        data = frame.encode()
        self._outgoing.append(data)
        if frame.wants_ack:
            self.outbox.sent(frame.sequence, data, self._first_wait, now)
        return frame

    def send_outside(self, message: Message, terminal: str, seal: tuple[Suite, bytes] | None = None) -> Frame:
        """What belongs to no session: bare, or sealed under the key that is given. Never sent again."""
        frame = self._next(message, terminal)
        self._outgoing.append((frame.sealed(*seal) if seal else frame).encode())
        return frame

    def repeat(self, frames: list[bytes]) -> None:
        self._outgoing += frames

    def take(self) -> list[bytes]:
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def _next(self, message: Message, terminal: str) -> Frame:
        """ACK-05 "A sender MUST set ACK_REQUIRED, or not, as the declaration of the message says." """
        sequence, self._sequence = self._sequence, (self._sequence + 1) & 0xFFFF
        flags = Flag.ACK_REQUIRED if message.ack is Ack.MUST else Flag.NONE
        return frame_of(message, terminal, sequence, flags)
