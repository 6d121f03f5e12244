"""Whose tag is under which key, and whether it holds.

A LOGIN and the LOGIN_ACK that answers it hold all that a session key is made of but the terminal key. So whoever has that
key and the bytes of a login can check everything that follows, in the order in which it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol_spec.codes import Result, Suite
from protocol_spec.explain.piece import TagCheck
from protocol_spec.explain.words import Words
from protocol_spec.frame import Frame
from protocol_spec.message import When
from protocol_spec.messages import Login, LoginAck, Register
from protocol_spec.security import lab_key, permit_key, session_key, suite_available

LABORATORY = "9999"

_TERMINAL_KEY = Words("terminal key", "终端密钥")
_SESSION_KEY = Words("session key", "会话密钥")
_PERMIT_KEY = Words("permit key", "许可密钥")


@dataclass(frozen=True)
class _Attempt:
    suite: Suite
    key: bytes = field(repr=False)
    name: Words

    def words(self) -> Words:
        return Words(f"under the {self.name.en}, {self.suite.en}", f"{self.name.zh}，{self.suite.zh}")


class Keys:
    """`key` is any terminal's, `of` that of one by id; `laboratory` stands for the published keys of vendor 9999.

    It learns sessions from the frames it judges: judge them in their order. Without any key it checks nothing.
    """

    def __init__(
        self, key: bytes | None = None, of: Mapping[str, bytes] | None = None, *, laboratory: bool = False
    ) -> None:
        self._any = key
        self._of = dict(of or {})
        self._laboratory = laboratory
        self._registering: dict[str, Suite] = {}
        self._asked: dict[str, tuple[int, Login]] = {}
        self._sessions: dict[str, _Attempt] = {}

    def judge(self, frame: Frame) -> TagCheck | None:
        """None where the frame has no tag."""
        key = self._key(frame.terminal)
        if key is None:
            return TagCheck(None, _NO_KEY) if frame.secured else None
        message = frame.message()
        attempts = self._attempts(frame, message, key)
        check = _tried(frame, attempts) if frame.secured else None
        self._learn(frame, message, attempts, check)
        return check

    def _key(self, terminal: str) -> bytes | None:
        if terminal in self._of:
            return self._of[terminal]
        if self._any is None and self._laboratory and terminal.startswith(LABORATORY):
            return lab_key(terminal)
        return self._any

    def _attempts(self, frame: Frame, message: object, key: bytes) -> list[_Attempt]:
        """SEC-01, SEC-11, SEC-16 and OFF-01: which key a frame is under. More than one where the suite is not known."""
        declared, terminal = frame.declared(), frame.terminal
        if isinstance(message, Register | Login):
            return [_Attempt(message.suite, key, _TERMINAL_KEY)]
        if isinstance(message, LoginAck):
            return self._opened_by(terminal, message, key)
        if declared is not None and declared.when is When.OFFLINE:
            return [_Attempt(suite, permit_key(suite, key, terminal), _PERMIT_KEY) for suite in _computable()]
        if declared is not None and declared.when is When.LOGIN:
            known = self._registering.get(terminal)
            return [_Attempt(suite, key, _TERMINAL_KEY) for suite in ([known] if known else _computable())]
        return [self._sessions[terminal]] if terminal in self._sessions else []

    def _opened_by(self, terminal: str, answer: LoginAck, key: bytes) -> list[_Attempt]:
        asked = self._asked.get(terminal)
        # SEC-19 "A terminal MUST ignore a LOGIN_ACK that answers another LOGIN than its last."
        if asked is None or asked[0] != answer.answers or not suite_available(asked[1].suite):
            return []
        login = asked[1]
        made = session_key(login.suite, key, terminal, login.boot_counter, login.nonce, answer.nonce)
        return [_Attempt(login.suite, made, _SESSION_KEY)]

    def _learn(self, frame: Frame, message: object, attempts: list[_Attempt], check: TagCheck | None) -> None:
        if isinstance(message, Register):
            self._registering[frame.terminal] = message.suite
        if isinstance(message, Login):
            self._asked[frame.terminal] = (frame.sequence, message)
        if isinstance(message, LoginAck) and message.result is Result.OK and check is not None and check.holds:
            self._sessions[frame.terminal] = attempts[0]


def _tried(frame: Frame, attempts: list[_Attempt]) -> TagCheck:
    if not attempts:
        return TagCheck(None, _NO_SESSION)
    computable = [attempt for attempt in attempts if suite_available(attempt.suite)]
    if not computable:
        return TagCheck(None, _NO_SUITE)
    for attempt in computable:
        if frame.tag_holds(attempt.suite, attempt.key):
            return TagCheck(True, attempt.words())
    return TagCheck(False, computable[0].words())


def _computable() -> list[Suite]:
    return [suite for suite in Suite if suite_available(suite)]


_NO_KEY = Words("no key of this terminal given", "未给出该终端的密钥")
_NO_SESSION = Words("its LOGIN and LOGIN_ACK are not among these frames", "输入中没有其 LOGIN 与 LOGIN_ACK")
_NO_SUITE = Words("this Python cannot compute its suite", "此 Python 不能计算该套件")
