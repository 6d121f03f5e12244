"""What survives a power cut: counters, records, parameters, the open session, what was last seen of the machine."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from protocol_spec.codes import ClockState
from protocol_spec.instant import Instant
from protocol_spec.message import by_code
from protocol_spec.messages import RECORDS
from protocol_spec.parameters import Value, by_id
from simulator.terminal.records.store import RecordStore, Stored

SCHEMA = 2
_SINCE_SCHEMA_1: dict[str, Any] = {
    "parameters": [],
    "iccid": "",
    "cover_open": False,
    "actuations": 0,
    "permit_counter": 0,
    "dropped": 0,
    "overflowing": False,
}
"""What a state of schema 1 did not hold, as it is at manufacture: so an old state goes on and no counter goes back."""


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
    parameters: dict[int, Value] = field(default_factory=dict)
    """What was set, by number; the rest is as at the factory."""
    iccid: str = ""
    """Of the SIM card at the last power-up; empty before the first."""
    cover_open: bool = False
    actuations: int = 0
    permit_counter: int = 0

    def as_json(self) -> dict[str, Any]:
        session = dataclasses.asdict(self.session) if self.session else None
        if session:
            session |= {"worker": session["worker"].hex(), "start_clock": int(session["start_clock"])}
        return {
            "schema": SCHEMA,
            "boot_counter": self.boot_counter,
            "registered": self.registered,
            "microjoules": self.microjoules,
            "session": session,
            "session_seen": self.session_seen,
            "parameters": [[id, by_id[id].item(value).value.hex()] for id, value in sorted(self.parameters.items())],
            "iccid": self.iccid,
            "cover_open": self.cover_open,
            "actuations": self.actuations,
            "permit_counter": self.permit_counter,
            "dropped": self.store.dropped,
            "overflowing": self.store.overflowing,
            "following": self.store.following,
            "watermark": self.store.watermark,
            "capacity": self.store.capacity,
            "records": [[stored.record.code, stored.boot, stored.record.encode().hex()] for stored in self.store],
        }

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> "Flash":
        """Read back what `as_json` wrote.

        Raises:
            ValueError: the file is of another schema, or a record or a parameter in it does not read.
        """
        if table.get("schema") not in (1, SCHEMA):
            raise ValueError(
                f"terminal state is of schema {table.get('schema')!r}, and this program reads 1 and {SCHEMA}"
            )
        table = _SINCE_SCHEMA_1 | table
        records = [Stored(_record(code, body), boot) for code, boot, body in table["records"]]
        store = RecordStore(table["capacity"], table["following"], records)
        store.watermark = table["watermark"]
        store.dropped, store.overflowing = table["dropped"], table["overflowing"]
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
            parameters={id: _parameter(id, value) for id, value in table["parameters"]},
            iccid=table["iccid"],
            cover_open=table["cover_open"],
            actuations=table["actuations"],
            permit_counter=table["permit_counter"],
        )


def _record(code: int, body: str) -> Any:
    record = by_code[code].decode(bytes.fromhex(body))
    if not isinstance(record, RECORDS):
        raise ValueError(f"a stored record does not read: {record}")
    return record


def _parameter(id: int, value: str) -> Value:
    parameter = by_id.get(id)
    read = parameter.read(bytes.fromhex(value)) if parameter else None
    if read is None:
        raise ValueError(f"a stored parameter does not read: {id:#06x} = {value}")
    return read
