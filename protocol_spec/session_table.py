"""The session: which state follows which occurrence, and who may send what meanwhile.

Both roles read this one table, each for its own end of the connection. A terminal that is DOWN has no link; OPEN has a
link and no session; ASKED has sent LOGIN and waits; LIVE holds a session key; BARRED was refused and waits out the long
wait of SES-10. A platform's end of a connection only knows OPEN and LIVE, and is gone when the link is.

Nothing here is about time or bytes. What is not in the table is not legal: a frame that `may_send` does not list is
answered NOT_LOGGED_IN by a platform (SES-05) and never sent by a terminal.
"""

from enum import Enum

from protocol_spec.codes import Side
from protocol_spec.message import Message
from protocol_spec.messages import (
    CommandResult,
    EventRecord,
    Heartbeat,
    Lock,
    Login,
    LoginAck,
    PlatformAck,
    Register,
    RegisterAck,
    SessionSummary,
    Status,
    TerminalAck,
    Unlock,
)


class State(Enum):
    DOWN = "down"
    OPEN = "open"
    ASKED = "asked"
    LIVE = "live"
    BARRED = "barred"


class Occurrence(Enum):
    LINK_UP = "link up"
    LINK_DOWN = "link down"
    LOGIN_SENT = "LOGIN sent or received"
    ACCEPTED = "LOGIN_ACK ok"
    REFUSED = "LOGIN_ACK refused"
    SESSION_DENIED = "PLATFORM_ACK not logged in"
    UNANSWERED = "retries exhausted"
    BARRED = "refused three times"
    WAIT_OVER = "long wait over"


_O, _S = Occurrence, State

TRANSITIONS: dict[State, dict[Occurrence, State]] = {
    _S.DOWN: {_O.LINK_UP: _S.OPEN, _O.LINK_DOWN: _S.DOWN, _O.WAIT_OVER: _S.DOWN},
    _S.OPEN: {
        _O.LINK_DOWN: _S.DOWN,
        _O.LOGIN_SENT: _S.ASKED,
        _O.SESSION_DENIED: _S.OPEN,
        _O.UNANSWERED: _S.OPEN,
        _O.ACCEPTED: _S.LIVE,
    },
    _S.ASKED: {
        _O.LINK_DOWN: _S.DOWN,
        _O.LOGIN_SENT: _S.ASKED,
        _O.ACCEPTED: _S.LIVE,
        _O.REFUSED: _S.OPEN,
        _O.BARRED: _S.BARRED,
        _O.SESSION_DENIED: _S.ASKED,
        _O.UNANSWERED: _S.OPEN,
    },
    _S.LIVE: {_O.LINK_DOWN: _S.DOWN, _O.SESSION_DENIED: _S.OPEN, _O.UNANSWERED: _S.OPEN, _O.ACCEPTED: _S.LIVE},
    _S.BARRED: {_O.LINK_DOWN: _S.BARRED, _O.LINK_UP: _S.BARRED, _O.WAIT_OVER: _S.DOWN, _O.SESSION_DENIED: _S.BARRED},
}

_BEFORE = {Side.TERMINAL: {Register, Login}, Side.PLATFORM: {RegisterAck, LoginAck, PlatformAck}}

MAY_SEND: dict[State, dict[Side, set[type[Message]]]] = {
    _S.DOWN: {Side.TERMINAL: set(), Side.PLATFORM: set()},
    _S.OPEN: _BEFORE,
    _S.ASKED: _BEFORE,
    _S.LIVE: {
        Side.TERMINAL: {Heartbeat, Status, SessionSummary, EventRecord, CommandResult, TerminalAck, Login, Register},
        Side.PLATFORM: {Unlock, Lock, PlatformAck, LoginAck, RegisterAck},
    },
    _S.BARRED: {Side.TERMINAL: set(), Side.PLATFORM: {PlatformAck}},
}


class IllegalOccurrence(Exception):
    """A core reported something that cannot happen in its state: our bug, never the other side's."""


def following(state: State, occurrence: Occurrence) -> State:
    try:
        return TRANSITIONS[state][occurrence]
    except KeyError:
        raise IllegalOccurrence(f"{occurrence.value!r} cannot happen while {state.value}") from None


def may_send(state: State, message: type[Message]) -> bool:
    return message in MAY_SEND[state][message.sender]
