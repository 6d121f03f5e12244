"""What a case may do. A case yields steps and touches no clock and no wire; what was yielded is the report's step list."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from conformance.verdict import Verdict
from protocol_spec.codes import Flag
from protocol_spec.frame import Frame
from protocol_spec.instant import Duration, Instant
from protocol_spec.message import Message

Steps: TypeAlias = Generator["Step", Any, Any]


@dataclass(frozen=True)
class Received:
    """A frame of the terminal as the tester understood it. `genuine`: its tag holds under the key that applies."""

    at: Instant
    frame: Frame
    message: Message | None
    genuine: bool

    @property
    def name(self) -> str:
        return self.message.title if self.message is not None else f"code {self.frame.code:#04x}"


@dataclass(frozen=True)
class Sent:
    at: Instant
    frame: Frame | None
    data: bytes


Where: TypeAlias = Callable[[Any], bool]


@dataclass(frozen=True)
class Expect:
    """The next genuine frame with this message; what comes before it is answered as a platform would. → Received

    `message` None: any frame at all. `where` looks at the message. `answer` False: this one frame is not answered.
    """

    message: type[Message] | None
    within: Duration
    where: Where | None = None
    otherwise: Verdict = Verdict.FAIL
    answer: bool = True
    genuine: bool = True
    what: str = ""


@dataclass(frozen=True)
class Silence:
    """This message must not come for so long. → None"""

    message: type[Message]
    lasting: Duration
    where: Where | None = None
    what: str = ""


@dataclass(frozen=True)
class Listen:
    """Everything that comes for so long. → list[Received]"""

    lasting: Duration
    answer: bool = True


@dataclass(frozen=True)
class Send:
    """A message in a frame of the session. → Sent

    `secured` False leaves the tag out, `code` replaces the message code, `trailing` follows the body, `before` precedes the
    frame, `spoil` changes the finished bytes, `piecewise` cuts them; `raw` sends these bytes and nothing else.
    """

    message: Message | None = None
    flags: Flag = Flag.NONE
    secured: bool = True
    spoil: Callable[[bytes], bytes] | None = None
    piecewise: int = 0
    before: bytes = b""
    code: int | None = None
    trailing: bytes = b""
    raw: bytes | None = None
    what: str = ""


@dataclass(frozen=True)
class Accept:
    """Answer this LOGIN and begin the session. → Sent"""

    login: Received
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Deny:
    """Say NOT_LOGGED_IN where a session is open, so that the terminal logs in again (SES-11). → bool, was one open"""


@dataclass(frozen=True)
class Pause:
    lasting: Duration


@dataclass(frozen=True)
class Check:
    """A claim about what was seen. → None"""

    holds: bool
    claim: str
    otherwise: Verdict = Verdict.FAIL


Step: TypeAlias = Expect | Silence | Listen | Send | Accept | Deny | Pause | Check
