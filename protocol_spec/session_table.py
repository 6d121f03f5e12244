"""The session: which state follows which occurrence, and who may send what meanwhile.

Both roles read this one table, each for its own end of the connection. A terminal that is DOWN has no link; OPEN has a
link and no session; ASKED has sent LOGIN and waits; LIVE holds a session key; BARRED was refused and waits out the long
wait of SES-10. A platform's end of a connection knows fewer of them (`ENDS`).

Nothing here is about time or bytes. What is not in the table is not legal: a frame that `may_send` does not list is
answered NOT_LOGGED_IN by a platform (SES-05) and never sent by a terminal.
"""

from enum import Enum

import protocol_spec.messages  # noqa: F401  declares every message
from protocol_spec.codes import Side
from protocol_spec.edition import EDITIONS
from protocol_spec.message import Message, When


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
    LOGOUT_SENT = "LOGOUT sent or received"
    UNANSWERED = "retries exhausted"
    BARRED = "refused three times"
    WAIT_OVER = "long wait over"


_O, _S = Occurrence, State

ENDS: dict[Side, tuple[State, ...]] = {
    Side.TERMINAL: tuple(State),
    Side.PLATFORM: (State.DOWN, State.OPEN, State.LIVE),
}
"""The states that each end of a connection can be in: a platform decides on a LOGIN at once and bars nobody."""

TRANSITIONS: dict[State, dict[Occurrence, State]] = {
    _S.DOWN: {_O.LINK_UP: _S.OPEN, _O.LINK_DOWN: _S.DOWN, _O.WAIT_OVER: _S.DOWN},
    _S.OPEN: {
        _O.LINK_DOWN: _S.DOWN,
        _O.LOGIN_SENT: _S.ASKED,
        _O.SESSION_DENIED: _S.OPEN,
        _O.UNANSWERED: _S.OPEN,
        _O.REFUSED: _S.OPEN,
        _O.BARRED: _S.BARRED,
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
    _S.LIVE: {
        _O.LINK_DOWN: _S.DOWN,
        _O.LOGIN_SENT: _S.ASKED,
        _O.SESSION_DENIED: _S.OPEN,
        _O.UNANSWERED: _S.OPEN,
        _O.ACCEPTED: _S.LIVE,
        _O.REFUSED: _S.LIVE,
        _O.LOGOUT_SENT: _S.OPEN,
    },
    _S.BARRED: {_O.LINK_DOWN: _S.BARRED, _O.LINK_UP: _S.BARRED, _O.WAIT_OVER: _S.DOWN, _O.SESSION_DENIED: _S.BARRED},
}

_BEFORE = frozenset({When.LOGIN, When.ANY})
_WITHIN = frozenset({When.LOGIN, When.SESSION, When.ANY})

MAY_SEND: dict[State, dict[Side, frozenset[When]]] = {
    _S.DOWN: {Side.TERMINAL: frozenset(), Side.PLATFORM: frozenset()},
    _S.OPEN: {Side.TERMINAL: _BEFORE, Side.PLATFORM: _BEFORE},
    _S.ASKED: {Side.TERMINAL: _BEFORE, Side.PLATFORM: _BEFORE},
    _S.LIVE: {Side.TERMINAL: _WITHIN, Side.PLATFORM: _WITHIN},
    _S.BARRED: {Side.TERMINAL: frozenset({When.ANY}), Side.PLATFORM: frozenset({When.ANY})},
}
"""Each message says in its declaration which of these it is; so a new one stands here without being entered."""


class IllegalOccurrence(Exception):
    """A core reported something that cannot happen in its state: our bug, never the other side's."""


def following(state: State, occurrence: Occurrence) -> State:
    try:
        return TRANSITIONS[state][occurrence]
    except KeyError:
        raise IllegalOccurrence(f"{occurrence.value!r} cannot happen while {state.value}") from None


def may_send(state: State, message: type[Message]) -> bool:
    return message.when in MAY_SEND[state][message.sender]


def listed(state: State, side: Side, edition: int = 1) -> list[type[Message]]:
    """What this side may send in this state, by code."""
    messages = EDITIONS[edition].messages
    return [
        messages[code] for code in sorted(messages) if messages[code].sender is side and may_send(state, messages[code])
    ]
