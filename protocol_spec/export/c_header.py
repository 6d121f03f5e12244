"""The C99 header: constants, layouts, enumerations, CRC tables; and the few inlines that a terminal needs to use them."""

from enum import IntFlag
from importlib.resources import files

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.coded import Coded
from protocol_spec.codes import EVENT_SEVERITY, EVENT_VALUES, RESERVED_FLAGS, EventCode
from protocol_spec.edition import WTP1, Edition
from protocol_spec.export.c_layout import layout_defines, message_defines
from protocol_spec.export.c_text import CText, integer, quoted, signed
from protocol_spec.export.constants import (
    FRAME_SIZES,
    Constant,
    binding_constants,
    declared_timers,
    header_places,
    labels,
    limits,
    topics,
)
from protocol_spec.export.declarations import NOTICE
from protocol_spec.export.mark import GENERATED_BY
from protocol_spec.export.names import bits_of, enumerations, flag_classes, groups, in_order, snake
from protocol_spec.export.places import largest, smallest
from protocol_spec.frame import MAGIC
from protocol_spec.instant import MS
from protocol_spec.kinds import Kind
from protocol_spec.message import Message
from protocol_spec.parameters import PARAMETERS, Parameter


def c_header(edition: Edition = WTP1) -> str:
    """`wtp1.h` of an edition: C99, and C++ as well; nothing of the C library but two headers of types.

    Raises:
        NameTaken: two declarations of the edition come to the same C name.
    """
    out = CText()
    _opening(out, edition)
    _frame(out, edition)
    for flags in flag_classes(edition):
        _flags(out, flags)
    for codes in enumerations(edition):
        _enumeration(out, codes)
    _messages(out, edition)
    _timers(out)
    _parameters(out)
    _tables(out)
    out.line()
    out.line(files("protocol_spec.export").joinpath("functions.h").read_text(encoding="utf-8").rstrip())
    _closing(out, edition)
    return out.text()


def _opening(out: CText, edition: Edition) -> None:
    out.line(f"/* {edition.name} edition {edition.number}: constants and layouts. {GENERATED_BY}; do not edit.")
    out.line("   WTP is an open reference protocol. " + NOTICE.partition(". ")[2].partition("; ")[0] + ".")
    out.line(
        "   Offsets of fields count from the first byte of the body or the row, those of the header from the frame's."
    )
    out.line("   Where a field of varying size stands before, there is no offset: _ORDER counts fields from 0. */")
    out.line(f"#ifndef WTP{edition.number}_H")
    out.line(f"#define WTP{edition.number}_H")
    out.line()
    out.line("#include <stddef.h>")
    out.line("#include <stdint.h>")
    out.line()
    out.line("#ifdef __cplusplus")
    out.line('extern "C" {')
    out.line("#endif")


def _closing(out: CText, edition: Edition) -> None:
    out.line()
    out.line("#ifdef __cplusplus")
    out.line("}")
    out.line("#endif")
    out.line()
    out.line(f"#endif /* WTP{edition.number}_H */")


def _frame(out: CText, edition: Edition) -> None:
    out.chapter("frame (FRM-01)")
    for index, byte in enumerate(MAGIC):
        out.define(f"WTP_MAGIC_{index}", f"0x{byte:02X}u", repr(chr(byte)))
    out.define("WTP_EDITION", integer(edition.number), "in every frame (FRM-02)")
    for constant in FRAME_SIZES:
        _constant(out, constant)
    for name, offset, size in header_places():
        out.define(f"WTP_HEADER_{name.upper()}_OFFSET", f"{offset}u")
        out.define(f"WTP_HEADER_{name.upper()}_SIZE", f"{size}u")
    out.define("WTP_CRC16_INIT", "0xFFFFu")
    out.define("WTP_FROM_PLATFORM", "0x80u", "bit of the message code: platform to terminal")
    out.define("WTP_RESERVED_FLAGS", f"0x{RESERVED_FLAGS:02X}u", "zero in every frame (FRM-03)")
    out.chapter("bindings (BND)")
    for name, topic in topics("%s").items():
        out.define(f"WTP_MQTT_TOPIC_{name.upper()}", quoted(topic))
    for constant in binding_constants():
        _constant(out, constant)
    out.chapter("labels: the input of a key, password or signature begins with these bytes, without the NUL of C")
    for constant in labels():
        _constant(out, constant)


def _constant(out: CText, constant: Constant) -> None:
    name = f"WTP_{constant.name}"
    match constant.value:
        case int(value) if constant.unit == "µs":
            whole = value % MS == 0
            out.define(f"{name}_{'MS' if whole else 'US'}", integer(value // MS if whole else value), constant.said)
        case int(value):
            out.define(name, integer(value), constant.said)
        case str(value):
            out.define(name, quoted(value), constant.said)
        case bytes(value):
            out.define(name, quoted(value.decode("ascii")), constant.said)
        case values:
            out.define(f"{name}_COUNT", f"{len(values)}u")
            head = f"static const uint32_t {name.lower()}[{name}_COUNT]"
            out.table(head, [integer(value) for value in values], 8)


def _flags(out: CText, flags: type[IntFlag]) -> None:
    out.chapter(_titled(flags))
    for name, bit, zh, en in bits_of(flags):
        out.define(f"WTP_{snake(flags.__name__).upper()}_{name}", f"0x{bit:X}u", f"{en} {zh}")


def _enumeration(out: CText, codes: type[Coded]) -> None:
    out.chapter(_titled(codes))
    name = f"wtp_{snake(codes.__name__)}"
    out.take(name, f"enum {codes.__name__}")
    out.line(f"enum {name} {{")
    members = list(codes)
    for code in members:
        constant = f"{name}_{code.name}".upper()
        out.take(constant, f"{codes.__name__}.{code.name}")
        entry = f"    {constant} = {int(code)}" + ("" if code is members[-1] else ",")
        event = _event(code) if isinstance(code, EventCode) else ""
        out.beside(entry, 52, f"{code.en} {code.zh}{event}")
    out.line("};")


def _event(event: EventCode) -> str:
    zh, en = EVENT_VALUES.get(event, ("", ""))
    return f"; {EVENT_SEVERITY[event].en}" + (f"; value: {en} {zh}" if en else "")


def _titled(declared: type) -> str:
    said = (declared.__dict__.get("__doc__") or "").partition("\n")[0]
    return f"{declared.__name__}: {said}" if said else declared.__name__


def _messages(out: CText, edition: Edition) -> None:
    for group in groups(edition):
        out.chapter(f"row of a list: {group.__name__}")
        prefix = f"WTP_ROW_{snake(group.__name__).upper()}"
        out.define(f"{prefix}_{'SMALLEST' if group.fixed_size() is None else 'SIZE'}", f"{smallest(group)}u")
        layout_defines(out, prefix, group)
    for message in in_order(edition):
        message_defines(out, message)
    out.chapter("all messages, by code")
    out.line("struct wtp_message {")
    out.line("    uint8_t code;")
    out.line("    uint8_t response;   /* 1: sets WTP_FLAG_RESPONSE, and answers another frame (FRM-04) */")
    out.line("    uint8_t record;     /* 1: stored, numbered, kept until the watermark passes it (REP-01) */")
    out.line("    uint16_t smallest;  /* bytes of a body; equal where the size is fixed */")
    out.line("    uint16_t largest;")
    out.line("    const char *name;")
    out.line("};")
    messages = in_order(edition)
    out.define("WTP_MESSAGE_COUNT", f"{len(messages)}u")
    rows = [_row(message) for message in messages]
    out.table("static const struct wtp_message wtp_messages[WTP_MESSAGE_COUNT]", rows, 1)


def _row(message: type[Message]) -> str:
    sizes = f"{smallest(message)}u, {largest(message)}u"
    name = f"WTP_CODE_{snake(message.title).upper()}"
    return f"{{{name}, {int(message.response)}, {int(message.is_record())}, {sizes}, {quoted(message.title)}}}"


def _timers(out: CText) -> None:
    out.chapter("timers, in seconds; each is a parameter or set by the platform")
    for timer in declared_timers():
        prefix = f"WTP_TIMER_{timer.name.upper()}"
        out.define(f"{prefix}_DEFAULT", integer(timer.default), timer.clause)
        out.define(f"{prefix}_LOW", integer(timer.low))
        out.define(f"{prefix}_HIGH", integer(timer.high))
    out.chapter("limits")
    for constant in limits():
        _constant(out, constant)


def _parameters(out: CText) -> None:
    out.chapter("parameters (PAR-01)")
    for parameter in PARAMETERS:
        _parameter(out, parameter)


def _parameter(out: CText, parameter: Parameter) -> None:
    prefix = f"WTP_PARAM_{parameter.name.upper()}"
    kind = parameter.kind
    number = signed if kind.signed else integer
    unit = f", {kind.unit}" if kind.unit else ""
    only = ", cannot be set" if parameter.read_only else ""
    out.define(
        prefix,
        f"0x{parameter.id:04X}u",
        f"{kind.name}{unit}{only}: {parameter.en} {parameter.zh} {parameter.clause}",
    )
    out.define(
        f"{prefix}_SIZE", f"{_most(kind)}u", "" if kind.size is not None else "at most, its length byte included"
    )
    default = parameter.default
    out.define(f"{prefix}_DEFAULT", quoted(default) if isinstance(default, str) else number(int(default)))
    for end, value in (("LOW", parameter.low), ("HIGH", parameter.high)):
        if value is not None:
            out.define(f"{prefix}_{end}", number(value))


def _most(kind: Kind) -> int:
    return kind.size if kind.size is not None else kind.prefix + (kind.limit or 0)


def _tables(out: CText) -> None:
    """A table's entry is the check of one byte under a zero register; asked of the functions that the frames use."""
    out.chapter("checks")
    eight = [f"0x{crc8_smbus(bytes([byte])):02X}" for byte in range(256)]
    sixteen = [f"0x{crc16_ibm_3740(bytes([byte ^ 0xFF])) ^ 0xFF00:04X}" for byte in range(256)]
    out.table("static const uint8_t wtp_crc8_table[256]", eight, 16)
    out.table("static const uint16_t wtp_crc16_table[256]", sixteen, 12)
