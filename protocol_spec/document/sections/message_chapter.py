"""Every message of the edition: what stands in its declaration, its bytes as a diagram and as a table."""

from protocol_spec.document.blocks import Block, Bullets, Code, Heading, Paragraph, Picture, Table
from protocol_spec.document.book import Book
from protocol_spec.document.boxes import boxes
from protocol_spec.document.boxes_svg import boxes_svg
from protocol_spec.document.examples import example
from protocol_spec.document.fields import field_table, size_of
from protocol_spec.document.prose import prose
from protocol_spec.document.rows import cells_of
from protocol_spec.document.words import member
from protocol_spec.layout import Layout
from protocol_spec.message import Message


def message_chapter(book: Book) -> list[Block]:
    blocks: list[Block] = [*prose(book, "messages"), index(book)]
    explained: set[type[Layout]] = set()
    for message in book.messages:
        blocks += _message(book, message)
        for row in _rows_of(message):
            if row not in explained:
                explained.add(row)
                blocks += _row(book, row)
        if shown := example(book, message.title):
            blocks += [Paragraph(book.pick("例：", "Example:")), Code(shown)]
    return blocks


def index(book: Book) -> Table:
    rows = tuple(
        (
            f"`{message.code:02X}`",
            book.link(message.title),
            message.zh if book.lang == "zh" else message.title.replace("_", " ").lower(),
            message.sender.text(book.lang),
            size_of(book, message),
            book.clause(message.clause),
        )
        for message in book.messages
    )
    head = (
        book.pick("码", "Code"),
        book.pick("消息", "Message"),
        book.pick("名称", "Name"),
        book.pick("发送方", "Sender"),
        book.pick("消息体", "Body"),
        book.pick("条款", "Clause"),
    )
    return Table(head, rows)


def _message(book: Book, message: type[Message]) -> list[Block]:
    name = f"{message.title} {message.zh}" if book.lang == "zh" else message.title
    heading = Heading(3, f"{name} (`0x{message.code:02X}`)", message.title)
    return [heading, Bullets(_facts(book, message)), *_bytes(book, message, message.title)]


def _facts(book: Book, message: type[Message]) -> tuple[str, ...]:
    colon = book.pick("：", ": ")
    said = [clause.id for clause in book.mentions(message.title) if clause.id != message.clause]
    facts = [
        (book.pick("发送方", "Sender"), message.sender.text(book.lang)),
        (book.pick("条款", "Clause"), ", ".join([book.clause(message.clause), *map(book.clause, said)])),
        (book.pick("何时", "When"), member(book, message.when)),
        ("RESPONSE", book.pick("置位", "set") if message.response else book.pick("不置位", "clear")),
        ("ACK_REQUIRED", member(book, message.ack)),
        (book.pick("应答", "Answered by"), answers(book, message)),
        (book.pick("消息体", "Body"), size_of(book, message)),
    ]
    if answered := [other.title for other in book.messages if message.title in other.answered_by]:
        facts.append((book.pick("用以应答", "Answers"), ", ".join(map(book.message, answered))))
    if message.is_record():
        facts.append(
            (
                book.pick("记录", "Record"),
                book.pick("是：编号、保存、直至水位越过", "yes: numbered, stored, kept until the watermark passes it"),
            )
        )
    return tuple(f"{label}{colon}{said}" for label, said in facts)


def answers(book: Book, message: type[Message]) -> str:
    """What answers a frame that is accepted; a refusal always is one of the two acknowledgements."""
    return book.pick("、", ", ").join(map(book.message, message.answered_by)) or "—"


def _rows_of(layout: type[Layout]) -> list[type[Layout]]:
    direct = [spec.kind.group for spec in layout.fields().values() if spec.kind.group]
    return [row for group in direct for row in (group, *_rows_of(group))]


def _row(book: Book, row: type[Layout]) -> list[Block]:
    said = book.pick(f"一行 {row.__name__}：{size_of(book, row)}", f"One row {row.__name__}: {size_of(book, row)}")
    return [Heading(4, said, row.__name__), *_bytes(book, row, row.__name__)]


def _bytes(book: Book, layout: type[Layout], title: str) -> list[Block]:
    if not layout.fields():
        return [Paragraph(book.pick("消息体为空。", "The body is empty."))]
    cells = cells_of(layout.fields())
    return [Picture(boxes(cells), boxes_svg(cells, title), "text"), field_table(book, layout)]
