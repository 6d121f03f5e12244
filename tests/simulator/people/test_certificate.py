"""A certificate made to be in a state is in it, by its dates and by what is printed on it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.instant import DAY, Instant
from protocol_spec.reasons import Reason
from reference_platform import registry
from reference_platform.decision import certificate_objection
from simulator.draw import Draw
from simulator.people.calendar import civil, day_number, local_day, local_instant
from simulator.people.certificate import (
    FUSION_WELDING,
    Certificate,
    CertificateKind,
    Holder,
    State,
    certificate_in,
    state_of,
)
from simulator.people.dice import Dice
from simulator.people.identity import resident_id

HOLDER = Holder("王样一", resident_id(day_number(1985, 12, 12), 123))
INSTANTS = st.integers(local_instant(day_number(2024, 1, 1)), local_instant(day_number(2033, 1, 1)))
STATES = st.sampled_from([state for state in State if state is not State.ENTERPRISE_SUSPENDED])
AS_THE_PLATFORM_SAYS = {
    State.VALID: None,
    State.NEAR_EXPIRY: None,
    State.REVIEW_OVERDUE: Reason.REVIEW_OVERDUE,
    State.EXPIRED: Reason.CERTIFICATE_EXPIRED,
    State.REVOKED: Reason.CERTIFICATE_REVOKED,
    State.NOT_YET_VALID: Reason.CERTIFICATE_NOT_YET_VALID,
    State.WRONG_CATEGORY: Reason.WRONG_CATEGORY,
    State.NONE: Reason.NO_CERTIFICATE,
}


def made(state: State, now: Instant, seed: int) -> Certificate | None:
    return certificate_in(state, HOLDER, now, Dice(Draw(seed, "1")), seed)


def dates(certificate: Certificate) -> tuple[Instant, Instant, Instant]:
    return certificate.valid_from, certificate.valid_until, certificate.review_due


@settings(derandomize=True, deadline=None, max_examples=600)
@given(STATES, INSTANTS, st.integers(0, 1000))
def test_it_is_in_the_state_it_was_made_for(state: State, now: Instant, seed: int) -> None:
    assert state_of(made(state, now, seed), HOLDER, now) is state


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.sampled_from(list(AS_THE_PLATFORM_SAYS)), INSTANTS, st.integers(0, 1000))
def test_the_reference_platform_says_so_too(state: State, now: Instant, seed: int) -> None:
    """An independent reading of the same dates."""
    held = made(state, now, seed)
    entered = () if held is None else (registry.Certificate(held.category, *dates(held), held.revoked),)
    objection = certificate_objection(registry.Worker("W", HOLDER.name, "", entered), now)
    assert objection == AS_THE_PLATFORM_SAYS[state]
    if objection is None:
        near = registry.Registry(b"").near_expiry(entered[0], now)
        assert near == (state is State.NEAR_EXPIRY)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(STATES.filter(lambda state: state is not State.NONE), INSTANTS, st.integers(0, 1000))
def test_it_is_valid_for_six_years_and_reviewed_after_three(state: State, now: Instant, seed: int) -> None:
    certificate = made(state, now, seed)
    assert certificate is not None
    issued, until, review = (civil(local_day(at)) for at in dates(certificate))
    assert all(at == local_instant(local_day(at)) for at in dates(certificate))
    leap_day = issued[1:] == (2, 29)
    assert (until[0] - issued[0], until[1:]) == (6, (2, 28) if leap_day else issued[1:])
    assert review == until or (review[0] - issued[0], review[1:]) == (3, (2, 28) if leap_day else issued[1:])


@settings(derandomize=True, deadline=None, max_examples=200)
@given(STATES.filter(lambda state: state is not State.NONE), INSTANTS, st.integers(0, 1000))
def test_what_is_wrong_is_only_what_the_state_says(state: State, now: Instant, seed: int) -> None:
    certificate = made(state, now, seed)
    assert certificate is not None
    special = certificate.kind is CertificateKind.SPECIAL_OPERATION
    assert special == (state is not State.WRONG_KIND)
    assert (certificate.category == FUSION_WELDING) == (state not in (State.WRONG_CATEGORY, State.WRONG_KIND))
    assert (certificate.name == HOLDER.name) == (state is not State.NAME_MISMATCH)
    assert certificate.revoked == (state is State.REVOKED)
    assert certificate.on_record == (state is not State.UNKNOWN)
    own_number = certificate.number == "T" + HOLDER.resident_id
    assert own_number == (state not in (State.NUMBER_MISMATCH, State.WRONG_KIND))


def test_both_wrong_kinds_of_certificate_come() -> None:
    now = local_instant(day_number(2026, 3, 9))
    found = {made(State.WRONG_KIND, now, seed) for seed in range(20)}
    kinds = {one.kind for one in found if one is not None}
    assert kinds == {CertificateKind.CONSTRUCTION, CertificateKind.SPECIAL_EQUIPMENT}
    numbers = {one.number for one in found if one is not None}
    assert all(len(number) == 14 or number.startswith("TS6") for number in numbers)


def test_due_on_a_leap_day_is_still_near() -> None:
    """60 days before 2028-02-29, for every day that leads to it."""
    for day in range(day_number(2027, 12, 25), day_number(2028, 3, 2)):
        for seed in range(30):
            now = local_instant(day) + DAY - 1
            assert state_of(made(State.NEAR_EXPIRY, now, seed), HOLDER, now) is State.NEAR_EXPIRY


def test_in_a_suspended_enterprise_no_certificate_counts() -> None:
    now = local_instant(day_number(2026, 3, 9))
    valid = made(State.ENTERPRISE_SUSPENDED, now, 1)
    assert state_of(valid, HOLDER, now) is State.VALID
    assert state_of(valid, HOLDER, now, suspended=True) is State.ENTERPRISE_SUSPENDED
