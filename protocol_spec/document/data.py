"""Reading the data files of the document, strictly: an unknown or missing key names the file and the entry."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from protocol_spec.document.faults import DocumentError


def entries(file: str, array: str, text: str | None = None) -> list[Mapping[str, Any]]:
    """The entries `[[array]]` of a file of protocol_spec, or of `text` in its place.

    Raises:
        DocumentError: the file is no TOML, or holds something else.
    """
    try:
        table = tomllib.loads(_text(file) if text is None else text)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"{file}: {error}") from None
    if strangers := table.keys() - {array}:
        raise DocumentError(f"{file}: [{', '.join(sorted(strangers))}] is not known here: entries are [[{array}]]")
    found: list[Mapping[str, Any]] = table.get(array, [])
    return found


@cache
def _text(file: str) -> str:
    try:
        return files("protocol_spec").joinpath(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DocumentError(f"protocol_spec/{file} is missing: the document is made from it") from None


def keys(where: str, entry: Mapping[str, Any], must: set[str], may: set[str] | None = None) -> None:
    """Check the keys of an entry.

    Raises:
        DocumentError: one is missing or unknown.
    """
    if missing := must - entry.keys():
        raise DocumentError(f"{where}: {', '.join(sorted(missing))} is missing")
    if strangers := entry.keys() - must - (may or set()):
        known = sorted(must | (may or set()))
        raise DocumentError(f"{where}: {', '.join(sorted(strangers))} is not known here: keys are {', '.join(known)}")


def one_of(where: str, value: str, allowed: frozenset[str], what: str) -> str:
    if value not in allowed:
        raise DocumentError(f"{where}: {value!r} is no {what}: there are {', '.join(sorted(allowed))}")
    return value
