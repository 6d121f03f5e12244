"""In which order a message in order is refused, a table each: `protocol_spec.objections` as a reader sees it."""

from protocol_spec.document.blocks import Block, Heading, Table
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.objections import (
    LOGIN_OBJECTIONS,
    PERMIT_OBJECTIONS,
    REGISTER_OBJECTIONS,
    UNLOCK_OBJECTIONS,
    Objections,
)

TABLES: dict[str, Objections] = {
    "REGISTER": REGISTER_OBJECTIONS,
    "LOGIN": LOGIN_OBJECTIONS,
    "UNLOCK": UNLOCK_OBJECTIONS,
    "OFFLINE_PERMIT": PERMIT_OBJECTIONS,
}
"""By the title of what is refused."""


def objection_sections(book: Book, *titles: str) -> list[Block]:
    """Each table under its heading, with the prose that stands before it."""
    return [block for title in titles for block in _section(book, title)]


def _section(book: Book, title: str) -> list[Block]:
    heading = book.pick(f"{title} 的拒绝原因表", f"The table of objections to {title}")
    name = f"objections-{title.lower().replace('_', '-')}"
    return [Heading(3, heading, name), *prose(book, name), objection_table(book, TABLES[title])]


def objection_table(book: Book, objections: Objections) -> Table:
    rows = tuple(
        (str(number), f"`{result.name}` ({int(result)})", result.text(book.lang), book.clause(clause))
        for number, (result, clause) in enumerate(objections, 1)
    )
    head = ("", book.pick("以何拒绝", "Refused"), book.pick("含义", "Meaning"), book.pick("条款", "Clause"))
    return Table(head, rows)
