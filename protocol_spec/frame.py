"""One frame: header, body, tag, check (FRM-01 to FRM-09)."""

import struct
from dataclasses import dataclass, replace
from typing import TypeAlias

from construct import Bytes, Const, Int8ub, Int16ub, Struct

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codec import FieldError
from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.edition import EDITIONS
from protocol_spec.ident import pack_terminal
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
"""The header, to be read; `_HEADER` is the same, compiled."""

_HEADER = struct.Struct(">2sBBB8sHHB")
_UNCHECKED = struct.Struct(">2sBBB8sHH")

_RESPONSE, _ACK_REQUIRED, _SECURED = int(Flag.RESPONSE), int(Flag.ACK_REQUIRED), int(Flag.SECURED)
"""As plain numbers: `&` of an IntFlag makes an object of its class each time."""

HEADER_SIZE: int = HEADER.sizeof()
CRC = Struct("crc" / Bytes(2))
CRC_SIZE: int = CRC.sizeof()
MAX_FRAME = HEADER_SIZE + MAX_BODY + TAG_SIZE + CRC_SIZE


_Head: TypeAlias = tuple[int, int, int, str, int, int]
"""Edition, flags, code, terminal, sequence, length."""


@dataclass(frozen=True, init=False)
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

    def __init__(
        self,
        code: int,
        terminal: str,
        sequence: int,
        body: bytes = b"",
        flags: int = Flag.NONE,
        edition: int = EDITION,
        tag: bytes = b"",
    ) -> None:
        # What dataclass writes for a frozen class takes three times as long: attribute by attribute, through object.
        self.__dict__.update(
            code=code, terminal=terminal, sequence=sequence, body=body, flags=flags, edition=edition, tag=tag
        )

    @property
    def sender(self) -> Side:
        return Side.PLATFORM if self.code & 0x80 else Side.TERMINAL

    @property
    def secured(self) -> bool:
        return bool(int(self.flags) & _SECURED)

    @property
    def wants_ack(self) -> bool:
        return int(self.flags) & (_ACK_REQUIRED | _RESPONSE) == _ACK_REQUIRED

    def up_to_tag(self) -> bytes:
        if len(self.body) > MAX_BODY:
            raise ValueError(f"a body of {len(self.body)} bytes is over {MAX_BODY}")
        numbers = self.edition, self.flags, self.code, pack_terminal(self.terminal), self.sequence, len(self.body)
        try:
            unchecked = _UNCHECKED.pack(MAGIC, *numbers)
        except struct.error as error:
            raise FieldError("header", f"{self!r} does not fit its fields: {error}") from None
        return unchecked + crc8_smbus(unchecked).to_bytes(1, "big") + self.body

    def encode(self) -> bytes:
        """The frame's bytes. A SECURED frame must have its tag already (`sealed`)."""
        if (int(self.flags) & _SECURED != 0) != (self.tag != b""):
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
        # FRM-04 "A message that answers another MUST set RESPONSE, and no other message sets it."
        if bool(int(self.flags) & _RESPONSE) != declared.response:
            return BodyError(
                "FRM-04", "flags", f"{declared.title} with RESPONSE {'clear' if declared.response else 'set'}"
            )
        return declared.decode(self.body)


def frame_of(message: Message, terminal: str, sequence: int, flags: Flag = Flag.NONE) -> Frame:
    if message.response:
        flags |= Flag.RESPONSE
    return Frame(message.code, terminal, sequence, message.encode(), flags, message.edition.number)


def promised_size(header: bytes) -> int | None:
    """How long the frame is that begins with these 18 bytes; None where they are no believable header.

    FRM-06 "A receiver MUST believe a header only if its check … holds"; a length over 1024 or an id that is
    not BCD is not believed either (FRM-05, FRM-07), because nothing good can follow it and waiting for it would lose what does.
    """
    head = _read_header(header)
    return _size(head) if head else None


def _read_header(data: bytes) -> _Head | None:
    if len(data) < HEADER_SIZE:
        return None
    magic, edition, flags, code, packed, sequence, length, _ = _HEADER.unpack_from(data)
    if magic != MAGIC or length > MAX_BODY:
        return None
    terminal = packed.hex()
    # A register that has also taken in the right check is empty.
    if not terminal.isdigit() or crc8_smbus(data[:HEADER_SIZE]):
        return None
    return edition, flags, code, terminal, sequence, length


def _size(head: _Head) -> int:
    return HEADER_SIZE + head[5] + (TAG_SIZE if head[1] & _SECURED else 0) + CRC_SIZE


def read_frame(data: bytes) -> Frame | None:
    """The frame that `data` is, end to end.

    None where it is none: its header is not believed (FRM-06), promises another length, or the CRC is wrong (FRM-08).
    """
    head = _read_header(data)
    # FRM-08 "… a frame whose CRC-16/IBM-3740 is wrong MUST be dropped silently." As above: the right one empties it.
    if head is None or len(data) != _size(head) or crc16_ibm_3740(data):
        return None
    edition, flags, code, terminal, sequence, length = head
    end = HEADER_SIZE + length
    return Frame(code, terminal, sequence, data[HEADER_SIZE:end], flags, edition, data[end:-CRC_SIZE])
