"""The frames of one terminal as they pass, each with what became of it: waiting, repeated, answered with a result."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from arclock.stand.gist import gist
from protocol_spec.codes import Result
from protocol_spec.explain import Explained, Keys, explain
from protocol_spec.frame import Frame, read_frame
from protocol_spec.instant import Instant
from protocol_spec.message import Message
from protocol_spec.messages import PlatformAck, TerminalAck
from protocol_spec.stream import StreamDecoder
from simulator.runtime.tape import Entry, Kind

KEPT = 200


@dataclass
class FrameSeen:
    """`again` is True for a copy that was sent because nobody answered. `answer` is the result of what answered it, and
    `folded` of a bare acknowledgement that is told with the frame it answers."""

    at: Instant
    sent: bool
    data: bytes
    frame: Frame
    message: Message | None
    explained: Explained
    again: bool = False
    answer: Result | None = None
    answered_at: Instant = 0
    folded: bool = False

    @property
    def title(self) -> str:
        declared = self.frame.declared()
        return declared.title if declared else f"0x{self.frame.code:02X}"

    @property
    def waits(self) -> bool:
        return self.frame.wants_ack and self.answer is None

    def gist(self, lang: str) -> str:
        return gist(self.title, self.explained, lang)


class FrameLog:
    """Feed it the tape of a terminal. `told` hears of each frame once it is understood."""

    def __init__(self, terminal: str, key: bytes, told: Callable[[FrameSeen], None] = lambda seen: None) -> None:
        self.frames: deque[FrameSeen] = deque(maxlen=KEPT)
        self.sent = self.received = self.repeated = 0
        self.told = told
        self._keys = Keys(of={terminal: key})
        self._decoder = StreamDecoder()

    def __call__(self, entry: Entry) -> None:
        match entry.kind:
            case Kind.LINK_UP | Kind.LINK_DOWN:
                self._decoder.reset()
            case Kind.SENT:
                frame = read_frame(entry.data)
                assert frame is not None, "a terminal sends whole frames"
                self._take(entry.at, True, frame, entry.data)
            case Kind.DATA:
                for frame in self._decoder.receive(entry.data, entry.at):
                    self._take(entry.at, False, frame, frame.encode())

    def last(self, title: str) -> FrameSeen | None:
        return next((seen for seen in reversed(self.frames) if seen.title == title), None)

    def _take(self, at: Instant, sent: bool, frame: Frame, data: bytes) -> None:
        message = frame.message()
        seen = FrameSeen(at, sent, data, frame, message if isinstance(message, Message) else None, self._explain(data))
        seen.again = sent and any(other.waits and other.data == data for other in self.frames if other.sent)
        self.sent += sent
        self.received += not sent
        self.repeated += seen.again
        self._answers(seen)
        self.frames.append(seen)
        self.told(seen)

    def _explain(self, data: bytes) -> Explained:
        return explain(data, self._keys)[0]

    def _answers(self, answer: FrameSeen) -> None:
        sequence = getattr(answer.message, "answers", None)
        if sequence is None:
            return
        result = getattr(answer.message, "result", Result.OK)
        for seen in reversed(self.frames):
            if seen.sent != answer.sent and seen.frame.sequence == sequence and seen.waits:
                seen.answer, seen.answered_at = result, answer.at
                answer.folded |= isinstance(answer.message, PlatformAck | TerminalAck) and result is Result.OK
                if not seen.again:
                    return
