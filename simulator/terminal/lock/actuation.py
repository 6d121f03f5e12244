"""A move of the relay, the grant it is made for, and how a grant ended."""

from dataclasses import dataclass

from protocol_spec.codes import EndReason
from protocol_spec.instant import Instant
from protocol_spec.messages import Unlock
from simulator.machine.meter import Mark
from simulator.terminal.lock.ledger import Asked


@dataclass(frozen=True)
class Wish:
    """What a grant is asked for with: an UNLOCK, or an offline permit written as one."""

    unlock: Unlock
    by_permit: bool = False


@dataclass(eq=False)
class AfterArc:
    """A LOCK that waits for the arc to end, until `bound` at the latest. `asked` is empty where its session is gone."""

    asked: tuple[Asked, ...]
    bound: Instant


@dataclass(frozen=True, eq=False)
class Request:
    """A wish, who waits for its answer, and the LOCKs that were waiting for the arc when it came (LCK-23)."""

    wish: Wish
    asked: Asked
    newer_than: tuple[AfterArc, ...] = ()


@dataclass(frozen=True)
class Actuation:
    """The relay was told at `started`; measure it at `due`. `mark` is what the machine's counters said at the start."""

    closed: bool
    started: Instant
    due: Instant
    mark: Mark
    request: Request | None = None
    asked: tuple[Asked, ...] = ()
    tries: int = 1


@dataclass(frozen=True)
class Grant:
    wish: Wish
    closed_at: Instant
    mark: Mark

    @property
    def unlock(self) -> Unlock:
        return self.wish.unlock


@dataclass(frozen=True)
class Ending:
    """A grant that is over: why, when, and where the machine's counters stood then."""

    grant: Grant
    reason: EndReason
    at: Instant
    mark: Mark
