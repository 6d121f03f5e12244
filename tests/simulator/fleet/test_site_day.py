"""Sites with their own people: what breaks is what somebody got up to, and nothing else."""

from functools import cache

import pytest

from protocol_spec.parameters import by_name
from reference_platform.registry import FUSION_WELDING
from simulator.fleet.site_day import SiteAsked, SiteDay, enrolled, fitted, threshold
from simulator.people.intent import Deed
from simulator.people.roster import site_of
from simulator.terminal import load_profile

HONEST = SiteAsked(seed=5, site=3, day=20_503, machines=60)
CHEATING = SiteAsked(seed=5, site=9, day=20_504, machines=60)
"""Found by looking: two machines of sixty are used that day, and at one of them a phone is lent."""


@cache
def honest() -> SiteDay:
    return SiteDay(HONEST).play()


def test_on_an_honest_day_nothing_breaks_and_everybody_gets_power() -> None:
    day = honest()
    assert len(day.bays) == 2
    assert not [intent for intent in day.plan if intent.label is not None]
    assert not day.violations()
    assert day.drained()
    scans = [intent for intent in day.plan if intent.do is Deed.SCAN]
    answered = sum(sum(hands.scanned.values()) for hands in day.hands.values())
    assert answered >= len(scans) > 0
    assert {reason for hands in day.hands.values() for reason in hands.scanned} == {"GRANTED"}
    assert all(bay.truth.spans("arc") for bay in day.bays.values())


def test_a_lent_phone_breaks_s2_at_its_machine_and_nothing_at_the_others() -> None:
    day = SiteDay(CHEATING).play()
    guilty = {intent.machine for intent in day.plan if intent.label is not None}
    terminals = {machine.terminal for machine in day.site.machines if machine.number in guilty}
    assert {(one.invariant, one.terminal) for one in day.violations()} == {("S2", terminal) for terminal in terminals}
    (terminal,) = terminals
    assert day.bays[terminal].truth.all_labels() == ("lent_phone",)


def test_a_site_day_is_a_function_of_what_was_asked_for() -> None:
    assert SiteDay(HONEST).play().digest() == honest().digest()


def test_the_books_hold_what_a_platform_that_compares_papers_believes() -> None:
    site = site_of(5, 9, 20_504, 60)
    registry = enrolled(site, 20_504, bytes(32)).load_registry()
    people = {person.worker: person for person in site.people}
    assert set(registry.workers) == {person.worker for person in people.values() if person.enrolled}
    for name, worker in registry.workers.items():
        assert len(worker.certificates) == (people[name].on_file is not None)
    assert any(one.category == FUSION_WELDING for worker in registry.workers.values() for one in worker.certificates)
    assert len(registry.machines) == len(registry.terminals) == 60


@pytest.mark.parametrize("number", range(1, 61, 7))
def test_the_threshold_that_is_set_suits_the_work(number: int) -> None:
    machine = site_of(5, 9, 20_504, 60).machines[number - 1]
    profile = fitted(load_profile(), machine)
    assert by_name["arc_threshold"].allows(threshold(profile, machine))
    assert profile.source is not None
    assert profile.source.max_amperes >= profile.amperes
