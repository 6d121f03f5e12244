"""What the document is made of. Texts are inline Markdown in one language; a picture is drawn twice, as text and as SVG."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Code:
    text: str
    info: str = "text"


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sentence:
    """A clause as the document prints it: its id is the anchor that everything else links to."""

    id: str
    level: str
    side: str
    text: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """`text` stands in the Markdown as a code block with `info` (`mermaid` or `text`), `svg` in the page.

    Two pictures with equal text have equal SVG; so the page finds the SVG by the text.
    """

    text: str
    svg: str
    info: str = "mermaid"


@dataclass(frozen=True)
class Fold:
    """What is long and looked at one at a time: `summary` is plain text and always seen, the blocks when it is opened."""

    summary: str
    anchor: str
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Heading | Paragraph | Bullets | Code | Table | Sentence | Picture | Fold
