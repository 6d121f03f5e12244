"""What a decision was made from, kept so that it can be made again (PLT-09).

The registry changes; a decision does not. So what was looked up is kept as it was: certificates, permit, machine, whether the
terminal was online and who held it. No name, no token: a worker is the number that the registry has for him.
"""

import json
from dataclasses import asdict
from typing import Any

from reference_platform.decision import Decision, Scan, decide
from reference_platform.registry import Certificate, Machine, Permit, Registry, Worker, hash_token


def inputs_of(scan: Scan, decision: Decision, online: bool, holder: str | None) -> str:
    """JSON; everything but the scan's own columns (`at`, `permit`, `latitude`, `longitude`)."""
    worker, machine, permit = decision.worker, decision.machine, decision.permit
    kept = {
        "qr": scan.qr,
        "worker": {"worker": worker.worker, "certificates": [asdict(one) for one in worker.certificates]}
        if worker
        else None,
        "machine": asdict(machine) if machine else None,
        "permit": asdict(permit) if permit else None,
        "online": online,
        "holder": holder,
    }
    return json.dumps(kept, ensure_ascii=False)


def decide_again(row: dict[str, Any]) -> Decision:
    """From a row of the decisions that were kept, and nothing else."""
    kept = json.loads(row["inputs"])
    registry = Registry(secret=b"")
    token = "of this decision"
    if kept["worker"] is not None:
        certificates = tuple(Certificate(**one) for one in kept["worker"]["certificates"])
        worker = Worker(kept["worker"]["worker"], "", hash_token(token), certificates)
        registry.workers[worker.worker] = worker
    if kept["machine"] is not None:
        machine = Machine(**kept["machine"])
        registry.machines[machine.qr] = machine
    if kept["permit"] is not None:
        permit = Permit(**kept["permit"])
        registry.permits[permit.permit] = permit
    scan = Scan(kept["qr"], token, row["permit"], row["latitude"], row["longitude"])
    return decide(scan, registry, lambda _: bool(kept["online"]), lambda _: kept["holder"], row["at"])
