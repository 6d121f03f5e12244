"""Pieces of SVG as strings. Colours are the page's variables with a fallback, so that one drawing serves light and dark."""

import unicodedata
from html import escape

INK = "var(--ink, #16202b)"
SOFT = "var(--soft, #56636f)"
LINE = "var(--line, #b8c2cc)"
CARD = "var(--card, #fff)"
WASH = "var(--wash, #eef2f6)"
LANES = tuple(
    f"var(--lane-{n}, {colour})" for n, colour in enumerate(("#0a5aa8", "#a93200", "#00694d", "#842c60", "#7a5200"))
)


def width_of(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif face of this size."""
    return size * sum(1.0 if _is_wide(c) else 0.68 if c.isupper() or c in "_→" else 0.56 for c in text)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in as few lines of this width as hold it, about equally long; Latin breaks at spaces and underscores."""
    lines = _filled(text, width, size)
    while len(lines) > 1 and width > 2 * size and len(closer := _filled(text, width - size, size)) == len(lines):
        lines, width = closer, width - size
    return lines


def _filled(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in _words(text):
        if lines[-1] and width_of((lines[-1] + word).rstrip(), size) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    words = [""]
    for character in text:
        wide = _is_wide(character)
        closing = character in "，。；：、）》"
        before = words[-1][-1:]
        starts = before in (" ", "_", "/") or (wide and not closing) or (before and _is_wide(before))
        if words[-1] and starts and not closing:
            words.append("")
        words[-1] += character
    return words


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def text(
    x: float, y: float, said: str, size: float = 11, *, anchor: str = "start", fill: str = INK, extra: str = ""
) -> str:
    more = f" {extra}" if extra else ""
    return f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" text-anchor="{anchor}" fill="{fill}"{more}>{escape(said)}</text>'


def rect(x: float, y: float, w: float, h: float, *, fill: str = CARD, stroke: str = LINE, extra: str = "") -> str:
    more = f" {extra}" if extra else ""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" fill="{fill}" stroke="{stroke}"{more}/>'


def path(d: str, *, stroke: str = INK, width: float = 1.4, extra: str = "") -> str:
    more = f" {extra}" if extra else ""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{n(width)}"{more}/>'


def arrow_head(x: float, y: float, direction: int, *, fill: str = INK) -> str:
    """A filled head whose tip is at x, y; direction 1 points right, -1 left."""
    back = x - 7 * direction
    return f'<path d="M{n(x)} {n(y)}L{n(back)} {n(y - 3.6)}L{n(back)} {n(y + 3.6)}Z" fill="{fill}"/>'


def drawing(width: float, height: float, title: str, parts: list[str]) -> str:
    """A figure that shrinks with its page and never grows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" '
        f'height="{n(height)}" role="img" font-family="inherit"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def n(value: float) -> str:
    """A number without the noise of floating point: equal input, equal bytes."""
    return f"{value:.1f}".removesuffix(".0")
