"""What explains, chapter by chapter: `prose/NAME.zh.md` and `prose/NAME.en.md`. It explains and rules nothing."""

import re
from functools import cache
from importlib.resources import files

from protocol_spec.document.blocks import Block, Code, Paragraph
from protocol_spec.document.book import Book
from protocol_spec.document.faults import DocumentError

_FENCE = re.compile(r"^```(\w*)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`[^`]*`")
_RULES = re.compile(r"\b(MUST|SHOULD|MAY)\b|必须")


def prose(book: Book, name: str) -> list[Block]:
    """The paragraphs and code blocks of a piece of prose, clauses and messages linked.

    Raises:
        DocumentError: it is missing in this language, or says what only a clause may say.
    """
    file = f"prose/{name}.{book.lang}.md"
    text = _text(file)
    if found := _RULES.search(_SPAN.sub("", text)):
        raise DocumentError(f"document/{file} says {found[0]}: a rule belongs into a clause (protocol_spec/clauses)")
    pieces = _FENCE.split(text)
    blocks: list[Block] = []
    for at in range(0, len(pieces), 3):
        blocks += [Paragraph(book.linked(part.strip())) for part in pieces[at].split("\n\n") if part.strip()]
        if at + 2 < len(pieces):
            blocks.append(Code(pieces[at + 2], pieces[at + 1] or "text"))
    return blocks


@cache
def _text(file: str) -> str:
    try:
        return files("protocol_spec.document").joinpath(file).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise DocumentError(f"protocol_spec/document/{file} is missing: write it in both languages") from None
