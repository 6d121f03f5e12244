"""How a fleet's day looks in its plans: the share powered, and scans, hour by hour."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from simulator.draw import Draw
from simulator.people.activity import active_today
from simulator.people.calendar import DAY_SECONDS, day_number, local_instant, local_second
from simulator.people.day import plan_day
from simulator.people.intent import Deed, Intent
from simulator.people.roster import Site, site_of

SEED = 20260
FIRST = day_number(2026, 3, 9)
"""A Monday in spring."""
STEP = 300
SLOTS = DAY_SECONDS // STEP


@dataclass
class Profile:
    """`powered[k]`: machines on at 5 minutes × k, of `active` ones; `scans[h]`: in that hour; `labels`: of all intents."""

    active: int = 0
    machines: int = 0
    powered: Counter[int] = field(default_factory=Counter)
    scans: Counter[int] = field(default_factory=Counter)
    scan_seconds: list[int] = field(default_factory=list)
    labels: Counter[object] = field(default_factory=Counter)

    def add(self, site: Site, day: int, seed: int = SEED) -> None:
        active = [one for one in site.machines if active_today(Draw(seed, one.terminal), one.kind, day)]
        self.active += len(active)
        self.machines += len(site.machines)
        of_machine: dict[int, list[Intent]] = {}
        for intent in plan_day(seed, site, day):
            of_machine.setdefault(intent.machine, []).append(intent)
            self.labels[intent.label, intent.do] += 1
            if intent.do is Deed.SCAN:
                self.scan_seconds.append(local_second(intent.at))
        for intents in of_machine.values():
            for on, off in on_times(intents, day):
                self.powered.update(range(-(-on // STEP), -(-off // STEP)))

    def share(self, first: int, last: int) -> float:
        """Mean share of the active machines that is on between two seconds of the day."""
        slots = range(first // STEP, last // STEP)
        return sum(self.powered[slot] for slot in slots) / len(slots) / self.active

    def scans_an_hour(self, first: int, last: int) -> float:
        """Per 1,000 active machines."""
        count = sum(first <= second < last for second in self.scan_seconds)
        return count * 1000 / self.active / ((last - first) / 3600)


def on_times(intents: Iterable[Intent], day: int) -> Iterator[tuple[int, int]]:
    """From the intents of one machine: local seconds between which it is on."""
    switches = [intent for intent in intents if intent.do in (Deed.SWITCH_ON, Deed.SWITCH_OFF, Deed.SCAN)]
    on = 0 if switches and switches[0].do is not Deed.SWITCH_ON else None
    for intent in switches:
        second = (intent.at - local_instant(day)) // 1_000_000
        if intent.do is Deed.SWITCH_ON:
            on = second
        elif intent.do is Deed.SWITCH_OFF and on is not None:
            yield on, second
            on = None
    if on is not None:
        yield on, DAY_SECONDS


@cache
def sites(count: int) -> tuple[Site, ...]:
    return tuple(site_of(SEED, number, FIRST) for number in range(1, count + 1))


@cache
def week(count: int = 6_500, days: int = 5) -> Profile:
    """The working days of one week at that many sites: some ten thousand active machine-days."""
    profile = Profile()
    for site in sites(count):
        for day in range(FIRST, FIRST + days):
            profile.add(site, day)
    return profile
