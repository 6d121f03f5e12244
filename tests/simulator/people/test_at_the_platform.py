"""What the reference platform says to the scans of a plan, its people, permits and machines entered as they are."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.ident import qr_payload
from protocol_spec.reasons import Reason
from reference_platform import registry
from reference_platform.decision import Scan, decide
from simulator.people.calendar import local_day
from simulator.people.day import plan_day
from simulator.people.intent import Deed, Intent
from simulator.people.label import Cheat, Label, Slip
from simulator.people.permit import permits
from simulator.people.roster import Site, site_of
from simulator.people.worker import Worker
from tests.simulator.people.day_profile import FIRST
from tests.simulator.people.raised import machine_days

FOR_WANT_OF_A_CERTIFICATE = {
    Reason.UNKNOWN_WORKER,
    Reason.NO_CERTIFICATE,
    Reason.WRONG_CATEGORY,
    Reason.CERTIFICATE_NOT_YET_VALID,
    Reason.CERTIFICATE_REVOKED,
}
SAID: dict[Label | None, set[Reason]] = {
    None: {Reason.GRANTED},
    Slip.LATE_SCAN: {Reason.GRANTED},
    Cheat.LENT_PHONE: {Reason.GRANTED},
    Cheat.QR_MOVED: {Reason.GRANTED},
    Cheat.UNLICENSED: FOR_WANT_OF_A_CERTIFICATE,
    Slip.LAPSED: {Reason.CERTIFICATE_EXPIRED, Reason.REVIEW_OVERDUE},
    Slip.NO_PERMIT: {Reason.NO_PERMIT},
    Slip.OLD_PERMIT: {Reason.PERMIT_NOT_IN_FORCE},
    Cheat.REMOTE_SCAN: {Reason.TOO_FAR},
}


def entered(worker: Worker) -> registry.Worker:
    held = worker.on_file
    certificates = ()
    if held is not None:
        dates = held.valid_from, held.valid_until, held.review_due
        certificates = (registry.Certificate(held.category, *dates, held.revoked),)
    return registry.Worker(worker.worker, worker.name, registry.hash_token(worker.token), certificates)


@cache
def platform_of(site: Site, first: int) -> registry.Registry:
    """All that a platform has to know of a site for a week; a mobile machine has no place."""
    known = registry.Registry(b"secret")
    known.workers = {one.worker: entered(one) for one in site.people if one.enrolled}
    for machine in site.machines:
        place = (None, None) if site.enterprise.mobile else (machine.latitude, machine.longitude)
        known.machines[machine.qr] = registry.Machine(machine.qr, machine.terminal, site.enterprise.code, *place)
    for permit in (one for day in range(first - 2, first + 8) for one in permits(site, day)):
        window = permit.valid_from, permit.valid_until
        known.permits[permit.number] = registry.Permit(permit.number, permit.enterprise, None, *window)
    return known


def said(intent: Intent, site: Site, first: int) -> Reason:
    phone = next(one for one in site.people if one.worker == intent.values["phone"])
    place = int(intent.values["latitude"]), int(intent.values["longitude"])
    permit = int(intent.values["permit"])
    scan = Scan(qr_payload(int(intent.values["qr"])), phone.token, permit or None, *place)
    return decide(scan, platform_of(site, first), lambda _: True, lambda _: None, intent.at).reason


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(0, 2**64 - 1), st.integers(1, 100_000), st.integers(FIRST - 300, FIRST + 300))
def test_a_scan_is_granted_unless_its_label_says_why_not(seed: int, number: int, day: int) -> None:
    site = site_of(seed, number, day, machines=15)
    for intent in plan_day(seed, site, day):
        if intent.do is Deed.SCAN and not site.enterprise.suspended:
            expected = SAID[intent.label]
            if intent.label is Cheat.REMOTE_SCAN and site.enterprise.mobile:
                expected = {Reason.GRANTED}  # nobody knows where the machine ought to be
            assert said(intent, site, day) in expected, intent


@pytest.mark.parametrize(
    "label", [label for label in SAID if label not in (None, Slip.LATE_SCAN)], ids=lambda label: label.name
)
def test_a_labelled_scan_is_answered_as_it_deserves(label: Label) -> None:
    answers = set()
    for site, _machine, _day, intents in machine_days(label):
        if site.enterprise.suspended or (label is Cheat.REMOTE_SCAN and site.enterprise.mobile):
            continue
        for intent in intents:
            if intent.do is Deed.SCAN and intent.label is label:
                answers.add(said(intent, site, local_day(intent.at)))
    assert answers
    assert answers <= SAID[label]


def test_apprentices_are_refused_for_several_reasons() -> None:
    found = machine_days(Cheat.UNLICENSED)
    tries = [(one, site) for site, _machine, _day, intents in found for one in intents if one.label is Cheat.UNLICENSED]
    assert len({said(one, site, local_day(one.at)) for one, site in tries}) >= 3
