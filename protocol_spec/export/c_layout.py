"""The defines of one body or row: where each field is, how big, and which of its values are no measurement."""

from protocol_spec.codes import Side
from protocol_spec.export.c_text import CText, integer, sentinel, signed
from protocol_spec.export.names import snake
from protocol_spec.export.places import Place, largest, places, smallest
from protocol_spec.kinds import Form
from protocol_spec.layout import Layout
from protocol_spec.message import Message


def message_defines(out: CText, message: type[Message]) -> None:
    name = snake(message.title).upper()
    way = "platform to terminal" if message.sender is Side.PLATFORM else "terminal to platform"
    out.chapter(f"{message.title} {message.zh}: {way}, {message.clause}")
    out.define(f"WTP_CODE_{name}", f"0x{message.code:02X}u", _manners(message))
    if message.fixed_size() is not None:
        out.define(f"WTP_BODY_SIZE_{name}", f"{message.fixed_size()}u")
    else:
        out.define(f"WTP_BODY_SMALLEST_{name}", f"{smallest(message)}u")
        out.define(f"WTP_BODY_LARGEST_{name}", f"{largest(message)}u")
    layout_defines(out, f"WTP_{name}", message)


def _manners(message: type[Message]) -> str:
    answers = f"; answered by {' or '.join(message.answered_by)}" if message.answered_by else ""
    return f"ACK_REQUIRED {message.ack.value}; {message.when.value}{answers}"


def layout_defines(out: CText, prefix: str, layout: type[Layout]) -> None:
    for place in places(layout):
        _field(out, f"{prefix}_{place.name.upper()}", place)


def _field(out: CText, prefix: str, place: Place) -> None:
    comment = f"{_typed(place)}: {place.spec.en} {place.spec.zh} {place.spec.clause}"
    if place.offset is not None:
        out.define(f"{prefix}_OFFSET", f"{place.offset}u", comment)
    else:
        out.define(
            f"{prefix}_ORDER", f"{place.order}u", f"{comment}; {place.by} bytes behind the end of {place.behind}"
        )
    kind = place.kind
    if kind.size is not None:
        out.define(f"{prefix}_SIZE", f"{kind.size}u")
    else:
        out.define(f"{prefix}_PREFIX", f"{kind.prefix}u", "bytes of its count" if kind.group else "bytes of its length")
        out.define(f"{prefix}_LIMIT", f"{kind.limit}u", "rows" if kind.group else "bytes")
    number = signed if kind.signed else integer
    for end, value in (("LOW", kind.low), ("HIGH", kind.high)):
        if value is not None:
            out.define(f"{prefix}_{end}", number(value))
    for end, value in (("ABSENT", kind.absent), ("FAULT", kind.fault)):
        if value is not None:
            out.define(f"{prefix}_{end}", sentinel(value, kind.signed))


def _typed(place: Place) -> str:
    """The kind in a word; for a code or bits the enumeration, and how wide it is."""
    kind = place.kind
    unit = f", {kind.unit}" if kind.unit else ""
    if kind.codes is not None:
        return f"enum wtp_{snake(kind.codes.__name__)}"
    if kind.flags is not None:
        return f"bits WTP_{snake(kind.flags.__name__).upper()}_"
    if kind.names_message:
        return f"{kind.name}, a WTP_CODE_"
    if kind.form is Form.LIST and kind.group is not None:
        return f"list of WTP_ROW_{snake(kind.group.__name__).upper()}_"
    return f"{kind.name}{unit}"
