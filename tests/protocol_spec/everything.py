"""An edition of its own with one message that has a field of every form: what somebody may add tomorrow."""

from enum import IntFlag

from protocol_spec.coded import Coded
from protocol_spec.codes import Side
from protocol_spec.edition import Edition
from protocol_spec.instant import Instant
from protocol_spec.kinds import (
    bits,
    blob,
    celsius,
    code,
    i8,
    i32,
    listed,
    octets,
    terminal_id,
    text,
    u8,
    u16,
    u32,
    u64,
    utc,
)
from protocol_spec.message import Group, Message, field

SECOND = Edition(2, "WTP/2")


class Colour(Coded):
    RED = 1, "红 */", "red /* not a comment"
    GREEN = 300, "绿", "green"


class Lamp(IntFlag):
    LEFT = 1
    RIGHT = 1 << 31


class Inner(Group):
    tiny: int = field(i8, "FRM-20", "tiny", "微")
    note: str = field(text(300 - 45), "FRM-24", 'a "quoted" \\ note', "备注")


class Outer(Group):
    at: Instant = field(utc, "FRM-22", "at", "时间")
    inners: tuple[Inner, ...] = field(listed(Inner, 3), "FRM-26", "inner rows", "内层")
    after: int = field(u16, "FRM-20", "after the inner rows", "其后")


class Everything(
    Message, edition=SECOND, code=0x04, sender=Side.TERMINAL, clause="FRM-01", zh="万物", title="EVERYTHING"
):
    small: int = field(u8, "FRM-20", "small", "小")
    wide: int = field(u64, "FRM-20", "wide", "宽")
    heat: int = field(celsius, "FRM-20", "heat", "热")
    below: int = field(i32, "FRM-20", "below", "负")
    when_seen: Instant = field(utc, "FRM-22", "when seen", "所见时间")
    who: str = field(terminal_id, "FRM-05", "who", "谁")
    colour: Colour = field(code(Colour, u16), "FRM-20", "colour", "颜色")
    lamps: Lamp = field(bits(Lamp, u32), "FRM-20", "lamps", "灯")
    digest: bytes = field(octets(5), "FRM-20", "digest", "摘要")
    words: str = field(text(20), "FRM-24", "words", "文字")
    lump: bytes = field(blob(300), "FRM-25", "lump", "块")
    outers: tuple[Outer, ...] = field(listed(Outer, 4), "FRM-26", "outer rows", "外层")
    last: int = field(u8, "FRM-20", "last", "末")


SAMPLE = Everything(
    small=7,
    wide=0xFEDC_BA98_7654_3210,
    heat=-125,
    below=-2_000_000_000,
    when_seen=1_763_947_800_250_000,
    who="1234567890123456",
    colour=Colour.GREEN,
    lamps=Lamp.LEFT | Lamp.RIGHT,
    digest=b"\x00\x01\x02\x03\xff",
    words="焊机 A",
    lump=bytes(range(256)) + b"end",
    outers=(
        Outer(at=1_000, inners=(Inner(tiny=-1, note=""), Inner(tiny=127, note="甲")), after=513),
        Outer(at=4_294_967_295_999_000, inners=(), after=0),
    ),
    last=255,
)

EMPTY = Everything(
    small=0,
    wide=0,
    heat=32767,
    below=0,
    when_seen=0,
    who="0000000000000000",
    colour=Colour.RED,
    lamps=Lamp(0),
    digest=bytes(5),
    words="",
    lump=b"",
    outers=(),
    last=0,
)
