"""Which enumerations and flags there are, and what things are called where names are written in one case."""

import re
from collections.abc import Iterable, Iterator
from enum import IntFlag

from protocol_spec import codes
from protocol_spec.coded import Coded
from protocol_spec.edition import Edition
from protocol_spec.kinds import Kind
from protocol_spec.layout import Group, Layout
from protocol_spec.message import Message
from protocol_spec.parameters import PARAMETERS


def snake(name: str) -> str:
    """`LockState` and `lock state` become `lock_state`; `HMAC_SM3` becomes `hmac_sm3`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^A-Za-z0-9]+", "_", parted).strip("_").lower()


def in_order(edition: Edition) -> list[type[Message]]:
    return [edition.messages[code] for code in sorted(edition.messages)]


def groups(edition: Edition) -> list[type[Group]]:
    """The rows of all lists, each once, those of a list within a list before those around them."""
    found: dict[type[Group], None] = {}

    def visit(layout: type[Layout]) -> None:
        for spec in layout.fields().values():
            if spec.kind.group is not None:
                visit(spec.kind.group)
                found.setdefault(spec.kind.group)

    for message in in_order(edition):
        visit(message)
    return list(found)


def enumerations(edition: Edition) -> list[type[Coded]]:
    """All of `codes`, and those that a message of this edition brought along."""
    declared = [value for value in vars(codes).values() if isinstance(value, type) and issubclass(value, Coded)]
    return list(dict.fromkeys([*declared, *(kind.codes for kind in _kinds(edition) if kind.codes)]))


def flag_classes(edition: Edition) -> list[type[IntFlag]]:
    declared = [value for value in codes.BIT_NAMES if issubclass(value, IntFlag)]
    return list(dict.fromkeys([*declared, *(kind.flags for kind in _kinds(edition) if kind.flags)]))


def bits_of(flags: type[IntFlag]) -> Iterator[tuple[str, int, str, str]]:
    """(name, bit, Chinese, English), from the lowest bit on; a class without names in two languages gives its own."""
    said = codes.BIT_NAMES.get(flags, {})
    for flag in flags:
        if flag:
            plain = (flag.name or "").lower().replace("_", " ")
            zh, en = said.get(flag, (plain, plain))
            yield flag.name or "", int(flag), zh, en


def _kinds(edition: Edition) -> Iterator[Kind]:
    layouts: Iterable[type[Layout]] = [*in_order(edition), *groups(edition)]
    for layout in layouts:
        yield from (spec.kind for spec in layout.fields().values())
    yield from (parameter.kind for parameter in PARAMETERS)
