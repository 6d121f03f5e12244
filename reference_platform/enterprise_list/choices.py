"""Legal values that the notice leaves open, read from `data/choices.toml`."""

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KEYS: Mapping[str, frozenset[str]] = {
    "enterprise_type": frozenset({"values", "crowded_place"}),
    "crowded_place_subclass": frozenset({"values"}),
    "production_state": frozenset({"values"}),
}


@dataclass(frozen=True)
class Choices:
    enterprise_types: tuple[str, ...]
    crowded_place: str
    crowded_place_subclasses: tuple[str, ...]
    production_states: tuple[str, ...]


def read_choices(text: str, source: str = "choices.toml") -> Choices:
    """
    Raises:
        ValueError: a key is unknown or missing, with the line where there is one.
    """
    table = tomllib.loads(text)
    if table.pop("schema", None) != 1:
        raise ValueError(f"{source}: schema must be 1")
    _refuse_other_keys(table, _KEYS.keys(), text, source)
    for name, keys in _KEYS.items():
        _refuse_other_keys(table[name], keys, text, f"{source} [{name}]")
    types = tuple(table["enterprise_type"]["values"])
    crowded_place = str(table["enterprise_type"]["crowded_place"])
    if crowded_place not in types:
        raise ValueError(f"{source}: crowded_place {crowded_place!r} is not one of enterprise_type.values")
    return Choices(
        enterprise_types=types,
        crowded_place=crowded_place,
        crowded_place_subclasses=tuple(table["crowded_place_subclass"]["values"]),
        production_states=tuple(table["production_state"]["values"]),
    )


def _refuse_other_keys(table: Mapping[str, object], wanted: Set[str], text: str, source: str) -> None:
    for key in sorted(table.keys() - wanted):
        here = re.compile(rf"\s*\[?\s*{re.escape(key)}\s*[=\]]")
        lines = (number for number, line in enumerate(text.splitlines(), 1) if here.match(line))
        raise ValueError(f"{source}, line {next(lines, 0)}: unknown key {key!r}; known: {', '.join(sorted(wanted))}")
    for key in sorted(wanted - table.keys()):
        raise ValueError(f"{source}: key {key!r} is missing")


@cache
def default_choices() -> Choices:
    return read_choices(files("reference_platform").joinpath("data", "choices.toml").read_text("utf-8"))
