"""Editions and dialects: which messages there are.

An edition is a number in every frame (FRM-02) and a table of messages. The header is the same in all editions, so that a
receiver can refuse by name what it does not speak. A dialect is an edition with a vendor's or a province's private
messages beside the public ones, in the codes that are kept for it (FRM-16); on the wire it has the edition's number, and
who does not speak it answers UNKNOWN_CODE.

    SECOND = Edition(2, "WTP/2")
    class Beat(Message, edition=SECOND, code=0x04, …): …
    with spoken(SECOND): …

Nothing outside `protocol_spec` names an edition but the profile of a terminal and the configuration of a platform.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protocol_spec.message import Message

PRIVATE = 0x60
"""Codes from 0x60 to 0x6F, and from 0xE0 to 0xEF, belong to dialects (FRM-16)."""


def is_private(code: int) -> bool:
    return code & 0x70 == PRIVATE


@dataclass
class Edition:
    number: int
    name: str
    messages: "dict[int, type[Message]]" = field(default_factory=dict)
    dialect_of: "Edition | None" = None

    def take(self, message: "type[Message]") -> None:
        """Enter a declared message.

        Raises:
            TypeError: its code is taken, or not one that this edition or dialect may give: the declaration is wrong.
        """
        taken = self.messages.get(message.code)
        if taken is not None:
            raise TypeError(f"{message.__name__}: code {message.code:#04x} already belongs to {taken.__name__}")
        if is_private(message.code) is not (self.dialect_of is not None):
            whose = "a dialect's" if self.dialect_of is None else "the public ones"
            raise TypeError(f"{message.__name__}: code {message.code:#04x} is among {whose} (FRM-16)")
        self.messages[message.code] = message

    def dialect(self, name: str) -> "Edition":
        """This edition with room for private messages."""
        return Edition(self.number, f"{self.name}+{name}", dict(self.messages), dialect_of=self)


WTP1 = Edition(1, "WTP/1")

EDITIONS: dict[int, Edition] = {1: WTP1}
"""What this program can read, by number."""


@contextmanager
def spoken(edition: Edition) -> Iterator[Edition]:
    """Within this block `edition` is read too, or, where its number is taken, instead."""
    before = EDITIONS.get(edition.number)
    EDITIONS[edition.number] = edition
    try:
        yield edition
    finally:
        if before is None:
            del EDITIONS[edition.number]
        else:
            EDITIONS[edition.number] = before
