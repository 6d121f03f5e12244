"""What a session tells the platform."""

from dataclasses import dataclass

from protocol_spec.codes import RelayState, Result
from protocol_spec.endpoint import Event
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
class WentOffline(Event):
    terminal: str
    why: str
