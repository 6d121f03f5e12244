"""Reading a table of machine data: an error says which key of which entry of which file, and what would be right."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


class MachineDataError(Exception):
    """A file of machine data does not read: says file, entry, key and what is wanted."""


def read_tables(file: str, keys: frozenset[str], optional: frozenset[str] = frozenset()) -> "dict[str, Entry]":
    """The entries of `simulator/machine/FILE` by name, each with exactly `keys`, and `optional` ones or not.

    Raises:
        MachineDataError: another schema, a key that is unknown or missing.
    """
    text = files("simulator.machine").joinpath(file).read_text(encoding="utf-8")
    return entries_of(f"simulator/machine/{file}", tomllib.loads(text), keys, optional)


def entries_of(
    where: str, table: Mapping[str, Any], keys: frozenset[str], optional: frozenset[str] = frozenset()
) -> "dict[str, Entry]":
    if table.get("schema") != 1:
        raise MachineDataError(f"{where}: schema must be 1")
    return {
        name: Entry(f"{where}: [{name}]", entry, keys, optional) for name, entry in table.items() if name != "schema"
    }


class Entry:
    """One entry; asked for a key it gives a value of the right shape or says what is wrong with it."""

    def __init__(self, where: str, entry: Any, keys: frozenset[str], optional: frozenset[str] = frozenset()) -> None:
        if not isinstance(entry, dict):
            raise MachineDataError(f"{where} must be a table")
        if wrong := sorted((entry.keys() - keys - optional) | (keys - entry.keys())):
            raise MachineDataError(f"{where}: unknown or missing keys: {', '.join(wrong)}")
        self._where = where
        self._entry = entry

    def __contains__(self, key: str) -> bool:
        return key in self._entry

    def text(self, key: str) -> str:
        return str(self._of(key, str, "a text"))

    def yes(self, key: str) -> bool:
        return bool(self._of(key, bool, "true or false"))

    def number(self, key: str, least: int, most: int) -> int:
        value = int(self._of(key, int, f"a whole number from {least} to {most}"))
        if not least <= value <= most:
            raise self.wrong(key, f"a whole number from {least} to {most}")
        return value

    def pair(self, key: str, least: int, most: int) -> tuple[int, int]:
        """[low, high], both in the bounds and in order."""
        value = self._of(key, list, "[least, most]")
        if len(value) != 2 or any(type(one) is not int or not least <= one <= most for one in value):
            raise self.wrong(key, f"two whole numbers from {least} to {most}")
        if value[0] > value[1]:
            raise self.wrong(key, "[least, most], least first")
        return value[0], value[1]

    def part(self, key: str, keys: frozenset[str]) -> "Entry":
        return Entry(f"{self._where} {key}", self._entry[key], keys)

    def wrong(self, key: str, wanted: str) -> MachineDataError:
        return MachineDataError(f"{self._where}: {key} must be {wanted}, not {self._entry[key]!r}")

    def fault(self, wanted: str) -> MachineDataError:
        return MachineDataError(f"{self._where}: it must have {wanted}")

    def _of(self, key: str, kind: type, wanted: str) -> Any:
        value = self._entry[key]
        if type(value) is not kind:
            raise self.wrong(key, wanted)
        return value
