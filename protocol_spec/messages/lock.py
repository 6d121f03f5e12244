"""The two commands the protocol exists for, their answer, and the permit for where there is no link (LCK, OFF)."""

from protocol_spec.codes import EndReason, LockMode, RelayState, Result, Side
from protocol_spec.instant import Instant
from protocol_spec.kinds import code, millis, octets, seconds, u16, u32, utc
from protocol_spec.message import Ack, BodyError, Message, When, field


class Unlock(
    Message, code=0xA0, sender=Side.PLATFORM, clause="LCK-02", zh="解锁", ack=Ack.MUST, answered_by=("COMMAND_RESULT",)
):
    command: int = field(u32, "LCK-06", "command id, strictly rising per session", "命令号，会话内严格递增")
    grant: int = field(u32, "LCK-01", "grant", "授权号")
    worker: bytes = field(octets(8), "LCK-02", "worker reference: a hash, never a name or number", "作业人员引用")
    permit: int = field(u32, "LCK-02", "permit reference", "作业票引用")
    issued: Instant = field(utc, "LCK-04", "issued at", "签发时间")
    accept_until: Instant = field(utc, "LCK-04", "not to be accepted after", "接受截止时间")
    grant_end: Instant = field(utc, "LCK-09", "grant ends at", "授权截止时间")
    idle_limit: int = field(seconds, "LCK-08", "locks itself after so long without arc", "空闲锁定时限")

    def flaw(self) -> BodyError | None:
        return _without(self.grant, self.idle_limit)


class Lock(
    Message, code=0xA1, sender=Side.PLATFORM, clause="LCK-07", zh="锁定", ack=Ack.MUST, answered_by=("COMMAND_RESULT",)
):
    command: int = field(u32, "LCK-06", "command id, strictly rising per session", "命令号，会话内严格递增")
    reason: EndReason = field(code(EndReason), "LCK-07", "reason", "原因")
    mode: LockMode = field(code(LockMode), "LCK-07", "now, or after the arc", "方式")
    bound: int = field(seconds, "LCK-07", "longest wait for the arc to end", "等待收弧的上限")


class CommandResult(
    Message, code=0x20, sender=Side.TERMINAL, clause="LCK-05", zh="命令结果", title="COMMAND_RESULT", response=True
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    command: int = field(u32, "LCK-06", "command id", "命令号")
    result: Result = field(code(Result), "LCK-05", "result", "结果")
    relay_command: RelayState = field(code(RelayState), "LCK-05", "what the relay was told", "继电器指令")
    relay_feedback: RelayState = field(code(RelayState), "LCK-03", "what the relay was measured to do", "继电器实测")
    took: int = field(millis, "LCK-05", "from receipt to measurement", "用时")


class OfflinePermit(
    Message,
    code=0xA9,
    sender=Side.PLATFORM,
    clause="OFF-01",
    zh="离线许可",
    title="OFFLINE_PERMIT",
    ack=Ack.NEVER,
    answered_by=("COMMAND_RESULT",),
    when=When.OFFLINE,
):
    counter: int = field(
        u32.measured_in("", low=1, high=0x7FFFFFFF),
        "OFF-03",
        "strictly rising per terminal, for ever",
        "许可计数，终端内严格递增，永不回退",
    )
    grant: int = field(u32, "LCK-01", "grant", "授权号")
    worker: bytes = field(octets(8), "LCK-02", "worker reference: a hash, never a name or number", "作业人员引用")
    permit: int = field(u32, "LCK-02", "permit reference", "作业票引用")
    valid_from: Instant = field(utc, "OFF-02", "not to be accepted before", "生效时间")
    valid_until: Instant = field(utc, "OFF-02", "not to be accepted after; the grant ends then too", "失效时间")
    idle_limit: int = field(seconds, "LCK-08", "locks itself after so long without arc", "空闲锁定时限")

    def flaw(self) -> BodyError | None:
        # OFF-12 "The counter of an offline permit MUST be 1 to 2147483647, and another one is refused MALFORMED."
        if not self.fields()["counter"].kind.plausible(self.counter):
            return BodyError("OFF-12", "counter", f"counter {self.counter} is not 1 to 2147483647")
        return _without(self.grant, self.idle_limit)


def _without(grant: int, idle_limit: int) -> BodyError | None:
    """LCK-29 "UNLOCK and OFFLINE_PERMIT with grant 0 or idle limit 0 MUST be refused MALFORMED." In STATUS grant 0 says that
    there is none, and a machine that may be idle for no time cannot be used."""
    if grant == 0:
        return BodyError("LCK-29", "grant", "grant 0 is no grant")
    return BodyError("LCK-29", "idle_limit", "an idle limit of 0 locks at once") if idle_limit == 0 else None
