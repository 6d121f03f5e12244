"""Which document is being written: its language, its edition, and what in it can be linked to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from protocol_spec import codes
from protocol_spec.clauses import Clause, clauses
from protocol_spec.coded import Coded
from protocol_spec.codes import Side
from protocol_spec.edition import WTP1, Edition
from protocol_spec.layout import Layout
from protocol_spec.message import Message
from protocol_spec.reasons import Reason

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

_SPAN = re.compile(r"(`[^`]*`|\]\([^)]*\))")
_WORD = re.compile(r"(?<![A-Za-z0-9_#/\[-])([A-Z]{3}-\d{2}|[A-Z][A-Z_]+[A-Z])(?![A-Za-z0-9_-])")


@dataclass(frozen=True)
class Book:
    lang: Lang
    edition: Edition = field(default_factory=lambda: WTP1)

    def pick(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def of(self, pair: tuple[str, str]) -> str:
        """Of a pair, Chinese and English, the one this document is in."""
        return self.pick(*pair)

    @cached_property
    def messages(self) -> list[type[Message]]:
        return [self.edition.messages[code] for code in sorted(self.edition.messages)]

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of this edition and of those before it, in the order of their files."""
        return {id_: clause for id_, clause in clauses().items() if clause.edition <= self.edition.number}

    @cached_property
    def enumerations(self) -> list[type[Coded]]:
        """Those of the protocol, then those that only a message of this edition knows."""
        public = [vars(codes)[name] for name in codes.__all__]
        known = [one for one in public if isinstance(one, type) and issubclass(one, Coded)]
        used = [spec.kind.codes for layout in self.layouts() for spec in layout.fields().values() if spec.kind.codes]
        return list(dict.fromkeys([*known, *used, Reason]))

    def layouts(self) -> Iterable[type[Layout]]:
        """Every message and every row of a list in one, the rows of rows too."""
        return dict.fromkeys(layout for message in self.messages for layout in _with_rows(message))

    @cached_property
    def anchors(self) -> dict[str, str]:
        """What can be linked to by its name in running text: clauses and messages."""
        return {id_: id_ for id_ in self.clauses} | {message.title: message.title for message in self.messages}

    def link(self, name: str, text: str = "") -> str:
        return f"[{text or name}](#{name})"

    def clause(self, id_: str) -> str:
        """A link to a clause; an id that no clause has stays plain, and the tests of the clauses find it."""
        return self.link(id_) if id_ in self.clauses else id_

    def message(self, title: str) -> str:
        """A link to a message; a title that this edition has not stays plain."""
        return self.link(title) if title in self.anchors else title

    def linked(self, text: str) -> str:
        """Running text with its clauses and messages linked; code spans and links stay as they are."""
        parts = _SPAN.split(text)
        return "".join(part if number % 2 else _WORD.sub(self._linked, part) for number, part in enumerate(parts))

    def _linked(self, found: re.Match[str]) -> str:
        name = found[1]
        return self.link(name) if name in self.anchors else name

    def mentions(self, name: str) -> list[Clause]:
        """The clauses whose sentence says this name."""
        said = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
        return [clause for clause in self.clauses.values() if said.search(clause.en) or said.search(clause.zh)]

    def sent_by(self, side: Side) -> list[type[Message]]:
        return [message for message in self.messages if message.sender is side]


def _with_rows(layout: type[Layout]) -> list[type[Layout]]:
    rows = [spec.kind.group for spec in layout.fields().values() if spec.kind.group]
    return [layout, *(inner for row in rows for inner in _with_rows(row))]
