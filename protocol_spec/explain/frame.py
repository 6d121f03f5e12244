"""A frame as pieces: header, body, tag, CRC; and the frames that an envelope carries, which are frames but for their CRC."""

from dataclasses import dataclass

from protocol_spec.checks import crc16_ibm_3740
from protocol_spec.clauses import clauses
from protocol_spec.explain.body import BodyReader, Inside, Opener
from protocol_spec.explain.context import message_name
from protocol_spec.explain.extent import Extent
from protocol_spec.explain.header import UNSPOKEN, Head, header_pieces
from protocol_spec.explain.insides import parameter, record
from protocol_spec.explain.keys import Keys
from protocol_spec.explain.piece import Explained, Gravity, Piece, Sort, TagCheck, Trouble
from protocol_spec.explain.reading import counted
from protocol_spec.explain.words import Words, same
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, MAGIC, Frame, read_frame
from protocol_spec.layout import Group
from protocol_spec.message import BodyError
from protocol_spec.messages import Carried, Item, Stored
from protocol_spec.security import TAG_SIZE


@dataclass(frozen=True)
class _Parts:
    header: bytes
    body: bytes
    tag: bytes
    crc: bytes


def explained(data: bytes, extent: Extent, offset: int, keys: Keys) -> Explained:
    """What lies at an extent of `data`, whose first byte has this offset in the input."""
    own, offset = data[extent.start : extent.end], offset + extent.start
    if extent.sort is Sort.NOISE:
        return Explained(Sort.NOISE, offset, own, (_noise(own, offset),), Words("noise", "噪声"))
    head = Head(own)
    check = _judged(read_frame(own), keys)
    pieces = _FrameReader(keys).pieces(own, offset, "", extent, check)
    troubles: tuple[Trouble, ...] = (extent.cut,) if extent.cut else ()
    if extent.whole and not _any_wrong(pieces):
        troubles += _flaw(head, _parts(own, head, extent.whole, CRC_SIZE).body)
    return Explained(extent.sort, offset, own, tuple(pieces), title(head), troubles, check)


def title(head: Head) -> Words:
    declared = head.declared
    if declared is not None:
        return message_name(declared.edition, declared.code)
    if head.code is None:
        return Words("half a header", "不完整的帧头")
    if head.edition is None:
        return Words(f"edition {head.data[2]}", f"版本 {head.data[2]}")
    return Words(f"unknown message 0x{head.code:02X}", f"未知消息 0x{head.code:02X}")


class _FrameReader:
    """Explains a frame, and by way of its envelope the frames in it."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._openers: dict[type[Group], Opener] = {Stored: record, Item: parameter, Carried: self.carried}

    def pieces(self, data: bytes, offset: int, path: str, extent: Extent, check: TagCheck | None) -> list[Piece]:
        """All of a frame's bytes. One that has a `path` is carried, and carried frames have no CRC."""
        head = Head(data)
        parts = _parts(data, head, extent.whole, CRC_SIZE if path == "" else 0)
        short = "GWY-04" if path else "FRM-12"
        found = header_pieces(head, offset, f"{path}header", extent.lie, short)
        offset += len(parts.header)
        found += self._body(head, parts.body, offset, f"{path}body", "FRM-14" if extent.whole else short)
        offset += len(parts.body)
        if parts.tag:
            found.append(_tag(parts.tag, offset, f"{path}tag", check))
        if parts.crc:
            found.append(_crc(data, parts.crc, offset + len(parts.tag), extent.lie is not None))
        return found

    def carried(self, inside: Inside) -> list[Piece]:
        data, path = inside.data, f"{inside.path}."
        head = Head(data)
        if not data.startswith(MAGIC):
            # GWY-04 "An envelope that is empty or holds what is no frame MUST be refused whole with MALFORMED."
            trouble = Trouble("GWY-04", Words("no frame begins like this", "帧不以此开头"), right=MAGIC)
            return [inside.unopened(Words(inside.spec.en, inside.spec.zh), trouble)]
        promised = HEADER_SIZE + head.length + (TAG_SIZE if head.secured else 0)
        # GWY-03 "A frame in an envelope MUST be without its CRC, which whoever takes it out puts back."
        frame = read_frame(data + crc16_ibm_3740(data).to_bytes(CRC_SIZE, "big"))
        by = promised - len(data) if head.complete else 0
        lie = Trouble("GWY-04", _carried_lie(promised, len(data)), by=by) if by else None
        extent = Extent(Sort.BROKEN, 0, len(data), whole=by <= 0 and head.complete, lie=lie)
        return self.pieces(data, inside.offset, path, extent, _judged(frame, self._keys))

    def _body(self, head: Head, body: bytes, offset: int, path: str, short: str) -> list[Piece]:
        if head.declared is not None and head.complete:
            return BodyReader(body, offset, head.edition or UNSPOKEN, self._openers, short).body(head.declared, path)
        if not body:
            return []
        meaning, clause = Words("what it means is not known", "含义未知"), "FRM-13" if head.edition else "FRM-02"
        return [Piece(offset, body, path, body.hex(), counted(len(body)), meaning, clause)]


def _parts(data: bytes, head: Head, whole: bool, crc: int) -> _Parts:
    """Cut a frame up. In one that is not whole the length says where the body would end, and what follows is tag and CRC
    as far as they came."""
    tag = TAG_SIZE if head.secured else 0
    end = len(data) - tag - crc if whole else HEADER_SIZE + head.length
    end = min(max(end, HEADER_SIZE), len(data))
    return _Parts(data[:HEADER_SIZE], data[HEADER_SIZE:end], data[end : end + tag], data[end + tag :])


def _noise(data: bytes, offset: int) -> Piece:
    words = Words("no frame begins here: dropped", "此处没有帧：丢弃")
    if MAGIC in data:
        words = Words(f"{words.en}; what follows its WT is no header", f"{words.zh}；其中 WT 之后不是帧头")
    noise = Words("noise", "噪声")
    return Piece(offset, data, "noise", data.hex(), counted(len(data)), noise, "FRM-11", (Trouble("FRM-11", words),))


def _judged(frame: Frame | None, keys: Keys) -> TagCheck | None:
    return keys.judge(frame) if frame is not None else None


def _tag(data: bytes, offset: int, path: str, check: TagCheck | None) -> Piece:
    meaning = Words("tag over direction byte, header and body", "标签，覆盖方向字节、帧头与消息体")
    troubles: list[Trouble] = []
    if len(data) < TAG_SIZE:
        troubles = [_missing(TAG_SIZE - len(data))]
    shown = _tag_shown(check)
    # SEC-05 "A frame whose tag is wrong MUST be refused BAD_TAG and have no other effect."
    if check is not None and check.holds is False:
        words = Words(
            f"tag does not hold {check.why.en}: refused BAD_TAG", f"标签不符（{check.why.zh}）：以 BAD_TAG 拒绝"
        )
        troubles.append(Trouble("SEC-05", words))
    return Piece(offset, data, path, data.hex(), shown, meaning, "SEC-03", tuple(troubles))


def _tag_shown(check: TagCheck | None) -> Words:
    if check is None:
        return Words("not checked: the frame is broken", "未校验：帧已损坏")
    verdict = {
        True: Words("holds", "相符"),
        False: Words("does not hold", "不符"),
        None: Words("not checked", "未校验"),
    }[check.holds]
    return Words(f"{verdict.en}: {check.why.en}", f"{verdict.zh}：{check.why.zh}")


def _crc(data: bytes, crc: bytes, offset: int, amended: bool) -> Piece:
    """`amended`: it holds once the length is put right, so nothing is wrong with it."""
    meaning = Words("CRC-16/IBM-3740 over all before it", "CRC-16/IBM-3740，覆盖此前全部字节")
    troubles: tuple[Trouble, ...] = ()
    right = crc16_ibm_3740(data[: -len(crc)]).to_bytes(CRC_SIZE, "big")
    if len(crc) < CRC_SIZE:
        troubles = (_missing(CRC_SIZE - len(crc)),)
    # FRM-08 "On a stream, a frame whose CRC-16/IBM-3740 is wrong MUST be dropped silently."
    elif crc != right and not amended:
        hex_ = right.hex(" ").upper()
        words = Words(f"wrong CRC: {hex_} is right for these bytes", f"CRC 错误：按这些字节应为 {hex_}")
        troubles = (Trouble("FRM-08", words, right=right),)
    return Piece(offset, crc, "crc", crc.hex(), same(crc.hex(" ").upper()), meaning, "FRM-08", troubles)


def _missing(count: int) -> Trouble:
    many = counted(count)
    return Trouble("FRM-12", Words(f"{many.en} missing", f"缺 {many.zh}"), by=count)


def _carried_lie(promised: int, there: int) -> Words:
    return Words(
        f"{there} bytes are carried, the header promises {promised}", f"所载 {there} 字节，帧头承诺 {promised} 字节"
    )


def _any_wrong(pieces: list[Piece]) -> bool:
    return any(piece.gravity is Gravity.WRONG for piece in pieces)


def _flaw(head: Head, body: bytes) -> tuple[Trouble, ...]:
    """What a message has against its body though every field can be read (`Message.flaw`)."""
    read = head.declared.decode(body) if head.declared is not None else None
    if not isinstance(read, BodyError):
        return ()
    clause = clauses().get(read.clause)
    return (
        Trouble(read.clause, Words(f"{read.field}: {read.why}", clause.zh if clause else f"{read.field}：{read.why}")),
    )
