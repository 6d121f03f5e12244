"""From blocks to Markdown that GitHub and markdown-it read alike."""

from collections.abc import Iterable
from html import escape

from protocol_spec.document.blocks import (
    Block,
    Bullets,
    Code,
    Fold,
    Heading,
    Paragraph,
    Picture,
    Sentence,
    Table,
)


def markdown(blocks: Iterable[Block]) -> str:
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def pictures(blocks: Iterable[Block]) -> dict[str, str]:
    """The SVG of each picture by the text that stands for it."""
    return {block.text: block.svg for block in blocks if isinstance(block, Picture)}


def _block(block: Block) -> str:
    match block:
        case Heading(level, text, anchor):
            return f'{"#" * level} <a id="{anchor}"></a>{text}'
        case Paragraph(text):
            return text
        case Bullets(items, numbered):
            return "\n".join(f"{f'{n}.' if numbered else '-'} {item}" for n, item in enumerate(items, 1))
        case Code(text, info) | Picture(text, _, info):
            return f"```{info}\n{text}\n```"
        case Table(head, rows):
            lines = [head, tuple("---" for _ in head), *rows]
            return "\n".join("| " + " | ".join(_in_cell(cell) for cell in line) + " |" for line in lines)
        case Sentence(id_, level, side, text, remarks):
            marks = "".join(f" *{remark}*" for remark in remarks)
            return f'<a id="{id_}"></a>**{id_}** `{level}` `{side}` {text}{marks}'
        case Fold(summary, anchor, blocks):
            opened = f'<details><summary><a id="{anchor}"></a>{escape(summary)}</summary>'
            return "\n\n".join((opened, *map(_block, blocks), "</details>"))


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
