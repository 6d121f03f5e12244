"""A scan in, a reason out: the table of reasons, each with the one thing that is wrong."""

from dataclasses import replace

import pytest

from protocol_spec.ident import qr_payload
from protocol_spec.instant import DAY, S
from protocol_spec.reasons import Reason
from reference_platform.decision import Scan, certificate_objection, decide, distance_m
from reference_platform.registry import (
    FUSION_WELDING,
    Certificate,
    Machine,
    Permit,
    Registry,
    TerminalEntry,
    Worker,
    hash_token,
)

NOW = 1_772_409_600 * S
TERMINAL = "9999010000000001"
GOOD = Certificate(FUSION_WELDING, NOW - DAY, NOW + DAY, NOW + DAY)
WORKER = Worker("W-1", "示例", hash_token("right"), (GOOD,))
MACHINE = Machine(1, TERMINAL, "ENTERPRISE", 34_722_000, 113_738_000)
PERMIT = Permit(1, "ENTERPRISE", None, NOW - DAY, NOW + DAY)
SCAN = Scan(qr_payload(1), "right", 1, 34_722_000, 113_738_000)


def registry(worker: Worker = WORKER, machine: Machine = MACHINE, permit: Permit = PERMIT) -> Registry:
    made = Registry(b"secret")
    made.terminals[TERMINAL] = TerminalEntry(TERMINAL, bytes(16), "ENTERPRISE", registered=True)
    made.workers["W-1"], made.machines[1], made.permits[1] = worker, machine, permit
    return made


def reason(scan: Scan = SCAN, online: bool = True, holder: str | None = None, **changed: object) -> Reason:
    return decide(scan, registry(**changed), lambda _: online, lambda _: holder, NOW).reason  # type: ignore[arg-type]


def with_certificate(**changed: object) -> Worker:
    return replace(WORKER, certificates=(replace(GOOD, **changed),))  # type: ignore[arg-type]


def test_everything_in_order_is_granted() -> None:
    assert reason() is Reason.GRANTED
    assert reason(holder="W-1") is Reason.GRANTED


@pytest.mark.clause("PLT-02", "PLT-05")
@pytest.mark.parametrize(
    ("scan", "expected"),
    [
        (replace(SCAN, token="wrong"), Reason.UNKNOWN_WORKER),
        (replace(SCAN, qr="WTP1:000000000001:0000"), Reason.QR_INVALID),
        (replace(SCAN, qr=qr_payload(2)), Reason.UNKNOWN_MACHINE),
        (replace(SCAN, permit=None), Reason.NO_PERMIT),
        (replace(SCAN, permit=9), Reason.NO_PERMIT),
        (replace(SCAN, latitude=34_726_000), Reason.TOO_FAR),
        (replace(SCAN, latitude=None), Reason.POSITION_MISSING),
    ],
)
def test_what_the_phone_sends_can_be_wrong(scan: Scan, expected: Reason) -> None:
    assert reason(scan) is expected


@pytest.mark.clause("PLT-03")
@pytest.mark.parametrize(
    ("worker", "expected"),
    [
        (replace(WORKER, certificates=()), Reason.NO_CERTIFICATE),
        (with_certificate(category="压力焊作业"), Reason.WRONG_CATEGORY),
        (with_certificate(category="钎焊作业"), Reason.WRONG_CATEGORY),
        (with_certificate(valid_from=NOW + 1), Reason.CERTIFICATE_NOT_YET_VALID),
        (with_certificate(valid_until=NOW), Reason.CERTIFICATE_EXPIRED),
        (with_certificate(review_due=NOW), Reason.REVIEW_OVERDUE),
        (with_certificate(revoked=True), Reason.CERTIFICATE_REVOKED),
    ],
)
def test_a_certificate_can_be_wrong(worker: Worker, expected: Reason) -> None:
    assert reason(worker=worker) is expected


@pytest.mark.clause("PLT-03")
def test_one_certificate_that_fits_is_enough_and_else_the_nearest_miss_is_told() -> None:
    brazing, expired = replace(GOOD, category="钎焊作业"), replace(GOOD, valid_until=NOW - 1)
    assert certificate_objection(replace(WORKER, certificates=(brazing, GOOD)), NOW) is None
    assert certificate_objection(replace(WORKER, certificates=(brazing, expired)), NOW) is Reason.CERTIFICATE_EXPIRED


@pytest.mark.clause("PLT-12")
@pytest.mark.parametrize(
    ("permit", "expected"),
    [
        (replace(PERMIT, enterprise="OTHER"), Reason.PERMIT_OTHER_PLACE),
        (replace(PERMIT, worker="W-2"), Reason.PERMIT_OTHER_PLACE),
        (replace(PERMIT, valid_until=NOW), Reason.PERMIT_NOT_IN_FORCE),
        (replace(PERMIT, valid_from=NOW + 1), Reason.PERMIT_NOT_IN_FORCE),
    ],
)
def test_a_permit_can_be_wrong(permit: Permit, expected: Reason) -> None:
    assert reason(permit=permit) is expected


@pytest.mark.clause("PLT-06", "PLT-07")
def test_a_machine_can_be_offline_or_granted_to_another() -> None:
    assert reason(online=False) is Reason.TERMINAL_OFFLINE
    assert reason(holder="W-2") is Reason.ALREADY_GRANTED


def test_a_mobile_machine_needs_no_place() -> None:
    mobile = replace(MACHINE, latitude=None, longitude=None)
    assert reason(replace(SCAN, latitude=None), machine=mobile) is Reason.GRANTED


def test_distance_is_that_of_a_degree() -> None:
    assert 110_000 < distance_m(34_000_000, 113_000_000, 35_000_000, 113_000_000) < 112_000


@pytest.mark.clause("PLT-04")
def test_a_worker_reference_says_the_same_worker_and_nothing_else() -> None:
    one, other = registry(), Registry(b"another secret")
    reference = one.reference(WORKER)
    assert len(reference) == 8
    assert reference == one.reference(WORKER)
    assert reference != other.reference(WORKER)
    assert b"W-1" not in reference
