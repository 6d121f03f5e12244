"""A store in plain memory: for virtual time, where a database would be most of the cost.

It keeps what the port asks for and nothing else, in the same sense as `edge.sqlite`: a record once, by terminal and number;
a watermark that moves over what follows without a gap.
"""

from collections.abc import Mapping
from typing import Any

from protocol_spec.messages import Record
from reference_platform.registry import Machine, Permit, Registry, TerminalEntry, Worker
from reference_platform.storage import StoredRecord


class MemoryStorage:
    """`arrived` holds every record in the order in which it was first kept; nothing here survives the process."""

    def __init__(self, secret: bytes) -> None:
        self._registry = Registry(secret)
        self._held: dict[str, dict[int, StoredRecord]] = {}
        self._watermark: dict[str, int] = {}
        self._decisions: list[dict[str, Any]] = []
        self._grants = 0
        self.arrived: list[tuple[str, StoredRecord]] = []

    def load_registry(self) -> Registry:
        """A copy: what the platform learns comes back through `save_…`."""
        known = self._registry
        return Registry(
            known.secret, dict(known.terminals), dict(known.machines), dict(known.workers), dict(known.permits)
        )

    def save_terminal(self, entry: TerminalEntry) -> None:
        self._registry.terminals[entry.terminal] = entry

    def save_machine(self, machine: Machine) -> None:
        self._registry.machines[machine.qr] = machine

    def save_worker(self, worker: Worker) -> None:
        self._registry.workers[worker.worker] = worker

    def save_permit(self, permit: Permit) -> None:
        self._registry.permits[permit.permit] = permit

    # ---- records -------------------------------------------------------------------------------------------------

    def add_records(self, terminal: str, records: list[StoredRecord]) -> tuple[int, int]:
        held = self._held.setdefault(terminal, {})
        new = 0
        for stored in records:
            if stored.record.record not in held:
                held[stored.record.record] = stored
                self.arrived.append((terminal, stored))
                new += 1
        return new, self._advance(terminal, self._watermark.get(terminal, 0))

    def watermark(self, terminal: str, oldest: int) -> int:
        return self._advance(terminal, max(self._watermark.get(terminal, 0), oldest - 1))

    def _advance(self, terminal: str, watermark: int) -> int:
        held = self._held.get(terminal, {})
        while watermark + 1 in held:
            watermark += 1
        self._watermark[terminal] = watermark
        return watermark

    def held_of(self, terminal: str) -> list[StoredRecord]:
        """All records of a terminal, by number, with what is kept beside each."""
        held = self._held.get(terminal, {})
        return [held[number] for number in sorted(held)]

    def held(self, terminal: str) -> Mapping[int, StoredRecord]:
        """The same by number, unsorted and uncopied."""
        return self._held.get(terminal, {})

    def records_of(self, terminal: str) -> list[Record]:
        return [stored.record for stored in self.held_of(terminal)]

    # ---- decisions -----------------------------------------------------------------------------------------------

    def add_decision(self, decision: dict[str, Any]) -> int:
        self._decisions.append({"id": len(self._decisions) + 1, **decision})
        return len(self._decisions)

    def decisions_made(self) -> list[dict[str, Any]]:
        return [dict(decision) for decision in self._decisions]

    def next_grant(self) -> int:
        self._grants += 1
        return self._grants
