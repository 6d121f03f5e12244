"""Plain values as a Lua table."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_KEYWORDS = frozenset(
    {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
    }
    | {"or", "repeat", "return", "then", "true", "until", "while"}
)
_WIDE = 100


def lua(value: Any, indent: int = 0) -> str:
    """A Lua expression; tables that fit a line stand on one.

    Raises:
        TypeError: Lua has no such value.
    """
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(int(value) if isinstance(value, int) else value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return _braced([f"{_key(key)} = {lua(entry, indent + 1)}" for key, entry in value.items()], indent)
    if isinstance(value, Sequence):
        return _braced([lua(entry, indent + 1) for entry in value], indent)
    raise TypeError(f"{type(value).__name__} has no place in a Lua table")


def _key(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return key if _NAME.match(key) and key not in _KEYWORDS else f"[{_string(key)}]"


def _string(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{quoted}"'


def _braced(entries: list[str], indent: int) -> str:
    line = "{" + ", ".join(entries) + "}"
    if len(line) <= _WIDE and "\n" not in line:
        return line
    inner = " " * (indent + 1)
    return "{\n" + "".join(f"{inner}{entry},\n" for entry in entries) + " " * indent + "}"
