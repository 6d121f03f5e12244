"""A page as a browser sees it, near enough to ask questions of it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from reports import render

_EMPTY = {"meta", "input", "br", "path", "use", "rect"}


@dataclass
class Page(HTMLParser):
    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    unclosed: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.unclosed and self.unclosed[-1] == tag:
            self.unclosed.pop()
        else:
            self.misplaced.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.unclosed or self.unclosed[-1] != "style":
            self.text += data

    def all(self, tag: str, css: str = "") -> list[dict[str, str | None]]:
        """Attributes of each element of this tag with this class."""
        return [found for name, found in self.tags if name == tag and css in (found.get("class") or "")]

    def values(self, attribute: str) -> list[str]:
        return [value for _, found in self.tags if (value := found.get(attribute)) is not None]


def page_of(folder: Path) -> Page:
    return Page(render(folder).read_text(encoding="utf-8"))
