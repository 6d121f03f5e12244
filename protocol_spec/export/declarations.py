"""The declarations as plain values: `messages.json`, and the table that the dissector reads.

One description for both on purpose. What the dissector needs to read a body is what any other tool needs, and tshark's
tests are the proof that nothing is missing.
"""

import json
from dataclasses import asdict
from typing import Any

from protocol_spec.clauses import clauses
from protocol_spec.codes import EVENT_SEVERITY, EVENT_VALUES, RESERVED_FLAGS, EventCode, Side
from protocol_spec.edition import WTP1, Edition
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
from protocol_spec.export.mark import GENERATED_BY
from protocol_spec.export.names import bits_of, enumerations, flag_classes, in_order
from protocol_spec.export.places import Place, largest, places, smallest
from protocol_spec.frame import HEADER_SIZE, MAGIC
from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import Group, Layout
from protocol_spec.message import Message
from protocol_spec.messages import Carried, Item, Stored
from protocol_spec.parameters import PARAMETERS, Parameter

NOTICE = (
    "WTP is an open reference protocol. It is not the provincial text 《电焊机物联控制终端通讯协议及数据格式》, "
    "which is not public; nothing here claims conformance to it."
)

HOLDS: dict[type[Group], str] = {Stored: "record", Carried: "frame", Item: "parameter"}
"""Rows whose blob is itself something to be read: a record's body, a frame without its CRC, a parameter's value."""

CRC8 = {
    "name": "CRC-8/SMBUS",
    "width": 8,
    "poly": 0x07,
    "init": 0,
    "covers": f"bytes 0 to {HEADER_SIZE - 2}",
    "clause": "FRM-06",
}
CRC16 = {
    "name": "CRC-16/IBM-3740",
    "width": 16,
    "poly": 0x1021,
    "init": 0xFFFF,
    "covers": "everything before it",
    "clause": "FRM-08",
}


def declarations(edition: Edition = WTP1) -> dict[str, Any]:
    """Everything an edition declares, as JSON has it. Bytes are hex; what does not apply is left out."""
    return {
        "generated_by": GENERATED_BY,
        "protocol": edition.name,
        "edition": edition.number,
        "notice": NOTICE,
        "frame": _frame(),
        "messages": [_message(message) for message in in_order(edition)],
        "codes": {codes.__name__: [_member(code) for code in codes] for codes in enumerations(edition)},
        "bits": {
            flags.__name__: [{"name": n, "value": v, "zh": zh, "en": en} for n, v, zh, en in bits_of(flags)]
            for flags in flag_classes(edition)
        },
        "event_values": {event.name: {"zh": zh, "en": en} for event, (zh, en) in EVENT_VALUES.items()},
        "event_severities": {event.name: severity.name for event, severity in EVENT_SEVERITY.items()},
        "parameters": [_parameter(parameter) for parameter in PARAMETERS],
        "timers": [asdict(timer) | {"unit": "s"} for timer in declared_timers()],
        "limits": [_constant(constant) for constant in limits()],
        "bindings": [_constant(constant) for constant in binding_constants()],
        "topics": topics("{id}"),
        "labels": [_constant(constant) for constant in labels()],
        "clauses": {id_: asdict(clause) for id_, clause in clauses().items()},
    }


def declarations_json(edition: Edition = WTP1) -> str:
    return json.dumps(declarations(edition), ensure_ascii=False, indent=1) + "\n"


def _frame() -> dict[str, Any]:
    return {
        "magic": MAGIC.hex(),
        "reserved_flags": RESERVED_FLAGS,
        "header": [{"name": name, "offset": offset, "size": size} for name, offset, size in header_places()],
        "header_check": CRC8,
        "crc": CRC16,
        "sizes": {constant.name.lower(): constant.value for constant in FRAME_SIZES},
    }


def _message(message: type[Message]) -> dict[str, Any]:
    return {
        "code": message.code,
        "name": message.title,
        "zh": message.zh,
        "clause": message.clause,
        "sender": "platform" if message.sender is Side.PLATFORM else "terminal",
        "response": message.response,
        "ack": message.ack.name.lower(),
        "answered_by": list(message.answered_by),
        "when": message.when.name.lower(),
        "record": message.is_record(),
        "backfill": message.may_be_late(),
        **_layout(message),
    }


def _layout(layout: type[Layout]) -> dict[str, Any]:
    fixed = layout.fixed_size()
    size = {"size": fixed} if fixed is not None else {"smallest": smallest(layout), "largest": largest(layout)}
    return size | {"fields": [_field(place, layout) for place in places(layout)]}


def _field(place: Place, layout: type[Layout]) -> dict[str, Any]:
    at = {"offset": place.offset} if place.offset is not None else {"behind": place.behind, "by": place.by}
    spec = place.spec
    return {
        "name": place.name,
        "en": spec.en,
        "zh": spec.zh,
        "clause": spec.clause,
        "order": place.order,
        **at,
        **kind_values(spec.kind),
        **_meaning(place, layout),
    }


def _meaning(place: Place, layout: type[Layout]) -> dict[str, str]:
    """What a plain number stands for, where its declaration says so: a message code, or the value of an event."""
    if place.kind.names_message:
        return {"means": "message"}
    by = next((name for name, spec in layout.fields().items() if spec.kind.codes is EventCode), None)
    return {"event": by} if by and place.name == "value" else {}


def kind_values(kind: Kind) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind.name, "form": kind.form.name.lower(), "size": kind.size}
    if kind.form is Form.INT:
        found["signed"] = kind.signed
    if kind.unit:
        found["unit"] = kind.unit
    if kind.unit and kind.form is Form.INT:
        found["step"], found["dimension"] = kind.step, kind.dimension
    found |= {"low": kind.low, "high": kind.high, "absent": kind.absent, "fault": kind.fault}
    found |= {"codes": kind.codes and kind.codes.__name__, "bits": kind.flags and kind.flags.__name__}
    found |= {"limit": kind.limit, "prefix": kind.prefix or None}
    if kind.group is not None:
        found["rows"] = {"name": kind.group.__name__, **_layout(kind.group)}
        found["holds"] = HOLDS.get(kind.group)
    return {key: value for key, value in found.items() if value is not None}


def _member(code: Any) -> dict[str, Any]:
    return {"name": code.name, "value": int(code), "zh": code.zh, "en": code.en}


def _constant(constant: Constant) -> dict[str, Any]:
    value = constant.value
    plain = value.decode() if isinstance(value, bytes) else list(value) if isinstance(value, tuple) else value
    found = {"name": constant.name, "value": plain, "unit": constant.unit, "en": constant.said}
    return {key: entry for key, entry in found.items() if entry != ""}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    found = {
        "id": parameter.id,
        "name": parameter.name,
        "en": parameter.en,
        "zh": parameter.zh,
        "clause": parameter.clause,
        "default": parameter.default if isinstance(parameter.default, str) else int(parameter.default),
        "read_only": parameter.read_only,
        **kind_values(parameter.kind),
    }
    limits = {"low": parameter.low, "high": parameter.high}
    return found | {key: value for key, value in limits.items() if value is not None}
