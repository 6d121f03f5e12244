"""The two interfaces beside the wire, of `api.toml`: the phone's and the trigger of a platform under test."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol_spec.document.book import Book
from protocol_spec.document.data import entries, keys, one_of

FILE = "api.toml"
APIS = frozenset({"phone", "trigger"})
PLACES = frozenset({"body", "path", "query", "answer"})


@dataclass(frozen=True)
class Item:
    place: str
    name: str
    type: str
    words: tuple[str, str]


@dataclass(frozen=True)
class Route:
    api: str
    method: str
    path: str
    clause: str
    words: tuple[str, str]
    fields: tuple[Item, ...]

    @property
    def anchor(self) -> str:
        return f"{self.api}-{self.method}-{self.path}".lower().translate(str.maketrans("/{}", "-  ")).replace(" ", "")


def routes(book: Book, api: str, text: str | None = None) -> list[Route]:
    """The routes of one API.

    Raises:
        DocumentError: an entry is wrong; names it.
    """
    found = [_route(book, number, entry) for number, entry in enumerate(entries(FILE, "route", text), 1)]
    return [route for route in found if route.api == api]


def _route(book: Book, number: int, entry: Mapping[str, Any]) -> Route:
    where = f"{FILE} [[route]] {entry.get('method', '')} {entry.get('path', number)}"
    keys(where, entry, {"api", "method", "path", "clause", "zh", "en", "field"})
    one_of(where, entry["api"], APIS, "API")
    one_of(where, entry["clause"], frozenset(book.clauses), "clause")
    fields = tuple(_item(f"{where} field {n}", item) for n, item in enumerate(entry["field"], 1))
    words = (entry["zh"], entry["en"])
    return Route(entry["api"], entry["method"], entry["path"], entry["clause"], words, fields)


def _item(where: str, entry: Mapping[str, Any]) -> Item:
    keys(where, entry, {"in", "name", "type", "zh", "en"})
    one_of(where, entry["in"], PLACES, "place of a field")
    return Item(entry["in"], entry["name"], entry["type"], (entry["zh"], entry["en"]))
