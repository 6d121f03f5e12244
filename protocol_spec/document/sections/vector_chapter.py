"""The typed frames of the edition, each to be opened: what a parser is tested with from the document alone."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from protocol_spec.codes import Suite
from protocol_spec.document.blocks import Block, Code, Fold, Heading, Paragraph, Table
from protocol_spec.document.book import Book
from protocol_spec.document.examples import typed
from protocol_spec.document.prose import prose
from protocol_spec.document.words import slug
from protocol_spec.vectors import (
    MALFORMED,
    PERMIT_KEYS,
    SESSION_KEYS,
    SUB_SESSION_KEY,
    SUB_TERMINAL,
    SUB_TERMINAL_KEY,
    TERMINAL,
    TERMINAL_KEY,
    VECTORS,
    Secured,
    Vector,
    pieces_of,
)

EDITION = 2
"""Where a frame says its edition."""


def vector_chapter(book: Book) -> list[Block]:
    """Keys, then the frames in the order in which they were typed; those of another edition are not its own."""
    found: list[Block] = [*prose(book, "vectors")]
    found += [Heading(3, book.pick("向量所用的密钥", "The keys of the vectors"), "vector-keys"), key_table(book)]
    found.append(Heading(3, book.pick("正确的帧", "Good frames"), "good-vectors"))
    return found + [_fold(book, one) for one in VECTORS if one.frame[EDITION] == book.edition.number]


def anchor(vector: Vector) -> str:
    return f"vector-{slug(vector.name)}"


def _fold(book: Book, vector: Vector) -> Fold:
    colon = book.pick("：", ": ")
    facts = [f"{book.pick('消息', 'Message')}{colon}{book.message(vector.title)}"]
    facts += [f"{book.pick('条款', 'Clauses')}{colon}{', '.join(map(book.clause, vector.clauses))}"]
    facts += [f"{book.pick('标签', 'Tag')}{colon}{sealed(book, vector.secured)}"] if vector.secured else []
    return Fold(
        f"{vector.title}{colon}{vector.name}",
        anchor(vector),
        (Paragraph(book.pick("；", "; ").join(facts)), *spelled_out(vector.typed)),
    )


def spelled_out(text: str) -> tuple[Block, Block]:
    """The bytes as typed, and once more without anything between, to be copied."""
    pieces = pieces_of(text)
    return Code(typed(pieces)), Code("".join(bytes.fromhex(piece.hex).hex() for piece in pieces))


def sealed(book: Book, secured: Secured) -> str:
    """Under which key and with which direction byte a tag was made."""
    suite = Suite.of(secured.suite).text(book.lang)
    label = book.link("vector-keys", label_of(secured.key))
    return book.pick(
        f"{suite}，密钥 {label}，方向字节 `{secured.direction}`",
        f"{suite}, key {label}, direction byte `{secured.direction}`",
    )


def label_of(key: str) -> str:
    return f"K{list(keys()).index(key) + 1}"


@dataclass(frozen=True)
class Key:
    """What it is, in both languages, and the pieces of the HMAC's input that it comes from."""

    words: tuple[str, str]
    suite: Suite | None = None
    seed: tuple[str, ...] = ()


_EARLIER = Key(("较早会话的密钥，已不成立", "key of an earlier session, no longer right"))


def keys() -> dict[str, Key]:
    """Every key that is told of or that a tag is made under, once, the terminals' own first."""
    tags = (*(one.secured for one in VECTORS), *(one.secured for one in MALFORMED))
    return dict.fromkeys((*_told(), *(tag.key for tag in tags if tag)), _EARLIER) | _told()


def _told() -> dict[str, Key]:
    known = {
        TERMINAL_KEY: Key((f"终端 {TERMINAL} 的密钥", f"terminal key of {TERMINAL}")),
        SUB_TERMINAL_KEY: Key((f"子终端 {SUB_TERMINAL} 的密钥", f"terminal key of sub-terminal {SUB_TERMINAL}")),
    }
    for session in (*SESSION_KEYS, SUB_SESSION_KEY):
        words = (f"{session.terminal} 的会话密钥", f"session key of {session.terminal}")
        known[session.key] = Key(words, Suite.of(session.suite), session.seed)
    for permit in PERMIT_KEYS:
        words = (f"{TERMINAL} 的许可密钥", f"permit key of {TERMINAL}")
        known[permit.key] = Key(words, Suite.of(permit.suite), permit.seed)
    return known


def key_table(book: Book) -> Table:
    rows = tuple(
        (
            label_of(key),
            book.of(told.words),
            told.suite.text(book.lang) if told.suite else "·",
            _spans(textwrap.wrap(key, 32)),
            _spans(told.seed) or "·",
        )
        for key, told in keys().items()
    )
    head = (
        book.pick("编号", "Label"),
        book.pick("名称", "Name"),
        book.pick("套件", "Suite"),
        book.pick("密钥", "Key"),
        book.pick("HMAC 的输入", "Input of the HMAC"),
    )
    return Table(head, rows)


def _spans(pieces: Iterable[str]) -> str:
    """Hex in pieces between which a line may end."""
    return " ".join(f"`{bytes.fromhex(piece).hex()}`" for piece in pieces)
