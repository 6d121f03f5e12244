"""JSON of a run folder, read with the place it came from, so that what is wrong with it can be named."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from reports.not_a_run import NotARun
from simulator.runtime.run_folder import read_lines

_AGAIN = "restore the file, or run again into a fresh folder"

_LARGEST = 1e15
"""Nothing in a run is counted or measured beyond this; NaN and infinity are not either."""


class Fields:
    """One JSON object. Each reader gives a value of its type or raises NotARun; a `default` makes the key optional."""

    def __init__(self, values: object, where: str) -> None:
        self.where = where
        if not isinstance(values, dict):
            self.fault(f"expected a JSON object, found {_kind(values)}")
        self.values: Mapping[str, Any] = values

    def fault(self, wrong: str) -> NoReturn:
        raise NotARun(self.where, wrong, _AGAIN)

    def has(self, key: str) -> bool:
        """Whether there is a value; null is none."""
        return self.values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default)
        return value if isinstance(value, str) else self._wrong(key, "a text")

    def choice(self, key: str, choices: Mapping[str, object]) -> str:
        value = self.text(key)
        return (
            value if value in choices else self.fault(f"{key!r} is {value!r}, it must be one of {', '.join(choices)}")
        )

    def number(self, key: str, default: float | None = None) -> float:
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
            self._wrong(key, "a number")
        return value

    def count(self, key: str, default: int | None = None) -> int:
        value = self.number(key, default)
        return value if isinstance(value, int) else self._wrong(key, "a whole number")

    def flag(self, key: str) -> bool | None:
        """True, False, or None where it is null or not there."""
        value = self.values.get(key)
        return value if value is None or isinstance(value, bool) else self._wrong(key, "true, false or null")

    def texts(self, key: str) -> tuple[str, ...]:
        listed = self._list(key)
        return tuple(listed) if all(isinstance(one, str) for one in listed) else self._wrong(key, "a list of texts")

    def objects(self, key: str) -> tuple["Fields", ...]:
        return tuple(Fields(one, f"{self.where}, {key}[{n}]") for n, one in enumerate(self._list(key)))

    def inner(self, key: str) -> "Fields | None":
        return Fields(self.values[key], f"{self.where}, {key}") if self.has(key) else None

    def every(self) -> dict[str, "Fields"]:
        """Each value, where all are objects."""
        return {name: Fields(value, f"{self.where}, {name}") for name, value in self.values.items()}

    def counts(self, key: str) -> dict[str, int]:
        inner = self.inner(key)
        return {name: inner.count(name) for name in inner.values} if inner else {}

    def _value(self, key: str, default: Any) -> Any:
        return self.values[key] if self.has(key) else default

    def _list(self, key: str) -> list[Any]:
        value = self._value(key, [])
        return value if isinstance(value, list) else self._wrong(key, "a list")

    def _wrong(self, key: str, wanted: str) -> NoReturn:
        found = _kind(self.values[key]) if key in self.values else "nothing"
        self.fault(f"{key!r} must be {wanted}, found {found}")


def read_object(path: Path) -> Fields:
    try:
        return Fields(json.loads(path.read_text(encoding="utf-8")), str(path))
    except (ValueError, OSError) as error:
        raise NotARun(str(path), f"cannot be read as JSON ({error})", _AGAIN) from error


def read_objects(path: Path) -> Iterator[Fields]:
    """The lines of a `.jsonl`, none where there is no file."""
    lines, number = read_lines(path), 0
    while True:
        number += 1
        where = f"{path} line {number}"
        try:
            line = next(lines)
        except StopIteration:
            return
        except (ValueError, OSError) as error:
            raise NotARun(where, f"cannot be read as JSON ({error})", _AGAIN) from error
        yield Fields(line, where)


def _kind(value: object) -> str:
    return "null" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"
