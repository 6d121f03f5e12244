"""The kinds of field, each a Construct with its unit and its sentinels (FRM-20 to FRM-24).

A closed set on purpose: whatever is derived from the declarations (document, C header, dissector, strategies) has to
know each kind, so a new kind is a decision and not a convenience.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntFlag
from typing import Any

from construct import (
    Adapter,
    Bytes,
    Construct,
    GreedyBytes,
    Int8ub,
    Int16sb,
    Int16ub,
    Int32sb,
    Int32ub,
    Int64ub,
    Prefixed,
    ValidationError,
)

from protocol_spec.coded import Coded
from protocol_spec.ident import pack_terminal, unpack_terminal
from protocol_spec.instant import MS, Instant, S

ABSENT_U16 = 0xFFFF
FAULT_U16 = 0xFFFE
ABSENT_I16 = 0x7FFF
FAULT_I16 = 0x7FFE
ABSENT_U32 = 0xFFFFFFFF
FAULT_U32 = 0xFFFFFFFE
NO_POSITION = 0x7FFFFFFF
FAULT_POSITION = 0x7FFFFFFE


@dataclass(frozen=True)
class Kind:
    """`size` in bytes, None where it varies; `absent` and `fault` are the values that are not measurements."""

    name: str
    con: Construct
    size: int | None
    unit: str = ""
    absent: int | None = None
    fault: int | None = None
    codes: type[Coded] | None = None

    def measured_in(self, unit: str, *, absent: int | None = None, fault: int | None = None) -> "Kind":
        return replace(self, unit=unit, absent=absent, fault=fault)


class _CodeAdapter(Adapter):  # type: ignore[misc]
    def __init__(self, con: Construct, read: Callable[[int], Any]) -> None:
        super().__init__(con)
        self._read = read

    def _decode(self, obj: int, context: Any, path: str) -> Any:
        try:
            return self._read(obj)
        except ValueError as error:
            raise ValidationError(str(error), path=path) from None

    def _encode(self, obj: int, context: Any, path: str) -> int:
        return int(obj)


class _TimeAdapter(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> Instant:
        millis = int.from_bytes(obj[4:], "big")
        if millis > 999:
            raise ValidationError(f"{millis} milliseconds are more than 999", path=path)
        return int.from_bytes(obj[:4], "big") * S + millis * MS

    def _encode(self, obj: Instant, context: Any, path: str) -> bytes:
        seconds, rest = divmod(obj, S)
        if not 0 <= seconds <= ABSENT_U32:
            raise ValidationError(f"{obj} µs is outside what four bytes of seconds can say", path=path)
        return seconds.to_bytes(4, "big") + (rest // MS).to_bytes(2, "big")


class NotUtf8(ValidationError):  # type: ignore[misc]
    """A text that is none (FRM-24)."""


class _TextAdapter(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> str:
        try:
            return obj.decode()
        except UnicodeDecodeError as error:
            raise NotUtf8(f"not UTF-8: {error.reason} at byte {error.start}", path=path) from None

    def _encode(self, obj: str, context: Any, path: str) -> bytes:
        try:
            encoded = obj.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(f"no UTF-8 can say it: {error.reason}", path=path) from None
        if len(encoded) > 255:
            raise ValidationError(f"{len(encoded)} bytes of text are more than 255", path=path)
        return encoded


class _TerminalAdapter(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> str:
        terminal = unpack_terminal(obj)
        if terminal is None:
            raise ValidationError(f"{obj.hex()} has a nibble that is no decimal digit", path=path)
        return terminal

    def _encode(self, obj: str, context: Any, path: str) -> bytes:
        return pack_terminal(obj)


u8 = Kind("u8", Int8ub, 1)
u16 = Kind("u16", Int16ub, 2)
u32 = Kind("u32", Int32ub, 4)
u64 = Kind("u64", Int64ub, 8)
i16 = Kind("i16", Int16sb, 2)
i32 = Kind("i32", Int32sb, 4)

amperes = u16.measured_in("0.1 A", absent=ABSENT_U16, fault=FAULT_U16)
volts = u16.measured_in("0.1 V", absent=ABSENT_U16, fault=FAULT_U16)
celsius = i16.measured_in("0.1 °C", absent=ABSENT_I16, fault=FAULT_I16)
watt_hours = u32.measured_in("Wh", absent=ABSENT_U32, fault=FAULT_U32)
degrees = i32.measured_in("1e-6 °", absent=NO_POSITION, fault=FAULT_POSITION)
seconds = u16.measured_in("s")
millis = u16.measured_in("ms")

utc = Kind("utc", _TimeAdapter(Bytes(6)), 6, unit="UTC, s + ms")
"""Unix seconds u32 and milliseconds u16; in Python an Instant, microseconds cut to milliseconds."""

terminal_id = Kind("terminal", _TerminalAdapter(Bytes(8)), 8)
text = Kind("text", _TextAdapter(Prefixed(Int8ub, GreedyBytes)), None)
"""One length byte, then that many bytes of UTF-8."""


def code(codes: type[Coded], width: Kind = u8) -> Kind:
    """An enumeration on the wire; a value outside it makes the body malformed."""
    return Kind(codes.__name__, _CodeAdapter(width.con, codes.of), width.size, codes=codes)


def bits(flags: type[IntFlag], width: Kind = u16) -> Kind:
    return Kind(flags.__name__, _CodeAdapter(width.con, flags), width.size)


def octets(count: int) -> Kind:
    return Kind(f"bytes[{count}]", Bytes(count), count)
