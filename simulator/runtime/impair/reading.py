"""Profiles as data: `schema = 1`, one table a profile, an unknown key is an error with its line."""

import dataclasses
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from protocol_spec.instant import MS, US, S

UNITS = {"_us": US, "_ms": MS, "_s": S}
"""A duration in a file says its unit in its key: `latency_ms` is the field `latency`, in microseconds."""


class Profile(Protocol):
    """A frozen dataclass of numbers; `durations` names those of its fields that are durations."""

    durations: ClassVar[frozenset[str]]


T = TypeVar("T", bound=Profile)


class ImpairmentError(Exception):
    """A profile that does not exist or does not read; says which file, key and line."""


def load_profiles(file: str, kind: type[T]) -> dict[str, T]:
    """The profiles that come with the package."""
    text = files("simulator.runtime.impair").joinpath(file).read_text(encoding="utf-8")
    return read_profiles(f"simulator/runtime/impair/{file}", text, kind)


def find_profile(name: str, known: dict[str, T], kind: type[T], what: str) -> T:
    """A profile by name, or one of a file of your own: `FILE.toml#NAME`."""
    path, sharp, inner = name.rpartition("#")
    if sharp:
        try:
            own = read_profiles(path, Path(path).read_text(encoding="utf-8"), kind)
        except (OSError, UnicodeDecodeError) as error:
            raise ImpairmentError(f"cannot read {path}: {error}") from None
        return find_profile(inner, own, kind, f"{what} in {path}")
    if name not in known:
        raise ImpairmentError(f"no {what} {name!r}; there are: {', '.join(known)}")
    return known[name]


def read_profiles(where: str, text: str, kind: type[T]) -> dict[str, T]:
    """Raises:
    ImpairmentError: not TOML, a wrong schema, an unknown key, a value of the wrong type or out of range.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImpairmentError(f"{where}: not TOML: {error}") from None
    if table.pop("schema", None) != 1:
        raise ImpairmentError(f"{where}: schema must be 1")
    made = {}
    for name, entry in table.items():
        if not isinstance(entry, dict):
            raise ImpairmentError(f"{where}: {name!r} must be a table, [{name}]")
        made[name] = _made(where, text, name, entry, kind)
    return made


def _made(where: str, text: str, name: str, entry: dict[str, Any], kind: type[T]) -> T:
    known = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {"name": name}
    for key, value in entry.items():
        place = f"{where}:{_line(text, name, key)} [{name}] {key}"
        field, unit = _field(key)
        if field not in known or field == "name" or bool(unit) != (field in kind.durations):
            raise ImpairmentError(
                f"{place}: unknown key; known: {', '.join(sorted(known.keys() - kind.durations - {'name'}))}; "
                f"with _us, _ms or _s: {', '.join(sorted(kind.durations))}"
            )
        wanted: type = type(known[field].default)
        if type(value) is not wanted:
            raise ImpairmentError(f"{place}: must be {wanted.__name__}, not {value!r}")
        values[field] = value * unit if unit and isinstance(value, int) else value
    if not values.get("zh") or not values.get("en"):
        raise ImpairmentError(f"{where}:{_line(text, name)} [{name}]: needs zh and en, what it stands for")
    try:
        return kind(**values)
    except ValueError as error:
        raise ImpairmentError(f"{where}:{_line(text, name)} [{name}]: {error}") from None


def _field(key: str) -> tuple[str, int]:
    for suffix, unit in UNITS.items():
        if key.endswith(suffix):
            return key.removesuffix(suffix), unit
    return key, 0


def _line(text: str, name: str, key: str = "") -> int:
    """Where a table begins, or a key of it stands; the file is short, so it is looked for when something is wrong."""
    lines = [line.strip() for line in text.splitlines()]
    table = next((n for n, line in enumerate(lines, 1) if line.startswith(f"[{name}]")), 1)
    if not key:
        return table
    return next((n for n, line in enumerate(lines[table:], table + 1) if line.split("=")[0].strip() == key), table)
