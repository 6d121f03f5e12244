"""LCK: the lock."""

from conformance.case import case
from conformance.preamble import ANSWER, OTHER_WORKER, lock, locked, logged_in, unlock, unlocked
from conformance.steps import Check, Expect, Received, Send, Sent, Silence, Steps
from protocol_spec.codes import EndReason, Flag, LockState, RelayState, Result
from protocol_spec.instant import MS, S
from protocol_spec.messages import CommandResult, SessionSummary, Status


@case(
    "LCK/LOGIN/BV-01",
    clause_id="LCK-01",
    en="A login unlocks nothing: the status after it says locked, relay measured open.",
    zh="登录不解锁：登录后的状态为已锁定、继电器实测断开。",
)
def login_unlocks_nothing() -> Steps:
    yield from locked()
    login: Received = yield from logged_in(status_idle=1)
    following = login.message.following  # type: ignore[union-attr]
    status: Received = yield Expect(
        Status, 3 * S, where=lambda m: m.record >= following, what="a STATUS made after LOGIN"
    )
    assert isinstance(status.message, Status)
    yield Check(status.message.lock is LockState.LOCKED, "lock state is LOCKED")
    yield Check(status.message.relay_feedback is RelayState.OPEN, "relay feedback is OPEN")


@case(
    "LCK/UNLOCK/BV-01",
    clause_id="LCK-02",
    en="A valid UNLOCK closes the relay, and the answer says that it was measured closed.",
    zh="有效 UNLOCK 使继电器闭合，应答给出实测闭合。",
)
def unlock_closes_the_relay() -> Steps:
    login: Received = yield from locked()
    sent: Sent = yield Send(unlock(login.at, 2), Flag.ACK_REQUIRED)
    result: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 2)
    assert isinstance(result.message, CommandResult)
    yield Check(result.message.result is Result.OK, f"the result is OK (it was {result.message.result.name})")
    yield Check(result.message.relay_feedback is RelayState.CLOSED, "the relay is measured closed")
    took = (result.at - sent.at) / S
    yield Check(took <= 1.0, f"within 1 s (it took {took:.3f} s)")
    status: Received = yield Expect(Status, 3 * S, where=lambda m: m.lock is LockState.UNLOCKED, what="STATUS unlocked")
    assert isinstance(status.message, Status)
    yield Check(status.message.grant == 7, "STATUS names the grant")
    yield Send(lock(3), Flag.ACK_REQUIRED)
    yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 3)


@case(
    "LCK/UNLOCK/BI-01",
    clause_id="LCK-04",
    en="An UNLOCK past its accept-until is refused EXPIRED, and the relay stays open.",
    zh="超过接受截止时间的 UNLOCK 被以 EXPIRED 拒绝，继电器保持断开。",
)
def expired_unlock() -> Steps:
    login: Received = yield from locked()
    yield Send(unlock(login.at, 2, issued=-90, accept_for=30), Flag.ACK_REQUIRED, what="UNLOCK issued 90 s ago")
    yield from _refused(2, Result.EXPIRED)


@case(
    "LCK/UNLOCK/BI-02",
    clause_id="LCK-04",
    en="An UNLOCK with an acceptance window over 60 s is refused WINDOW_TOO_LONG.",
    zh="接受期限超过 60 秒的 UNLOCK 被以 WINDOW_TOO_LONG 拒绝。",
)
def window_too_long() -> Steps:
    login: Received = yield from locked()
    yield Send(unlock(login.at, 2, accept_for=61), Flag.ACK_REQUIRED, what="UNLOCK with a window of 61 s")
    yield from _refused(2, Result.WINDOW_TOO_LONG)


@case(
    "LCK/UNLOCK/BI-03",
    clause_id="LCK-05",
    en="While the machine is granted to one worker, an UNLOCK for another is refused ALREADY_GRANTED.",
    zh="设备已授权一人时，他人的 UNLOCK 被以 ALREADY_GRANTED 拒绝。",
)
def already_granted() -> Steps:
    granted: Received = yield from unlocked()
    yield Send(unlock(granted.at, 3, grant=8, worker=OTHER_WORKER), Flag.ACK_REQUIRED, what="UNLOCK for another worker")
    result: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 3)
    assert isinstance(result.message, CommandResult)
    yield Check(
        result.message.result is Result.ALREADY_GRANTED, f"ALREADY_GRANTED (it was {result.message.result.name})"
    )
    yield Send(lock(4), Flag.ACK_REQUIRED)
    yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 4)


@case(
    "LCK/COMMAND/BV-01",
    clause_id="LCK-06",
    en="The same command again gets the same answer, and a lower command id is refused REPLAYED.",
    zh="同一命令再次到达得到同样应答；更小的命令号被以 REPLAYED 拒绝。",
)
def same_command_again() -> Steps:
    yield from locked(command=4)
    sent: Sent = yield Send(lock(5), Flag.ACK_REQUIRED)
    first: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 5)
    yield Send(raw=sent.data, what="the same LOCK, byte for byte")
    second: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 5)
    yield Check(second.message == first.message, "the answer is the same")
    yield Send(lock(3), Flag.ACK_REQUIRED, what="LOCK with a lower command id")
    third: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 3)
    assert isinstance(third.message, CommandResult)
    yield Check(third.message.result is Result.REPLAYED, f"the result is REPLAYED (it was {third.message.result.name})")


@case(
    "LCK/LOCK/BV-01",
    clause_id="LCK-07",
    en="LOCK opens the relay within 1 second, measured, and the grant's summary follows.",
    zh="LOCK 使继电器在 1 秒内断开（实测），随后上报作业小结。",
)
def lock_opens_the_relay() -> Steps:
    yield from unlocked()
    sent: Sent = yield Send(lock(3), Flag.ACK_REQUIRED)
    result: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 3)
    assert isinstance(result.message, CommandResult)
    yield Check(result.message.relay_feedback is RelayState.OPEN, "the relay is measured open")
    took = (result.at - sent.at) / S
    yield Check(took <= 1.0, f"within 1 s (it took {took:.3f} s)")


@case(
    "LCK/IDLE/TI-01",
    clause_id="LCK-08",
    en="Without an arc the terminal locks itself after the idle limit of 3 s, and not before.",
    zh="无电弧达到 3 秒空闲时限时终端自行锁定，且不提前。",
)
def locks_itself_when_idle() -> Steps:
    granted: Received = yield from unlocked(idle_limit=3)
    yield Silence(
        Status, 2200 * MS, where=lambda m: m.lock is LockState.LOCKED, what="STATUS locked before the idle limit"
    )
    status: Received = yield Expect(Status, 3 * S, where=lambda m: m.lock is LockState.LOCKED, what="STATUS locked")
    assert isinstance(status.message, Status)
    took = (status.at - granted.at) / S
    yield Check(took <= 4.5, f"locked at most 1.5 s after the limit (it was {took:.2f} s after the grant)")
    yield Check(status.message.relay_feedback is RelayState.OPEN, "the relay is measured open")


@case(
    "LCK/SUMMARY/BV-01",
    clause_id="REP-05",
    en="When a grant ends, its SESSION_SUMMARY names grant, worker and reason.",
    zh="授权结束时上报的 SESSION_SUMMARY 给出授权号、人员引用和原因。",
)
def summary_of_a_grant() -> Steps:
    yield from unlocked()
    yield Send(lock(3), Flag.ACK_REQUIRED)
    summary: Received = yield Expect(SessionSummary, 3 * S, where=lambda m: m.grant == 7)
    assert isinstance(summary.message, SessionSummary)
    yield Check(summary.message.reason is EndReason.PLATFORM, f"the reason is PLATFORM ({summary.message.reason.name})")
    yield Check(summary.message.start < summary.message.end, "it ends after it starts")
    yield Check(summary.message.arc_millis == 0, "no arc time was made up")


def _refused(command: int, why: Result) -> Steps:
    result: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == command)
    assert isinstance(result.message, CommandResult)
    yield Check(result.message.result is why, f"the result is {why.name} (it was {result.message.result.name})")
    yield Check(result.message.relay_feedback is RelayState.OPEN, "the relay is measured open")
