"""What the dissector should say of a message, and what it does say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from protocol_spec.codes import Flag
from protocol_spec.frame import Frame
from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import Layout
from protocol_spec.message import Message
from protocol_spec.vectors import VECTORS, Vector
from tests.protocol_spec.captures import Dissected


@dataclass(frozen=True)
class Bare:
    """A frame without a tag, of a typed body."""

    frame: bytes
    sequence: int
    values: Mapping[str, object]
    vector: Vector


def bare(name: str, sequence: int) -> Bare:
    vector = next(vector for vector in VECTORS if vector.name == name)
    flags = Flag(vector.flags & ~Flag.SECURED)
    frame = Frame(vector.frame[4], vector.terminal, sequence, vector.body, flags).encode()
    return Bare(frame, sequence, vector.values, vector)


STATUS = bare("status while welding", 258)
HEARTBEAT = bare("heartbeat", 65535)
UNLOCK = bare("unlock", 3)


def said(kind: Kind, value: object, name: str) -> str:
    match kind.form:
        case Form.BITS:
            assert isinstance(value, int)
            assert kind.size is not None
            return f"0x{int(value):0{2 * kind.size}x}"
        case Form.OCTETS | Form.BLOB:
            assert isinstance(value, bytes)
            return value.hex(":")
        case Form.INT if kind.size == 1 and name in ("answered", "code"):
            assert isinstance(value, int)
            return f"0x{value:02x}"
        case Form.TIME:
            assert isinstance(value, int)
            return str(value)
        case _:
            return str(int(value)) if isinstance(value, int) else str(value)


def expected(layout: type[Layout], values: Mapping[str, object], abbr: str) -> Iterator[tuple[str, str]]:
    for name, spec in layout.fields().items():
        own, value = f"{abbr}.{name}", values[name]
        if spec.kind.form is Form.LIST:
            assert isinstance(value, tuple)
            assert spec.kind.group is not None
            yield own, str(len(value))
            for row in value:
                yield from expected(spec.kind.group, row if isinstance(row, Mapping) else row.values(), own)
        elif spec.kind.form is not Form.BLOB or value:
            yield own, said(spec.kind, value, name)


def implausible(layout: type[Layout], values: Mapping[str, object]) -> int:
    """How many numbers are outside their plausible range."""
    found = 0
    for name, spec in layout.fields().items():
        value = values[name]
        if spec.kind.group is not None and isinstance(value, tuple):
            found += sum(implausible(spec.kind.group, row) for row in value)
        elif spec.kind.form is Form.INT and isinstance(value, int):
            found += not spec.kind.plausible(value)
    return found


def instant(text: str) -> str:
    """Microseconds of what Wireshark writes for a time: one way before 4.4, another since."""
    plain = text.removesuffix(" UTC").removesuffix("Z")
    whole, _, fraction = plain.partition(".")
    shape = "%Y-%m-%dT%H:%M:%S" if "T" in whole else "%b %d, %Y %H:%M:%S"
    seconds = int(datetime.strptime(" ".join(whole.split()), shape).replace(tzinfo=UTC).timestamp())
    return str(seconds * 1_000_000 + int(fraction[:6]))


def read(packet: Dissected, layout: type[Layout], abbr: str) -> Iterator[tuple[str, str]]:
    """The packet's fields that the layout declares, in order, times as microseconds."""
    kinds = dict(declared(layout, abbr))
    for name, value in packet.fields:
        if name in kinds:
            yield name, instant(value) if kinds[name].form is Form.TIME else value


def declared(layout: type[Layout], abbr: str) -> Iterator[tuple[str, Kind]]:
    for name, spec in layout.fields().items():
        yield f"{abbr}.{name}", spec.kind
        if spec.kind.group is not None:
            yield from declared(spec.kind.group, f"{abbr}.{name}")


def assert_says(packet: Dissected, message: type[Message], values: Mapping[str, object]) -> None:
    abbr = f"wtp{message.edition.number}.{message.title.lower()}"
    assert list(read(packet, message, abbr)) == list(expected(message, values, abbr))
