"""The definition: Construct, interpreted. What the compiled and the bulk form are compared with.

A body is `Layout.layout`; a whole frame is `frame()`: header, check, body, tag and CRC as one plain Construct.
"""

import io
from collections.abc import Iterator
from typing import Any, TypeVar

from construct import (
    Bytes,
    Checksum,
    Computed,
    Const,
    Construct,
    ConstructError,
    If,
    Int8ub,
    Int16ub,
    RawCopy,
    Rebuild,
    RestreamData,
    Struct,
    Switch,
    Terminated,
    len_,
    this,
)

from protocol_spec.adapters import NotUtf8, TooLong
from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codec.faults import LIMIT_CLAUSES, BodyError
from protocol_spec.codes import Flag
from protocol_spec.edition import EDITIONS
from protocol_spec.frame import MAGIC, Frame
from protocol_spec.kinds import terminal_id
from protocol_spec.layout import FieldSpec, Layout
from protocol_spec.message import MAX_BODY, Message
from protocol_spec.security import TAG_SIZE

L = TypeVar("L", bound=Layout)


def encode(value: Layout) -> bytes:
    body: bytes = value.layout.build(value.values())
    return body


def decode(layout: type[L], body: bytes) -> L | BodyError:
    stream = io.BytesIO(body)
    try:
        values = layout.layout.parse_stream(stream)
    except ConstructError as error:
        return _body_error(layout, error, list(_names(layout, _steps(error))))
    if trailing := len(body) - stream.tell():
        return BodyError("FRM-14", "body", f"{trailing} bytes after the last field", stream.tell())
    return _whole(layout.of(values))


def frame() -> Construct:
    """A whole frame of whatever is spoken now; `read` and `build` show what goes in and what comes out.

    The body is bytes, for which the CRC has to hold before `message` is looked at. That is what its code says it is,
    and where nobody knows the code or the edition, the bytes once more.
    """
    head = Struct(
        "magic" / Const(MAGIC),
        "edition" / Int8ub,
        "flags" / Int8ub,
        "code" / Int8ub,
        "terminal" / terminal_id.con,
        "sequence" / Int16ub,
        "length" / Rebuild(Int16ub, len_(this._.body)),
    )
    known = {
        (edition.number, code): Struct(*message.layout.subcons, Terminated)
        for edition in EDITIONS.values()
        for code, message in edition.messages.items()
    }
    return Struct(
        "covered"
        / RawCopy(
            Struct(
                "body" / If(this._building, Computed(this._.body)),
                "head" / RawCopy(head),
                "check" / Checksum(Int8ub, crc8_smbus, this.head.data),
                "body" / Bytes(this.head.value.length),
                "tag" / If(this.head.value.flags & int(Flag.SECURED), Bytes(TAG_SIZE)),
            )
        ),
        "crc" / Checksum(Int16ub, crc16_ibm_3740, this.covered.data),
        Terminated,
    ), known, RestreamData, Switch  # type: ignore[return-value]
