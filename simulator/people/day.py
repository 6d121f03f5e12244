"""What people mean to do on one day at one site: a pure function of (seed, site, day).

A working day belongs to the local day on which it begins; a night shift, and a machine that was left on, run over into the
next. The plan of a local day is what falls into it: the end of yesterday's working day and the beginning of today's. So the
plans of consecutive days, one after the other, are one story, in which every machine is switched on and off in turn, and
no plan has to know any but the day before and the day after.

What people mean is not what happens. A scan may be refused, a machine may have locked itself during a rest. Whoever plays
the plan follows one rule: a WORK at a locked machine begins with a scan, `scan_before(work, site)`, and is given up where
that is None or is refused.
"""

from collections.abc import Iterator
from dataclasses import replace

from simulator.people.calendar import DAY_SECONDS, local_instant
from simulator.people.incident import happened
from simulator.people.intent import Deed, Intent
from simulator.people.label import Slip
from simulator.people.roster import Machine, Site
from simulator.people.scene import Hand, Scene
from simulator.people.shift import LATE, Spell, at_night, spells_of, stretches

_WALK = 90
_FOUND_FROM = 8 * 3600 + 1800
_FOUND_STEP = 30


def plan_day(seed: int, site: Site, day: int) -> tuple[Intent, ...]:
    """Intents of a local day (`calendar.day_number`), in the order of time."""
    begins, ends = local_instant(day), local_instant(day + 1)
    found: list[Intent] = []
    for machine in site.machines:
        if _runs_over(Scene(seed, site, machine, day - 1)):
            found += (one for one in working_day_of(seed, site, machine, day - 1) if one.at >= begins)
        found += (one for one in working_day_of(seed, site, machine, day) if one.at < ends)
    return tuple(sorted(found, key=lambda intent: intent.at))


def _runs_over(scene: Scene) -> bool:
    """Whether the working day may end in the next local day. It is asked so that most days need not be gone through twice."""
    if not scene.active(scene.day):
        return False
    return scene.left_on(scene.day) or (scene.two_welders and at_night(scene.dice))


def working_day_of(seed: int, site: Site, machine: Machine, day: int) -> list[Intent]:
    """One machine's working day, to the end of its night shift; empty where it is not used."""
    scene = Scene(seed, site, machine, day)
    if not scene.active(day):
        return []
    done = sorted(happened(scene, _undisturbed(scene)), key=lambda intent: intent.at)
    return done + _found_on(scene)


def scan_before(work: Intent, site: Site) -> Intent | None:
    """The scan that a worker makes who finds the machine locked; None where the worker does not scan."""
    if not work.values["phone"]:
        return None
    scanned = {key: work.values[key] for key in ("phone", "permit", "latitude", "longitude")}
    return replace(work, do=Deed.SCAN, values={**scanned, "qr": site.machines[work.machine - 1].qr})


def _undisturbed(scene: Scene) -> Iterator[Intent]:
    """The working day as it is when nothing comes between."""
    crew, kind, mobile = scene.machine.crew, scene.machine.kind, scene.site.enterprise.mobile
    spells = spells_of(scene.dice, kind, crew.regular.habit.late_scanner, scene.two_welders)
    forgotten, on = scene.left_on(scene.day), scene.left_on(scene.day - 1)
    place: tuple[int, int] | None = None
    works = 0
    for index, spell in enumerate(spells):
        last = index + 1 == len(spells)
        who = crew.second if spell.night and crew.second else scene.welder
        if place is None or not on:
            arrived, place = place, scene.place(spell.on)
            if mobile and place != arrived:
                yield scene.intent(
                    spell.on - _WALK, who, Deed.MOVE_MACHINE, {"latitude": place[0], "longitude": place[1]}
                )
        if not on:
            yield scene.intent(spell.on, who, Deed.SWITCH_ON)
        for intent in _welding(scene, index, spell, Hand(who, place, spell.night), works):
            works += intent.do is Deed.WORK
            yield intent
        on = spell.stays_on or (last and forgotten)
        if not on:
            yield scene.intent(spell.off, who, Deed.SWITCH_OFF)
        if last or spells[index + 1].night != spell.night:
            label = Slip.FORGOTTEN_ON if last and forgotten else None
            yield scene.intent(spell.off + _WALK, who, Deed.LEAVE, {"seconds": 0}, label)


def _welding(scene: Scene, index: int, spell: Spell, by: Hand, works: int) -> Iterator[Intent]:
    if spell.scan is None:
        return
    late_scanner = scene.machine.crew.regular.habit.late_scanner
    late = Slip.LATE_SCAN if late_scanner and spell.scan - spell.on > LATE else None
    yield scene.scan(spell.scan, by, index * 64, late)
    for count, stretch in enumerate(stretches(scene.dice, index, spell, scene.machine.kind)):
        if stretch.scan is not None:
            yield scene.scan(stretch.scan, by, index * 64 + count)
        yield scene.work(stretch.start, stretch.seconds, by, works + count)
        yield scene.intent(stretch.start + stretch.seconds, by.who, Deed.REST)


def _found_on(scene: Scene) -> list[Intent]:
    """A machine that was left on and is not used the next day: the foreman finds it, on the round, in the order of numbers."""
    if not scene.left_on(scene.day) or scene.active(scene.day + 1):
        return []
    second = DAY_SECONDS + _FOUND_FROM + scene.machine.number * _FOUND_STEP
    return [scene.intent(second, scene.site.foreman, Deed.SWITCH_OFF, label=Slip.FOUND_ON)]
