"""What comes between: at most one incident a machine and working day, drawn at the rates of `habit.toml`.

The rates are of the fleet, the habits of people: who has the habit does it as many times more often as such people are rare.
An incident takes the undisturbed day of a machine and gives it back changed; what it adds or changes in bad faith or by
mistake carries the label.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from protocol_spec.instant import S
from simulator.people.calendar import local_instant
from simulator.people.enterprise import composition
from simulator.people.habit import habits
from simulator.people.intent import Deed, Intent, Value
from simulator.people.label import Cheat, Label, Slip
from simulator.people.permit import permit_number
from simulator.people.roster import METRE
from simulator.people.scene import Scene

Day = list[Intent]
Change = Callable[[Scene, Day], Day]

_MILLION = 1_000_000


def happened(scene: Scene, undisturbed: Iterable[Intent]) -> Day:
    """The working day as it came."""
    day = list(undisturbed)
    if scene.site.enterprise.suspended:
        return _suspended(scene, day)
    if not scene.manned(scene.day):
        return _nobody_may(scene, day)
    point = scene.dice.below(_MILLION, "incident")
    for per_million, change in _chances(scene):
        if point < per_million:
            day = change(scene, day)
            break
        point -= per_million
    if scene.dice.chance(habits().rates.guardian_left, "guardian-left"):
        day.append(_guardian_leaves(scene))
    return day


def _chances(scene: Scene) -> list[tuple[int, Change]]:
    """What may happen to this crew today, and how likely: per million machine-days of crews like it."""
    rates, shares, crew = habits().rates, habits().shares, scene.machine.crew
    if not crew.regular.state(local_instant(scene.day)).fit:
        return [(_among(rates.lapsed, _lapsed_share()), _lapsed)]
    habit, with_apprentice = crew.regular.habit, composition().shares.apprentice
    found: list[tuple[int, Change]] = [
        (rates.no_permit, _scan_first(Slip.NO_PERMIT)),
        (rates.old_permit, _scan_first(Slip.OLD_PERMIT)),
        (rates.cover_repair, _cover_repair),
    ]
    if crew.apprentice:
        found.append((_among(rates.unlicensed, with_apprentice), _unlicensed))
    if crew.apprentice and habit.lender:
        found.append((_among(rates.lent_phone, with_apprentice, shares.lender), _lent_phone))
        found.append((_among(rates.lent_torch, with_apprentice, shares.lender), _lent_torch))
    if crew.apprentice and habit.remote:
        found.append((_among(rates.remote_scan, with_apprentice, shares.remote), _remote_scan))
    if habit.tinkerer:
        found.append((_among(rates.bypass, shares.tinkerer), _bypass))
        found.append((_among(rates.cover_left_open, shares.tinkerer), _cover_left_open))
    if scene.machine.number > 1:
        found.append((rates.qr_moved, _qr_moved))
    return found


def _among(rate: int, *shares: int) -> int:
    """The rate among those who are of the kind, so that over everybody it comes to `rate`."""
    for share in shares:
        rate = rate * _MILLION // share
    return rate


def _lapsed_share() -> int:
    welders = composition().welders
    return sum(weight for state, weight in welders.items() if not state.fit) * _MILLION // sum(welders.values())


def _suspended(scene: Scene, day: Day) -> Day:
    """Two scans, both refused; and home."""
    first = next(index for index, intent in enumerate(day) if intent.do is Deed.SCAN)
    scan = replace(day[first], label=Cheat.SUSPENDED)
    again = replace(scan, at=scan.at + scene.dice.between(120, 600, "again") * S)
    off = replace(again, at=again.at + 60 * S, do=Deed.SWITCH_OFF, values={}, label=None)
    leave = replace(off, at=off.at + 60 * S, do=Deed.LEAVE, values={"seconds": 0})
    return [*day[:first], scan, again, off, leave]


def _lapsed(scene: Scene, day: Day) -> Day:
    """The regular tries with a certificate that has run out, and is relieved by the second."""
    first, at = _before_first_scan(day)
    regular = scene.machine.crew.regular.worker
    values = {**day[first].values, "phone": regular}
    return [*day, replace(day[first], at=at, who=regular, values=values, label=Slip.LAPSED)]


def _nobody_may(scene: Scene, day: Day) -> Day:
    """Switched on, perhaps scanned, switched off: there is no second whose certificate holds."""
    first, at = _before_first_scan(day)
    off = replace(day[first], at=at + 300 * S, do=Deed.SWITCH_OFF, values={}, label=None)
    leave = replace(off, at=off.at + 60 * S, do=Deed.LEAVE, values={"seconds": 0})
    tries = scene.dice.chance(_among(habits().rates.lapsed, _lapsed_share()), "tries")
    tried = [replace(day[first], at=at, label=Slip.LAPSED)] if tries else []
    return [*day[:first], *tried, off, leave]


def _unlicensed(scene: Scene, day: Day) -> Day:
    first, at = _before_first_scan(day)
    apprentice = _apprentice(scene)
    values = {**day[first].values, "phone": apprentice}
    return [*day, replace(day[first], at=at, who=apprentice, values=values, label=Cheat.UNLICENSED)]


def _remote_scan(scene: Scene, day: Day) -> Day:
    """The apprentice switches on, the welder scans from somewhere else, and comes after all."""
    first, at = _before_first_scan(day)
    away = [scene.dice.between(1_000, 14_000, name) * METRE for name in ("away-north", "away-east")]
    values: dict[str, Value] = dict(day[first].values)
    values["latitude"] = int(values["latitude"]) + away[0]
    values["longitude"] = int(values["longitude"]) - away[1]
    far = replace(day[first], at=at, values=values, label=Cheat.REMOTE_SCAN)
    apprentice = _apprentice(scene)
    return [*(replace(one, who=apprentice) for one in day[:first]), *day[first:], far]


def _lent_phone(scene: Scene, day: Day) -> Day:
    """The welder is not there at all; the phone is."""
    regular, apprentice = scene.machine.crew.regular.worker, _apprentice(scene)
    return [
        replace(one, who=apprentice, label=Cheat.LENT_PHONE if one.do in (Deed.SCAN, Deed.WORK) else one.label)
        if one.who == regular
        else one
        for one in day
    ]


def _lent_torch(scene: Scene, day: Day) -> Day:
    """The welder scans, and the apprentice holds the torch for the first work and some of the others."""
    regular, apprentice = scene.machine.crew.regular.worker, _apprentice(scene)
    changed, count, lent = [], 0, False
    for one in day:
        if one.do is Deed.WORK and one.who == regular:
            lent, count = count == 0 or scene.dice.below(2, "lent-torch", count) == 1, count + 1
        if lent and one.who == regular and one.do is Deed.WORK:
            one = replace(one, who=apprentice, label=Cheat.LENT_TORCH)
        elif lent and one.who == regular and one.do is Deed.REST:
            one = replace(one, who=apprentice)
        changed.append(one)
    return changed


def _qr_moved(scene: Scene, day: Day) -> Day:
    """On this machine sticks the code of its neighbour: the scan unlocks that one, and this one does not work."""
    neighbour = scene.site.machines[scene.machine.number - 2].qr
    return [
        replace(one, values={**one.values, "qr": neighbour}, label=Cheat.QR_MOVED)
        if one.do is Deed.SCAN
        else replace(one, values={**one.values, "phone": ""}, label=Cheat.QR_MOVED)
        if one.do is Deed.WORK
        else one
        for one in day
    ]


def _bypass(scene: Scene, day: Day) -> Day:
    """In place of the first scan a wire under the cover; nobody scans after that, as long as the welder is there."""
    first, at = _before_first_scan(day)
    regular = day[first].who
    opened = replace(day[first], at=at, do=Deed.COVER_OPEN, values={"purpose": "shunt"}, label=Cheat.BYPASS)
    closed = replace(opened, at=day[first].at, do=Deed.COVER_CLOSE, values={})
    kept = [one for one in day if not (one.do is Deed.SCAN and one.who == regular)]
    worked = [
        replace(one, values={**one.values, "phone": ""}, label=Cheat.BYPASS)
        if one.do is Deed.WORK and one.who == regular
        else one
        for one in kept
    ]
    return [*worked, opened, closed]


def _cover_repair(scene: Scene, day: Day) -> Day:
    """Between switching on and the first scan: a locked machine is repaired, and closed again."""
    first, at = _before_first_scan(day)
    opened = replace(day[first], at=at, do=Deed.COVER_OPEN, values={"purpose": "repair"}, label=None)
    return [*day, opened, replace(opened, at=at + (day[first].at - at) // 2, do=Deed.COVER_CLOSE, values={})]


def _cover_left_open(scene: Scene, day: Day) -> Day:
    """Opened after the first work, closed when the welder goes."""
    rest = next((one for one in day if one.do is Deed.REST), day[_before_first_scan(day)[0]])
    leave = next(one for one in day if one.do is Deed.LEAVE)
    opened = replace(
        rest, at=rest.at + 20 * S, do=Deed.COVER_OPEN, values={"purpose": "curiosity"}, label=Cheat.COVER_LEFT_OPEN
    )
    return [*day, opened, replace(opened, at=leave.at - 30 * S, do=Deed.COVER_CLOSE, values={})]


def _scan_first(label: Label) -> Change:
    """A scan before the sound one, under no permit or the permit of yesterday."""

    def change(scene: Scene, day: Day) -> Day:
        first, at = _before_first_scan(day)
        permit = 0 if label is Slip.NO_PERMIT else permit_number(scene.site, scene.machine, scene.day - 1)
        early = replace(day[first], at=at, values={**day[first].values, "permit": permit}, label=label)
        return [*day, early]

    return change


def _guardian_leaves(scene: Scene) -> Intent:
    second = scene.dice.between(9 * 3600, 16 * 3600, "guardian-leaves")
    away = scene.dice.between(1_200, 5_400, "guardian-away")
    return scene.intent(second, scene.site.guardian, Deed.LEAVE, {"seconds": away}, Slip.GUARDIAN_LEFT)


def _before_first_scan(day: Day) -> tuple[int, int]:
    """The index of the first scan, and the instant half-way from what was before it; five minutes before, if nothing was."""
    first = next(index for index, intent in enumerate(day) if intent.do is Deed.SCAN)
    before = day[first - 1].at if first else day[first].at - 600 * S
    return first, (before + day[first].at) // 2 // S * S


def _apprentice(scene: Scene) -> str:
    apprentice = scene.machine.crew.apprentice
    assert apprentice is not None, "drawn for crews with an apprentice alone"
    return apprentice.worker
