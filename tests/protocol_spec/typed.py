"""From what a vector's `values` say to a message, and back: rows are mappings there and groups here."""

from collections.abc import Mapping
from typing import Any

from protocol_spec.codes import Suite
from protocol_spec.layout import Layout
from protocol_spec.message import Message, by_code
from protocol_spec.vectors import SESSION_KEYS, Vector

SESSION_KEY = bytes.fromhex(SESSION_KEYS[0].key)
SUITE = Suite(SESSION_KEYS[0].suite)


def declared(vector: Vector) -> type[Message]:
    return by_code[vector.frame[4]]


def message_of(vector: Vector, **over: object) -> Message:
    """The message of the typed values, some of them replaced."""
    return declared(vector)(**_fields(declared(vector), {**vector.values, **over}))


def _fields(layout: type[Layout], values: Mapping[str, Any]) -> dict[str, Any]:
    groups = {name: spec.kind.group for name, spec in layout.fields().items() if spec.kind.group}
    return {
        name: tuple(groups[name].of(_fields(groups[name], row)) for row in value) if name in groups else value
        for name, value in values.items()
    }


def plain(value: Layout) -> dict[str, object]:
    """Field by field, rows as mappings in a tuple; codes stay what they are and equal their numbers."""
    return {
        name: tuple(plain(row) for row in field) if isinstance(field, tuple) else field
        for name, field in value.values().items()
    }
