"""When one machine is on during one working day, and when who works at it scans and welds.

All times are seconds after the local midnight at which the working day begins; a night shift ends beyond 86,400.

Three patterns: by the day (morning and afternoon, or one of them, and overtime), at night, and the visit of an occasional
machine. A spell is a stretch of time that begins with somebody taking up the machine; it is on from `on` to `off`, and stays
on after that if `stays_on`. Powering up locks, so a spell that is worked in has a scan: soon after, or late, when what is
to be welded is fitted up. That is why half of the scans after lunch come later than one o'clock, though the machines do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.people.calendar import DAY_SECONDS
from simulator.people.dice import Dice
from simulator.people.enterprise import MachineKind
from simulator.people.timetable import VisitTable, timetable

TIDY = 120
"""Seconds between the last arc and the switch."""
LATE = 3_600
"""A scan so long after switching on is a slip; before that, somebody fits up what is to be welded."""
NOON = 12 * 3600
_BEFORE_MIDNIGHT = DAY_SECONDS - 300
_SHORTEST = 60
_DINNER = (1_500, 2_400)
_MEAL = (1_800, 3_000)
_OVERLAP = 900


@dataclass(frozen=True)
class Spell:
    """`scan` is None where the machine is on and nobody welds."""

    on: int
    off: int
    scan: int | None
    night: bool = False
    stays_on: bool = False


@dataclass(frozen=True)
class Stretch:
    """A work without a long break. `scan`: when who takes it up scans again, since the rest before it was long."""

    start: int
    seconds: int
    scan: int | None = None


def spells_of(dice: Dice, kind: MachineKind, late_scanner: bool, two_welders: bool) -> tuple[Spell, ...]:
    """In order, at least one, none overlapping; at least one is worked in."""
    night = two_welders and at_night(dice)
    by_day = _visits(dice) if kind is MachineKind.OCCASIONAL else _day(dice, overtime=not night)
    found = [_scanned(dice, index, spell, late_scanner) for index, spell in enumerate(by_day)]
    if night:
        found = [replace(spell, stays_on=False) for spell in found if spell.off <= timetable().night.on[0][0]]
        found += _night(dice)
    return tuple(found)


def at_night(dice: Dice) -> bool:
    """Whether a machine with two welders is worked at night as well. Nothing else runs over into the next day."""
    return dice.chance(timetable().night.share, "night")


def stretches(dice: Dice, index: int, spell: Spell, kind: MachineKind) -> Iterator[Stretch]:
    """What is welded in the spell with this index, from shortly after the scan to shortly before the switch."""
    if spell.scan is None:
        return
    table = timetable().work
    lengths = table.visit_length if kind is MachineKind.OCCASIONAL else table.length
    start, scan, counter = spell.scan + dice.within(table.begins, "begins", index), None, index * 64
    while start + _SHORTEST <= spell.off - TIDY:
        seconds = min(dice.within(lengths, "work-length", counter), spell.off - TIDY - start)
        yield Stretch(start, seconds, scan)
        start, scan, counter = start + seconds, None, counter + 1
        if dice.chance(table.long_rest_share, "long-rest", counter):
            scan = start + dice.within(table.long_rest, "rest", counter)
            start = scan + dice.within(table.begins, "begins", counter)
        else:
            start += dice.within(table.rest, "rest", counter)


def _day(dice: Dice, overtime: bool) -> list[Spell]:
    table = timetable().day
    attends = list(table.attendance)[dice.weighted(list(table.attendance.values()), "attendance")]
    idle = dice.below(1_000_000, "idle") if attends == "both" else 1_000_000
    spells = []
    if attends != "afternoon":
        on, off = dice.within(table.morning_on, "morning-on"), dice.within(table.morning_off, "morning-off")
        spells.append(Spell(on, off, None if idle < table.morning_idle else 0))
    if attends != "morning":
        on, off = dice.within(table.afternoon_on, "afternoon-on"), dice.within(table.afternoon_off, "afternoon-off")
        spells.append(Spell(on, off, None if 0 <= idle - table.morning_idle < table.afternoon_idle else 0))
        spells = _over_lunch(dice, spells)
        if overtime and dice.chance(table.overtime, "overtime"):
            spells += _overtime(dice, spells.pop())
    return spells


def _over_lunch(dice: Dice, spells: list[Spell]) -> list[Spell]:
    table = timetable().day
    if len(spells) < 2:
        return spells
    morning, afternoon = spells
    lunch = dice.below(1_000_000, "lunch")
    if lunch < table.through_lunch and morning.scan is not None:
        return [replace(morning, off=afternoon.off)]
    return [replace(morning, stays_on=lunch < table.through_lunch + table.on_over_lunch), afternoon]


def _overtime(dice: Dice, afternoon: Spell) -> list[Spell]:
    """The machine stays on over dinner."""
    table = timetable().day
    on = afternoon.off + dice.between(*_DINNER, "dinner")
    until = max(on + _OVERLAP, dice.within(table.overtime_until, "overtime-until"))
    idle = dice.chance(table.overtime_idle, "overtime-idle")
    return [replace(afternoon, stays_on=True), Spell(on, until, None if idle else 0)]


def _night(dice: Dice) -> list[Spell]:
    table = timetable().night
    on, meal, off = (
        dice.within(rows, name)
        for rows, name in ((table.on, "n-on"), (table.rest_from, "n-rest"), (table.off, "n-off"))
    )
    back = meal + dice.between(*_MEAL, "n-meal")
    first = Spell(on, meal, on + dice.within(timetable().scan.prompt, "n-scan"), night=True, stays_on=True)
    return [first, Spell(back, off, back + dice.within(timetable().scan.prompt, "n-scan", 1), night=True)]


def _visits(dice: Dice) -> list[Spell]:
    table = timetable().visit
    start = dice.within(table.start, "visit")
    spells = [_visit(dice, table, start, 0)]
    if dice.chance(table.second, "second-visit"):
        again = spells[0].off + dice.within(table.again_after, "again-after")
        if again < table.start[-1][1]:
            spells.append(_visit(dice, table, again, 1))
    return spells


def _visit(dice: Dice, table: VisitTable, start: int, index: int) -> Spell:
    return Spell(start, min(start + dice.within(table.length, "visit-length", index), _BEFORE_MIDNIGHT), 0)


def _scanned(dice: Dice, index: int, spell: Spell, late_scanner: bool) -> Spell:
    if spell.scan is None:
        return spell
    table = timetable().scan
    share = table.late_in_the_morning if spell.on < NOON else table.late_in_the_afternoon
    share = table.late_share_of_late_scanners if late_scanner else share
    late = dice.chance(share, "late", index) and spell.off - spell.on > table.late[-1][1]
    delay = dice.within(table.late if late else table.prompt, "scan-delay", index)
    lunch, begins = timetable().day.afternoon_on[0][0], timetable().day.afternoon_begins
    return replace(spell, scan=delay + (begins if lunch <= spell.on < begins else spell.on))
