"""The 18 bytes before a body: what they say, and what a receiver has against them."""

from collections.abc import Callable
from dataclasses import replace

from protocol_spec.checks import crc8_smbus
from protocol_spec.codes import RESERVED_FLAGS, Flag
from protocol_spec.edition import EDITIONS, Edition, is_private
from protocol_spec.explain.body import BodyReader
from protocol_spec.explain.piece import Gravity, Piece, Trouble
from protocol_spec.explain.words import Words, same
from protocol_spec.frame import HEADER_SIZE, MAGIC
from protocol_spec.kinds import bits, message_code, octets, terminal_id, u8, u16
from protocol_spec.layout import Group, field
from protocol_spec.message import MAX_BODY, Ack, Message, When

UNSPOKEN = Edition(0, "")
"""Stands in for an edition that is not known: no code means anything in it."""


class Header(Group):
    """The same fields as `frame.HEADER`, with what a person is told of them."""

    magic: bytes = field(octets(len(MAGIC)), "FRM-01", "magic, begins every frame", "帧起始标志")
    edition: int = field(u8, "FRM-02", "edition", "版本")
    flags: Flag = field(bits(Flag, u8), "FRM-03", "flags", "标志")
    code: int = field(message_code, "FRM-13", "message code", "消息码")
    terminal: str = field(terminal_id, "FRM-05", "terminal id", "终端编号")
    sequence: int = field(u16, "FRM-09", "sequence, per direction and connection", "流水号，按方向、按连接")
    length: int = field(u16.measured_in("byte"), "FRM-07", "length of the body", "消息体长度")
    check: int = field(u8, "FRM-06", "header check, CRC-8/SMBUS", "帧头校验，CRC-8/SMBUS")


class Head:
    """A header as it came, whole or not, believed or not."""

    def __init__(self, data: bytes) -> None:
        self.data = data[:HEADER_SIZE]

    @property
    def complete(self) -> bool:
        return len(self.data) == HEADER_SIZE

    @property
    def edition(self) -> Edition | None:
        return EDITIONS.get(self.data[2]) if len(self.data) > 2 else None

    @property
    def flags(self) -> int:
        return self.data[3] if len(self.data) > 3 else 0

    @property
    def code(self) -> int | None:
        return self.data[4] if len(self.data) > 4 else None

    @property
    def declared(self) -> type[Message] | None:
        return self.edition.messages.get(self.code) if self.edition and self.code is not None else None

    @property
    def length(self) -> int:
        return int.from_bytes(self.data[15:17], "big")

    @property
    def secured(self) -> bool:
        return bool(self.flags & Flag.SECURED)


def header_pieces(head: Head, offset: int, path: str, lie: Trouble | None, short: str) -> list[Piece]:
    """One piece a field. `lie`: the length is not that of the body; `short`: the clause that a missing byte breaks."""
    pieces = BodyReader(head.data, offset, head.edition or UNSPOKEN, short=short).body(Header, path)
    whole = len(pieces) if head.complete else len(pieces) - 1
    return [*(_judged(piece, head, lie) for piece in pieces[:whole]), *pieces[whole:]]


def _judged(piece: Piece, head: Head, lie: Trouble | None) -> Piece:
    name = piece.path.rpartition(".")[2]
    piece = _DRESS.get(name, _as_it_is)(piece, head)
    found = _JUDGES[name](head) if name in _JUDGES else []
    if name == "length" and lie is not None:
        found = [*found, lie]
    return replace(piece, troubles=(*piece.troubles, *found))


def _as_it_is(piece: Piece, head: Head) -> Piece:
    return piece


def _edition_named(piece: Piece, head: Head) -> Piece:
    number = piece.data[0]
    return replace(piece, shown=same(f"{number} {head.edition.name}" if head.edition else str(number)))


def _flags_bare(piece: Piece, head: Head) -> Piece:
    """Reserved flags are judged here, more strictly than bits without a name elsewhere."""
    return replace(piece, troubles=())


def _terminal_clause(piece: Piece, head: Head) -> Piece:
    return replace(piece, troubles=tuple(replace(trouble, clause="FRM-05") for trouble in piece.troubles))


def _code_in_hex(piece: Piece, head: Head) -> Piece:
    sender = ("platform to terminal", "平台到终端") if piece.data[0] & 0x80 else ("terminal to platform", "终端到平台")
    declared = head.declared
    clause = declared.clause if declared else piece.clause
    meaning = Words(f"{piece.meaning.en}, {sender[0]}", f"{piece.meaning.zh}，{sender[1]}")
    return replace(piece, meaning=meaning, clause=clause)


def _sum_in_hex(piece: Piece, head: Head) -> Piece:
    return replace(piece, shown=same(piece.data.hex().upper()))


def _magic_in_letters(piece: Piece, head: Head) -> Piece:
    return replace(piece, shown=same(MAGIC.decode())) if piece.data == MAGIC else piece


def _magic(head: Head) -> list[Trouble]:
    if head.data.startswith(MAGIC):
        return []
    return [Trouble("FRM-01", Words("no frame begins like this", "帧不以此开头"), right=MAGIC)]


def _edition(head: Head) -> list[Trouble]:
    # FRM-02 "A frame of an edition that the receiver does not speak MUST be refused EDITION_UNSUPPORTED."
    if head.edition is not None:
        return []
    spoken = ", ".join(f"{number} {edition.name}" for number, edition in sorted(EDITIONS.items()))
    words = Words(
        f"edition {head.data[2]} is unknown (known: {spoken}): refused EDITION_UNSUPPORTED",
        f"未知版本 {head.data[2]}（已知：{spoken}）：以 EDITION_UNSUPPORTED 拒绝",
    )
    return [Trouble("FRM-02", words)]


def _flags(head: Head) -> list[Trouble]:
    found = []
    # FRM-03 "Flag bits 4 to 7 MUST be zero; a frame in which they are not is refused MALFORMED."
    if reserved := head.flags & RESERVED_FLAGS:
        words = Words(
            f"reserved flags 0x{reserved:02X} are set: refused MALFORMED",
            f"保留标志 0x{reserved:02X} 被置位：以 MALFORMED 拒绝",
        )
        found.append(Trouble("FRM-03", words))
    declared = head.declared
    if declared is None:
        return found
    # FRM-04 "A message that answers another MUST set RESPONSE, and no other message sets it."
    if bool(head.flags & Flag.RESPONSE) != declared.response:
        found.append(Trouble("FRM-04", _response_words(declared)))
    # FRM-18 "A frame with BACKFILL that is neither a record nor a BACKFILL_BATCH MUST be refused MALFORMED."
    if head.flags & Flag.BACKFILL and not declared.may_be_late():
        words = Words(f"BACKFILL is set, and {declared.title} is no record", f"置 BACKFILL，而{declared.zh}不是记录")
        found.append(Trouble("FRM-18", words))
    return [*found, *_ack(head, declared), *_tag_missing(head, declared)]


def _response_words(declared: type[Message]) -> Words:
    if declared.response:
        return Words(f"{declared.title} answers: RESPONSE must be set", f"{declared.zh}是应答：RESPONSE 必须置位")
    return Words(
        f"{declared.title} answers nothing: RESPONSE must be clear", f"{declared.zh}不是应答：RESPONSE 必须不置位"
    )


def _ack(head: Head, declared: type[Message]) -> list[Trouble]:
    # ACK-05 "A sender MUST set ACK_REQUIRED, or not, as the declaration of the message says." No receiver refuses it.
    wants = bool(head.flags & Flag.ACK_REQUIRED)
    if declared.ack is Ack.MAY or wants == (declared.ack is Ack.MUST):
        return []
    must = ("clear", "不置位") if wants else ("set", "置位")
    words = Words(f"{declared.title}: ACK_REQUIRED must be {must[0]}", f"{declared.zh}：ACK_REQUIRED 必须{must[1]}")
    return [Trouble("ACK-05", words, Gravity.ABNORMAL)]


def _tag_missing(head: Head, declared: type[Message]) -> list[Trouble]:
    # SEC-08 "Within a session a command or report without a tag MUST be refused TAG_REQUIRED". Whether there is a session
    # the bytes do not say, so this is worth a look and no more.
    if head.secured or declared.when is not When.SESSION:
        return []
    words = Words("no tag: within a session refused TAG_REQUIRED", "未加标签：会话中将以 TAG_REQUIRED 拒绝")
    return [Trouble("SEC-08", words, Gravity.ABNORMAL)]


def _code(head: Head) -> list[Trouble]:
    # FRM-13 "A frame of an unknown message code MUST be refused UNKNOWN_CODE."
    if head.edition is None or head.declared is not None or head.code is None:
        return []
    name = head.edition.name
    words = Words(
        f"{name} has no message 0x{head.code:02X}: refused UNKNOWN_CODE",
        f"{name} 没有消息 0x{head.code:02X}：以 UNKNOWN_CODE 拒绝",
    )
    if is_private(head.code):
        words = Words(f"{words.en}; the code belongs to dialects (FRM-16)", f"{words.zh}；该码属于方言（FRM-16）")
    return [Trouble("FRM-13", words)]


def _length(head: Head) -> list[Trouble]:
    # FRM-07 "A body MUST NOT be longer than 1024 bytes; a header that promises more is not believed."
    if head.length <= MAX_BODY:
        return []
    words = Words(
        f"{head.length - MAX_BODY} bytes over {MAX_BODY}: the header is not believed",
        f"超过 {MAX_BODY} 字节 {head.length - MAX_BODY} 字节：帧头不予采信",
    )
    return [Trouble("FRM-07", words)]


def _check(head: Head) -> list[Trouble]:
    # FRM-06 "A receiver MUST believe a header only if its check (CRC-8/SMBUS over bytes 0 to 16) holds."
    right = bytes([crc8_smbus(head.data[:-1])])
    if head.data[-1:] == right:
        return []
    words = Words(
        f"wrong header check: {right.hex().upper()} is right for these bytes",
        f"帧头校验错误：按前 17 字节应为 {right.hex().upper()}",
    )
    return [Trouble("FRM-06", words, right=right)]


_DRESS: dict[str, Callable[[Piece, Head], Piece]] = {
    "magic": _magic_in_letters,
    "edition": _edition_named,
    "flags": _flags_bare,
    "code": _code_in_hex,
    "terminal": _terminal_clause,
    "check": _sum_in_hex,
}

_JUDGES: dict[str, Callable[[Head], list[Trouble]]] = {
    "magic": _magic,
    "edition": _edition,
    "flags": _flags,
    "code": _code,
    "length": _length,
    "check": _check,
}
