"""New firmware, offered, carried over in chunks, reported (UPG)."""

from protocol_spec.codes import Result, Side, UpgradeState
from protocol_spec.kinds import blob, code, octets, text, u16, u32
from protocol_spec.message import Ack, BodyError, Message, field

CHUNK = 960
"""Most bytes of an image in one frame."""


class UpgradeOffer(
    Message,
    code=0xA4,
    sender=Side.PLATFORM,
    clause="UPG-01",
    zh="升级通知",
    title="UPGRADE_OFFER",
    ack=Ack.MUST,
    answered_by=("COMMAND_RESULT",),
):
    command: int = field(u32, "LCK-06", "command id, strictly rising per session", "命令号，会话内严格递增")
    upgrade: int = field(u32, "UPG-01", "upgrade id", "升级号")
    version: str = field(text(32), "UPG-02", "firmware version offered", "新固件版本")
    size: int = field(u32.measured_in("byte"), "UPG-01", "size of the image", "镜像大小")
    digest: bytes = field(octets(32), "UPG-04", "SHA-256 of the image", "镜像的 SHA-256")
    signature: bytes = field(octets(64), "UPG-05", "Ed25519 signature of the vendor", "厂商 Ed25519 签名")
    chunk: int = field(
        u16.measured_in("byte", low=1, high=CHUNK), "UPG-03", "size of each chunk but the last", "分块大小"
    )

    def flaw(self) -> BodyError | None:
        """UPG-17: an image of nothing, or chunks that hold nothing or fit no frame, could never be carried over."""
        if self.size == 0:
            return BodyError("UPG-17", "size", "an image of 0 bytes")
        if not 1 <= self.chunk <= CHUNK:
            return BodyError("UPG-17", "chunk", f"chunks of {self.chunk} bytes are not 1 to {CHUNK}")
        return None


class UpgradeChunk(
    Message, code=0xA5, sender=Side.PLATFORM, clause="UPG-03", zh="升级分块", title="UPGRADE_CHUNK", ack=Ack.MUST
):
    upgrade: int = field(u32, "UPG-01", "upgrade id", "升级号")
    offset: int = field(u32.measured_in("byte"), "UPG-03", "where in the image the data begins", "数据在镜像中的偏移")
    data: bytes = field(blob(CHUNK), "UPG-03", "data", "数据")

    def flaw(self) -> BodyError | None:
        return None if self.data else BodyError("UPG-17", "data", "a chunk without data")


class UpgradeReport(
    Message, code=0x22, sender=Side.TERMINAL, clause="UPG-06", zh="升级报告", title="UPGRADE_REPORT", ack=Ack.MUST
):
    upgrade: int = field(u32, "UPG-01", "upgrade id", "升级号")
    state: UpgradeState = field(code(UpgradeState), "UPG-06", "state", "状态")
    result: Result = field(code(Result), "UPG-06", "why, where it failed", "失败原因")
    offset: int = field(u32.measured_in("byte"), "UPG-03", "bytes of the image held", "已接收字节数")
