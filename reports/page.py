"""From a run folder to one page that needs nothing else, on any machine, years later."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.plot import Chart, chart_of
from reports.run import Run, read_run
from reports.summary import Summary, summary_of
from reports.verdicts import Verdicts, message_words, verdicts_of
from reports.words import CASE_VERDICTS, GLYPHS, IMPORT_LEVELS, LANES, STEP_KINDS, said

OPEN_ROWS = 40
"""Of a story; what comes after is folded away."""


@dataclass(frozen=True)
class Section:
    """A run as the templates see it. `anchor` begins the ids of everything in it."""

    anchor: str
    run: Run
    summary: Summary
    chart: Chart | None
    verdicts: Verdicts | None


def render(run: Path, out: Path | None = None) -> Path:
    """Write the page of a run folder to `out`, by default `<run>/index.html`, and return where it is.

    Equal folders give equal bytes.

    Raises:
        NotARun: no run folder, or a part of it is damaged; says which file and what to do.
    """
    text = page_of(read_run(run))
    page = out or run / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return page


def page_of(run: Run) -> str:
    top = _section(run, "run")
    parts = [_section(part, f"part-{number}") for number, part in enumerate(run.parts, 1)]
    return _templates().get_template("page.html.j2").render(top=top, parts=parts)


def _section(run: Run, anchor: str) -> Section:
    return Section(
        anchor=anchor,
        run=run,
        summary=summary_of(run),
        chart=chart_of(run.truth, run.timeline, run.frames, anchor) if run.truth else None,
        verdicts=verdicts_of(run.manifest, run.results, anchor) if run.results else None,
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"svg": Markup, "message": message_words, "seconds": _seconds}
    environment.globals |= {
        "said": said,
        "LANES": LANES,
        "OPEN_ROWS": OPEN_ROWS,
        "STEP_KINDS": STEP_KINDS,
        "IMPORT_LEVELS": IMPORT_LEVELS,
        "CASE_VERDICTS": CASE_VERDICTS,
        "GLYPHS": GLYPHS,
    }
    return environment


def _seconds(at: float) -> str:
    return f"{at:.2f} s"
