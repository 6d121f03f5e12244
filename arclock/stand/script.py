"""Steps with times, as data: what a person would type, and what has to come of it. So a script can be a check.

A step is due at `at` seconds from the start, or `after` so many since the step before it was done (nought, where neither
stands). It either does something (`do`, with the verb's values by name) or expects something: a happening named `expect` with
these facts among all since something was last done, or it waits for one, `within` seconds at most.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arclock.console import pick
from arclock.stand.happening import Happening
from arclock.stand.verbs import Command, CommandError, command, parse

WITHIN = 10.0
_TOP = {"schema", "zh", "en", "step"}
_FRAME = "frame"
HAPPENINGS = (
    "login", "refused", "session-lost", "relay", "unlocked", "locked", "command", "arc-on", "arc-off", "record", "permit",
    "restart", "off", "discarded", "frame", "state", "scan", "fault", "cheat", "quality",
)  # fmt: skip
"""What may be expected. Facts of a frame are looked for in its body too."""


class ScriptError(Exception):
    """A script that cannot be played; says which file, which line and which key."""


@dataclass(frozen=True)
class Expectation:
    what: str
    facts: Mapping[str, Any]
    within: float = WITHIN

    def met_by(self, happening: Happening) -> bool:
        if happening["what"] != self.what:
            return False
        known = {**(happening.get("body") or {}), **happening} if self.what == _FRAME else happening
        return all(known.get(name) == value for name, value in self.facts.items())

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.what}({facts})" if facts else self.what


@dataclass(frozen=True)
class Step:
    """`at` counts from the start, `after` from the step before; seconds. `line` is where it stands in the file."""

    line: int
    deed: Command | Expectation
    at: float | None = None
    after: float = 0.0


@dataclass(frozen=True)
class Script:
    where: str
    zh: str
    en: str
    steps: tuple[Step, ...]


def load_script(path: Path) -> Script:
    """
    Raises:
        ScriptError: not there, not TOML, an unknown or missing key, a step that is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ScriptError(f"{path}: {why}") from None
    return parse_script(str(path), text)


def parse_script(where: str, text: str) -> Script:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{where}: {pick('not TOML', '不是 TOML')}: {error}") from None
    if table.get("schema") != 1:
        raise ScriptError(f"{where}: {pick('schema must be 1', 'schema 必须为 1')}")
    if unknown := sorted(table.keys() - _TOP):
        raise ScriptError(f"{where}: {_unknown(unknown[0], sorted(_TOP))}")
    entries = table.get("step")
    if not isinstance(entries, list) or not entries:
        raise ScriptError(f"{where}: {pick('no [[step]]', '没有 [[step]]')}")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.split("#")[0].strip() == "[[step]]"]
    lines += [0] * (len(entries) - len(lines))
    steps = [_step(where, line, entry) for line, entry in zip(lines, entries, strict=False)]
    _in_order(where, steps)
    return Script(where, str(table.get("zh", "")), str(table.get("en", "")), tuple(steps))


def _step(where: str, line: int, entry: dict[str, Any]) -> Step:
    place = f"{where}, {pick(f'line {line}', f'第 {line} 行')}"
    entry = dict(entry)
    if ("do" in entry) == ("expect" in entry):
        raise ScriptError(f"{place}: {pick('a step has either do or expect', '每步须有且仅有 do 或 expect')}")
    if "at" in entry and "after" in entry:
        raise ScriptError(f"{place}: {pick('give at or after, not both', 'at 与 after 只能给一个')}")
    at, after = (_seconds(place, entry, name) for name in ("at", "after"))
    deed = _command(place, entry) if "do" in entry else _expectation(place, entry)
    return Step(line, deed, at, after or 0.0)


def _command(place: str, entry: dict[str, Any]) -> Command:
    said = str(entry.pop("do"))
    try:
        if " " in said.strip():
            if entry:
                raise CommandError(_unknown(next(iter(entry)), ["at", "after", "do"]))
            return parse(said)
        return command(said, entry)
    except CommandError as error:
        raise ScriptError(f"{place}: {error}") from None


def _expectation(place: str, entry: dict[str, Any]) -> Expectation:
    what, within = str(entry.pop("expect")), _seconds(place, entry, "within")
    if what not in HAPPENINGS:
        raise ScriptError(f"{place}: expect: {_unknown(what, HAPPENINGS)}")
    return Expectation(what, entry, WITHIN if within is None else within)


def _seconds(place: str, entry: dict[str, Any], name: str) -> float | None:
    value = entry.pop(name, None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ScriptError(f"{place}: {name}: {pick('seconds, not below 0', '须为不小于 0 的秒数')}")
    return float(value)


def _in_order(where: str, steps: list[Step]) -> None:
    last = 0.0
    for step in steps:
        if step.at is not None:
            if step.at < last:
                said = pick(f"at = {step.at} is before a step above it", f"at = {step.at} 早于前面的步骤")
                raise ScriptError(f"{where}, {pick(f'line {step.line}', f'第 {step.line} 行')}: {said}")
            last = step.at


def _unknown(name: str, known: Any) -> str:
    return pick(f"unknown {name!r}; there are: ", f"未知 {name!r}，可用：") + ", ".join(known)
