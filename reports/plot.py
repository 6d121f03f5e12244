"""What was true against what was reported, as inline SVG.

matplotlib writes no Chinese here, because the machine may have no font for it: numbers and short English only, the rest
is in the page around the chart. Colours are style sheet variables, so that one chart serves light and dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.frames import Frames
from reports.marks import Dot, Mark, dots_of, marks_of, unplugged
from reports.svg import PAINTS, inline
from reports.timeline import Timeline
from reports.truth import Truth


@dataclass(frozen=True)
class Chart:
    """The same picture for a desktop and for a phone, and what its numbers stand for."""

    wide: str
    narrow: str
    marks: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    unplugged: bool


@dataclass(frozen=True)
class _Shape:
    name: str
    width: float
    left: float
    """Both in inches."""


_WIDE, _NARROW = _Shape("wide", 9.6, 0.62), _Shape("narrow", 4.1, 0.52)
_ROW, _PANELS = 0.17, (2.2, 1.35, 0.2)
_LABEL, _FOOT = 0.26, 0.42
"""Heights in inches: a row of marks, the three panels, the label above a panel, the time axis."""
_TOO_CLOSE = 0.07
_SYMBOLS = {"grant": "^", "refusal": "X", "lock": "s"}
_DOTS = {"live": ("o", PAINTS["dot"]), "late": ("o", "none"), "never": ("x", PAINTS["dot"])}


def chart_of(truth: Truth, timeline: Timeline | None, frames: Frames | None, anchor: str) -> Chart:
    """`anchor` keeps the ids of several charts in one page apart."""
    first, last = truth.at[0], truth.at[-1]
    marks = [mark for mark in (marks_of(timeline) if timeline else ()) if first <= mark.at <= last]
    dots = [
        dot for dot in (dots_of(timeline, frames.reported) if timeline and frames else ()) if first <= dot.at <= last
    ]
    spans = unplugged(timeline, last) if timeline else []

    def drawn(shape: _Shape) -> str:
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "arclock", "font.size": 9}):
            return inline(_figure(shape, truth, marks, dots, spans), f"{anchor}-{shape.name}-")

    return Chart(drawn(_WIDE), drawn(_NARROW), tuple(marks), tuple(dots), bool(spans))


def _figure(
    shape: _Shape,
    truth: Truth,
    marks: Sequence[Mark],
    dots: Sequence[Dot],
    spans: Sequence[tuple[float, float]],
) -> Figure:
    rows = _rows(marks, truth.at[-1] - truth.at[0])
    figure, axes = _panels(shape, (_ROW * (max(rows, default=0) + 1), *_PANELS))
    for ax in axes:
        _plain(ax)
    _draw_marks(axes, marks, rows)
    _draw_current(axes[1], truth, truth.arc, [(dot.at, dot.arc, dot.arrival) for dot in dots], "arc current, A")
    _draw_current(axes[2], truth, truth.mains, [(dot.at, dot.mains, dot.arrival) for dot in dots], "mains current, A")
    _draw_relay(axes[3], truth)
    for ax in axes[1:3]:
        for since, until in spans:
            ax.axvspan(since, until, facecolor=PAINTS["unplugged"], edgecolor="none", zorder=0)
    axes[3].set_xlabel("time, s", color=PAINTS["soft"])
    axes[3].set_xlim(truth.at[0], max(truth.at[-1], truth.at[0] + 1))
    return figure


def _panels(shape: _Shape, heights: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """The strip of marks, arc, mains and relay, one below the other on one time axis."""
    height = sum(heights) + 3 * _LABEL + _FOOT
    figure = Figure(figsize=(shape.width, height))
    left, width = shape.left / shape.width, 1 - (shape.left + 0.15) / shape.width
    axes: list[Axes] = []
    top = height
    for panel in heights:
        place = (left, (top - panel) / height, width, panel / height)
        axes.append(figure.add_axes(place, sharex=axes[0] if axes else None))
        top -= panel + _LABEL
    return figure, axes


def _rows(marks: Sequence[Mark], length: float) -> list[int]:
    """Which row each mark stands in: the lowest, or one higher than a neighbour too close to it."""
    rows: list[int] = []
    last = float("-inf")
    for mark in marks:
        rows.append((rows[-1] + 1) % 3 if mark.at - last < _TOO_CLOSE * length else 0)
        last = mark.at
    return rows


def _plain(ax: Axes) -> None:
    ax.patch.set_visible(False)
    ax.tick_params(colors=PAINTS["soft"], length=3)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(PAINTS["line"])


def _draw_marks(axes: Sequence[Axes], marks: Sequence[Mark], rows: Sequence[int]) -> None:
    """A symbol and its number in the strip on top, a thin line through the rest."""
    strip = axes[0]
    strip.set_axis_off()
    strip.set_ylim(0, max(rows, default=0) + 1)
    for mark, row in zip(marks, rows, strict=True):
        paint = PAINTS[mark.kind]
        strip.plot([mark.at], [row + 0.5], _SYMBOLS[mark.kind], color=paint, markersize=6, clip_on=False)
        strip.annotate(
            str(mark.number), (mark.at, row + 0.5), (5, 0), textcoords="offset points", color=paint, va="center"
        )
        for ax in axes[1:]:
            ax.axvline(mark.at, color=paint, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)


def _draw_current(
    ax: Axes, truth: Truth, line: Sequence[float], dots: Sequence[tuple[float, float | None, str]], label: str
) -> None:
    ax.plot(truth.at, line, color=PAINTS["truth"], linewidth=1.4, zorder=2)
    for arrival, (symbol, face) in _DOTS.items():
        points = [(at, value) for at, value, arrived in dots if arrived == arrival and value is not None]
        if points:
            ats, values = zip(*points, strict=True)
            edge = PAINTS["dot"]
            ax.plot(
                ats, values, symbol, markersize=4.5, markerfacecolor=face, markeredgecolor=edge, zorder=3, clip_on=False
            )
    ax.grid(axis="y", color=PAINTS["grid"], linewidth=0.6)
    ax.set_ylim(0, max(1.0, 1.12 * max([*line, *(value for _, value, _ in dots if value is not None)])))
    ax.tick_params(labelbottom=False)
    ax.set_title(label, loc="left", fontsize=9, pad=4, color=PAINTS["soft"])


def _draw_relay(ax: Axes, truth: Truth) -> None:
    ax.set_ylim(0, 1)
    ax.set_yticks([0.5], ["relay"])
    ax.spines["left"].set_visible(False)
    ax.broken_barh(
        [(since, until - since) for since, until in truth.closed_spans()], (0.1, 0.8), facecolors=PAINTS["relay"]
    )
