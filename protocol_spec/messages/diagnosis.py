"""Restart, and asking a terminal who and how it is (DIA)."""

from protocol_spec.codes import (
    AccessClass,
    Capability,
    ClockState,
    RebootMode,
    ResetCause,
    Side,
    Subject,
)
from protocol_spec.kinds import bits, celsius, code, text, u8, u16, u32, u64
from protocol_spec.message import Ack, Message, When, field


class Reboot(
    Message, code=0xA6, sender=Side.PLATFORM, clause="DIA-05", zh="重启", ack=Ack.MUST, answered_by=("COMMAND_RESULT",)
):
    command: int = field(u32, "LCK-06", "command id, strictly rising per session", "命令号，会话内严格递增")
    mode: RebootMode = field(code(RebootMode), "DIA-05", "what comes after", "方式")


class Query(
    Message,
    code=0xA7,
    sender=Side.PLATFORM,
    clause="DIA-01",
    zh="查询",
    ack=Ack.MUST,
    answered_by=("TERMINAL_ACK", "DIAGNOSIS", "IDENTITY"),
):
    subject: Subject = field(code(Subject), "DIA-01", "what is asked for", "查询内容")


class Identify(
    Message,
    code=0xA8,
    sender=Side.PLATFORM,
    clause="DIA-03",
    zh="识别",
    ack=Ack.MUST,
    when=When.ANY,
    answered_by=("IDENTITY",),
):
    """Sent to a known terminal, or on a serial line to whoever is there: terminal id 0000000000000000."""


class Diagnosis(Message, code=0x23, sender=Side.TERMINAL, clause="DIA-02", zh="诊断报告", response=True):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    uptime: int = field(u32.measured_in("s"), "DIA-02", "since power-up", "开机时间")
    boot_counter: int = field(u32, "SES-04", "power-ups so far", "上电次数")
    cause: ResetCause = field(code(ResetCause), "DIA-02", "why it last started", "上次启动原因")
    clock: ClockState = field(code(ClockState), "TIM-02", "state of the clock", "时钟状态")
    oldest: int = field(u32, "REP-07", "oldest record still held", "仍保存的最早记录号")
    following: int = field(u32, "REP-01", "number the next record will get", "下一记录号")
    capacity: int = field(u32, "BKF-03", "records the store can hold", "可存记录数")
    noise: int = field(u32.measured_in("byte"), "FRM-11", "bytes discarded since power-up", "上电后丢弃的字节数")
    bad_headers: int = field(u32, "FRM-06", "headers not believed", "不予采信的帧头数")
    bad_crcs: int = field(u32, "FRM-08", "frames with a wrong CRC", "CRC 错误的帧数")
    refused: int = field(u32, "LCK-05", "commands refused", "拒绝的命令数")
    reconnects: int = field(u32, "SES-09", "links brought up since power-up", "上电后的建链次数")
    actuations: int = field(u32, "LCK-02", "relay actuations since manufacture", "继电器累计动作次数")
    temperature: int = field(celsius, "REP-02", "temperature of the module", "模块温度")


class Identity(Message, code=0x24, sender=Side.TERMINAL, clause="DIA-04", zh="身份报告", response=True, when=When.ANY):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    speaks: int = field(u8, "FRM-02", "highest edition it speaks", "所支持的最高版本")
    vendor: int = field(
        u16, "SES-01", "vendor code, the first 4 digits of the terminal id", "厂商代码，即终端编号前 4 位"
    )
    model: int = field(u8, "SES-01", "model, the next 2 digits of the terminal id", "型号，即终端编号第 5、6 位")
    hardware: str = field(text(32), "SES-01", "hardware version", "硬件版本")
    firmware: str = field(text(32), "SES-01", "firmware version", "固件版本")
    imei: str = field(text(15), "SES-01", "IMEI, 15 digits, empty where there is none", "IMEI，15 位，没有则为空")
    iccid: str = field(text(20), "SES-01", "ICCID, 20 digits, empty where there is none", "SIM 卡号，20 位，没有则为空")
    qr: int = field(u64, "PLT-01", "QR code number of the machine", "设备二维码编号")
    division: int = field(u32, "SES-01", "division, GB/T 2260 or statistical code", "行政区划或统计用区划代码")
    access: AccessClass = field(code(AccessClass), "SES-01", "access class", "接入类别")
    capability: Capability = field(bits(Capability), "SES-01", "what it can do", "能力位")
