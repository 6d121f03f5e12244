"""The slow road: what is wrong with a body that the compiled form could not read, and where.

Field by field in the order of the declaration, because the first thing wrong is the one that is told: also before a
later field turns out to be cut off.
"""

from protocol_spec.codec.faults import LIMIT_CLAUSES, BodyError
from protocol_spec.ident import unpack_terminal
from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import Layout


class _Fault(Exception):
    def __init__(self, clause: str, field: str, why: str, offset: int) -> None:
        super().__init__(why)
        self.clause, self.field, self.why, self.offset = clause, field, why, offset


def fault(layout: type[Layout], body: bytes) -> BodyError:
    """The first thing wrong with `body`. The offset is that of the field, a length or a count included."""
    try:
        end = _past_fields(layout, body, 0)
    except _Fault as found:
        return BodyError(found.clause, found.field, found.why, found.offset)
    # FRM-14 "A body that is too short, too long or holds an illegal value MUST be refused MALFORMED."
    return BodyError("FRM-14", "body", f"{_bytes(len(body) - end)} after the last field", end)


def _past_fields(layout: type[Layout], body: bytes, at: int) -> int:
    for name, spec in layout.fields().items():
        at = _past(name, spec.kind, body, at)
    return at


def _past(name: str, kind: Kind, body: bytes, at: int) -> int:
    """Where the field ends that begins at `at`."""
    if kind.form is Form.LIST:
        return _past_list(name, kind, body, at)
    if kind.size is None:
        return _past_octets(name, kind, body, at)
    piece = body[at : at + kind.size]
    if len(piece) < kind.size:
        raise _Fault("FRM-14", name, f"{_bytes(kind.size)} wanted, {len(piece)} left", at)
    if (why := _unread(kind, piece)) is not None:
        raise _Fault("FRM-14", name, why, at)
    return at + kind.size


def _past_octets(name: str, kind: Kind, body: bytes, at: int) -> int:
    start = at + kind.prefix
    if start > len(body):
        raise _Fault("FRM-14", name, "the body ends before its length", at)
    length = int.from_bytes(body[at:start], "big")
    octets = body[start : start + length]
    if len(octets) < length:
        raise _Fault("FRM-14", name, f"a length of {length}, and {_bytes(len(octets))} left", at)
    limit = kind.limit or 0
    # FRM-24 "… that many bytes of UTF-8, no more than the field's limit.", and FRM-25 of bytes.
    if length > limit:
        raise _Fault(LIMIT_CLAUSES[kind.form], name, f"a length of {length} is more than {limit}", at)
    if kind.form is Form.TEXT:
        try:
            octets.decode()
        except UnicodeDecodeError as error:
            raise _Fault("FRM-24", name, f"not UTF-8: {error.reason} at byte {error.start}", at) from None
    return start + length


def _past_list(name: str, kind: Kind, body: bytes, at: int) -> int:
    assert kind.group is not None
    if at >= len(body):
        raise _Fault("FRM-14", name, "the body ends before its count", at)
    start, count, limit = at, body[at], kind.limit or 0
    at += 1
    for row in range(count):
        try:
            at = _past_fields(kind.group, body, at)
        except _Fault as found:
            why = f"row {row + 1} of {count}: {found.why}"
            raise _Fault(found.clause, f"{name}.{found.field}", why, found.offset) from None
    # FRM-26 "… and a body with more rows than the limit is refused MALFORMED."
    if count > limit:
        raise _Fault(LIMIT_CLAUSES[kind.form], name, f"{count} rows are more than {limit}", start)
    return at


def _unread(kind: Kind, piece: bytes) -> str | None:
    """Why these bytes, of the right number, are no value of this kind."""
    number = int.from_bytes(piece, "big")
    if kind.form is Form.TIME:
        # FRM-22 "A time MUST be Unix seconds in four bytes and milliseconds (0 to 999) in two, in UTC."
        millis = number & 0xFFFF
        return f"{millis} milliseconds are more than 999" if millis > 999 else None
    if kind.form is Form.TERMINAL:
        return None if unpack_terminal(piece) else f"{piece.hex()} has a nibble that is no decimal digit"
    named = kind.codes or kind.flags
    if named is None:
        return None
    try:
        named(number)  # type: ignore[call-arg]
    except ValueError:
        return f"{number} is no {named.__name__}"
    return None


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"
