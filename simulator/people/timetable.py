"""The numbers of `shifts.toml`: when machines are on, and when who works at them scans and welds."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from simulator.people.table import Band, bands, build, clock, clock_bands, only, read_table

Bands = tuple[Band, ...]


@dataclass(frozen=True)
class DayTable:
    """Workshop and heavy machines. Bands in seconds after local midnight, shares per million."""

    attendance: dict[str, int]
    morning_on: Bands
    morning_off: Bands
    afternoon_on: Bands
    afternoon_begins: int
    afternoon_off: Bands
    overtime_until: Bands
    through_lunch: int
    on_over_lunch: int
    overtime: int
    overtime_idle: int
    morning_idle: int
    afternoon_idle: int


@dataclass(frozen=True)
class NightTable:
    share: int
    on: Bands
    rest_from: Bands
    off: Bands


@dataclass(frozen=True)
class VisitTable:
    start: Bands
    length: Bands
    second: int
    again_after: Bands


@dataclass(frozen=True)
class ScanTable:
    late_in_the_morning: int
    late_in_the_afternoon: int
    late_share_of_late_scanners: int
    prompt: Bands
    late: Bands


@dataclass(frozen=True)
class WorkTable:
    """Seconds."""

    length: Bands
    visit_length: Bands
    rest: Bands
    long_rest: Bands
    long_rest_share: int
    begins: Bands


@dataclass(frozen=True)
class Timetable:
    day: DayTable
    night: NightTable
    visit: VisitTable
    scan: ScanTable
    work: WorkTable


@cache
def timetable() -> Timetable:
    table = read_table("shifts.toml")
    only(table, {"day", "night", "visit", "scan", "work"}, "shifts.toml")
    attendance = table["day"].pop("attendance", {})
    only(attendance, {"both", "morning", "afternoon"}, "shifts.toml [day] attendance")
    return Timetable(
        build(DayTable, _timed("day", table) | {"attendance": attendance}, "shifts.toml [day]"),
        build(NightTable, _timed("night", table), "shifts.toml [night]"),
        build(VisitTable, _timed("visit", table), "shifts.toml [visit]"),
        build(ScanTable, _timed("scan", table), "shifts.toml [scan]"),
        build(WorkTable, _timed("work", table), "shifts.toml [work]"),
    )


def _timed(section: str, table: dict[str, Any]) -> dict[str, Any]:
    """Lists become bands: of times of day where they are written as such."""
    where = f"shifts.toml [{section}]"
    found: dict[str, Any] = {}
    for key, value in table[section].items():
        if isinstance(value, str):
            found[key] = clock(value, f"{where} {key}")
        elif not isinstance(value, list):
            found[key] = value
        elif isinstance(value[0][0], str):
            found[key] = clock_bands(value, f"{where} {key}")
        else:
            found[key] = bands(value, f"{where} {key}")
    return found
