"""Terminals behind a gateway (GWY).

An envelope carries whole frames of sub-terminals but for their CRC: a block that ends in its own CRC leaves an outer CRC
of the same polynomial blind to what is in it (GWY-03). The tag inside is the sub-terminal's own: a gateway cannot forge.
"""

from collections.abc import Iterable
from typing import Self

from protocol_spec.checks import crc16_ibm_3740
from protocol_spec.codes import LineState, Side
from protocol_spec.kinds import blob, code, dbm, listed, terminal_id
from protocol_spec.message import Ack, BodyError, Group, Message, field

CRC_SIZE = 2

_CODE_AT = 4
"""Where a frame has its message code."""

CARRIED = 1000
"""The longest frame that goes through a gateway, in bytes and without its CRC (GWY-12)."""


class Carried(Group):
    frame: bytes = field(blob(CARRIED), "GWY-03", "frame of a sub-terminal without its CRC", "子终端的帧，不含 CRC")


class _Envelope:
    frames: tuple[Carried, ...]

    def flaw(self) -> BodyError | None:
        # GWY-04 "An envelope that is empty or holds what is no frame MUST be refused whole with MALFORMED."
        if not self.frames:
            return BodyError("GWY-04", "frames", "an envelope without frames")
        for row in self.frames:
            # GWY-12 "A frame that goes through a gateway MUST NOT be longer than 1000 bytes without its CRC."
            if len(row.frame) > CARRIED:
                return BodyError("GWY-12", "frames.frame", f"{len(row.frame)} bytes are more than {CARRIED}")
            if (why := _not_carried(row.frame)) is not None:
                return BodyError("GWY-04", "frames.frame", why)
            # GWY-10 "An envelope MUST NOT hold an envelope, and one that does is refused MALFORMED."
            if row.frame[_CODE_AT] in (GatewayUp.code, GatewayDown.code):
                return BodyError("GWY-10", "frames.frame", "an envelope is carried in an envelope")
        return None

    @classmethod
    def around(cls, frames: Iterable[bytes]) -> Self:
        """An envelope around whole frames."""
        return cls(frames=tuple(Carried(frame=frame[:-CRC_SIZE]) for frame in frames))  # type: ignore[call-arg]

    def opened(self) -> list[bytes]:
        """The whole frames, their CRC put back."""
        return [row.frame + crc16_ibm_3740(row.frame).to_bytes(CRC_SIZE, "big") for row in self.frames]


class GatewayUp(
    _Envelope,
    Message,
    code=0x30,
    sender=Side.TERMINAL,
    clause="GWY-02",
    zh="网关上行",
    title="GATEWAY_UP",
    ack=Ack.NEVER,
):
    frames: tuple[Carried, ...] = field(listed(Carried, 20), "GWY-02", "frames of sub-terminals", "子终端的帧")


class GatewayDown(
    _Envelope,
    Message,
    code=0xB0,
    sender=Side.PLATFORM,
    clause="GWY-02",
    zh="网关下行",
    title="GATEWAY_DOWN",
    ack=Ack.NEVER,
):
    frames: tuple[Carried, ...] = field(listed(Carried, 20), "GWY-02", "frames to sub-terminals", "发往子终端的帧")


class SubLink(
    Message, code=0x31, sender=Side.TERMINAL, clause="GWY-05", zh="子终端线路", title="SUB_LINK", ack=Ack.MUST
):
    terminal: str = field(terminal_id, "FRM-05", "sub-terminal", "子终端编号")
    state: LineState = field(code(LineState), "GWY-05", "the line to it", "线路状态")
    signal: int = field(dbm, "GWY-05", "signal strength, below 0 dBm", "信号强度")


def _not_carried(frame: bytes) -> str | None:
    from protocol_spec.frame import CRC_SIZE as CRC  # the frame knows messages, so not at the top
    from protocol_spec.frame import promised_size

    size = promised_size(frame[:18])
    if size is None:
        return "what is carried has no believable header"
    if len(frame) != size - CRC:
        return f"{len(frame)} bytes are carried, the header promises {size - CRC}"
    return None
