"""What became of the scans that were granted, and which machine is held by which grant."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec.instant import Instant

NO_ANSWER = "NO_ANSWER"
"""The result of a grant whose UNLOCK was given up (LCK-26)."""


@dataclass
class Grant:
    """pending → powered → ended, or refused with the terminal's result."""

    scan: int
    grant: int
    terminal: str
    worker: str
    machine: int
    permit: int
    asked: Instant
    state: str = "pending"
    result: str = ""
    powered: Instant | None = None


class Grants:
    """In memory: since this platform started."""

    def __init__(self) -> None:
        self._granted: dict[int, Grant] = {}
        self._holding: dict[str, int] = {}

    def get(self, grant: int) -> Grant | None:
        return self._granted.get(grant)

    def __getitem__(self, grant: int) -> Grant:
        return self._granted[grant]

    def held(self, terminal: str) -> Grant | None:
        """The grant a terminal works under, or is about to."""
        number = self._holding.get(terminal)
        return None if number is None else self._granted[number]

    def holder(self, terminal: str) -> str | None:
        """The worker that grant belongs to."""
        grant = self.held(terminal)
        return grant.worker if grant else None

    def all(self) -> Mapping[int, Grant]:
        """By number: for whoever judges a platform."""
        return self._granted

    def terminals_held(self) -> list[str]:
        return list(self._holding)

    def open(self, grant: Grant) -> None:
        self._granted[grant.grant] = grant
        self._holding[grant.terminal] = grant.grant

    def found_running(self, terminal: str, number: int, now: Instant) -> bool:
        """A terminal says that it works under a grant whose UNLOCK was never answered: the answer was lost, not the UNLOCK."""
        grant = self._granted.get(number)
        if grant is None or grant.terminal != terminal or grant.result != NO_ANSWER:
            return False
        grant.result = ""
        self.open(grant)
        self.power(grant, now)
        return True

    def power(self, grant: Grant, now: Instant) -> None:
        grant.state, grant.powered = "powered", now

    def refuse(self, grant: Grant, result: str) -> None:
        grant.state, grant.result = "refused", result
        self._free(grant.terminal, grant.grant)

    def end(self, terminal: str, number: int, reason: str) -> None:
        grant = self._granted.get(number)
        if grant is not None and grant.state != "refused":
            grant.state, grant.result = "ended", reason
        self._free(terminal, number)

    def _free(self, terminal: str, number: int) -> None:
        if self._holding.get(terminal) == number:
            del self._holding[terminal]
