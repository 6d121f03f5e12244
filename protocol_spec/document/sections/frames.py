"""Chapter FRM beside its clauses: the frame, its flags, kinds of fields, check values, and the order of refusals."""

from enum import IntFlag

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codes import BIT_NAMES, Flag
from protocol_spec.document.blocks import Block, Heading, Paragraph, Picture, Table
from protocol_spec.document.book import Book
from protocol_spec.document.boxes import boxes
from protocol_spec.document.boxes_svg import boxes_svg
from protocol_spec.document.faults import DocumentError
from protocol_spec.document.fields import range_of, sentinels_of
from protocol_spec.document.prose import prose
from protocol_spec.document.rows import Cell
from protocol_spec.document.words import member
from protocol_spec.frame import CRC_SIZE, HEADER, MAGIC, MAX_FRAME
from protocol_spec.kinds import Form, Kind
from protocol_spec.message import MAX_BODY
from protocol_spec.refusal import STEPS
from protocol_spec.security import TAG_SIZE

CHECKED = b"123456789"

_HEADER: dict[str, tuple[str, str, str]] = {
    "magic": (f"固定为 `{MAGIC.hex(' ').upper()}`", f"always `{MAGIC.hex(' ').upper()}`", "FRM-01"),
    "edition": ("协议版本号", "edition of the protocol", "FRM-02"),
    "flags": ("标志位，见下表", "flags, see below", "FRM-03"),
    "code": ("消息码；位 7 置位为平台发往终端", "message code; bit 7 is set from platform to terminal", "FRM-15"),
    "terminal": ("终端编号，16 位 BCD 数字", "terminal id, 16 BCD digits", "FRM-05"),
    "sequence": ("流水号", "sequence", "FRM-09"),
    "length": ("消息体长度，不含标签与 CRC", "length of the body, without tag and CRC", "FRM-07"),
    "check": ("帧头校验，CRC-8/SMBUS，覆盖字节 0 至 16", "header check, CRC-8/SMBUS over bytes 0 to 16", "FRM-06"),
    "body": ("消息体", "body", "FRM-14"),
    "tag": ("标签，仅当 SECURED 置位", "tag, only where SECURED is set", "SEC-02"),
    "crc": ("CRC-16/IBM-3740，覆盖此前全部字节", "CRC-16/IBM-3740 over everything before it", "FRM-08"),
}


def frame_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("帧的布局", "Layout of a frame"), "frame-layout"),
        *_layout(book),
        Heading(3, book.pick("标志位", "Flags"), "Flag"),
        bits_table(book, Flag),
        Heading(3, book.pick("字段的形式", "Forms of fields"), "forms"),
        _forms(book),
        Heading(3, book.pick("测量值的单位与特殊值", "Measured values: units and sentinels"), "units"),
        _units(book),
        Heading(3, book.pick("校验", "Check values"), "checks"),
        *prose(book, "checks"),
        _checks(book),
        Heading(3, book.pick("流式链路上的接收", "Reading a stream"), "stream"),
        *prose(book, "stream"),
        Heading(3, book.pick("拒绝次序表", "The table of refusals"), "refusals"),
        *prose(book, "refusals"),
        _refusals(book),
    ]


def _layout(book: Book) -> list[Block]:
    header = [Cell(sub.name, sub.sizeof()) for sub in HEADER.subcons]
    cells = [*header, Cell("body", None, f"0..{MAX_BODY} B"), Cell("tag", TAG_SIZE), Cell("crc", CRC_SIZE)]
    title = book.pick("帧的布局", "Layout of a frame")
    rows, at, suffix = [], 0, ""
    for cell in cells:
        rows.append((f"{at}{suffix}", str(cell.size or "n"), f"`{cell.name}`", *_header_words(book, cell.name)))
        at += cell.size or 0
        suffix = suffix or ("" if cell.size else " + n")
    head = (
        book.pick("偏移", "Offset"),
        book.pick("字节", "Size"),
        book.pick("字段", "Field"),
        book.pick("含义", "Meaning"),
        book.pick("条款", "Clause"),
    )
    longest = book.pick(
        f"n 为消息体长度，0 至 {MAX_BODY}。没有标签时 CRC 紧接消息体。最长的帧为 {MAX_FRAME} 字节。",
        f"n is the length of the body, 0 to {MAX_BODY}. Without a tag the CRC follows the body at once. "
        f"The longest frame has {MAX_FRAME} bytes.",
    )
    return [Picture(boxes(cells), boxes_svg(cells, title), "text"), Table(head, tuple(rows)), Paragraph(longest)]


def _header_words(book: Book, name: str) -> tuple[str, str]:
    try:
        zh, en, clause = _HEADER[name]
    except KeyError:
        raise DocumentError(f"header field {name!r} has no words: add it to document/sections/frames.py") from None
    return book.pick(zh, en), book.clause(clause)


def bits_table(book: Book, flags: type[IntFlag]) -> Table:
    """The bits of a class of flags, those that have a name."""
    names = BIT_NAMES.get(flags, {})
    rows = []
    for flag in flags:
        zh, en = names.get(flag, (flag.name or "", flag.name or ""))
        rows.append((f"b{int(flag).bit_length() - 1}", f"`{int(flag):#06x}`", f"`{flag.name}`", book.pick(zh, en)))
    head = (book.pick("位", "Bit"), book.pick("值", "Value"), book.pick("名称", "Name"), book.pick("含义", "Meaning"))
    return Table(head, tuple(rows))


def _forms(book: Book) -> Table:
    clauses = {
        Form.TIME: "FRM-22",
        Form.TERMINAL: "FRM-05",
        Form.TEXT: "FRM-24",
        Form.BLOB: "FRM-25",
        Form.LIST: "FRM-26",
    }
    clauses |= {Form.CODE: "FRM-14", Form.BITS: "FRM-29", Form.INT: "FRM-01"}
    rows = tuple((f"`{form.name}`", member(book, form), book.clause(clauses.get(form, "FRM-14"))) for form in Form)
    return Table((book.pick("形式", "Form"), book.pick("线上字节", "On the wire"), book.pick("条款", "Clause")), rows)


def _units(book: Book) -> Table:
    kinds: dict[Kind, str] = {}
    for layout in book.layouts():
        for spec in layout.fields().values():
            if spec.kind.absent is not None:
                kinds.setdefault(spec.kind, spec.clause)
    rows = tuple(
        (kind.name, kind.unit, range_of(kind), sentinels_of(book, kind))
        for kind in sorted(kinds, key=lambda kind: (kind.name, kind.unit))
    )
    head = (
        book.pick("类型", "Kind"),
        book.pick("单位", "Unit"),
        book.pick("合理范围", "Plausible"),
        book.pick("特殊值", "Sentinels"),
    )
    return Table(head, rows)


def _checks(book: Book) -> Table:
    head = (
        "",
        book.pick("宽度", "Width"),
        book.pick("多项式", "Polynomial"),
        book.pick("初值", "Initial"),
        book.pick("反转", "Reflected"),
        book.pick("结果异或", "Final xor"),
        book.pick("“123456789” 的校验值", "Of `123456789`"),
        book.pick("覆盖", "Over"),
    )
    no = book.pick("否", "no")
    rows = (
        (
            "CRC-8/SMBUS", "8", "`07`", "`00`", no, "`00`", f"`{crc8_smbus(CHECKED):02X}`",
            book.pick("帧头字节 0 至 16", "header bytes 0 to 16"),
        ),
        (
            "CRC-16/IBM-3740", "16", "`1021`", "`FFFF`", no, "`0000`", f"`{crc16_ibm_3740(CHECKED):04X}`",
            book.pick("CRC 之前的整帧", "the frame up to the CRC"),
        ),
    )  # fmt: skip
    return Table(head, rows)


def _refusals(book: Book) -> Table:
    both = book.pick("双方", "both")
    rows = tuple(
        (
            str(number),
            both if step.side is None else step.side.text(book.lang),
            book.pick(step.zh, step.en),
            f"`{step.refusal.result.name}` ({int(step.refusal.result)})",
            book.clause(step.refusal.clause),
        )
        for number, step in enumerate(STEPS, 1)
    )
    head = (
        "",
        book.pick("接收方", "Receiver"),
        book.pick("不符合项", "What is wrong"),
        book.pick("以何拒绝", "Refused"),
        book.pick("条款", "Clause"),
    )
    return Table(head, rows)
