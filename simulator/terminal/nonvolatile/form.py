"""The form a flash has on the medium: its fields as flat pairs of key and plain value.

It follows from the declaration of `Flash`: a field that is added there is journalled without a word here, as long as it is a
number, a text, bytes, a message, a dictionary by number or a dataclass of such. Anything else is an error at the first commit.

A key is the field's name; what is inside a field has its name or number behind a dot (`session.grant`, `parameters.16`). None
is no key at all, and a dataclass that is there says so with a key of its own. The store has no fields: its few counters are
listed here, its records travel as changes.
"""

import dataclasses
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from protocol_spec.message import Message
from simulator.terminal.flash import Flash
from simulator.terminal.nonvolatile.medium import NotReadable
from simulator.terminal.records.store import RecordStore

Leaf: TypeAlias = int | str | bytes
STORE = "store"
STORE_COUNTERS = ("capacity", "following", "watermark", "dropped", "overflowing")


def fields_of(flash: Flash) -> dict[str, Leaf]:
    """
    Raises:
        TypeError: a field is of a kind that has no form.
    """
    found: dict[str, Leaf] = {}
    for name in _names(type(flash)):
        if name == STORE:
            for counter in STORE_COUNTERS:
                found[f"{STORE}.{counter}"] = getattr(flash.store, counter)
        else:
            _spread(name, getattr(flash, name), found)
    return found


def flash_from(fields: Mapping[str, Leaf], store: RecordStore, kind: type[Flash] = Flash) -> Flash:
    """The flash whose form this is; the counters of `store` are set to what the form says.

    Raises:
        NotReadable: the form does not make one.
    """
    try:
        for counter in STORE_COUNTERS:
            setattr(store, counter, fields[f"{STORE}.{counter}"])
        return kind(store=store, **_given(kind, "", fields, {STORE}))
    except (KeyError, ValueError, TypeError) as error:
        raise NotReadable(f"what is written on the medium makes no terminal ({error})") from error


def _spread(key: str, value: Any, found: dict[str, Leaf]) -> None:
    if isinstance(value, int | str | bytes):
        found[key] = value
    elif isinstance(value, Message):
        found[key] = value.encode()
    elif isinstance(value, dict):
        for number, inner in value.items():
            if not isinstance(number, int):
                raise TypeError(f"{key} has a key {number!r}: only numbers have a form on the medium")
            _spread(f"{key}.{number}", inner, found)
    elif dataclasses.is_dataclass(value):
        found[key] = True
        for name in _names(type(value)):
            _spread(f"{key}.{name}", getattr(value, name), found)
    elif value is not None:
        raise TypeError(f"{key} is a {type(value).__name__}, which has no form on the medium: give it one in form.py")


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _known:
        _known[kind] = tuple(field.name for field in dataclasses.fields(kind))
    return _known[kind]


_known: dict[type, tuple[str, ...]] = {}
"""The names of the fields of each kind that was met: asked for at every commit."""


def _given(kind: type, inside: str, fields: Mapping[str, Leaf], without: set[str]) -> dict[str, Any]:
    """What of a dataclass's fields the form holds; an Optional that is not there is None, anything else as declared."""
    values, hints = {}, get_type_hints(kind)
    for name in _names(kind):
        key, hint = f"{inside}{name}", hints[name]
        if name not in without and (_inside(key, fields) or type(None) in get_args(hint)):
            values[name] = _built(hint, key, fields)
    return values


def _inside(key: str, fields: Mapping[str, Leaf]) -> bool:
    return key in fields or any(other.startswith(f"{key}.") for other in fields)


def _built(hint: Any, key: str, fields: Mapping[str, Leaf]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if not _inside(key, fields):
            return None
        choices = [choice for choice in get_args(hint) if choice is not type(None)]
        return _built(choices[0], key, fields) if len(choices) == 1 else fields[key]
    if get_origin(hint) is dict:
        return _dictionary(get_args(hint)[1], f"{key}.", fields)
    if issubclass(hint, Message):
        return _message(hint, fields[key])
    if dataclasses.is_dataclass(hint):
        kind: Any = hint
        return kind(**_given(kind, f"{key}.", fields, set()))
    return hint(fields[key]) if issubclass(hint, Enum) else fields[key]


def _dictionary(hint: Any, prefix: str, fields: Mapping[str, Leaf]) -> dict[int, Any]:
    numbers = {int(key[len(prefix) :].split(".")[0]) for key in fields if key.startswith(prefix)}
    return {number: _built(hint, f"{prefix}{number}", fields) for number in sorted(numbers)}


def _message(kind: type[Message], body: Leaf) -> Message:
    read = kind.decode(body) if isinstance(body, bytes) else body
    if not isinstance(read, kind):
        raise ValueError(f"a stored {kind.title} does not read: {read}")
    return read
