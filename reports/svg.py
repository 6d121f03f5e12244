"""A matplotlib figure as SVG that stands inside an HTML page: no outside reference, ids of its own, the page's colours."""

import io
import re

from matplotlib.figure import Figure

PAINTS = {
    "soft": "#010101",
    "line": "#010102",
    "grid": "#010103",
    "truth": "#010104",
    "dot": "#010105",
    "relay": "#010106",
    "unplugged": "#010107",
    "grant": "#010108",
    "refusal": "#010109",
    "lock": "#01010a",
}
"""Stand-ins that nobody would draw with; `inline` puts the style sheet's `--plot-NAME` in their place."""

_NO_DATE = {"Date": None, "Creator": None, "Format": None, "Type": None}


def inline(figure: Figure, prefix: str) -> str:
    """The `<svg>` element; `prefix` begins each id in it."""
    figure.patch.set_visible(False)
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=_NO_DATE)
    text = file.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    text = text.replace("xlink:href", "href")
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}", text)
    text = re.sub(r" *<style.*?</style>\n", "", text, flags=re.DOTALL)
    text = re.sub(r" font-family: [^;\"]*;", "", text)
    text = re.sub(r'^<svg width="[^"]*" height="[^"]*"', '<svg aria-hidden="true"', text)
    for name, paint in PAINTS.items():
        text = text.replace(paint, f"var(--plot-{name})")
    return text
