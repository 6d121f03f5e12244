"""What goes wrong comes at its rate, and is what its label says."""

import pytest

from reference_platform.decision import MAX_DISTANCE_M, distance_m
from simulator.people.calendar import local_instant
from simulator.people.day import plan_day
from simulator.people.habit import habits
from simulator.people.intent import Deed
from simulator.people.label import Cheat, Label, Slip
from simulator.people.permit import permit_number
from simulator.people.worker import Role
from tests.simulator.people.day_profile import FIRST, SEED, sites, week
from tests.simulator.people.raised import machine_days


@pytest.mark.parametrize("label", [*Cheat, *Slip], ids=lambda label: label.name)
def test_every_label_comes(label: Label) -> None:
    assert any(key[0] is label for key in week().labels) or machine_days(label)


@pytest.mark.parametrize(
    ("label", "deed", "per_thousand"),
    [
        (Cheat.UNLICENSED, Deed.SCAN, 4),
        (Slip.LAPSED, Deed.SCAN, 3),
        (Cheat.REMOTE_SCAN, Deed.SCAN, 2),
        (Cheat.BYPASS, Deed.COVER_OPEN, 1),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_it_comes_as_often_as_the_day_profile_says(label: Label, deed: Deed, per_thousand: int) -> None:
    """Appendix C, per 1,000 active machine-days; 10 to 40 are found, so three tenths are chance."""
    count = week().labels[label, deed]
    assert count * 1000 / week().active == pytest.approx(per_thousand, rel=0.3)


def test_covers_are_opened_once_in_a_thousand_machine_days() -> None:
    opened = sum(week().labels[label, Deed.COVER_OPEN] for label in (None, Cheat.COVER_LEFT_OPEN))
    assert opened * 1000 / week().active == pytest.approx(1, rel=0.6)


def test_blocked_to_successful_is_as_in_the_province() -> None:
    """58 thousand scans without a fitting certificate were blocked to 13.05 million that were not: 0.44 %."""
    labels = week().labels
    blocked = labels[Cheat.UNLICENSED, Deed.SCAN] + labels[Slip.LAPSED, Deed.SCAN]
    scans = sum(count for (label, deed), count in labels.items() if deed is Deed.SCAN)
    assert blocked / (scans - blocked) == pytest.approx(0.0044, abs=0.0007)


def test_the_rates_of_the_table_are_those_of_the_day_profile() -> None:
    """What the sample shows with its chance, the table says without."""
    rates = habits().rates
    assert (rates.remote_scan, rates.bypass, rates.cover_left_open + rates.cover_repair) == (2_000, 1_000, 1_000)
    assert rates.unlicensed / rates.lapsed == pytest.approx(4 / 3, rel=0.01)


def test_an_unlicensed_scan_is_an_apprentice_s_on_an_own_phone() -> None:
    for site, machine, day, intents in machine_days(Cheat.UNLICENSED):
        apprentice = machine.crew.apprentice
        assert apprentice is not None
        assert apprentice.role is Role.APPRENTICE
        tries = [one for one in intents if one.label is Cheat.UNLICENSED]
        assert [(one.do, one.who, one.values["phone"]) for one in tries] == [
            (Deed.SCAN, apprentice.worker, apprentice.worker)
        ]
        assert not apprentice.state(local_instant(day), site.enterprise.suspended).fit


def test_a_lapsed_scan_is_refused_and_the_second_takes_over() -> None:
    for _site, machine, day, intents in machine_days(Slip.LAPSED):
        tried = next(one for one in intents if one.label is Slip.LAPSED)
        assert not machine.crew.regular.state(local_instant(day)).fit
        assert tried.values["phone"] == machine.crew.regular.worker
        assert machine.crew.second is not None
        assert {one.who for one in intents if one.do is Deed.WORK} <= {machine.crew.second.worker}


def test_a_scan_from_afar_is_afar_and_made_good() -> None:
    for site, machine, _day, intents in machine_days(Cheat.REMOTE_SCAN):
        far = next(one for one in intents if one.label is Cheat.REMOTE_SCAN)
        phone = int(far.values["latitude"]), int(far.values["longitude"])
        if not site.enterprise.mobile:
            assert distance_m(*phone, machine.latitude, machine.longitude) > 5 * MAX_DISTANCE_M
        assert any(one.do is Deed.SCAN and one.at > far.at and one.label is not Cheat.REMOTE_SCAN for one in intents)


def test_a_lent_phone_is_in_the_apprentice_s_hand() -> None:
    for _site, machine, _day, intents in machine_days(Cheat.LENT_PHONE):
        assert machine.crew.apprentice is not None
        lent = [one for one in intents if one.label is Cheat.LENT_PHONE]
        assert {one.who for one in lent} == {machine.crew.apprentice.worker}
        assert {one.values["phone"] for one in lent} == {machine.crew.regular.worker}
        assert not any(one.who == machine.crew.regular.worker for one in intents)


def test_a_lent_torch_follows_an_honest_scan() -> None:
    for _site, machine, _day, intents in machine_days(Cheat.LENT_TORCH):
        lent = [one for one in intents if one.label is Cheat.LENT_TORCH]
        assert {one.do for one in lent} == {Deed.WORK}
        before = [one for one in intents if one.do is Deed.SCAN and one.at < lent[0].at]
        assert before[-1].who == machine.crew.regular.worker != lent[0].who


def test_a_moved_code_is_that_of_the_neighbour() -> None:
    for site, machine, _day, intents in machine_days(Cheat.QR_MOVED):
        codes = {one.values["qr"] for one in intents if one.label is Cheat.QR_MOVED and one.do is Deed.SCAN}
        assert codes == {site.machines[machine.number - 2].qr}
        assert {one.values["phone"] for one in intents if one.do is Deed.WORK} == {""}


def test_who_bypasses_does_not_scan() -> None:
    for _site, _machine, _day, intents in machine_days(Cheat.BYPASS):
        opened = next(one for one in intents if one.do is Deed.COVER_OPEN)
        closed = next(one for one in intents if one.do is Deed.COVER_CLOSE)
        assert opened.values["purpose"] == "shunt"
        worked = [one for one in intents if one.label is Cheat.BYPASS and one.do is Deed.WORK]
        assert opened.at < closed.at < worked[0].at
        assert not any(one.do is Deed.SCAN and one.who == opened.who for one in intents)
        assert {one.values["phone"] for one in worked} == {""}


def test_a_permit_that_was_not_written_or_not_renewed_is_found_wanting_first() -> None:
    for label in (Slip.NO_PERMIT, Slip.OLD_PERMIT):
        for site, machine, day, intents in machine_days(label):
            scans = [one for one in intents if one.do is Deed.SCAN]
            early = next(one for one in scans if one.label is label)
            own = [one for one in scans if one.label is not label and one.at > early.at]
            assert early.values["permit"] == (0 if label is Slip.NO_PERMIT else permit_number(site, machine, day - 1))
            assert own[0].values["permit"] in (
                permit_number(site, machine, day),
                permit_number(site, machine, day, True),
            )


def test_in_a_suspended_enterprise_nobody_welds() -> None:
    suspended = [site for site in sites(6_500) if site.enterprise.suspended]
    assert suspended
    for site in suspended:
        for day in range(FIRST, FIRST + 20):
            plan = plan_day(SEED, site, day)
            assert not any(one.do is Deed.WORK for one in plan)
            assert all(one.label is Cheat.SUSPENDED for one in plan if one.do is Deed.SCAN)
