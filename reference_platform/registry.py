"""Who and what the platform knows: terminals, machines, workers, certificates, permits.

Plain values in memory; the store keeps them. Personal data is here and nowhere else: a worker leaves this room only as
a reference that cannot be turned back (PLT-04).
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from protocol_spec.instant import DAY, Instant

FUSION_WELDING = "熔化焊接与热切割作业"
"""The only category of the special-operation certificate that allows arc welding."""


@dataclass(frozen=True)
class TerminalEntry:
    """A terminal of a vendor's batch file, and what the platform has learnt of it."""

    terminal: str
    key: bytes
    enterprise: str | None = None
    registered: bool = False
    boot_counter: int = 0
    nonce: int = 0


@dataclass(frozen=True)
class Machine:
    """A welding machine with its QR code; position in 1e-6 degree, None for mobile work."""

    qr: int
    terminal: str
    enterprise: str
    latitude: int | None
    longitude: int | None


@dataclass(frozen=True)
class Certificate:
    """特种作业操作证: valid six years, to be reviewed by `review_due`."""

    category: str
    valid_from: Instant
    valid_until: Instant
    review_due: Instant
    revoked: bool = False


@dataclass(frozen=True)
class Worker:
    worker: str
    name: str
    token_hash: str
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Permit:
    """作业票: for one enterprise, one worker or all of its own, for a window of time."""

    permit: int
    enterprise: str
    worker: str | None
    valid_from: Instant
    valid_until: Instant


@dataclass
class Registry:
    secret: bytes
    terminals: dict[str, TerminalEntry] = field(default_factory=dict)
    machines: dict[int, Machine] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    permits: dict[int, Permit] = field(default_factory=dict)

    def worker_by_token(self, token: str) -> Worker | None:
        digest = hash_token(token)
        return next((w for w in self.workers.values() if hmac.compare_digest(w.token_hash, digest)), None)

    def reference(self, worker: Worker) -> bytes:
        """Eight bytes that say "the same worker as before" to whoever holds the secret, and nothing to anybody else."""
        return hmac.digest(self.secret, worker.worker.encode(), "sha256")[:8]

    def near_expiry(self, certificate: Certificate, now: Instant) -> bool:
        return min(certificate.valid_until, certificate.review_due) - now <= 60 * DAY


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
