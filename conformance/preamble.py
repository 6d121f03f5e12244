"""How cases begin: a session, a locked machine, a granted machine. What goes wrong here is inconclusive, not failed."""

from conformance.steps import Accept, Deny, Expect, Received, Send, Steps
from conformance.verdict import Verdict
from protocol_spec.codes import EndReason, Flag, LockMode, RelayState, Result
from protocol_spec.instant import Instant, S
from protocol_spec.messages import CommandResult, Lock, Login, Unlock

WORKER = bytes.fromhex("a1a2a3a4a5a6a7a8")
OTHER_WORKER = bytes.fromhex("b1b2b3b4b5b6b7b8")
FIRST_CONTACT = 40 * S
ANSWER = 2 * S
"""Longer than any clause allows: what is late but comes is judged by its own case, not by every case."""


def logged_in(**parameters: int) -> Steps:
    """A fresh session. → Received (the LOGIN)"""
    yield Deny()
    login: Received = yield Expect(Login, FIRST_CONTACT, otherwise=Verdict.INCONC)
    yield Accept(login, parameters)
    return login


def locked(command: int = 1, **parameters: int) -> Steps:
    """A fresh session and an open relay. → Received (the LOGIN)"""
    login = yield from logged_in(**parameters)
    yield Send(lock(command), Flag.ACK_REQUIRED)
    yield Expect(CommandResult, ANSWER, where=lambda m: m.command == command, otherwise=Verdict.INCONC)
    return login


def unlocked(command: int = 2, idle_limit: int = 60, **parameters: int) -> Steps:
    """A fresh session and a machine granted to WORKER. → Received (the COMMAND_RESULT)"""
    login = yield from locked(**parameters)
    yield Send(unlock(login.at, command, idle_limit=idle_limit), Flag.ACK_REQUIRED)
    result: Received = yield Expect(
        CommandResult,
        ANSWER,
        where=lambda m: m.command == command and m.result is Result.OK and m.relay_feedback is RelayState.CLOSED,
        otherwise=Verdict.INCONC,
        what="COMMAND_RESULT ok, relay measured closed",
    )
    return result


def lock(command: int) -> Lock:
    return Lock(command=command, reason=EndReason.PLATFORM, mode=LockMode.NOW, bound=0)


def unlock(
    now: Instant,
    command: int,
    *,
    grant: int = 7,
    worker: bytes = WORKER,
    issued: int = 0,
    accept_for: int = 50,
    lasts: int = 3600,
    idle_limit: int = 60,
) -> Unlock:
    """An UNLOCK as of `now`; `issued`, `accept_for` and `lasts` in seconds from there."""
    return Unlock(
        command=command,
        grant=grant,
        worker=worker,
        permit=1,
        issued=now + issued * S,
        accept_until=now + (issued + accept_for) * S,
        grant_end=now + (issued + lasts) * S,
        idle_limit=idle_limit,
    )
