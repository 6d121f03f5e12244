"""The bytes of one field, read by the form of its kind: value, value as shown, what it stands for, what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag

from protocol_spec.codes import BIT_NAMES
from protocol_spec.explain.moment import utc_text
from protocol_spec.explain.piece import Gravity, Plain, Trouble
from protocol_spec.explain.words import NOTHING, Words, same
from protocol_spec.ident import unpack_terminal
from protocol_spec.instant import MS, S
from protocol_spec.kinds import Form, Kind

SHORT = 8
"""Bytes up to so many are a value to look at; more are counted."""

_UNITS = {"byte": Words("bytes", "字节")}


@dataclass(frozen=True)
class Reading:
    """`number` is the plain integer, where there is one: later fields of a layout may depend on it."""

    value: Plain
    shown: Words
    stands_for: Words = NOTHING
    trouble: Trouble | None = None
    number: int | None = None


def read(kind: Kind, data: bytes) -> Reading:
    """Read a field whose bytes are all there; of a TEXT or BLOB, those behind the length. Never raises."""
    return _READERS[kind.form](kind, data)


def with_unit(kind: Kind, number: int) -> Words:
    """`12.3 A`: exact, because a tenth is no binary fraction and a reader compares digits."""
    step, dimension = kind.scale
    scaled = f"{Decimal(step) * number + 0:f}"  # and zero, for no count of a negative step is -0
    name = _UNITS.get(dimension, same(dimension))
    return Words(f"{scaled} {name.en}".strip(), f"{scaled} {name.zh}".strip())


def printable(text: str) -> str:
    """A text from the line cannot steer the terminal it is printed on, nor turn the reading direction."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _malformed(en: str, zh: str, clause: str = "FRM-14") -> Trouble:
    return Trouble(clause, Words(en, zh))


def _integer(kind: Kind, data: bytes) -> Reading:
    number = int.from_bytes(data, "big", signed=kind.signed)
    # FRM-21 "The largest value of a measured field MUST mean not available, and the largest less one a faulty sensor."
    if kind.absent is not None and number == kind.absent:
        return Reading(number, Words("not available", "无此数据"), number=number)
    if kind.fault is not None and number == kind.fault:
        return Reading(number, Words("sensor fault", "传感器故障"), number=number)
    return Reading(number, with_unit(kind, number), trouble=_implausible(kind, number), number=number)


def _implausible(kind: Kind, number: int) -> Trouble | None:
    # FRM-27 "A platform MUST store a measured value outside its plausible range as it came and flag it abnormal"
    if kind.plausible(number):
        return None
    low, high = (with_unit(kind, edge) if edge is not None else same("…") for edge in (kind.low, kind.high))
    words = Words(
        f"outside the plausible range {low.en} to {high.en}: stored as it came, flagged abnormal",
        f"超出合理范围 {low.zh} 至 {high.zh}：原样入库并标为异常",
    )
    return Trouble("FRM-27", words, Gravity.ABNORMAL)


def _time(kind: Kind, data: bytes) -> Reading:
    seconds, millis = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")
    if millis > 999:
        trouble = _malformed(f"{millis} milliseconds are more than 999", f"毫秒数 {millis} 大于 999")
        return Reading(data.hex(), same(f"{utc_text(seconds * S)[:-5]} + {millis} ms"), trouble=trouble)
    instant = seconds * S + millis * MS
    return Reading(instant, same(utc_text(instant)), number=instant)


def _terminal(kind: Kind, data: bytes) -> Reading:
    terminal = unpack_terminal(data)
    if terminal is None:
        at, digit = next((i, c) for i, c in enumerate(data.hex()) if not c.isdigit())
        trouble = _malformed(
            f"digit {at + 1} is {digit.upper()}: no BCD, an id is 16 decimal digits",
            f"第 {at + 1} 位为 {digit.upper()}：不是 BCD，编号须为 16 位十进制数字",
        )
        return Reading(data.hex(), same(data.hex().upper()), trouble=trouble)
    vendor, model, serial = terminal[:4], terminal[4:6], terminal[6:]
    stands_for = Words(
        f"vendor {vendor}, model {model}, serial {serial}", f"厂商 {vendor}，型号 {model}，序号 {serial}"
    )
    return Reading(terminal, same(terminal), stands_for)


def _code(kind: Kind, data: bytes) -> Reading:
    number = int.from_bytes(data, "big", signed=kind.signed)
    assert kind.codes is not None
    try:
        member = kind.codes.of(number)
    except ValueError:
        trouble = _malformed(f"{number} is no {kind.codes.__name__}", f"{kind.codes.__name__} 没有取值 {number}")
        return Reading(number, same(str(number)), Words("unknown", "未知取值"), trouble, number)
    return Reading(member.name, same(f"{number} {member.name}"), Words(member.en, member.zh), number=number)


def _bits(kind: Kind, data: bytes) -> Reading:
    number = int.from_bytes(data, "big")
    assert kind.flags is not None
    named = [flag for flag in kind.flags if flag and number & flag]
    unnamed = number & ~sum(kind.flags)
    texts = [_bit_words(kind.flags, flag) for flag in named]
    stands_for = Words(", ".join(t.en for t in texts) or "none set", "、".join(t.zh for t in texts) or "均未置位")
    names = [flag.name or "" for flag in named] + ([f"{unnamed:#x}"] if unnamed else [])
    return Reading(names, same(f"0x{number:0{2 * len(data)}X}"), stands_for, _unnamed(unnamed), number)


def _bit_words(flags: type[IntFlag], flag: IntFlag) -> Words:
    plain = (flag.name or "").lower().replace("_", " ")
    zh, en = BIT_NAMES.get(flags, {}).get(flag, (plain, plain))
    return Words(en, zh)


def _unnamed(bits: int) -> Trouble | None:
    # FRM-29 "Bits of a bit field that have no name MUST be sent as zero, and a receiver ignores them."
    if not bits:
        return None
    words = Words(f"bits {bits:#x} have no name: to be sent as zero", f"位 {bits:#x} 未命名：须发送为零")
    return Trouble("FRM-29", words, Gravity.ABNORMAL)


def _octets(kind: Kind, data: bytes) -> Reading:
    shown = same(data.hex().upper()) if 0 < len(data) <= SHORT else counted(len(data))
    return Reading(data.hex(), shown, trouble=_over(kind, data))


def _text(kind: Kind, data: bytes) -> Reading:
    over = _over(kind, data)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        words = f"not UTF-8: {error.reason} at byte {error.start}", f"不是 UTF-8：第 {error.start} 字节 {error.reason}"
        return Reading(data.hex(), counted(len(data)), trouble=over or _malformed(*words, clause="FRM-24"))
    return Reading(text, same(f'"{printable(text)}"'), trouble=over)


def _over(kind: Kind, data: bytes) -> Trouble | None:
    if kind.limit is None or len(data) <= kind.limit:
        return None
    clause = "FRM-24" if kind.form is Form.TEXT else "FRM-25"
    return _malformed(
        f"{len(data)} bytes are more than {kind.limit}", f"{len(data)} 字节，超过上限 {kind.limit}", clause=clause
    )


def counted(count: int) -> Words:
    return Words(f"{count} byte{'' if count == 1 else 's'}", f"{count} 字节")


def _rows(kind: Kind, data: bytes) -> Reading:
    """The count byte alone; the rows are fields of their own."""
    count = int.from_bytes(data, "big")
    shown = Words(f"{count} row{'' if count == 1 else 's'}", f"{count} 行")
    trouble = None
    # FRM-26 "a body with more rows than the limit is refused MALFORMED"
    if kind.limit is not None and count > kind.limit:
        trouble = _malformed(
            f"{count} rows are more than {kind.limit}", f"{count} 行，超过上限 {kind.limit}", clause="FRM-26"
        )
    return Reading(count, shown, trouble=trouble, number=count)


_READERS: dict[Form, Callable[[Kind, bytes], Reading]] = {
    Form.INT: _integer,
    Form.TIME: _time,
    Form.TERMINAL: _terminal,
    Form.CODE: _code,
    Form.BITS: _bits,
    Form.OCTETS: _octets,
    Form.TEXT: _text,
    Form.BLOB: _octets,
    Form.LIST: _rows,
}
