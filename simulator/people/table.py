"""Data files of this folder: read once, `schema = 1`, and a key that is not known is an error that says where it stands."""

import dataclasses
import tomllib
from importlib.resources import files
from typing import Any, TypeVar

T = TypeVar("T")
Band = tuple[int, int, int]
"""From, until, weight."""


class TableError(Exception):
    """A data file that does not read; says which key of which file, and what belongs there."""


def read_table(name: str) -> dict[str, Any]:
    text = files("simulator.people").joinpath(name).read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"simulator/people/{name}: {error}") from None
    if table.pop("schema", None) != 1:
        raise TableError(f"simulator/people/{name}: schema must be 1")
    return table


def only(table: dict[str, Any], keys: set[str], where: str) -> None:
    """Exactly these keys.

    Raises:
        TableError: one is missing or not known.
    """
    if missing := sorted(keys - table.keys()):
        raise TableError(f"simulator/people/{where}: missing: {', '.join(missing)}")
    if unknown := sorted(table.keys() - keys):
        raise TableError(
            f"simulator/people/{where}: not known: {', '.join(unknown)}; there are {', '.join(sorted(keys))}"
        )


def build(kind: type[T], table: dict[str, Any], where: str) -> T:
    """A dataclass from a table with exactly its fields; lists become tuples."""
    only(table, {field.name for field in dataclasses.fields(kind)}, where)  # type: ignore[arg-type]
    return kind(**{key: _frozen(value) for key, value in table.items()})


def clock(text: str, where: str) -> int:
    """`07:30` in seconds after local midnight; `29:30` is half past five the next morning."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and int(minutes) < 60 and int(hours) < 48):
        raise TableError(f"simulator/people/{where}: {text!r} is no time of day such as 07:30")
    return int(hours) * 3600 + int(minutes) * 60


def clock_bands(rows: list[list[Any]], where: str) -> tuple[Band, ...]:
    """Rows `[from, until, weight]` with times of day."""
    return bands([[clock(row[0], where), clock(row[1], where), *row[2:]] for row in rows], where)


def bands(rows: list[list[Any]], where: str) -> tuple[Band, ...]:
    for row in rows:
        if len(row) != 3 or not all(isinstance(cell, int) for cell in row) or row[0] > row[1] or row[2] < 0:
            raise TableError(f"simulator/people/{where}: {row} is not [from, until, weight] with from <= until")
    if not sum(row[2] for row in rows):
        raise TableError(f"simulator/people/{where}: the weights add up to nothing")
    return tuple((first, last, weight) for first, last, weight in rows)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
