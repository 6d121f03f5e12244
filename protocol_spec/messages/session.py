"""Login, logout, heartbeat, time and the general answer (SES, TIM, ACK)."""

from protocol_spec.codes import LogoutReason, OfflinePolicy, Result, Side, Suite
from protocol_spec.instant import Instant
from protocol_spec.kinds import code, message_code, seconds, u16, u32, u64, utc
from protocol_spec.message import Ack, Message, When, field


class Login(
    Message,
    code=0x02,
    sender=Side.TERMINAL,
    clause="SES-02",
    zh="登录",
    ack=Ack.MUST,
    when=When.LOGIN,
    answered_by=("LOGIN_ACK",),
):
    suite: Suite = field(code(Suite), "SEC-02", "suite of this session", "本次会话的标签套件")
    boot_counter: int = field(u32, "SES-04", "power-ups so far; never goes back", "上电次数，只增不减")
    nonce: int = field(u64, "SES-04", "greater than each earlier one of this boot", "随机数，同一次上电内递增")
    oldest: int = field(
        u32,
        "REP-07",
        "oldest record still held, the next number where none is",
        "仍保存的最早记录号，没有则为下一记录号",
    )
    following: int = field(u32, "REP-01", "number the next record will get", "下一记录号")


class LoginAck(
    Message,
    code=0x82,
    sender=Side.PLATFORM,
    clause="SES-03",
    zh="登录应答",
    title="LOGIN_ACK",
    response=True,
    when=When.LOGIN,
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    result: Result = field(code(Result), "SES-03", "result", "结果")
    nonce: int = field(u64, "SEC-04", "the platform's nonce", "平台随机数")
    now: Instant = field(utc, "TIM-01", "platform time", "平台时间")
    watermark: int = field(u32, "REP-06", "all records up to here are safe", "此前记录均已入库")
    heartbeat: int = field(seconds, "SES-06", "heartbeat period", "心跳周期")
    status_idle: int = field(seconds, "REP-03", "status period while idle", "空闲状态周期")
    status_welding: int = field(seconds, "REP-03", "status period while welding", "焊接状态周期")
    ack_timeout: int = field(seconds, "ACK-03", "first wait for an answer", "应答超时")
    link_grace: int = field(u32, "LCK-11", "seconds unlocked without a link", "断网宽限秒数")
    policy: OfflinePolicy = field(code(OfflinePolicy), "LCK-11", "offline policy", "断网策略")


class Logout(Message, code=0x03, sender=Side.TERMINAL, clause="SES-13", zh="登出", ack=Ack.MUST):
    reason: LogoutReason = field(code(LogoutReason), "SES-13", "why it leaves", "登出原因")
    following: int = field(u32, "REP-01", "number the next record will get", "下一记录号")


class Heartbeat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", ack=Ack.MUST):
    oldest: int = field(
        u32,
        "REP-07",
        "oldest record still held, the next number where none is",
        "仍保存的最早记录号，没有则为下一记录号",
    )


class TimeRequest(
    Message,
    code=0x05,
    sender=Side.TERMINAL,
    clause="TIM-04",
    zh="校时请求",
    title="TIME_REQUEST",
    ack=Ack.MUST,
    answered_by=("TIME",),
):
    """Nothing to say: the question is the message."""


class Time(Message, code=0x85, sender=Side.PLATFORM, clause="TIM-05", zh="校时应答", response=True):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    now: Instant = field(utc, "TIM-05", "platform time when this was sent", "平台发送时刻")


class PlatformAck(
    Message,
    code=0xFF,
    sender=Side.PLATFORM,
    clause="ACK-02",
    zh="平台应答",
    title="PLATFORM_ACK",
    response=True,
    when=When.ANY,
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    answered: int = field(message_code, "ACK-01", "message code of the frame answered", "所应答的消息码")
    result: Result = field(code(Result), "ACK-02", "result", "结果")
    watermark: int = field(u32, "REP-06", "all records up to here are safe", "此前记录均已入库")


class TerminalAck(
    Message, code=0x7F, sender=Side.TERMINAL, clause="ACK-02", zh="终端应答", title="TERMINAL_ACK", response=True
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    answered: int = field(message_code, "ACK-01", "message code of the frame answered", "所应答的消息码")
    result: Result = field(code(Result), "ACK-02", "result", "结果")
