"""Whether a REGISTER or a LOGIN is accepted, and if not, by which result (SES-20, SES-22).

SES-29 "REGISTER or LOGIN with several things wrong MUST be refused for the first in the order of its own table of
objections." The tables are the protocol's own; here stands only when each objection applies. Pure functions of the frame and of
what the directory knows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol_spec.codes import Result, Suite
from protocol_spec.frame import Frame
from protocol_spec.messages import Login, Register
from protocol_spec.objections import LOGIN_OBJECTIONS, REGISTER_OBJECTIONS
from reference_platform.registry import TerminalEntry


@dataclass(frozen=True)
class Opening:
    """What a terminal opens with, and what it meets: its entry in the directory, None for none, and the suites taken."""

    frame: Frame
    message: Register | Login
    entry: TerminalEntry | None
    suites: frozenset[Suite]


def opening_result(opening: Opening) -> Result:
    """The first objection of the table, or OK."""
    objections = REGISTER_OBJECTIONS if isinstance(opening.message, Register) else LOGIN_OBJECTIONS
    return next((result for result, _ in objections if _APPLIES[result](opening)), Result.OK)


def _of_known(applies: Callable[[Opening, TerminalEntry], bool]) -> Callable[[Opening], bool]:
    """An objection that only a terminal in the directory can meet."""
    return lambda opening: opening.entry is not None and applies(opening, opening.entry)


def _replayed(opening: Opening, entry: TerminalEntry) -> bool:
    # SEC-06 "A platform MUST refuse a LOGIN whose boot counter and nonce are not greater than those of the last …"
    login = opening.message
    return isinstance(login, Login) and (login.boot_counter, login.nonce) <= (entry.boot_counter, entry.nonce)


_APPLIES: dict[Result, Callable[[Opening], bool]] = {
    Result.UNKNOWN_TERMINAL: lambda opening: opening.entry is None,
    # SES-23 "A platform MAY demand suite 2 and refuse REGISTER and LOGIN of suite 1 with SUITE_REFUSED."
    Result.SUITE_REFUSED: lambda opening: opening.message.suite not in opening.suites,
    Result.BAD_TAG: _of_known(lambda opening, entry: not opening.frame.tag_holds(opening.message.suite, entry.key)),
    Result.UNBOUND_ENTERPRISE: _of_known(lambda opening, entry: entry.enterprise is None),
    Result.ALREADY_REGISTERED: _of_known(lambda opening, entry: entry.registered),
    Result.NOT_REGISTERED: _of_known(lambda opening, entry: not entry.registered),
    Result.LOGIN_REPLAYED: _of_known(_replayed),
}
