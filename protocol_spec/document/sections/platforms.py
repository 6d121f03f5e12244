"""Chapters PLT, API and TRG beside their clauses: the QR payload, reasons, and the two interfaces."""

from protocol_spec.document.blocks import Block, Code, Heading, Paragraph, Table
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.document.routes import Route, routes
from protocol_spec.document.words import name
from protocol_spec.ident import qr_payload
from protocol_spec.reasons import Reason

EXAMPLE = 1


def platform_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("设备二维码", "The QR payload"), "qr"),
        *prose(book, "qr"),
        _qr(book),
        Code(qr_payload(EXAMPLE)),
        Heading(3, book.pick("扫码的原因码", "Reasons of a decision"), "Reason"),
        reason_table(book),
    ]


def _qr(book: Book) -> Table:
    text = qr_payload(EXAMPLE)
    rows = (
        ("0", "5", f"`{text[:5]}`", book.pick("标识", "mark")),
        (
            "5",
            "12",
            f"`{text[5:17]}`",
            book.pick("设备二维码编号，十进制，前补零，1 起", "QR code number, decimal, padded with zeros, from 1"),
        ),
        ("17", "1", f"`{text[17]}`", book.pick("分隔", "separator")),
        (
            "18",
            "4",
            f"`{text[18:]}`",
            book.pick(
                "此前 18 个字符的 CRC-16，大写十六进制", "CRC-16 of the 18 characters before, hexadecimal in capitals"
            ),
        ),
    )
    head = (
        book.pick("位置", "At"),
        book.pick("字符", "Characters"),
        book.pick("例", "Example"),
        book.pick("含义", "Meaning"),
    )
    return Table(head, rows)


def reason_table(book: Book) -> Table:
    rows = tuple(
        (
            str(int(reason)),
            f"`{reason.name}`",
            reason.text(book.lang),
            ", ".join(book.clause(clause.id) for clause in book.mentions(reason.name) if clause.id.startswith("PLT"))
            or "·",
        )
        for reason in Reason
    )
    return Table(("", book.pick("名称", "Name"), book.pick("含义", "Meaning"), book.pick("条款", "Clauses")), rows)


def phone_sections(book: Book) -> list[Block]:
    return [block for route in routes(book, "phone") for block in _route(book, route)]


def trigger_sections(book: Book) -> list[Block]:
    return [block for route in routes(book, "trigger") for block in _route(book, route)]


def _route(book: Book, route: Route) -> list[Block]:
    title = Heading(3, f"{route.method} {route.path}", route.anchor)
    words = Paragraph(f"{book.linked(book.of(route.words))} ({book.clause(route.clause)})")
    rows = tuple((name(book, item.place), f"`{item.name}`", item.type, book.of(item.words)) for item in route.fields)
    head = (book.pick("位置", "In"), book.pick("名称", "Name"), book.pick("类型", "Type"), book.pick("含义", "Meaning"))
    return [title, words, Table(head, rows)] if rows else [title, words]
