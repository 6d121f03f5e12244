"""What the platform's core asks of a store. `reference_platform.edge.sqlite` is one."""

from dataclasses import dataclass
from typing import Any, Protocol

from protocol_spec.codes import TimeFlaw
from protocol_spec.instant import Instant
from protocol_spec.messages import Record
from reference_platform.registry import Permit, Registry, TerminalEntry, Worker


@dataclass(frozen=True)
class StoredRecord:
    """A record as it came, when it came, and what is odd about it (`quality.py`)."""

    record: Record
    backfill: bool
    received: Instant
    flaw: TimeFlaw | None = None
    abnormal: tuple[str, ...] = ()


class Storage(Protocol):
    def load_registry(self) -> Registry: ...
    def save_terminal(self, entry: TerminalEntry) -> None: ...
    def save_worker(self, worker: Worker) -> None: ...
    def save_permit(self, permit: Permit) -> None: ...
    def add_records(self, terminal: str, records: list[StoredRecord]) -> tuple[int, int]:
        """Keep what is new, all or nothing, durable on return: (how many were new, the watermark)."""
        ...

    def watermark(self, terminal: str, oldest: int) -> int:
        """The watermark, raised to `oldest - 1` where the terminal holds nothing below `oldest` any more."""
        ...

    def add_decision(self, decision: dict[str, Any]) -> int:
        """Keep a decision with its inputs; returns its id."""
        ...

    def next_grant(self) -> int: ...
