"""Every enumeration and every bit field with its numbers."""

from enum import IntFlag

from protocol_spec.coded import Coded
from protocol_spec.codes import AlarmCode, EventCode, Flag
from protocol_spec.document.blocks import Block, Heading, Table
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.document.sections.frames import bits_table
from protocol_spec.reasons import Reason

ELSEWHERE: tuple[type, ...] = (EventCode, AlarmCode, Reason, Flag)
"""What has a table of its own in its chapter."""


def code_chapter(book: Book) -> list[Block]:
    blocks: list[Block] = [*prose(book, "codes")]
    for one in book.enumerations:
        if one not in ELSEWHERE:
            blocks += [Heading(3, f"{one.__name__}", one.__name__), code_table(book, one)]
    for flags in bit_fields(book):
        if flags not in ELSEWHERE:
            blocks += [Heading(3, flags.__name__, flags.__name__), bits_table(book, flags)]
    return blocks


def bit_fields(book: Book) -> list[type[IntFlag]]:
    used = [spec.kind.flags for layout in book.layouts() for spec in layout.fields().values() if spec.kind.flags]
    return list(dict.fromkeys(used))


def code_table(book: Book, one: type[Coded]) -> Table:
    """The last column is where the clauses say the name, so only names that are no common word."""
    rows = tuple(
        (
            str(int(code)),
            f"`{code.name}`",
            code.text(book.lang),
            ", ".join(book.clause(clause.id) for clause in book.mentions(code.name) if len(code.name) > 2) or "·",
        )
        for code in one
    )
    head = (
        book.pick("值", "Value"),
        book.pick("名称", "Name"),
        book.pick("含义", "Meaning"),
        book.pick("提及的条款", "Clauses that name it"),
    )
    return Table(head, rows)
