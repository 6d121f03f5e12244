"""Whether a REGISTER or a LOGIN is accepted, and if not, by which result (SES-20, SES-22).

The order is that of `protocol_spec.refusal`: from what needs no knowledge to what needs a key. Pure functions of the frame
and of what the directory knows.
"""

from protocol_spec.codes import Result, Suite
from protocol_spec.frame import Frame
from protocol_spec.messages import Login, Register
from reference_platform.registry import TerminalEntry


def register_result(frame: Frame, register: Register, entry: TerminalEntry | None, suites: frozenset[Suite]) -> Result:
    if entry is None:
        return Result.UNKNOWN_TERMINAL
    if register.suite not in suites:
        return Result.SUITE_REFUSED
    if not frame.tag_holds(register.suite, entry.key):
        return Result.BAD_TAG
    if entry.enterprise is None:
        return Result.UNBOUND_ENTERPRISE
    return Result.ALREADY_REGISTERED if entry.registered else Result.OK


def login_result(frame: Frame, login: Login, entry: TerminalEntry | None, suites: frozenset[Suite]) -> Result:
    if entry is None:
        return Result.UNKNOWN_TERMINAL
    # SES-23 "A platform MAY demand suite 2 and refuse REGISTER and LOGIN of suite 1 with SUITE_REFUSED."
    if login.suite not in suites:
        return Result.SUITE_REFUSED
    if not frame.tag_holds(login.suite, entry.key):
        return Result.BAD_TAG
    if not entry.registered:
        return Result.NOT_REGISTERED
    # SEC-06 "A platform MUST refuse a LOGIN whose boot counter and nonce are not greater than those of the last …"
    if (login.boot_counter, login.nonce) <= (entry.boot_counter, entry.nonce):
        return Result.LOGIN_REPLAYED
    return Result.OK
