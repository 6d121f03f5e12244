"""Chapters SEC and OFF beside their clauses: keys and tags, and one secured frame worked through byte by byte."""

import hmac
from collections.abc import Iterable

from protocol_spec.codes import Suite
from protocol_spec.document.blocks import Block, Code, Heading, Paragraph, Table
from protocol_spec.document.book import Book
from protocol_spec.document.examples import spelled
from protocol_spec.document.prose import prose
from protocol_spec.document.sections.objection_tables import objection_sections
from protocol_spec.document.words import label_words
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE
from protocol_spec.security import PERMIT_LABEL, SESSION_LABEL, TAG_SIZE
from protocol_spec.vectors import (
    PERMIT_KEYS,
    SESSION_KEYS,
    TERMINAL_KEY,
    VECTORS,
    PermitKey,
    Secured,
    SessionKey,
    Vector,
)

_DIGESTS = {Suite.HMAC_SHA256: "SHA-256", Suite.HMAC_SM3: "SM3"}


def key_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("套件", "Suites"), "suites"),
        _suites(book),
        Heading(3, book.pick("会话密钥的输入", "What a session key is made from"), "session-key"),
        *prose(book, "session-key"),
        _seed(book, SESSION_KEYS[0].seed, _SEED_PARTS),
        _keys(book, SESSION_KEYS),
        Heading(3, book.pick("标签：逐字节的例子", "A tag, byte by byte"), "tag-example"),
        *prose(book, "tag"),
    ] + [block for vector, secured in worked() for block in _worked(book, vector, secured)]


def _suites(book: Book) -> Table:
    rows = tuple(
        (str(int(suite)), suite.text(book.lang), _DIGESTS[suite], f"{TAG_SIZE} {book.pick('字节', 'bytes')}")
        for suite in Suite
    )
    head = (book.pick("套件", "Suite"), "", book.pick("摘要", "Digest"), book.pick("标签取前", "Tag: the first"))
    return Table(head, rows)


_SEED_PARTS = (
    label_words(SESSION_LABEL),
    ("终端随机数，取自 LOGIN", "the terminal's nonce, of LOGIN"),
    ("平台随机数，取自 LOGIN_ACK", "the platform's nonce, of LOGIN_ACK"),
    ("上电次数，取自 LOGIN", "boot counter, of LOGIN"),
    ("终端编号，BCD", "terminal id, BCD"),
)


_PERMIT_PARTS = (
    label_words(PERMIT_LABEL),
    ("终端编号，BCD", "terminal id, BCD"),
)


def permit_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("许可密钥的输入", "What a permit key is made from"), "permit-key"),
        _seed(book, PERMIT_KEYS[0].seed, _PERMIT_PARTS),
        _keys(book, PERMIT_KEYS),
        *objection_sections(book, "OFFLINE_PERMIT"),
    ]


def _seed(book: Book, seed: tuple[str, ...], parts: tuple[tuple[str, str], ...]) -> Table:
    """A typed seed, piece by piece."""
    at, rows = 0, []
    for piece, words in zip(seed, parts, strict=True):
        data = bytes.fromhex(piece)
        rows.append((str(at), str(len(data)), f"`{_spaced(data)}`", book.linked(book.of(words))))
        at += len(data)
    head = (
        book.pick("偏移", "Offset"),
        book.pick("字节", "Size"),
        book.pick("例", "Example"),
        book.pick("含义", "Meaning"),
    )
    return Table(head, tuple(rows))


def _keys(book: Book, keys: tuple[SessionKey, ...] | tuple[PermitKey, ...]) -> Code:
    lines = [(book.pick("终端密钥", "terminal key"), _spaced(bytes.fromhex(TERMINAL_KEY)))]
    lines += [(Suite.of(one.suite).text(book.lang), _folded(bytes.fromhex(one.key))) for one in keys]
    return Code(_listed(book, lines))


def worked() -> list[tuple[Vector, Secured]]:
    """A typed handshake: LOGIN under the terminal key, LOGIN_ACK under the session key that follows from the two."""
    suite = int(Suite.HMAC_SHA256)
    keys = (TERMINAL_KEY, next(one.key for one in SESSION_KEYS if one.suite == suite))
    return [
        next(
            (one, one.secured)
            for one in VECTORS
            if one.title == title and one.secured == Secured(suite, key, direction)
        )
        for title, key, direction in (("LOGIN", keys[0], "00"), ("LOGIN_ACK", keys[1], "01"))
    ]


def _worked(book: Book, vector: Vector, secured: Secured) -> list[Block]:
    frame, direction = vector.frame, bytes.fromhex(secured.direction)
    covered, tag = frame[: -TAG_SIZE - CRC_SIZE], frame[-TAG_SIZE - CRC_SIZE : -CRC_SIZE]
    digest = hmac.digest(bytes.fromhex(secured.key), direction + covered, "sha256")
    lines = [
        (book.pick("方向字节", "direction"), _spaced(direction)),
        (book.pick("帧头", "header"), _spaced(covered[:HEADER_SIZE])),
        (book.pick("消息体", "body"), _folded(covered[HEADER_SIZE:])),
        (book.pick("密钥", "key"), _folded(bytes.fromhex(secured.key))),
        ("HMAC", _folded(digest)),
        (book.pick("标签", "tag"), _spaced(tag)),
        ("CRC-16", _spaced(frame[-CRC_SIZE:])),
    ]
    under = (
        book.pick("终端密钥", "terminal key") if secured.key == TERMINAL_KEY else book.pick("会话密钥", "session key")
    )
    title = f"**{book.link(vector.title)}** ({Suite.of(secured.suite).text(book.lang)}, {under})"
    return [Paragraph(title), Code(_listed(book, lines)), Code(spelled(book, frame))]


def _listed(book: Book, lines: list[tuple[str, str]]) -> str:
    """Labels and bytes; a Chinese label has its line for itself, since no two faces agree how wide it is."""
    if book.lang == "zh":
        return "\n".join(f"{label}\n  " + said.replace("\n", "\n  ") for label, said in lines)
    wide = max(len(label) for label, _ in lines) + 2
    return "\n".join(f"{label:<{wide}}" + said.replace("\n", "\n" + " " * wide) for label, said in lines)


def _spaced(data: Iterable[int]) -> str:
    return bytes(data).hex(" ").upper()


def _folded(data: bytes, across: int = 16) -> str:
    return "\n".join(_spaced(data[at : at + across]) for at in range(0, len(data), across))
