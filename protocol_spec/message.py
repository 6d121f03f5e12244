"""A message is declared once, here is how.

    class Heartbeat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", ack=Ack.MUST):
        oldest: int = field(u32, "REP-07", "oldest record still held", "仍保存的最早记录号")

The class is the value (a frozen dataclass, built by keyword), the Construct of its body (`layout`) and the entry in its
edition's code table. When it may be sent, whether it asks for an answer and how its tag is keyed stand beside it.
Everything else is derived.
"""

import dataclasses
import io
from dataclasses import dataclass
from enum import Enum, IntFlag
from typing import Any, ClassVar, Self, dataclass_transform

from construct import ConstructError

from protocol_spec.adapters import NotUtf8, TooLong
from protocol_spec.coded import Coded
from protocol_spec.codes import Side
from protocol_spec.edition import WTP1, Edition
from protocol_spec.kinds import Form
from protocol_spec.layout import FieldSpec, Group, Layout, field

__all__ = ["MAX_BODY", "Ack", "BodyError", "FieldSpec", "Group", "Message", "When", "as_json", "by_code", "field"]

MAX_BODY = 1024

LIMIT_CLAUSES = {Form.TEXT: "FRM-24", Form.BLOB: "FRM-25", Form.LIST: "FRM-26"}


class Ack(Enum):
    """Whether the message sets ACK_REQUIRED (ACK-05)."""

    MUST = "always"
    MAY = "as the sender likes"
    NEVER = "never"


class When(Enum):
    """When the message may be sent (SES-02, SES-05)."""

    LOGIN = "to open a session"
    SESSION = "within a session"
    ANY = "with or without a session"
    OFFLINE = "carried by hand, never over the link"


@dataclass(frozen=True)
class BodyError:
    """Why a body could not be read: theirs, so a value and not an exception.

    Two are equal when they name the same clause and field; the sentence and the place, counted from the body's first
    byte, are for people.
    """

    clause: str
    field: str
    why: str = dataclasses.field(compare=False)
    offset: int = dataclasses.field(default=0, compare=False)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Message(Layout):
    code: ClassVar[int]
    sender: ClassVar[Side]
    clause: ClassVar[str]
    title: ClassVar[str]
    zh: ClassVar[str]
    response: ClassVar[bool]
    ack: ClassVar[Ack]
    when: ClassVar[When]
    edition: ClassVar[Edition]

    def __init_subclass__(
        cls,
        *,
        code: int,
        sender: Side,
        clause: str,
        zh: str,
        title: str = "",
        response: bool = False,
        ack: Ack | None = None,
        when: When = When.SESSION,
        edition: Edition = WTP1,
    ) -> None:
        if bool(code & 0x80) != (sender is Side.PLATFORM):
            raise TypeError(f"{cls.__name__}: bit 7 of code {code:#04x} says who sends, and the declaration disagrees")
        if clash := RESERVED & cls.__dict__.get("__annotations__", {}).keys():
            raise TypeError(f"{cls.__name__}: no field may be called {', '.join(sorted(clash))}: the declaration says it")
        cls.code, cls.sender, cls.clause, cls.zh, cls.response = code, sender, clause, zh, response
        cls.title = title or cls.__name__.upper()
        cls.ack = ack or (Ack.NEVER if response else Ack.MAY)
        cls.when, cls.edition = when, edition
        edition.take(cls)
        cls.declare()

    @classmethod
    def is_record(cls) -> bool:
        """Whether it is stored, numbered and kept until the watermark passes it (REP-01)."""
        return next(iter(cls.specs), "") == "record"

    def encode(self) -> bytes:
        """The body's bytes.

        Raises:
            ConstructError: a value does not fit its field: the caller's fault.
        """
        body: bytes = self.layout.build(self.values())
        return body

    @classmethod
    def decode(cls, body: bytes) -> Self | BodyError:
        """Read a body; whatever is wrong with it comes back as a value (FRM-14)."""
        stream = io.BytesIO(body)
        try:
            values = cls.layout.parse_stream(stream)
        except ConstructError as error:
            name = _path(error)
            return BodyError(cls._clause_of(error, name), name, str(error).splitlines()[-1])
        if trailing := len(body) - stream.tell():
            return BodyError("FRM-14", "body", f"{trailing} bytes after the last field", stream.tell())
        message = cls.of(values)
        return message.flaw() or message

    def flaw(self) -> BodyError | None:
        """What is wrong with a body whose every field could be read; a message that has more to say overrides this."""
        return None

    @classmethod
    def _clause_of(cls, error: ConstructError, name: str) -> str:
        if isinstance(error, NotUtf8):
            return "FRM-24"
        if isinstance(error, TooLong):
            return LIMIT_CLAUSES[_field_at(cls, name).kind.form]
        return "FRM-14"


RESERVED = frozenset(Message.__annotations__) | frozenset(Layout.__annotations__)
"""What a declaration says of a message cannot be a field of it too."""


def _path(error: ConstructError) -> str:
    """`(parsing) -> items -> items -> value` becomes `items.value`: an array repeats the name it stands under."""
    steps = (error.path or "").split(" -> ")[1:]
    return ".".join(step for step, before in zip(steps, ["", *steps], strict=False) if step != before) or "body"


def _field_at(layout: type[Layout], path: str) -> FieldSpec:
    first, _, rest = path.partition(".")
    spec = layout.fields()[first]
    return _field_at(spec.kind.group, rest) if rest and spec.kind.group else spec


by_code = WTP1.messages


def as_json(message: Layout) -> dict[str, Any]:
    """A message as plain values for traces and reports: codes by name, bytes as hex, rows as lists."""
    return {name: _plain(value) for name, value in message.values().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [as_json(row) for row in value]
    if isinstance(value, IntFlag):
        names = [flag.name for flag in type(value) if flag in value]
        unnamed = int(value) & ~sum(type(value))
        return [*names, f"{unnamed:#x}"] if unnamed else names
    return value.name if isinstance(value, Coded) else value
