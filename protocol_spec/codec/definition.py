"""The definition: Construct, interpreted. What the compiled and the bulk form are compared with.

The body of a message is its `layout`; a whole frame is `frame_construct()`: header, check, body, tag and CRC as one
plain Construct, with a Switch on edition and code. Nothing in here is fast, and nothing in here is clever.
"""

import io
from typing import Any, TypeVar

from construct import (
    Bytes,
    Check,
    Checksum,
    Construct,
    ConstructError,
    GreedyBytes,
    If,
    Int8ub,
    Int16ub,
    RawCopy,
    RestreamData,
    Struct,
    Switch,
    Terminated,
    this,
)

from protocol_spec.adapters import NotUtf8, TooLong
from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codec.faults import LIMIT_CLAUSES, BodyError
from protocol_spec.codec.paths import spec_at, steps_of, within
from protocol_spec.codes import Flag
from protocol_spec.edition import EDITIONS
from protocol_spec.frame import HEADER, Frame
from protocol_spec.layout import Layout
from protocol_spec.message import MAX_BODY, Message
from protocol_spec.security import TAG_SIZE

L = TypeVar("L", bound=Layout)


def encode(value: Layout) -> bytes:
    """The bytes of a body or a row. Raises what Construct raises."""
    body: bytes = value.layout.build(value.values())
    return body


def decode(layout: type[L], body: bytes) -> L | BodyError:
    """What `Message.decode` has to give."""
    stream = io.BytesIO(body)
    try:
        values = layout.layout.parse_stream(stream)
    except ConstructError as error:
        return _body_error(layout, error, steps_of(error))
    if trailing := len(body) - stream.tell():
        return BodyError("FRM-14", "body", f"{trailing} bytes after the last field", stream.tell())
    return _unless_flawed(layout.of(values))


def frame_construct() -> Construct:
    """A whole frame of whatever is spoken now.

    The body is bytes for which the CRC has to hold before `message` looks at them. `message` is what edition and code
    say it is, and the bytes once more where nobody knows them.
    """
    *unchecked, _ = HEADER.subcons
    head = Struct(*unchecked, Check(this.length <= MAX_BODY))
    covered = Struct(
        "head" / RawCopy(head),
        "check" / Checksum(Int8ub, crc8_smbus, this.head.data),
        "body" / Bytes(this.head.value.length),
        "tag" / If(this.head.value.flags & int(Flag.SECURED), Bytes(TAG_SIZE)),
    )
    spoken = {(e.number, code): message for e in EDITIONS.values() for code, message in e.messages.items()}
    bodies = {key: Struct(*message.layout.subcons, Terminated) for key, message in spoken.items()}

    def response_is_right(context: Any) -> bool:
        message = spoken.get(_key(context))
        return message is None or message.response == bool(context.covered.value.head.value.flags & Flag.RESPONSE)

    return Struct(
        "covered" / RawCopy(covered),
        "crc" / Checksum(Int16ub, crc16_ibm_3740, this.covered.data),
        Terminated,
        "flags" / If(this._parsing, Check(response_is_right)),
        "message" / RestreamData(this.covered.value.body, Switch(_key, bodies, default=GreedyBytes)),
    )


def read(construct: Construct, data: bytes) -> tuple[Frame, Message | None] | BodyError | None:
    """What `read_frame` and `Frame.message` have to give: frame and message (None: unknown), what is wrong with the
    message, or None where `data` is not one good frame."""
    try:
        parsed = construct.parse(data)
    except ConstructError as error:
        return _read_error(data, error)
    covered, head = parsed.covered.value, parsed.covered.value.head.value
    tag = covered.tag or b""
    frame = Frame(head.code, head.terminal, head.sequence, covered.body, head.flags, head.edition, tag)
    declared = frame.declared()
    if declared is None:
        return frame, None
    message = _unless_flawed(declared.of(parsed.message))
    return message if isinstance(message, BodyError) else (frame, message)


def build(
    construct: Construct, message: Message, terminal: str, sequence: int, flags: int = Flag.NONE, tag: bytes = b""
) -> bytes:
    """What `frame_of(...).encode()` has to give. Raises what Construct raises."""
    body = encode(message)
    head = {
        "edition": message.edition.number,
        "flags": int(flags) | (Flag.RESPONSE if message.response else Flag.NONE),
        "code": message.code,
        "terminal": terminal,
        "sequence": sequence,
        "length": len(body),
    }
    covered = {"head": {"value": head}, "body": body, "tag": tag}
    frame: bytes = construct.build({"covered": {"value": covered}})
    return frame


def _key(context: Any) -> tuple[int, int]:
    head = context.covered.value.head.value
    return head.edition, head.code


def _unless_flawed(value: L) -> L | BodyError:
    return (value.flaw() or value) if isinstance(value, Message) else value


def _read_error(data: bytes, error: ConstructError) -> BodyError | None:
    first, *rest = steps_of(error) or [""]
    if first not in ("flags", "message"):
        return None
    declared = EDITIONS[data[2]].messages[data[4]]
    if first == "flags":
        return BodyError("FRM-04", "flags", f"{declared.title} with RESPONSE {'clear' if declared.response else 'set'}")
    return _body_error(declared, error, rest)


def _body_error(layout: type[Layout], error: ConstructError, steps: list[str]) -> BodyError:
    names = within(layout, steps)
    path = ".".join(names) or "body"
    if isinstance(error, NotUtf8):
        clause = "FRM-24"
    elif isinstance(error, TooLong):
        clause = LIMIT_CLAUSES[spec_at(layout, names).kind.form]
    else:
        clause = "FRM-14"
    return BodyError(clause, path, str(error).splitlines()[-1])
