"""A message is declared once, here is how.

    class Heartbeat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳"):
        oldest: int = field(u32, "REP-07", "oldest record still held", "仍保存的最早记录号")

The class is the value (a frozen dataclass, built by keyword), the Construct of its body (`layout`) and the entry in the
code table (`by_code`). Everything else is derived from it.
"""

import dataclasses
import io
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, ClassVar, Self, dataclass_transform

from construct import ConstructError, Struct

from protocol_spec.coded import Coded
from protocol_spec.codes import Side
from protocol_spec.kinds import Kind, NotUtf8

MAX_BODY = 1024


@dataclass(frozen=True)
class FieldSpec:
    kind: Kind
    clause: str
    en: str
    zh: str


def field(kind: Kind, clause: str, en: str, zh: str) -> Any:
    return dataclasses.field(metadata={"spec": FieldSpec(kind, clause, en, zh)})


@dataclass(frozen=True)
class BodyError:
    """Why a body could not be read: theirs, so a value and not an exception."""

    clause: str
    field: str
    why: str


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Message:
    code: ClassVar[int]
    sender: ClassVar[Side]
    clause: ClassVar[str]
    title: ClassVar[str]
    zh: ClassVar[str]
    response: ClassVar[bool]
    layout: ClassVar[Any]

    def __init_subclass__(
        cls, *, code: int, sender: Side, clause: str, zh: str, title: str = "", response: bool = False
    ) -> None:
        if bool(code & 0x80) != (sender is Side.PLATFORM):
            raise TypeError(f"{cls.__name__}: bit 7 of code {code:#04x} says who sends, and the declaration disagrees")
        if code in by_code:
            raise TypeError(f"{cls.__name__}: code {code:#04x} already belongs to {by_code[code].__name__}")
        dataclass(frozen=True, kw_only=True)(cls)
        cls.code, cls.sender, cls.clause, cls.zh, cls.response = code, sender, clause, zh, response
        cls.title = title or cls.__name__.upper()
        cls.layout = Struct(*(name / spec.kind.con for name, spec in cls.fields().items()))
        by_code[code] = cls

    @classmethod
    def fields(cls) -> dict[str, FieldSpec]:
        return {f.name: f.metadata["spec"] for f in dataclasses.fields(cls)}  # type: ignore[arg-type]

    def encode(self) -> bytes:
        """The body's bytes.

        Raises:
            ConstructError: a value does not fit its field: the caller's fault.
        """
        body: bytes = self.layout.build({name: getattr(self, name) for name in self.fields()})
        return body

    @classmethod
    def decode(cls, body: bytes) -> Self | BodyError:
        """Read a body; whatever is wrong with it comes back as a value (FRM-14)."""
        stream = io.BytesIO(body)
        try:
            values = cls.layout.parse_stream(stream)
        except ConstructError as error:
            name = (error.path or "").rpartition("-> ")[2] or "body"
            return BodyError("FRM-24" if isinstance(error, NotUtf8) else "FRM-14", name, str(error).splitlines()[-1])
        if trailing := len(body) - stream.tell():
            return BodyError("FRM-14", "body", f"{trailing} bytes after the last field")
        return cls(**{name: values[name] for name in cls.fields()})


by_code: dict[int, type[Message]] = {}


def as_json(message: Message) -> dict[str, Any]:
    """A message as plain values for traces and reports: codes by name, bytes as hex."""

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, IntFlag):
            names = [flag.name for flag in type(value) if flag in value]
            unnamed = int(value) & ~sum(type(value))
            return [*names, f"{unnamed:#x}"] if unnamed else names
        return value.name if isinstance(value, Coded) else value

    return {name: plain(getattr(message, name)) for name in message.fields()}
