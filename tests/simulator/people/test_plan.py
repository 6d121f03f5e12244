"""What holds for every plan, whatever the seed, the site and the day."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.instant import S
from reference_platform.decision import MAX_DISTANCE_M, distance_m
from simulator.people.calendar import DAY_SECONDS, day_number, local_day, local_instant
from simulator.people.day import plan_day, scan_before, working_day_of
from simulator.people.intent import Deed, Intent
from simulator.people.label import Cheat, Slip
from simulator.people.roster import Site, machine_of, site_of
from tests.simulator.people.day_profile import FIRST, SEED, on_times, sites
from tests.simulator.people.raised import machine_days, raised

SEEDS = st.integers(0, 2**64 - 1)
NUMBERS = st.integers(1, 100_000)
DAYS = st.integers(day_number(2025, 1, 1), day_number(2027, 12, 31))
FEW = settings(derandomize=True, deadline=None, max_examples=60)


def busy(seed: int, number: int, day: int) -> Site:
    return site_of(seed, number, day, machines=25)


def long_story(seed: int, number: int, days: int, start: int = FIRST) -> tuple[Site, list[Intent]]:
    site = busy(seed, number, start)
    return site, [intent for day in range(start, start + days) for intent in plan_day(seed, site, day)]


def of_machines(plan: list[Intent]) -> dict[int, list[Intent]]:
    found: dict[int, list[Intent]] = defaultdict(list)
    for intent in plan:
        found[intent.machine].append(intent)
    return found


@FEW
@given(SEEDS, NUMBERS, DAYS)
def test_a_plan_is_sorted_and_of_its_day(seed: int, number: int, day: int) -> None:
    plan = plan_day(seed, busy(seed, number, day), day)
    assert list(plan) == sorted(plan, key=lambda intent: intent.at)
    assert all(local_day(intent.at) == day for intent in plan)


@FEW
@given(SEEDS, NUMBERS, DAYS)
def test_a_plan_has_all_that_runs_over_from_the_day_before(seed: int, number: int, day: int) -> None:
    site = busy(seed, number, day)
    both = [
        one for machine in site.machines for past in (day - 1, day) for one in working_day_of(seed, site, machine, past)
    ]
    of_the_day = [one for one in both if local_day(one.at) == day]
    assert plan_day(seed, site, day) == tuple(sorted(of_the_day, key=lambda intent: intent.at))


@FEW
@given(SEEDS, NUMBERS, DAYS)
def test_same_seed_same_plan(seed: int, number: int, day: int) -> None:
    assert plan_day(seed, busy(seed, number, day), day) == plan_day(seed, busy(seed, number, day), day)


def test_another_seed_is_another_plan() -> None:
    assert plan_day(1, busy(1, 1, FIRST), FIRST) != plan_day(2, busy(2, 1, FIRST), FIRST)


@FEW
@given(SEEDS, NUMBERS, DAYS)
def test_another_machine_changes_nobody_else_s_plan(seed: int, number: int, day: int) -> None:
    site = busy(seed, number, day)
    place = site.latitude, site.longitude
    added = machine_of(seed, number, 26, place, site.enterprise, site.team, local_instant(day))
    grown = replace(site, machines=(*site.machines, added))
    assert tuple(one for one in plan_day(seed, grown, day) if one.machine != 26) == plan_day(seed, site, day)
    shrunk = replace(site, machines=site.machines[:10])
    assert plan_day(seed, shrunk, day) == tuple(one for one in plan_day(seed, site, day) if one.machine <= 10)


@settings(derandomize=True, deadline=None, max_examples=12)
@given(SEEDS, NUMBERS)
def test_plans_of_consecutive_days_are_one_story(seed: int, number: int) -> None:
    """Every machine is switched on and off in turn, and scanned and welded with while it is on."""
    _site, story = long_story(seed, number, 40)
    for intents in of_machines(story).values():
        on: bool | None = None
        for intent in intents:
            if intent.do in (Deed.SWITCH_ON, Deed.SWITCH_OFF):
                assert on is not (intent.do is Deed.SWITCH_ON), intent
                on = intent.do is Deed.SWITCH_ON
            elif intent.do in (Deed.SCAN, Deed.WORK, Deed.COVER_OPEN):
                assert on is not False or intent.label is Cheat.COVER_LEFT_OPEN, intent


def test_the_story_goes_on_when_certificates_run_out() -> None:
    """Two years without a renewal: whoever may no longer weld does not, and no machine stays on for it."""
    site, story = long_story(11, 3, 730)
    for intents in of_machines(story).values():
        switches = [intent.do for intent in intents if intent.do in (Deed.SWITCH_ON, Deed.SWITCH_OFF)]
        assert all(first is not second for first, second in pairwise(switches))
    certified = {one.worker: one for one in site.people if one.certificate is not None}
    for intent in story:
        if intent.do is Deed.SCAN and intent.label is None:
            assert certified[intent.who].state(local_instant(local_day(intent.at))).fit, intent


@settings(derandomize=True, deadline=None, max_examples=12)
@given(SEEDS, NUMBERS)
def test_work_lies_within_a_shift_and_ends_with_a_rest(seed: int, number: int) -> None:
    _site, story = long_story(seed, number, 10)
    for intents in of_machines(story).values():
        ordered = [intent for intent in intents if intent.do is not Deed.LEAVE]
        for index, intent in enumerate(ordered):
            if intent.do is not Deed.WORK:
                continue
            ends = intent.at + int(intent.values["seconds"]) * S
            followed = [one for one in ordered[index + 1 :] if one.at <= ends]
            if not followed and ends >= story[-1].at:
                continue  # the story is told no further
            assert followed[-1].do is Deed.REST
            assert followed[-1].at == ends
            assert followed[-1].who == intent.who
            assert all(one.do in (Deed.COVER_OPEN, Deed.REST) for one in followed), followed


@settings(derandomize=True, deadline=None, max_examples=12)
@given(SEEDS, NUMBERS)
def test_a_person_is_at_one_place_at_a_time_unless_labelled(seed: int, number: int) -> None:
    """Nobody does anything at a second machine within half a minute, or while welding at the first."""
    _site, story = long_story(seed, number, 20)
    busy_until: dict[str, tuple[int, int]] = {}
    for intent in story:
        machine, until = busy_until.get(intent.who, (intent.machine, 0))
        assert machine == intent.machine or intent.at >= until or intent.label, intent
        seconds = int(intent.values["seconds"]) if intent.do is Deed.WORK else 30
        busy_until[intent.who] = intent.machine, max(until, intent.at + seconds * S)


def test_works_have_numbers_of_their_own() -> None:
    _site, story = long_story(5, 5, 60)
    for intents in of_machines(story).values():
        numbers = [int(intent.values["work"]) for intent in intents if intent.do is Deed.WORK]
        assert len(set(numbers)) == len(numbers)


def test_who_finds_a_machine_locked_scans_as_planned() -> None:
    site, story = long_story(5, 5, 5)
    scan, work = next(
        (scan, work)
        for scan, work in pairwise(story)
        if scan.do is Deed.SCAN and work.do is Deed.WORK and scan.machine == work.machine and not scan.label
    )
    again = scan_before(work, site)
    assert again is not None
    assert (again.at, again.do, again.who) == (work.at, Deed.SCAN, work.who)
    assert again.values == scan.values
    assert scan_before(replace(work, values={**work.values, "phone": ""}), site) is None


def test_a_mobile_machine_is_moved_while_it_is_off_and_scanned_where_it_stands() -> None:
    moved = 0
    for site in (site for site in sites(400) if site.enterprise.mobile):
        places: dict[int, tuple[int, int]] = {}
        on: set[int] = set()
        for intent in (one for day in range(FIRST, FIRST + 40) for one in plan_day(SEED, site, day)):
            values = intent.values
            if intent.do is Deed.MOVE_MACHINE:
                assert intent.machine not in on, intent
                places[intent.machine] = int(values["latitude"]), int(values["longitude"])
                moved += 1
            elif intent.do is Deed.SWITCH_ON:
                on.add(intent.machine)
            elif intent.do is Deed.SWITCH_OFF:
                on.discard(intent.machine)
            elif intent.do is Deed.SCAN and intent.label is None and intent.machine in places:
                phone = int(values["latitude"]), int(values["longitude"])
                assert distance_m(*phone, *places[intent.machine]) < MAX_DISTANCE_M / 4
    assert moved > 100


def test_a_forgotten_machine_is_on_over_night_and_for_longer_than_a_day_where_nobody_comes() -> None:
    longest = 0
    for site, machine, day, today in machine_days(Slip.FORGOTTEN_ON):
        with raised(Slip.FORGOTTEN_ON):
            days = [plan_day(SEED, site, past) for past in range(day, day + 3)]
        leave = next(one for one in today if one.label is Slip.FORGOTTEN_ON)
        later = [one for plan in days for one in plan if one.machine == machine.number and one.at > leave.at]
        found = next(one for one in later if one.do is not Deed.LEAVE)
        assert found.do is not Deed.SWITCH_ON
        if found.label is Slip.FOUND_ON:
            on = [one.at for one in today if one.do is Deed.SWITCH_ON]
            longest = max(longest, found.at - min(on, default=found.at))
            assert found.who == site.foreman.worker
    assert longest > DAY_SECONDS * S


def test_somebody_welds_at_night_and_goes_home_in_the_morning() -> None:
    nights = 0
    for number in range(1, 60):
        _site, story = long_story(17, number, 4)
        for intents in of_machines(story).values():
            for day in range(FIRST, FIRST + 4):
                part = [one for one in intents if local_day(one.at) == day]
                nights += any(on == 0 and 3 * 3600 < off < 6 * 3600 for on, off in on_times(part, day))
    assert nights > 10
