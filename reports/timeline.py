"""Who did what and when: `timeline.jsonl`, as a story with its routine counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.fields import Fields, read_objects
from reports.telling import Facts, Said, tell
from reports.words import LANES, WHO, Words, said

ONE_BURST = 2.0
"""Seconds between two backfilled records that still belong together."""
_LANES = {name: place for place, name in enumerate(LANES)}


@dataclass(frozen=True)
class Entry:
    """`at` in seconds from the run's beginning."""

    at: float
    who: str
    what: str
    facts: Facts

    def said(self) -> Said | None:
        return tell(self.who, self.what, self.facts)


@dataclass(frozen=True)
class Moment:
    """A line of the story. `lane`: people, platform or terminal."""

    at: float
    lane: str
    who: Words
    said: Said


@dataclass(frozen=True)
class Routine:
    who: Words
    what: Words
    count: int
    first: float
    last: float


@dataclass(frozen=True)
class Timeline:
    """Each entry is a moment or counted in the routine; a burst of backfill is told besides."""

    entries: tuple[Entry, ...]
    moments: tuple[Moment, ...]
    routine: tuple[Routine, ...]

    def of(self, *whats: str) -> list[Entry]:
        """Entries by `who.what`."""
        return [entry for entry in self.entries if f"{entry.who}.{entry.what}" in whats]

    @property
    def rows(self) -> list[list[Moment]]:
        """Moments that stand beside each other: of one time, each in a lane right of the one before."""
        rows: list[list[Moment]] = []
        for moment in self.moments:
            before = rows[-1][-1] if rows else None
            if before is not None and before.at == moment.at and _LANES[before.lane] < _LANES[moment.lane]:
                rows[-1].append(moment)
            else:
                rows.append([moment])
        return rows

    @property
    def routine_count(self) -> int:
        return sum(routine.count for routine in self.routine)


def read_timeline(folder: Path) -> Timeline | None:
    """None where nothing was recorded."""
    entries = tuple(_entry(line) for line in read_objects(folder / "timeline.jsonl"))
    return Timeline(entries, _moments(entries), _routine(entries)) if entries else None


def _entry(line: Fields) -> Entry:
    facts = {name: value for name, value in line.values.items() if name not in ("at", "who", "what")}
    return Entry(line.number("at"), line.text("who"), line.text("what"), facts)


def _moments(entries: Sequence[Entry]) -> tuple[Moment, ...]:
    bursts = {burst[0]: burst for burst in _bursts(entries)}
    moments: list[Moment] = []
    for index, entry in enumerate(entries):
        if index in bursts:
            moments.append(_told_burst([entries[n] for n in bursts[index]]))
        if (told := entry.said()) is not None:
            moments.append(Moment(entry.at, _lane(entry.who), said(WHO, entry.who), told))
    return tuple(moments)


def _bursts(entries: Sequence[Entry]) -> list[list[int]]:
    """Indices of the records that came late, together."""
    bursts: list[list[int]] = []
    for index, entry in enumerate(entries):
        if (entry.who, entry.what) != ("platform", "stored") or not entry.facts.get("backfill"):
            continue
        if bursts and entry.at - entries[bursts[-1][-1]].at <= ONE_BURST:
            bursts[-1].append(index)
        else:
            bursts.append([index])
    return bursts


def _told_burst(burst: Sequence[Entry]) -> Moment:
    numbers = sorted(number for entry in burst if isinstance(number := entry.facts.get("number"), int))
    span = f"№ {numbers[0]} – {numbers[-1]}" if numbers else "№ ?"
    told = Said(f"补传记录入库 {len(burst)} 条（{span}）", f"{len(burst)} backfilled records stored ({span})", "good")
    return Moment(burst[0].at, "platform", WHO["platform"], told)


def _routine(entries: Sequence[Entry]) -> tuple[Routine, ...]:
    kinds: dict[tuple[str, str, str, bool], list[float]] = {}
    for entry in entries:
        if entry.said() is None:
            kind, late = str(entry.facts.get("kind", "")), bool(entry.facts.get("backfill"))
            kinds.setdefault((entry.who, entry.what, kind, late), []).append(entry.at)
    return tuple(
        Routine(said(WHO, who), _routine_words(what, kind, late), len(ats), min(ats), max(ats))
        for (who, what, kind, late), ats in kinds.items()
    )


def _routine_words(what: str, kind: str, late: bool) -> Words:
    zh, en = ("（补传）", " (backfilled)") if late else ("", "")
    known = {
        "record": Words(f"生成记录 {kind}", f"record made, {kind}"),
        "stored": Words(f"记录入库 {kind}{zh}", f"record stored, {kind}{en}"),
        "watermark": Words("入库水位推进", "watermark moved"),
        "command": Words("指令执行成功", "command carried out"),
    }
    return known.get(what, Words(what, what))


def _lane(who: str) -> str:
    return who if who in ("platform", "terminal") else "people"
