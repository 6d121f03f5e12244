"""Days on which a rare thing happens wherever it can: the plans of a table in which everything else never does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest

from simulator.people import incident, scene
from simulator.people.day import plan_day
from simulator.people.habit import Rates, habits
from simulator.people.intent import Intent
from simulator.people.label import Cheat, Label, Slip
from simulator.people.roster import Machine, Site
from tests.simulator.people.day_profile import FIRST, SEED, sites

Found = list[tuple[Site, Machine, int, list[Intent]]]

RATES: dict[Label, tuple[str, int]] = {
    # per million over the fleet: so many that everybody who is of the kind does it
    Cheat.UNLICENSED: ("unlicensed", 300_000),
    Cheat.LENT_PHONE: ("lent_phone", 30_000),
    Cheat.LENT_TORCH: ("lent_torch", 30_000),
    Cheat.REMOTE_SCAN: ("remote_scan", 30_000),
    Cheat.QR_MOVED: ("qr_moved", 1_000_000),
    Cheat.BYPASS: ("bypass", 100_000),
    Cheat.COVER_LEFT_OPEN: ("cover_left_open", 100_000),
    Slip.LAPSED: ("lapsed", 15_000),
    Slip.NO_PERMIT: ("no_permit", 1_000_000),
    Slip.OLD_PERMIT: ("old_permit", 1_000_000),
    Slip.FORGOTTEN_ON: ("forgotten_on", 100_000),
    Slip.GUARDIAN_LEFT: ("guardian_left", 1_000_000),
}


@contextmanager
def raised(label: Label) -> Iterator[None]:
    """In here this happens wherever it can, and nothing else does."""
    never = Rates(**dict.fromkeys(vars(habits().rates), 0))
    name, rate = RATES[label]
    table = replace(habits(), rates=replace(never, **{name: rate}))
    with pytest.MonkeyPatch.context() as patched:
        for module in (incident, scene):
            patched.setattr(module, "habits", lambda: table)
        yield


@cache
def machine_days(label: Label) -> Found:
    """At least twenty machine-days with that label: site, machine, day, and the machine's intents of the day."""
    with raised(label):
        return _found(label)


def _found(label: Label) -> Found:
    found: Found = []
    for day, site in _site_days():
        plan = plan_day(SEED, site, day)
        for number in sorted({one.machine for one in plan if one.label is label}):
            machine = site.machines[number - 1]
            found.append((site, machine, day, [one for one in plan if one.machine == number]))
        if len(found) >= 20:
            return found
    raise AssertionError(f"{label} came {len(found)} times")


def _site_days() -> Iterator[tuple[int, Site]]:
    yield from ((day, site) for day in range(FIRST, FIRST + 5) for site in sites(2_000))
