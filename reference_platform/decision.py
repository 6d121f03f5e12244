"""A scan in, a reason out (PLT-02): a pure function, so that every decision can be made again from its inputs.

The order is that of blame: first who scans, then what was scanned, then whether this person may weld at all, then
whether here and now. The first objection is the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from protocol_spec.ident import read_qr
from protocol_spec.instant import Instant
from protocol_spec.reasons import Reason
from reference_platform.registry import FUSION_WELDING, Certificate, Machine, Permit, Registry, Worker

MAX_DISTANCE_M = 200
_EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True)
class Scan:
    """What a phone sends: position in 1e-6 degree (WGS-84)."""

    qr: str
    token: str
    permit: int | None = None
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True)
class Decision:
    reason: Reason
    worker: Worker | None = None
    machine: Machine | None = None
    permit: Permit | None = None

    @property
    def granted(self) -> bool:
        return self.reason is Reason.GRANTED


def decide(
    scan: Scan,
    registry: Registry,
    online: Callable[[str], bool],
    holder: Callable[[str], str | None],
    now: Instant,
) -> Decision:
    """`online(terminal)` and `holder(terminal)` (the worker a running grant belongs to) are the live half of the inputs."""
    worker = registry.worker_by_token(scan.token)
    if worker is None:
        return Decision(Reason.UNKNOWN_WORKER)
    number = read_qr(scan.qr)
    if number is None:
        return Decision(Reason.QR_INVALID, worker)
    machine = registry.machines.get(number)
    if machine is None:
        return Decision(Reason.UNKNOWN_MACHINE, worker)
    permit = registry.permits.get(scan.permit) if scan.permit is not None else None
    reason = (
        certificate_objection(worker, now)
        or permit_objection(permit, worker, machine, now)
        or _place_objection(scan, machine)
        or _machine_objection(machine, worker, online, holder)
        or Reason.GRANTED
    )
    return Decision(reason, worker, machine, permit)


def certificate_objection(worker: Worker, now: Instant) -> Reason | None:
    """PLT-03. A worker may hold several certificates; one that fits is enough, else the best of them gives the reason."""
    objections = [_objection_to(certificate, now) for certificate in worker.certificates]
    if not objections:
        return Reason.NO_CERTIFICATE
    if None in objections:
        return None
    order = [
        Reason.REVIEW_OVERDUE,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_NOT_YET_VALID,
        Reason.CERTIFICATE_REVOKED,
        Reason.WRONG_CATEGORY,
    ]
    return min((objection for objection in objections if objection), key=order.index)


def _objection_to(certificate: Certificate, now: Instant) -> Reason | None:
    if certificate.category != FUSION_WELDING:
        return Reason.WRONG_CATEGORY
    if certificate.revoked:
        return Reason.CERTIFICATE_REVOKED
    if now < certificate.valid_from:
        return Reason.CERTIFICATE_NOT_YET_VALID
    if now >= certificate.valid_until:
        return Reason.CERTIFICATE_EXPIRED
    if now >= certificate.review_due:
        return Reason.REVIEW_OVERDUE
    return None


def certificate_until(worker: Worker, now: Instant) -> Instant | None:
    """When the last certificate that fits now ceases to fit; None where none does."""
    return max(
        (min(one.valid_until, one.review_due) for one in worker.certificates if _objection_to(one, now) is None),
        default=None,
    )


def in_force_until(worker: Worker, permit: Permit | None, machine: Machine, now: Instant) -> Instant | None:
    """When certificate or permit will cease to allow this work; None where one of them has already (LCK-27)."""
    until = certificate_until(worker, now)
    if until is None or permit is None or permit_objection(permit, worker, machine, now) is not None:
        return None
    return min(until, permit.valid_until)


def permit_objection(permit: Permit | None, worker: Worker, machine: Machine, now: Instant) -> Reason | None:
    if permit is None:
        return Reason.NO_PERMIT
    if permit.enterprise != machine.enterprise or permit.worker not in (None, worker.worker):
        return Reason.PERMIT_OTHER_PLACE
    if not permit.valid_from <= now < permit.valid_until:
        return Reason.PERMIT_NOT_IN_FORCE
    return None


def _place_objection(scan: Scan, machine: Machine) -> Reason | None:
    if machine.latitude is None or machine.longitude is None:
        return None
    if scan.latitude is None or scan.longitude is None:
        return Reason.POSITION_MISSING
    apart = distance_m(scan.latitude, scan.longitude, machine.latitude, machine.longitude)
    return Reason.TOO_FAR if apart > MAX_DISTANCE_M else None


def _machine_objection(
    machine: Machine, worker: Worker, online: Callable[[str], bool], holder: Callable[[str], str | None]
) -> Reason | None:
    if not online(machine.terminal):
        return Reason.TERMINAL_OFFLINE
    if holder(machine.terminal) not in (None, worker.worker):
        return Reason.ALREADY_GRANTED
    return None


def distance_m(lat1: int, lon1: int, lat2: int, lon2: int) -> float:
    """Great-circle distance in metres between two positions in 1e-6 degree."""
    a1, o1, a2, o2 = (radians(micro / 1e6) for micro in (lat1, lon1, lat2, lon2))
    half = sin((a2 - a1) / 2) ** 2 + cos(a1) * cos(a2) * sin((o2 - o1) / 2) ** 2
    return 2 * _EARTH_RADIUS_M * asin(sqrt(half))
