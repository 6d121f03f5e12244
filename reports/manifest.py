"""What was run, and what came of it, in one look: `manifest.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reports.fields import Fields, read_object
from reports.not_a_run import NotARun
from reports.words import STORIES, VERDICTS, Words

SCHEMA = 1


@dataclass(frozen=True)
class Outcome:
    """Each None where it was not recorded."""

    made: int | None
    held: int | None
    missing: int | None
    again: int | None
    relay_closed: bool | None


@dataclass(frozen=True)
class Manifest:
    """Texts are empty, and the rest None or empty, where nothing was recorded."""

    kind: str
    arclock: str
    python: str
    name: str
    title: Words
    command: str
    target: str
    line: str
    verdict: str | None
    story: str | None
    reason: str
    """Why the verdict is what it is."""
    findings: tuple[str, ...]
    outcome: Outcome | None
    tally: Mapping[str, int]
    seconds: float | None


def read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    if not path.is_file():
        raise NotARun(
            str(path), "there is no such file", "give the folder that a run left behind, such as runs/quickstart"
        )
    fields = read_object(path)
    if (schema := fields.count("schema", 0)) != SCHEMA:
        raise NotARun(str(path), f"schema is {schema}, this arclock reads {SCHEMA}", "use the arclock that wrote it")
    return Manifest(
        kind=fields.text("kind"),
        arclock=fields.text("arclock", ""),
        python=fields.text("python", ""),
        name=fields.text("name", ""),
        title=Words(fields.text("title_zh", ""), fields.text("title_en", "")),
        command=fields.text("command", ""),
        target=fields.text("target", ""),
        line=fields.text("line", ""),
        verdict=fields.choice("verdict", VERDICTS) if fields.has("verdict") else None,
        story=fields.choice("story", STORIES) if fields.has("story") else None,
        reason=fields.text("reason", ""),
        findings=fields.texts("findings"),
        outcome=_outcome(fields.inner("outcome")),
        tally=fields.counts("tally"),
        seconds=fields.number("seconds") if fields.has("seconds") else None,
    )


def _outcome(fields: Fields | None) -> Outcome | None:
    if fields is None:
        return None

    def recorded(key: str) -> int | None:
        return fields.count(key) if fields.has(key) else None

    return Outcome(
        made=recorded("records_made"),
        held=recorded("records_held"),
        missing=recorded("records_missing"),
        again=recorded("records_again"),
        relay_closed=fields.flag("relay_closed"),
    )
