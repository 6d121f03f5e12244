"""What a session tells the platform."""

from dataclasses import dataclass

from protocol_spec.codes import LogoutReason, RelayState, Result, UpgradeState
from protocol_spec.endpoint import Event
from protocol_spec.message import Message
from protocol_spec.messages import Record, Register


@dataclass(frozen=True)
class Registered(Event):
    terminal: str
    register: Register


@dataclass(frozen=True)
class LoggedIn(Event):
    terminal: str
    boot_counter: int


@dataclass(frozen=True)
class LoginRefused(Event):
    terminal: str
    result: Result


@dataclass(frozen=True)
class RecordsArrived(Event):
    """Records that wait for their `stored` stimulus before anything of them is answered."""

    terminal: str
    token: int
    records: tuple[tuple[Record, bool], ...]
    """(record, came as backfill)"""


@dataclass(frozen=True)
class CommandDone(Event):
    """`result` None: no answer came in time."""

    terminal: str
    command: int
    grant: int
    result: Result | None
    feedback: RelayState
    took: int


@dataclass(frozen=True)
class Answered(Event):
    """A question or a PARAM_SET has come to its end. `answer` None: none came."""

    terminal: str
    asked: str
    answer: Message | None


@dataclass(frozen=True)
class UpgradeReported(Event):
    terminal: str
    upgrade: int
    state: UpgradeState
    result: Result
    offset: int


@dataclass(frozen=True)
class WatchOver(Event):
    """The moment has come that the platform asked to be woken at (LCK-27)."""

    terminal: str


@dataclass(frozen=True)
class LoggedOut(Event):
    """Left on purpose: the silence that follows is none to worry about (SES-15)."""

    terminal: str
    reason: LogoutReason


@dataclass(frozen=True)
class WentOffline(Event):
    terminal: str
    why: str


@dataclass(frozen=True)
class BehindGateway(Event):
    """What a sub-terminal's session says, handed on by the session of its gateway (GWY-06)."""

    terminal: str
    event: Event
