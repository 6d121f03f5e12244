"""Who am I: sent once in a life, answered alike however often it is repeated (SES-01)."""

from protocol_spec.codes import AccessClass, Capability, Result, Side, Suite
from protocol_spec.kinds import bits, code, text, u8, u16, u32, u64
from protocol_spec.message import Ack, Message, When, field


class Register(
    Message,
    code=0x01,
    sender=Side.TERMINAL,
    clause="SES-01",
    zh="注册",
    ack=Ack.MUST,
    when=When.LOGIN,
    answered_by=("REGISTER_ACK",),
):
    suite: Suite = field(code(Suite), "SEC-02", "suite of this frame's tag", "本帧标签套件")
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
    capability: Capability = field(bits(Capability), "SES-01", "what is really measured", "能力位")


class RegisterAck(
    Message,
    code=0x81,
    sender=Side.PLATFORM,
    clause="SES-01",
    zh="注册应答",
    title="REGISTER_ACK",
    response=True,
    when=When.LOGIN,
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    result: Result = field(code(Result), "SES-01", "result", "结果")
