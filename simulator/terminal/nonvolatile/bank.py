"""Banks: a log over pages of the medium, one after the other.

A bank is no fixed half of the medium but the pages that carry its generation's number, so a page that is worn out costs one
page. Entries run over the ends of pages as if there were none.

Three rules keep what was written:
- a page of the bank in use is never erased; a fresh bank is made of the others, and is in use when its first transaction is
  whole;
- of the banks that lie on the medium the one of the highest generation is in use whose first transaction is whole;
- a page is erased when it is taken and not when it is given up. An erase that was interrupted can leave what looks erased
  and is not, and nobody could tell: so it is done again in any case.
"""

import struct
from dataclasses import dataclass, field
from zlib import crc32

from simulator.terminal.nonvolatile.medium import Medium, MediumFull, PageWorn

_HEAD = struct.Struct(">4sIH")
_CRC = struct.Struct(">I")
_MAGIC = b"WTN1"
HEADER = _HEAD.size + _CRC.size


@dataclass(frozen=True)
class Label:
    """Whose page it is, and the how-manieth."""

    generation: int
    index: int

    def encode(self) -> bytes:
        body = _HEAD.pack(_MAGIC, self.generation, self.index)
        return body + _CRC.pack(crc32(body))


def read_label(data: bytes) -> Label | None:
    magic, generation, index = _HEAD.unpack_from(data)
    label = Label(generation, index)
    return label if magic == _MAGIC and label.encode() == data[:HEADER] else None


class Shelf:
    """The pages of a medium. They are taken in turn, so that all of them wear alike; the worn ones are found by trying."""

    def __init__(self, medium: Medium, next_page: int = 0) -> None:
        self.medium = medium
        self.worn: set[int] = set()
        self.payload = medium.page_size - HEADER
        self._next = next_page

    @property
    def good(self) -> int:
        return self.medium.pages - len(self.worn)

    def pages_for(self, size: int) -> int:
        return -(-size // self.payload)

    def take(self, label: Label, but: set[int]) -> int:
        """Erase and label a page that is none of these.

        Raises:
            MediumFull: there is none.
        """
        for turn in range(self.medium.pages):
            page = (self._next + turn) % self.medium.pages
            if page in but or page in self.worn:
                continue
            try:
                self.medium.erase(page)
                self.medium.program(page * self.medium.page_size, label.encode())
            except PageWorn:
                self.worn.add(page)
                continue
            self._next = page + 1
            return page
        raise MediumFull(f"none of {self.medium.pages} pages is free; {len(self.worn)} are worn out")


@dataclass
class Bank:
    generation: int
    pages: list[int] = field(default_factory=list)
    end: int = 0
    """How much of it is written, in bytes of its log."""

    def write(self, data: bytes, shelf: Shelf, but: set[int]) -> None:
        """Add to the log; take a page where it is needed, but none of these.

        Raises:
            PageWorn: a page of this bank does not take it; what follows belongs into a fresh bank.
            MediumFull: there is no page.
        """
        while data:
            index, at = divmod(self.end, shelf.payload)
            if index == len(self.pages):
                label = Label(self.generation, index)
                self.pages.append(shelf.take(label, but | set(self.pages)))
            piece, data = data[: shelf.payload - at], data[shelf.payload - at :]
            try:
                shelf.medium.program(self.pages[index] * shelf.medium.page_size + HEADER + at, piece)
            except PageWorn as worn:
                shelf.worn.add(worn.page)
                raise
            self.end += len(piece)

    def read(self, shelf: Shelf) -> bytes:
        size = shelf.medium.page_size
        return b"".join(shelf.medium.read(page * size + HEADER, shelf.payload) for page in self.pages)
