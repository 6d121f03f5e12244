"""What survives a power cut: counters, records, the session that was open."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from protocol_spec.codes import ClockState
from protocol_spec.instant import Instant
from protocol_spec.message import by_code
from protocol_spec.messages import RECORDS
from simulator.terminal.store import RecordStore, Stored


@dataclass
class OpenSession:
    """A grant under which the relay is closed, and what it has done so far."""

    grant: int
    worker: bytes
    start: Instant
    start_clock: ClockState
    boot: int
    arc_micros: int = 0
    arc_starts: int = 0
    microjoules: int = 0


@dataclass
class Flash:
    store: RecordStore
    boot_counter: int = 0
    registered: bool = False
    microjoules: int = 0
    session: OpenSession | None = None
    session_seen: Instant = 0

    def as_json(self) -> dict[str, Any]:
        session = dataclasses.asdict(self.session) if self.session else None
        if session:
            session |= {"worker": session["worker"].hex(), "start_clock": int(session["start_clock"])}
        return {
            "schema": 1,
            "boot_counter": self.boot_counter,
            "registered": self.registered,
            "microjoules": self.microjoules,
            "session": session,
            "session_seen": self.session_seen,
            "following": self.store.following,
            "watermark": self.store.watermark,
            "capacity": self.store.capacity,
            "records": [[stored.record.code, stored.boot, stored.record.encode().hex()] for stored in self.store],
        }

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> "Flash":
        """Read back what `as_json` wrote.

        Raises:
            ValueError: the file is of another schema or a record in it does not read.
        """
        if table.get("schema") != 1:
            raise ValueError("terminal state is not of schema 1")
        records = [Stored(_record(code, body), boot) for code, boot, body in table["records"]]
        store = RecordStore(table["capacity"], table["following"], records)
        store.watermark = table["watermark"]
        session = table["session"]
        if session:
            session = session | {
                "worker": bytes.fromhex(session["worker"]),
                "start_clock": ClockState.of(session["start_clock"]),
            }
        return cls(
            store=store,
            boot_counter=table["boot_counter"],
            registered=table["registered"],
            microjoules=table["microjoules"],
            session=OpenSession(**session) if session else None,
            session_seen=table["session_seen"],
        )


def _record(code: int, body: str) -> Any:
    record = by_code[code].decode(bytes.fromhex(body))
    if not isinstance(record, RECORDS):
        raise ValueError(f"a stored record does not read: {record}")
    return record
