"""One verdict per test case, with the steps that led to it: `results.jsonl`."""

from dataclasses import dataclass
from pathlib import Path

from reports.fields import Fields, read_objects
from reports.words import CASE_VERDICTS, LEVELS, Words


@dataclass(frozen=True)
class Step:
    """`at` in seconds from the case's beginning; `ok` None where the step claims nothing; `frame` in hex."""

    at: float
    kind: str
    text: str
    ok: bool | None
    frame: str
    message: str


@dataclass(frozen=True)
class CaseResult:
    case: str
    clause: str
    level: str
    purpose: Words
    verdict: str
    reason: str
    seconds: float
    steps: tuple[Step, ...]


def read_results(folder: Path) -> tuple[CaseResult, ...]:
    return tuple(_result(fields) for fields in read_objects(folder / "results.jsonl"))


def _result(fields: Fields) -> CaseResult:
    return CaseResult(
        case=fields.text("case"),
        clause=fields.text("clause"),
        level=fields.choice("level", LEVELS),
        purpose=Words(fields.text("purpose_zh", ""), fields.text("purpose_en", "")),
        verdict=fields.choice("verdict", CASE_VERDICTS),
        reason=fields.text("reason", ""),
        seconds=fields.number("seconds", 0),
        steps=tuple(_step(step) for step in fields.objects("steps")),
    )


def _step(fields: Fields) -> Step:
    return Step(
        at=fields.number("at"),
        kind=fields.text("kind"),
        text=fields.text("text", ""),
        ok=fields.flag("ok"),
        frame=fields.text("frame", ""),
        message=fields.text("message", ""),
    )
