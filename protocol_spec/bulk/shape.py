"""What a message of fixed size looks like in an array: derived from its declaration, as everything is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocol_spec.frame import CRC_SIZE, HEADER_SIZE
from protocol_spec.kinds import Form, Kind
from protocol_spec.message import MAX_BODY, Message

TIME = np.dtype([("seconds", ">u4"), ("millis", ">u2")])


@dataclass(frozen=True, eq=False)
class Column:
    """A field: its kind, its first byte in the body, and the dtype of its values (with `width` octets in a row).

    `members` says of each number up to the largest of an enumeration whether there is such a code.
    """

    name: str
    kind: Kind
    at: int
    values: np.dtype[Any]
    width: int
    members: NDArray[np.bool_] | None

    def shape(self, count: int) -> tuple[int, ...]:
        return (count, self.width) if self.width else (count,)


@dataclass(frozen=True, eq=False)
class Shape:
    """`wire` is the packed big-endian dtype of header and body, the header as bytes."""

    message: type[Message]
    size: int
    columns: tuple[Column, ...]
    wire: np.dtype[np.void]

    @property
    def bare(self) -> int:
        """Bytes of a frame without a tag."""
        return HEADER_SIZE + self.size + CRC_SIZE


_shapes: dict[type[Message], Shape] = {}


def shape_of(message: type[Message]) -> Shape:
    """
    Raises:
        TypeError: the message varies in size.
    """
    if message not in _shapes:
        _shapes[message] = _shape(message)
    return _shapes[message]


def _shape(message: type[Message]) -> Shape:
    size = message.fixed_size()
    if size is None:
        raise TypeError(
            f"{message.title} varies in size and has no bulk form: use the compiled one, "
            f"{message.__name__}.decode and frame_of(...).encode, frame by frame"
        )
    # FRM-07 "A body MUST NOT be longer than 1024 bytes …"
    if size > MAX_BODY:
        raise TypeError(f"{message.title} has {size} bytes, and a body has {MAX_BODY} at most")
    columns = []
    at = 0
    for name, spec in message.fields().items():
        columns.append(_column(name, spec.kind, at))
        at += spec.kind.size or 0
    # A name with a space, which no field can have.
    wire = np.dtype([("frame header", "u1", HEADER_SIZE), *_fields(message)])
    return Shape(message, size, tuple(columns), wire)


def _column(name: str, kind: Kind, at: int) -> Column:
    width = kind.size or 0 if kind.form is Form.OCTETS else 0
    return Column(name, kind, at, _values(kind), width, _members(kind))


def _members(kind: Kind) -> NDArray[np.bool_] | None:
    if kind.codes is None:
        return None
    numbers = [int(member) for member in kind.codes]
    if max(numbers, default=0) > 0xFFFF:
        raise TypeError(f"{kind.name} has a number over 65535: the bulk form has to learn enumerations that sparse")
    members = np.zeros(max(numbers, default=0) + 1, dtype=np.bool_)
    members[numbers] = True
    return members


def dtype_of(message: type[Message]) -> np.dtype[np.void]:
    """The body as a packed big-endian structured dtype; a time is two fields, seconds and millis.

    Raises:
        TypeError: the message varies in size.
    """
    return np.dtype(_fields(shape_of(message).message))


def _fields(message: type[Message]) -> list[tuple[str, object]]:
    return [(name, _wire(spec.kind)) for name, spec in message.fields().items()]


def _wire(kind: Kind) -> object:
    if kind.form is Form.TIME:
        return TIME
    if kind.form in (Form.TERMINAL, Form.OCTETS):
        return np.dtype(("u1", (kind.size or 0,)))
    return np.dtype(f">{_letter(kind)}")


def _values(kind: Kind) -> np.dtype[Any]:
    if kind.form is Form.TIME:
        return np.dtype(np.int64)
    if kind.form is Form.TERMINAL:
        return np.dtype(np.uint64)
    return np.dtype(np.uint8) if kind.form is Form.OCTETS else np.dtype(_letter(kind))


def _letter(kind: Kind) -> str:
    return f"{'i' if kind.signed else 'u'}{kind.size}"
