"""Typed frames, byte by byte: offset, bytes, field and value. What they say is read by `explain`."""

from collections.abc import Iterable

from protocol_spec.document.book import Book
from protocol_spec.explain import explain
from protocol_spec.vectors import VECTORS, Piece

ACROSS = 8
"""Bytes in a line."""


def example(book: Book, title: str) -> str:
    """The first typed frame of a message, one with a tag before one without; empty where nobody has typed one."""
    known = sorted((one for one in VECTORS if one.title == title), key=lambda one: one.secured is None)
    return spelled(book, known[0].frame) if known else ""


def typed(pieces: Iterable[Piece]) -> str:
    """Typed pieces as they were typed: offset, bytes and comment."""
    lines: list[str] = []
    at = 0
    for piece in pieces:
        data = bytes.fromhex(piece.hex)
        lines += _lines(at, data, piece.comment)
        at += len(data)
    return "\n".join(lines)


def spelled(book: Book, frame: bytes) -> str:
    lines: list[str] = []
    for whole in explain(frame):
        for piece in whole.pieces:
            field = piece.path.removeprefix("header.").removeprefix("body.")
            shown = book.pick(piece.shown.zh, piece.shown.en)
            bare = field.rpartition(".")[2] == "tag" or shown.replace(" ", "") == piece.data.hex().upper()
            said = field if bare else f"{field} = {shown}"
            lines += _lines(piece.offset, piece.data, said)
    return "\n".join(lines)


def _lines(offset: int, data: bytes, said: str) -> list[str]:
    cut = [data[at : at + ACROSS] for at in range(0, max(len(data), 1), ACROSS)]
    return [
        f"{offset + number * ACROSS:>4}  {part.hex(' ').upper():<{3 * ACROSS - 1}}  {'' if number else said}".rstrip()
        for number, part in enumerate(cut)
    ]
