"""A message is declared once, here is how.

    class Heartbeat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", ack=Ack.MUST):
        oldest: int = field(u32, "REP-07", "oldest record still held", "仍保存的最早记录号")

The class is the value (a frozen dataclass, built by keyword), the Construct of its body (`layout`) and the entry in its
edition's code table. When it may be sent, whether it asks for an answer and how its tag is keyed stand beside it.
Everything else is derived.
"""

from enum import Enum, IntFlag
from inspect import get_annotations
from typing import Any, ClassVar, Self, dataclass_transform

from protocol_spec.codec import BodyError, Codec, FieldError, codec_of
from protocol_spec.coded import Coded
from protocol_spec.codes import Side
from protocol_spec.edition import WTP1, Edition
from protocol_spec.layout import FieldSpec, Group, Layout, field

__all__ = [
    "MAX_BODY",
    "Ack",
    "BodyError",
    "FieldError",
    "FieldSpec",
    "Group",
    "Message",
    "When",
    "as_json",
    "by_code",
    "field",
]

MAX_BODY = 1024


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


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Message(Layout):
    code: ClassVar[int]
    sender: ClassVar[Side]
    clause: ClassVar[str]
    title: ClassVar[str]
    zh: ClassVar[str]
    response: ClassVar[bool]
    ack: ClassVar[Ack]
    answered_by: ClassVar[tuple[str, ...]]
    when: ClassVar[When]
    edition: ClassVar[Edition]
    codec: ClassVar[Codec[Any]]

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
        answered_by: tuple[str, ...] = (),
        when: When = When.SESSION,
        edition: Edition = WTP1,
    ) -> None:
        if bool(code & 0x80) != (sender is Side.PLATFORM):
            raise TypeError(f"{cls.__name__}: bit 7 of code {code:#04x} says who sends, and the declaration disagrees")
        if clash := RESERVED & get_annotations(cls).keys():
            raise TypeError(
                f"{cls.__name__}: no field may be called {', '.join(sorted(clash))}: the declaration says it"
            )
        cls.code, cls.sender, cls.clause, cls.zh, cls.response = code, sender, clause, zh, response
        cls.title = title or cls.__name__.upper()
        cls.ack = ack or (Ack.NEVER if response else Ack.MAY)
        cls.answered_by = answered_by or _usual_answer(cls.ack, sender)
        cls.when, cls.edition = when, edition
        edition.take(cls)
        cls.declare()
        cls.codec = codec_of(cls)

    @classmethod
    def is_record(cls) -> bool:
        """Whether it is stored, numbered and kept until the watermark passes it (REP-01)."""
        return next(iter(cls.specs), "") == "record"

    @classmethod
    def may_be_late(cls) -> bool:
        """Whether it may be sent later than made, with BACKFILL set: a record, and what carries records (FRM-18)."""
        return cls.is_record()

    def encode(self) -> bytes:
        """The body's bytes.

        Raises:
            FieldError: a value does not fit its field: the caller's fault.
        """
        return self.codec.build(self)

    @classmethod
    def decode(cls, body: bytes) -> Self | BodyError:
        """Read a body; whatever is wrong with it comes back as a value (FRM-14)."""
        message: Self | BodyError = cls.codec.parse(body)
        return message if isinstance(message, BodyError) else message.flaw() or message

    def flaw(self) -> BodyError | None:
        """What is wrong with a body whose every field could be read; a message that has more to say overrides this."""
        return None


def _usual_answer(ack: Ack, sender: Side) -> tuple[str, ...]:
    if ack is Ack.NEVER:
        return ()
    return ("PLATFORM_ACK",) if sender is Side.TERMINAL else ("TERMINAL_ACK",)


RESERVED = frozenset(Message.__annotations__) | frozenset(Layout.__annotations__)
"""What a declaration says of a message cannot be a field of it too."""


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
