"""S2: who welds. The platform grants to a worker; the truth has the person whose hands hold the torch."""

from collections.abc import Iterator
from itertools import pairwise

from protocol_spec.instant import Instant
from reference_platform.registry import FUSION_WELDING, Certificate, Worker
from simulator.fleet.oracle.evidence import Evidence, Given, Permission
from simulator.fleet.oracle.relay import BOUND
from simulator.fleet.oracle.violation import Violation
from simulator.fleet.truth import Span


def judge_people(evidence: Evidence, allowed: Permission) -> Iterator[Violation]:
    workers = evidence.registry.workers
    for grant in evidence.grants.values():
        if grant.terminal == evidence.terminal and not may_weld(workers.get(grant.worker), grant.asked):
            was = f"grant {grant.grant} for {grant.worker}, whose certificate does not allow it"
            yield Violation(grant.asked, "S2", evidence.terminal, was, "refused")
    welded = evidence.truth.spans("welded")
    for arc, operator in _welding(evidence):
        held = _grant_of(allowed, arc)
        if held is None and any(hole.meets(arc) for hole in welded):
            continue
        if held is None or held.worker != operator:
            whose = f"under the grant of {held.worker}" if held else "under no grant"
            yield Violation(arc.begins, "S2", evidence.terminal, f"{operator} welds {whose}", "nobody but its worker")
        elif not may_weld(workers.get(operator), arc.ends - BOUND):
            was = f"{operator} welds, whose certificate does not allow it any more"
            yield Violation(arc.ends, "S2", evidence.terminal, was, "locked when the certificate ceased to be valid")


def _welding(evidence: Evidence) -> Iterator[tuple[Span, str]]:
    """Each arc, cut where the torch goes to another hand."""
    hands = list(evidence.truth.changes("operator"))
    for arc in evidence.truth.spans("arc"):
        cuts = [arc.begins, *(at for at, _ in hands if arc.begins < at < arc.ends), arc.ends]
        for begins, ends in pairwise(cuts):
            if operator := evidence.truth.value("operator", begins):
                yield Span(begins, ends), operator


def _grant_of(allowed: Permission, arc: Span) -> Given | None:
    """The grant it burns under: the latest that had begun."""
    return next((one for one in reversed(allowed.given) if one.at <= arc.begins < one.over + BOUND), None)


def may_weld(worker: Worker | None, at: Instant) -> bool:
    """Written anew here, so that an error of the platform's own decision is not believed."""
    return worker is not None and any(_fits(certificate, at) for certificate in worker.certificates)


def _fits(certificate: Certificate, at: Instant) -> bool:
    in_force = certificate.valid_from <= at < min(certificate.valid_until, certificate.review_due)
    return certificate.category == FUSION_WELDING and in_force and not certificate.revoked
