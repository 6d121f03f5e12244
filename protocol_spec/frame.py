"""One frame: header, body, tag, check (FRM-01 to FRM-09)."""

from dataclasses import dataclass, replace

from construct import Bytes, Const, Int8ub, Int16ub, Struct

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.edition import EDITIONS
from protocol_spec.ident import unpack_terminal
from protocol_spec.kinds import terminal_id
from protocol_spec.message import MAX_BODY, BodyError, Message
from protocol_spec.security import TAG_SIZE, tag, tags_equal

MAGIC = b"WT"
EDITION = 1

HEADER = Struct(
    "magic" / Const(MAGIC),
    "edition" / Int8ub,
    "flags" / Int8ub,
    "code" / Int8ub,
    "terminal" / terminal_id.con,
    "sequence" / Int16ub,
    "length" / Int16ub,
    "check" / Int8ub,
)
HEADER_SIZE: int = HEADER.sizeof()
CRC = Struct("crc" / Bytes(2))
CRC_SIZE: int = CRC.sizeof()
MAX_FRAME = HEADER_SIZE + MAX_BODY + TAG_SIZE + CRC_SIZE


@dataclass(frozen=True)
class Frame:
    """A frame whose header check and CRC hold. Nothing is said yet about code, direction, body or tag.

    `flags` may hold reserved bits, `edition` may be unknown: refusing them by name is the receiver's business.
    """

    code: int
    terminal: str
    sequence: int
    body: bytes = b""
    flags: int = Flag.NONE
    edition: int = EDITION
    tag: bytes = b""

    @property
    def sender(self) -> Side:
        return Side.PLATFORM if self.code & 0x80 else Side.TERMINAL

    @property
    def secured(self) -> bool:
        return bool(self.flags & Flag.SECURED)

    @property
    def wants_ack(self) -> bool:
        return bool(self.flags & Flag.ACK_REQUIRED) and not self.flags & Flag.RESPONSE

    def up_to_tag(self) -> bytes:
        if len(self.body) > MAX_BODY:
            raise ValueError(f"a body of {len(self.body)} bytes is over {MAX_BODY}")
        header: bytes = HEADER.build(
            {
                "edition": self.edition,
                "flags": int(self.flags),
                "code": self.code,
                "terminal": self.terminal,
                "sequence": self.sequence,
                "length": len(self.body),
                "check": 0,
            }
        )
        return header[:-1] + bytes([crc8_smbus(header[:-1])]) + self.body

    def encode(self) -> bytes:
        """The frame's bytes. A SECURED frame must have its tag already (`sealed`)."""
        if self.secured != bool(self.tag):
            raise ValueError("a frame has a tag if and only if it is SECURED")
        covered = self.up_to_tag() + self.tag
        return covered + crc16_ibm_3740(covered).to_bytes(CRC_SIZE, "big")

    def sealed(self, suite: Suite, key: bytes) -> "Frame":
        bare = replace(self, flags=self.flags | Flag.SECURED, tag=b"")
        return replace(bare, tag=tag(suite, key, bare.sender, bare.up_to_tag()))

    def tag_holds(self, suite: Suite, key: bytes) -> bool:
        return self.secured and tags_equal(self.tag, tag(suite, key, self.sender, self.up_to_tag()))

    def declared(self) -> type[Message] | None:
        """What this code means in the frame's own edition; None where either is unknown."""
        edition = EDITIONS.get(self.edition)
        return edition.messages.get(self.code) if edition else None

    def message(self) -> Message | BodyError | None:
        """The message in the body, why it cannot be read, or None where edition or code is unknown."""
        declared = self.declared()
        if declared is None:
            return None
        if bool(self.flags & Flag.RESPONSE) != declared.response:
            return BodyError(
                "FRM-04", "flags", f"{declared.title} with RESPONSE {'clear' if declared.response else 'set'}"
            )
        return declared.decode(self.body)


def frame_of(message: Message, terminal: str, sequence: int, flags: Flag = Flag.NONE) -> Frame:
    response = Flag.RESPONSE if message.response else Flag.NONE
    return Frame(message.code, terminal, sequence, message.encode(), flags | response, message.edition.number)


def promised_size(header: bytes) -> int | None:
    """How long the frame is that begins with these 18 bytes; None where they are no believable header.

    FRM-06 "A receiver MUST believe a header only if its check holds"; a length over 1024 or an id that is
    not BCD is not believed either (FRM-05, FRM-07), because nothing good can follow it and waiting for it would lose what does.
    """
    if header[:2] != MAGIC or crc8_smbus(header[:17]) != header[17]:
        return None
    length = int.from_bytes(header[15:17], "big")
    if length > MAX_BODY or unpack_terminal(header[5:13]) is None:
        return None
    return HEADER_SIZE + length + (TAG_SIZE if header[3] & Flag.SECURED else 0) + CRC_SIZE


def read_frame(data: bytes) -> Frame | None:
    """The frame that `data` is, end to end; None where its CRC is wrong (FRM-08)."""
    if crc16_ibm_3740(data[:-CRC_SIZE]) != int.from_bytes(data[-CRC_SIZE:], "big"):
        return None
    header = HEADER.parse(data[:HEADER_SIZE])
    end = HEADER_SIZE + header.length
    return Frame(
        code=header.code,
        terminal=header.terminal,
        sequence=header.sequence,
        body=data[HEADER_SIZE:end],
        flags=header.flags,
        edition=header.edition,
        tag=data[end:-CRC_SIZE],
    )
