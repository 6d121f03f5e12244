"""The kinds of field, each a Construct with its unit, range and sentinels (FRM-20 to FRM-27).

A closed set on purpose: whatever is derived from the declarations (compiled codec, document, C header, dissector,
strategies) has to know each `Form`, so a new form is a decision and not a convenience. The Constructs live in
`adapters.py`; nothing here reads or writes a byte.
"""

from dataclasses import dataclass, replace
from enum import Enum, IntFlag
from typing import TYPE_CHECKING

from construct import (
    Bytes,
    Construct,
    Int8sb,
    Int8ub,
    Int16sb,
    Int16ub,
    Int32sb,
    Int32ub,
    Int64ub,
)

from protocol_spec import adapters
from protocol_spec.coded import Coded

if TYPE_CHECKING:
    from protocol_spec.layout import Group

ABSENT_U8 = 0xFF
FAULT_U8 = 0xFE
ABSENT_U16 = 0xFFFF
FAULT_U16 = 0xFFFE
ABSENT_I16 = 0x7FFF
FAULT_I16 = 0x7FFE
ABSENT_U32 = 0xFFFFFFFF
FAULT_U32 = 0xFFFFFFFE
NO_POSITION = 0x7FFFFFFF
FAULT_POSITION = 0x7FFFFFFE


class Form(Enum):
    """What the bytes of a field are. `Kind.size` is None for the three that vary: TEXT, BLOB and LIST."""

    INT = "integer, big-endian"
    TIME = "Unix seconds in four bytes, milliseconds in two"
    TERMINAL = "16 BCD digits"
    CODE = "a number of a closed list"
    BITS = "a bit each"
    OCTETS = "bytes, as many as the kind says"
    TEXT = "a length byte and UTF-8"
    BLOB = "a length and bytes"
    LIST = "a count byte and rows"


@dataclass(frozen=True)
class Kind:
    """A kind of field.

    `low` and `high` are the range of what is plausible: a value outside is abnormal and never malformed (FRM-27).
    `absent` and `fault` are the values that are not measurements. `limit` is the most bytes of a TEXT or BLOB and the
    most rows of a LIST; `prefix` the bytes of its length or count; more than the limit is malformed. `names_message`
    marks a number that is the code of a message.
    """

    name: str
    form: Form
    con: Construct
    size: int | None
    signed: bool = False
    unit: str = ""
    low: int | None = None
    high: int | None = None
    absent: int | None = None
    fault: int | None = None
    codes: type[Coded] | None = None
    flags: type[IntFlag] | None = None
    limit: int | None = None
    prefix: int = 0
    group: "type[Group] | None" = None
    names_message: bool = False

    def measured_in(
        self,
        unit: str,
        *,
        low: int | None = None,
        high: int | None = None,
        absent: int | None = None,
        fault: int | None = None,
    ) -> "Kind":
        return replace(self, unit=unit, low=low, high=high, absent=absent, fault=fault)

    def plausible(self, value: int) -> bool:
        """FRM-27: a sentinel is no measurement and so not out of range either."""
        if value in (self.absent, self.fault):
            return True
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def scale(self) -> tuple[str, str]:
        """The unit in two: `0.1` and `A`, `-1` and `dBm`; `1` where it names no step. As text, for a tenth is no float."""
        number, _, rest = self.unit.partition(" ")
        return (number, rest) if rest and number.removeprefix("-")[:1].isdigit() else ("1", self.unit)

    @property
    def step(self) -> float:
        """How much of the unit one count is: 0.1 for `0.1 A`, -1.0 for `-1 dBm`."""
        return float(self.scale[0])

    @property
    def dimension(self) -> str:
        """The unit without its step: `A` for `0.1 A`."""
        return self.scale[1]


def _integer(name: str, con: Construct, size: int, *, signed: bool = False) -> Kind:
    return Kind(name, Form.INT, con, size, signed=signed)


u8 = _integer("u8", Int8ub, 1)
u16 = _integer("u16", Int16ub, 2)
u32 = _integer("u32", Int32ub, 4)
u64 = _integer("u64", Int64ub, 8)
i8 = _integer("i8", Int8sb, 1, signed=True)
i16 = _integer("i16", Int16sb, 2, signed=True)
i32 = _integer("i32", Int32sb, 4, signed=True)

amperes = u16.measured_in("0.1 A", low=0, high=20_000, absent=ABSENT_U16, fault=FAULT_U16)
volts = u16.measured_in("0.1 V", low=0, high=10_000, absent=ABSENT_U16, fault=FAULT_U16)
celsius = i16.measured_in("0.1 °C", low=-550, high=1_500, absent=ABSENT_I16, fault=FAULT_I16)
watt_hours = u32.measured_in("Wh", absent=ABSENT_U32, fault=FAULT_U32)
degrees = i32.measured_in("1e-6 °", low=-180_000_000, high=180_000_000, absent=NO_POSITION, fault=FAULT_POSITION)
dbm = u8.measured_in("-1 dBm", low=0, high=150, absent=ABSENT_U8, fault=FAULT_U8)
seconds = u16.measured_in("s")
millis = u16.measured_in("ms")

message_code = replace(u8, names_message=True)
"""The code of some message of the edition, known to the reader or not: a number like another, and never malformed."""

utc = Kind("utc", Form.TIME, adapters.Time(Bytes(6)), 6, unit="UTC, s + ms")
"""Unix seconds u32 and milliseconds u16; in Python an Instant, microseconds cut to milliseconds."""

terminal_id = Kind("terminal", Form.TERMINAL, adapters.Terminal(Bytes(8)), 8)


def code(codes: type[Coded], width: Kind = u8) -> Kind:
    """An enumeration on the wire; a value outside it makes the body malformed."""
    return Kind(codes.__name__, Form.CODE, adapters.Code(width.con, codes.of), width.size, codes=codes)


def bits(flags: type[IntFlag], width: Kind = u16) -> Kind:
    """Flags; bits that have no name are kept."""
    return Kind(flags.__name__, Form.BITS, adapters.Code(width.con, flags), width.size, flags=flags)


def octets(count: int) -> Kind:
    return Kind(f"bytes[{count}]", Form.OCTETS, Bytes(count), count)


def text(limit: int) -> Kind:
    """One length byte, then that many bytes of UTF-8, `limit` at most (FRM-24)."""
    return Kind(f"text[≤{limit}]", Form.TEXT, adapters.text(limit), None, limit=limit, prefix=1)


def blob(limit: int) -> Kind:
    """A length (one byte, two where `limit` is over 255), then that many bytes (FRM-25)."""
    prefix = 1 if limit <= 0xFF else 2
    return Kind(f"blob[≤{limit}]", Form.BLOB, adapters.blob(limit, prefix), None, limit=limit, prefix=prefix)


def listed(group: "type[Group]", limit: int) -> Kind:
    """One count byte, then so many rows of `group`, `limit` at most (FRM-26). In Python a tuple."""
    name = f"{group.__name__}[≤{limit}]"
    return Kind(name, Form.LIST, adapters.rows(group, limit), None, limit=limit, prefix=1, group=group)
