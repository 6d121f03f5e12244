"""What a typed frame is: a line of text for each field, hex first, then what it says.

    57 54                    magic
    01                       edition 1
    00 03 31 2E 30           "1.0", and a long field goes on
    .. 2E 33                 in the next line

The text is the vector: everything else about its bytes is read from it. Values are plain: codes are numbers, times are
microseconds since 1970 in UTC, rows are mappings in a tuple.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from protocol_spec.vectors.keys import TERMINAL, Secured

GOES_ON = ".."
HEADER_PIECES = 8
"""Magic, edition, flags, code, terminal, sequence, body length, header check."""


@dataclass(frozen=True)
class Piece:
    """Some bytes and what they say."""

    hex: str
    comment: str


@cache
def pieces_of(typed: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        octets, _, comment = line.partition("  ")
        if octets.startswith(GOES_ON):
            before = pieces.pop()
            octets = before.hex + octets.removeprefix(GOES_ON)
            in_quotes = before.comment.count('"') % 2
            comment = before.comment + ("" if in_quotes else "; ") + comment.strip()
        pieces.append(Piece(octets, comment.strip()))
    return tuple(pieces)


@dataclass(frozen=True)
class Vector:
    """A good frame: whoever it is for takes it, in the standing that its message needs.

    `values` is what the body says, field by field in wire order. `clauses` are those that the bytes show.
    """

    name: str
    title: str
    clauses: tuple[str, ...]
    flags: int
    sequence: int
    typed: str
    values: Mapping[str, object]
    secured: Secured | None = None
    terminal: str = TERMINAL

    @property
    def pieces(self) -> tuple[str, ...]:
        """The hex of each field: the header's eight, the body's, tag and CRC. A list has its count and then each field
        of each row."""
        return tuple(piece.hex for piece in pieces_of(self.typed))

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(piece.comment for piece in pieces_of(self.typed))

    @property
    def frame(self) -> bytes:
        return bytes.fromhex("".join(self.pieces))

    @property
    def header(self) -> bytes:
        return bytes.fromhex("".join(self.pieces[:HEADER_PIECES]))

    @property
    def body_pieces(self) -> tuple[str, ...]:
        return self.pieces[HEADER_PIECES : -2 if self.secured else -1]

    @property
    def body(self) -> bytes:
        return bytes.fromhex("".join(self.body_pieces))

    @property
    def tag(self) -> bytes:
        return bytes.fromhex(self.pieces[-2]) if self.secured else b""

    @property
    def paths(self) -> tuple[str, ...]:
        """The field of each piece of the body: `items` for a list's count, `items.id` for a field of its rows."""
        return tuple(_paths(self.values))

    def body_before(self, path: str) -> bytes:
        """The body up to where this field begins."""
        return bytes.fromhex("".join(self.body_pieces[: self.paths.index(path)]))

    def body_with(self, path: str, piece: str) -> bytes:
        """The body with the bytes of one field replaced; of several rows the first."""
        at = self.paths.index(path)
        return bytes.fromhex("".join((*self.body_pieces[:at], piece, *self.body_pieces[at + 1 :])))


def _paths(values: Mapping[str, object], above: str = "") -> Iterator[str]:
    for name, value in values.items():
        yield above + name
        if isinstance(value, tuple):
            for row in value:
                yield from _paths(row, f"{above}{name}.")
