"""The numbers that stand in modules rather than in messages: timers, limits, ports; and what is said beneath each.

Python does not keep the string under an assignment, and that string names the clause. So the module's own source is read
for it; nothing of it is run.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import ModuleType

from protocol_spec import bindings, security, timers, upgrade_table
from protocol_spec.frame import CRC_SIZE, HEADER, HEADER_SIZE, MAX_FRAME
from protocol_spec.message import MAX_BODY
from protocol_spec.timers import Timer

Value = int | str | bytes | tuple[int, ...]


@dataclass(frozen=True)
class Constant:
    """`unit` is µs for a duration, empty for a count; `said` is the sentence beneath the declaration."""

    name: str
    value: Value
    unit: str = ""
    said: str = ""


FRAME_SIZES = (
    Constant("HEADER_SIZE", HEADER_SIZE, "byte", "a header, its check included (FRM-01)"),
    Constant("MAX_BODY", MAX_BODY, "byte", "the longest body (FRM-07)"),
    Constant("TAG_SIZE", security.TAG_SIZE, "byte", "the tag of a SECURED frame (SEC-02)"),
    Constant("CRC_SIZE", CRC_SIZE, "byte", "the check at the end (FRM-08)"),
    Constant("MAX_FRAME", MAX_FRAME, "byte", "the longest frame"),
    Constant("KEY_SIZE", security.KEY_SIZE, "byte", "the key of a terminal"),
    Constant("NONCE_SIZE", security.NONCE_SIZE, "byte", "a nonce of either side (SEC-04)"),
)


def header_places() -> list[tuple[str, int, int]]:
    """(name, offset, size) of each field of the header."""
    found, offset = [], 0
    for part in HEADER.subcons:
        size = part.sizeof()
        found.append((str(part.name), offset, size))
        offset += size
    return found


def declared_timers() -> list[Timer]:
    return [value for name, _ in _assigned(timers) if isinstance(value := getattr(timers, name), Timer)]


def limits() -> list[Constant]:
    """What `timers.py` declares beside the timers: counts, and durations in µs."""
    return _constants(timers)


def binding_constants() -> list[Constant]:
    return [constant for constant in _constants(bindings) if not _is_label(constant)]


def labels() -> list[Constant]:
    """What the input of each key, password and signature begins with."""
    modules = (security, bindings, upgrade_table)
    return [constant for module in modules for constant in _constants(module) if _is_label(constant)]


def _is_label(constant: Constant) -> bool:
    return constant.name.endswith("_LABEL")


def _constants(module: ModuleType) -> list[Constant]:
    said = _said(module)
    values = [(name, duration, getattr(module, name)) for name, duration in _assigned(module)]
    return [
        Constant(name, value, "µs" if duration else "", said.get(name, ""))
        for name, duration, value in values
        if isinstance(value, int | str | bytes | tuple)
    ]


def topics(terminal: str) -> dict[str, str]:
    return {
        "up": bindings.up_topic(terminal),
        "down": bindings.down_topic(terminal),
        "will": bindings.will_topic(terminal),
    }


@cache
def _source(module: ModuleType) -> ast.Module:
    package, _, name = module.__name__.rpartition(".")
    return ast.parse(files(package).joinpath(f"{name}.py").read_text(encoding="utf-8"))


def _assigned(module: ModuleType) -> Iterator[tuple[str, bool]]:
    """The constants a module declares itself, and whether it calls them a Duration."""
    for node in _source(module).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, duration = node.targets[0].id, False
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            duration = isinstance(node.annotation, ast.Name) and node.annotation.id == "Duration"
        else:
            continue
        if name.isupper():
            yield name, duration


def _said(module: ModuleType) -> dict[str, str]:
    body = _source(module).body
    said = {}
    for node, beneath in pairwise(body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and isinstance(beneath, ast.Expr) and isinstance(beneath.value, ast.Constant):
            said[target.id] = " ".join(str(beneath.value.value).split())
    return said
