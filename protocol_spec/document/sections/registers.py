"""Charts, interpretations, and the index of clauses."""

from collections import defaultdict

from protocol_spec.document.blocks import Block, Heading, Paragraph, Picture, Table
from protocol_spec.document.book import Book
from protocol_spec.document.chart_svg import chart_svg
from protocol_spec.document.charts import charts
from protocol_spec.document.interpretations import interpretations
from protocol_spec.document.mermaid import sequence_diagram
from protocol_spec.document.prose import prose
from protocol_spec.document.words import name
from protocol_spec.parameters import PARAMETERS


def chart_chapter(book: Book) -> list[Block]:
    blocks: list[Block] = [*prose(book, "charts")]
    for chart in charts(book):
        blocks.append(Heading(3, book.of(chart.title), f"chart-{chart.id}"))
        blocks.append(Picture(sequence_diagram(book, chart), chart_svg(book, chart)))
    return blocks


def interpretation_chapter(book: Book) -> list[Block]:
    blocks: list[Block] = [*prose(book, "interpretations")]
    colon = book.pick("：", ": ")
    for one in interpretations(book):
        blocks += [
            Heading(3, f"{one.id} {book.of(one.question)}", one.id),
            Paragraph(f"**{book.pick('解读', 'Reading')}**{colon}{book.linked(book.of(one.reading))}"),
            Paragraph(f"**{book.pick('理由', 'Why')}**{colon}{book.linked(book.of(one.why))}"),
            Paragraph(f"{book.pick('条款', 'Clauses')}{colon}{', '.join(map(book.clause, one.clauses))}"),
        ]
    return blocks


def clause_index(book: Book) -> list[Block]:
    used = uses(book)
    rows = tuple(
        (
            book.link(clause.id),
            name(book, clause.level),
            name(book, clause.side),
            ", ".join(used.get(clause.id, ())) or "·",
        )
        for clause in book.clauses.values()
    )
    head = (
        book.pick("条款", "Clause"),
        book.pick("级别", "Level"),
        book.pick("一侧", "Side"),
        book.pick("何处用到", "Where it is used"),
    )
    return [*prose(book, "index"), Table(head, rows)]


def uses(book: Book) -> dict[str, list[str]]:
    """By clause, links to the messages, rows, parameters, charts and interpretations that stand on it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for message in book.messages:
        found[message.clause].append(book.link(message.title))
    for layout in book.layouts():
        anchor = getattr(layout, "title", layout.__name__)
        for field, spec in layout.fields().items():
            found[spec.clause].append(book.link(anchor, f"{anchor}.{field}"))
    for parameter in PARAMETERS:
        found[parameter.clause].append(book.link("parameters", parameter.name))
    for chart in charts(book):
        for id_ in dict.fromkeys(step.clause for step in chart.steps):
            found[id_].append(book.link(f"chart-{chart.id}", book.of(chart.title)))
    for one in interpretations(book):
        for id_ in one.clauses:
            found[id_].append(book.link(one.id))
    return dict(found)
