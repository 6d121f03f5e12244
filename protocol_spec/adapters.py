"""The Constructs that `kinds.py` is made of: each turns wire values into Python values and refuses what is neither."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from construct import (
    Adapter,
    Construct,
    GreedyBytes,
    Int8ub,
    Int16ub,
    Prefixed,
    PrefixedArray,
    ValidationError,
)

from protocol_spec.ident import pack_terminal, unpack_terminal
from protocol_spec.instant import MS, Instant, S

if TYPE_CHECKING:
    from protocol_spec.layout import Group

LAST_SECOND = 0xFFFFFFFF


class Code(Adapter):  # type: ignore[misc]
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


class Time(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> Instant:
        millis = int.from_bytes(obj[4:], "big")
        if millis > 999:
            raise ValidationError(f"{millis} milliseconds are more than 999", path=path)
        return int.from_bytes(obj[:4], "big") * S + millis * MS

    def _encode(self, obj: Instant, context: Any, path: str) -> bytes:
        seconds, rest = divmod(obj, S)
        if not 0 <= seconds <= LAST_SECOND:
            raise ValidationError(f"{obj} µs is outside what four bytes of seconds can say", path=path)
        return seconds.to_bytes(4, "big") + (rest // MS).to_bytes(2, "big")


class Terminal(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> str:
        terminal = unpack_terminal(obj)
        if terminal is None:
            raise ValidationError(f"{obj.hex()} has a nibble that is no decimal digit", path=path)
        return terminal

    def _encode(self, obj: str, context: Any, path: str) -> bytes:
        return pack_terminal(obj)


class NotUtf8(ValidationError):  # type: ignore[misc]
    """A text that is none (FRM-24)."""


class TooLong(ValidationError):  # type: ignore[misc]
    """A text, a blob or a list over its limit; `clause` says which."""

    clause = ""


class _Limited(Adapter):  # type: ignore[misc]
    """At most `limit` of what the Construct inside counts, in both directions."""

    def __init__(self, con: Construct, limit: int, what: str) -> None:
        super().__init__(con)
        self._limit = limit
        self._what = what

    def _check(self, obj: Any, path: str) -> Any:
        if len(obj) > self._limit:
            raise TooLong(f"{len(obj)} {self._what} are more than {self._limit}", path=path)
        return obj

    def _decode(self, obj: Any, context: Any, path: str) -> Any:
        return self._check(obj, path)

    def _encode(self, obj: Any, context: Any, path: str) -> Any:
        return self._check(obj, path)


class _Text(Adapter):  # type: ignore[misc]
    def _decode(self, obj: bytes, context: Any, path: str) -> str:
        try:
            return obj.decode()
        except UnicodeDecodeError as error:
            raise NotUtf8(f"not UTF-8: {error.reason} at byte {error.start}", path=path) from None

    def _encode(self, obj: str, context: Any, path: str) -> bytes:
        try:
            return obj.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(f"no UTF-8 can say it: {error.reason}", path=path) from None


class _Rows(Adapter):  # type: ignore[misc]
    def __init__(self, con: Construct, group: "type[Group]") -> None:
        super().__init__(con)
        self._group = group

    def _decode(self, obj: Any, context: Any, path: str) -> "tuple[Group, ...]":
        return tuple(self._group.of(row) for row in obj)

    def _encode(self, obj: "tuple[Group, ...]", context: Any, path: str) -> list[dict[str, Any]]:
        return [row.values() for row in obj]


def text(limit: int) -> Construct:
    return _Text(_Limited(Prefixed(Int8ub, GreedyBytes), limit, "bytes of text"))


def blob(limit: int, prefix: int) -> Construct:
    return _Limited(Prefixed(Int8ub if prefix == 1 else Int16ub, GreedyBytes), limit, "bytes")


def rows(group: "type[Group]", limit: int) -> Construct:
    return _Rows(_Limited(PrefixedArray(Int8ub, group.layout), limit, "rows"), group)
