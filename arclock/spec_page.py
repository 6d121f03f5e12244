"""The specification as one page that needs nothing else: Markdown by markdown-it, pictures as SVG, one template."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from protocol_spec.document import Block, Book, markdown, pictures
from protocol_spec.document.blocks import Heading

NAMES = frozenset({"Field", "字段", "Name", "名称", "Message", "消息"})
CARDS_FROM = 5
"""A table of so many columns becomes a card a row on a phone."""


@dataclass
class Entry:
    """A line of the table of contents and those below it."""

    anchor: str
    text: Markup
    below: list["Entry"] = field(default_factory=list)


def page(book: Book, blocks: Sequence[Block], twin: str) -> str:
    """The HTML of a document; `twin` is the file with the same in the other language."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = reader.parse(markdown(blocks))
    drawn = pictures(blocks)
    for number, token in enumerate(tokens):
        if token.type == "fence" and token.content.removesuffix("\n") in drawn:
            token.type, token.content = "html_block", _figure(drawn[token.content.removesuffix("\n")])
        elif token.type == "paragraph_open":
            _mark_clause(token, tokens[number + 1])
    _mark_tables(tokens)
    first, rest = _parted(tokens)
    return _template().render(
        lang=book.lang,
        pick=book.pick,
        title=next(block.text for block in blocks if isinstance(block, Heading)),
        front=Markup(reader.renderer.render(first, reader.options, {})),
        body=Markup(reader.renderer.render(rest, reader.options, {})),
        contents=contents(reader, blocks),
        twin=twin,
    )


def contents(reader: MarkdownIt, blocks: Sequence[Block]) -> list[Entry]:
    """Chapters, and under each its parts."""
    found: list[Entry] = []
    for block in blocks:
        if not isinstance(block, Heading) or block.level not in (2, 3):
            continue
        entry = Entry(block.anchor, Markup(reader.renderInline(block.text)))
        (found if block.level == 2 else found[-1].below).append(entry)
    return found


def _parted(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The first page and what comes behind it: a printed table of contents stands between the two."""
    at = next((k for k, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"), len(tokens))
    return tokens[:at], tokens[at:]


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>\n"


def _mark_clause(opening: Token, inline: Token) -> None:
    """A paragraph that begins with an anchor is a clause: its id, level and side get classes."""
    children = inline.children or []
    if not children or children[0].type != "html_inline":
        return
    opening.attrSet("class", "clause")
    spans = [child for child in children if child.type == "code_inline"][:2]
    for span, name in zip(spans, ("level", "side"), strict=False):
        span.attrSet("class", name)


def _mark_tables(tokens: list[Token]) -> None:
    """Each cell knows its column's name, so that a phone can show a row as a card."""
    heads: list[str] = []
    table: Token | None = None
    column = 0
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            table, heads = token, []
        elif token.type == "th_open":
            heads.append("".join(child.content for child in tokens[number + 1].children or []))
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-label", heads[column])
            if kind := _cell_class(heads[column], tokens[number + 1].content):
                token.attrSet("class", kind)
            column += 1
        elif token.type == "tbody_open" and table is not None:
            table.attrSet("class", "cards" if len(heads) >= CARDS_FROM else "plain")


def _cell_class(head: str, content: str) -> str:
    """On a phone the name is the head of its card, and what says nothing is left out."""
    return "name" if head in NAMES else "none" if content in ("·", "—") else ""


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("arclock"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("spec.html.j2")
