"""What is marked in a chart: scans with what became of them, locks, and the time without a cable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from protocol_spec.codes import EndReason
from protocol_spec.reasons import Reason
from reports.frames import Reported
from reports.timeline import Entry, Timeline
from reports.words import Words, coded

Kind: TypeAlias = Literal["grant", "refusal", "lock"]
Arrival: TypeAlias = Literal["live", "late", "never"]
_ARRIVAL: dict[bool | None, Arrival] = {False: "live", True: "late", None: "never"}


@dataclass(frozen=True)
class Mark:
    number: int
    at: float
    kind: Kind
    words: Words


@dataclass(frozen=True)
class Dot:
    """Amperes as reported, None where not measured; whether the platform got it live, late or never."""

    at: float
    arc: float | None
    mains: float | None
    arrival: Arrival


def marks_of(timeline: Timeline) -> tuple[Mark, ...]:
    """Scans as decided, and locks as they happened."""
    entries = timeline.of("platform.decision", "terminal.locked")
    return tuple(_mark(number, entry) for number, entry in enumerate(entries, 1))


def unplugged(timeline: Timeline, end: float) -> list[tuple[float, float]]:
    """(from, to) of each stretch without a cable."""
    spans: list[tuple[float, float]] = []
    since: float | None = None
    for entry in timeline.of("world.unplug", "world.plug"):
        if entry.what == "unplug":
            since = entry.at if since is None else since
        elif since is not None:
            spans.append((since, entry.at))
            since = None
    return [*spans, (since, end)] if since is not None else spans


def dots_of(timeline: Timeline, reported: Mapping[int, Reported]) -> tuple[Dot, ...]:
    """What was reported, at the moment the terminal recorded it: the record's number joins the two."""
    stored = {_number(entry): bool(entry.facts.get("backfill")) for entry in reversed(timeline.of("platform.stored"))}
    dots = []
    for entry in timeline.of("terminal.record"):
        number = _number(entry)
        if (told := reported.get(number)) is not None:
            late = stored.get(number) if stored else told.backfill
            dots.append(Dot(entry.at, told.arc, told.mains, _ARRIVAL[late]))
    return tuple(dots)


def _number(entry: Entry) -> int:
    number = entry.facts.get("number")
    return number if isinstance(number, int) else -1


def _mark(number: int, entry: Entry) -> Mark:
    name = entry.facts.get("reason")
    if entry.what == "locked":
        reason = coded(EndReason, name)
        return Mark(number, entry.at, "lock", Words(f"锁机：{reason.zh}", f"lock: {reason.en}"))
    reason = coded(Reason, name)
    if entry.facts.get("granted"):
        return Mark(number, entry.at, "grant", Words(f"扫码：{reason.zh}", f"scan: {reason.en}"))
    return Mark(number, entry.at, "refusal", Words(f"扫码被拒：{reason.zh}", f"scan refused: {reason.en}"))
