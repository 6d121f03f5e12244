"""A layout as a table: where each field is, what it is, in which unit and range, and which clause it serves."""

from collections.abc import Mapping

from protocol_spec.document.blocks import Table
from protocol_spec.document.book import Book
from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import FieldSpec, Layout

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def field_table(book: Book, layout: type[Layout]) -> Table:
    """Offsets are from the layout's first byte; n₁, n₂ … are what the varying fields before it hold beside their length."""
    fields = layout.fields()
    rows = [
        (
            _unbroken(offset),
            _unbroken(size),
            f"`{name}`",
            kind_of(book, spec.kind),
            _cell(spec.kind.unit),
            range_of(spec.kind),
            sentinels_of(book, spec.kind),
            book.pick(spec.zh, spec.en),
            book.clause(spec.clause),
        )
        for (name, spec), (offset, size) in zip(fields.items(), places(fields), strict=True)
    ]
    return Table(headings(book), tuple(rows))


def headings(book: Book) -> tuple[str, ...]:
    return (
        book.pick("偏移", "Offset"),
        book.pick("字节", "Size"),
        book.pick("字段", "Field"),
        book.pick("类型", "Kind"),
        book.pick("单位", "Unit"),
        book.pick("合理范围", "Plausible"),
        book.pick("特殊值", "Sentinels"),
        book.pick("含义", "Meaning"),
        book.pick("条款", "Clause"),
    )


def places(fields: Mapping[str, FieldSpec]) -> list[tuple[str, str]]:
    """Offset and size of each field."""
    found: list[tuple[str, str]] = []
    at, varying = 0, 0
    for spec in fields.values():
        offset = _sum(at, varying)
        if spec.kind.size is not None:
            found.append((offset, str(spec.kind.size)))
            at += spec.kind.size
            continue
        varying += 1
        found.append((offset, f"{spec.kind.prefix} + {_unknown(varying)}"))
        at += spec.kind.prefix
    return found


def _sum(at: int, varying: int) -> str:
    return " + ".join([str(at), *(_unknown(number) for number in range(1, varying + 1))])


def _unknown(number: int) -> str:
    return f"n{number}".translate(_SUBSCRIPT)


def size_of(book: Book, layout: type[Layout]) -> str:
    """How long a layout is: a number, or between which."""
    fixed = layout.fixed_size()
    if fixed is not None:
        return book.pick(f"{fixed} 字节", f"{fixed} bytes")
    least = sum(spec.kind.size if spec.kind.size is not None else spec.kind.prefix for spec in layout.fields().values())
    return book.pick(f"可变，至少 {least} 字节", f"varies, {least} bytes at least")


def kind_of(book: Book, kind: Kind) -> str:
    """What the bytes are, with a link to the list or rows they are of."""
    match kind.form:
        case Form.INT:
            width = f"{'i' if kind.signed else 'u'}{8 * (kind.size or 0)}"
            return (
                f"{width} {book.link('messages', book.pick('消息码', 'message code'))}" if kind.names_message else width
            )
        case Form.TIME:
            return book.pick("时间：u32 秒 + u16 毫秒", "time: u32 s + u16 ms")
        case Form.TERMINAL:
            return book.pick("16 位 BCD 数字", "16 BCD digits")
        case Form.CODE:
            assert kind.codes is not None
            return f"u{8 * (kind.size or 0)} {book.link(kind.codes.__name__)}"
        case Form.BITS:
            assert kind.flags is not None
            return f"{8 * (kind.size or 0)} {book.pick('位', 'bits')} {book.link(kind.flags.__name__)}"
        case Form.OCTETS:
            return book.pick(f"{kind.size} 字节", f"{kind.size} bytes")
        case Form.TEXT:
            return book.pick(f"文本，至多 {kind.limit} 字节", f"text of {kind.limit} bytes at most")
        case Form.BLOB:
            return book.pick(
                f"字节串，{kind.prefix} 字节长度，至多 {kind.limit}",
                f"bytes, u{8 * kind.prefix} length, {kind.limit} at most",
            )
        case Form.LIST:
            assert kind.group is not None
            row = book.link(kind.group.__name__)
            return book.pick(f"{row} 列表，至多 {kind.limit} 行", f"list of {row}, {kind.limit} rows at most")


def range_of(kind: Kind) -> str:
    """As counts on the wire, and in the unit where one count is not one of it."""
    if kind.low is None and kind.high is None:
        return _cell("")
    raw = f"{_number(kind.low)} … {_number(kind.high)}"
    if kind.step == 1.0 or kind.low is None or kind.high is None:
        return raw
    low, high = sorted((kind.low * kind.step + 0.0, kind.high * kind.step + 0.0))  # a count of 0 is never -0
    return f"{raw} ({low:g} … {high:g} {kind.dimension})".replace("-", "−")


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", " ").replace("-", "−")


def sentinels_of(book: Book, kind: Kind) -> str:
    """The two values that are no measurement, as the bytes are on the wire."""
    named = ((kind.absent, book.pick("无数据", "n/a")), (kind.fault, book.pick("故障", "fault")))
    width = 2 * (kind.size or 0)
    found = [f"`{value & (1 << 4 * width) - 1:0{width}X}` {word}" for value, word in named if value is not None]
    return book.pick("，", ", ").join(found) or _cell("")


def _unbroken(sum_: str) -> str:
    return sum_.replace(" ", "\u00a0")


def _cell(text: str) -> str:
    return text or "·"
