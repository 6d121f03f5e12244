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
from simulator.terminal.session.move import Move
from simulator.terminal.upgrade.upgrade import Upgrade

SCHEMA = 3
_SINCE: dict[int, dict[str, Any]] = {
    1: {
        "parameters": [],
        "iccid": "",
        "cover_open": False,
        "actuations": 0,
        "permit_counter": 0,
        "dropped": 0,
        "overflowing": False,
    },
    2: {"firmware": "", "upgrade": None, "image": "", "bad_image": False, "move": None},
}
"""What a state of this schema did not hold yet, as it is at manufacture: so an old state goes on and no counter goes back."""


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
    firmware: str = ""
    """The version that runs; empty before the first power-up."""
    upgrade: Upgrade | None = None
    image: bytes = b""
    """The second bank: as much of the offered image as was received."""
    bad_image: bool = False
    """What is in the second bank does not log in, whatever its signature says."""
    move: Move | None = None

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
            "firmware": self.firmware,
            "upgrade": self.upgrade.as_json() if self.upgrade else None,
            "image": self.image.hex(),
            "bad_image": self.bad_image,
            "move": dataclasses.asdict(self.move) if self.move else None,
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
        if table.get("schema") not in (*_SINCE, SCHEMA):
            raise ValueError(
                f"terminal state is of schema {table.get('schema')!r}, and this program reads 1 to {SCHEMA}"
            )
        for since in _SINCE.values():
            table = since | table
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
            firmware=table["firmware"],
            upgrade=Upgrade.from_json(table["upgrade"]) if table["upgrade"] else None,
            image=bytes.fromhex(table["image"]),
            bad_image=table["bad_image"],
            move=Move(**table["move"]) if table["move"] else None,
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
