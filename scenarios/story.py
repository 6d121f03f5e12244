"""A story as data: steps on a time line, what is expected in order, what must never be, and the outcome."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from protocol_spec.instant import Instant, S

ACTIONS = ("scan", "lock", "trigger", "cover", "gas", "temperature", "shunt", "unplug", "plug")
_TOP = {"schema", "zh", "en", "start", "ends", "terminal", "platform", "step", "expect", "never", "outcome"}
_TERMINAL = {"terminal", "profile", "seed"}
_PLATFORM = {"heartbeat", "status_idle", "status_welding", "ack_timeout", "idle_limit"}
_OUTCOME = {"relay_closed", "records_missing"}
_STEP = {"at", "do", "worker", "permit", "value"}


class StoryError(Exception):
    """A scenario file that cannot be used; says which file and which key."""


@dataclass(frozen=True)
class Step:
    """`at` in microseconds from the start."""

    at: int
    do: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Expectation:
    """One entry of the timeline: `what` as `who.what`, some of its facts, within seconds of the one before."""

    what: str
    facts: Mapping[str, Any]
    within: float | None = None
    before: "Expectation | None" = None

    def meets(self, entry: Mapping[str, Any]) -> bool:
        return f"{entry['who']}.{entry['what']}" == self.what and all(
            entry.get(name) == value for name, value in self.facts.items()
        )

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.what}({facts})" if facts else self.what


@dataclass(frozen=True)
class Story:
    name: str
    zh: str
    en: str
    start: Instant
    ends: int
    terminal: Mapping[str, Any]
    platform: Mapping[str, int]
    steps: tuple[Step, ...]
    expected: tuple[Expectation, ...]
    never: tuple[Expectation, ...]
    outcome: Mapping[str, Any] = field(default_factory=dict)


def story_names() -> list[str]:
    library = files("scenarios").joinpath("library")
    return sorted(entry.name.removesuffix(".toml") for entry in library.iterdir() if entry.name.endswith(".toml"))


def load_story(name: str) -> Story:
    """A story of the library by name, or any file by path.

    Raises:
        StoryError: no such story, not TOML, an unknown or missing key.
    """
    if name in story_names():
        text = files("scenarios").joinpath("library", f"{name}.toml").read_text(encoding="utf-8")
        return parse_story(name, f"scenarios/library/{name}.toml", text)
    path = Path(name)
    if not path.is_file():
        raise StoryError(f"no scenario {name!r}: not a file, and the library has {', '.join(story_names())}")
    return parse_story(path.stem, name, path.read_text(encoding="utf-8"))


def parse_story(name: str, where: str, text: str) -> Story:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{where}: not TOML: {error}") from None
    if table.get("schema") != 1:
        raise StoryError(f"{where}: schema must be 1")
    _check_keys(where, table, _TOP, required={"zh", "en", "start", "ends", "terminal", "step", "expect"})
    _check_keys(f"{where} [terminal]", table["terminal"], _TERMINAL, required=_TERMINAL)
    _check_keys(f"{where} [platform]", table.get("platform", {}), _PLATFORM)
    _check_keys(f"{where} [outcome]", table.get("outcome", {}), _OUTCOME)
    if not isinstance(table["start"], datetime) or table["start"].tzinfo is None:
        raise StoryError(f"{where}: start must be a date and time with an offset, such as 2026-03-02T07:30:00+08:00")
    return Story(
        name=name,
        zh=table["zh"],
        en=table["en"],
        start=round(table["start"].timestamp()) * S,
        ends=round(table["ends"] * S),
        terminal=table["terminal"],
        platform=table.get("platform", {}),
        steps=tuple(_step(f"{where} [[step]] {n}", entry) for n, entry in enumerate(table["step"], 1)),
        expected=tuple(_expectation(f"{where} [[expect]] {n}", entry) for n, entry in enumerate(table["expect"], 1)),
        never=tuple(_expectation(f"{where} [[never]] {n}", entry) for n, entry in enumerate(table.get("never", []), 1)),
        outcome=table.get("outcome", {}),
    )


def _step(where: str, entry: dict[str, Any]) -> Step:
    _check_keys(where, entry, _STEP, required={"at", "do"})
    if entry["do"] not in ACTIONS:
        raise StoryError(f"{where}: {entry['do']!r} is no action; there are: {', '.join(ACTIONS)}")
    if entry["do"] == "scan" and "worker" not in entry:
        raise StoryError(f"{where}: a scan needs a worker")
    values = {name: value for name, value in entry.items() if name not in ("at", "do")}
    return Step(round(entry["at"] * S), entry["do"], values)


def _expectation(where: str, entry: dict[str, Any]) -> Expectation:
    entry = dict(entry)
    if "what" not in entry or entry["what"].count(".") != 1:
        raise StoryError(f"{where}: needs what = 'who.what', such as 'terminal.relay'")
    before = entry.pop("before", None)
    return Expectation(
        what=entry.pop("what"),
        within=entry.pop("within", None),
        before=_expectation(f"{where} before", before) if before else None,
        facts=entry,
    )


def _check_keys(where: str, table: dict[str, Any], known: set[str], required: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    if unknown := sorted(table.keys() - known):
        raise StoryError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
    if missing := sorted(required - table.keys()):
        raise StoryError(f"{where}: missing key {missing[0]!r}")
