"""The embedded store: SQLite through SQLAlchemy. Every call is one transaction, durable when it returns."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Table, create_engine, event, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.pool import StaticPool

from protocol_spec.codes import TimeFlaw
from protocol_spec.message import by_code
from protocol_spec.messages import Record
from reference_platform.edge.tables import (
    add_missing_columns,
    certificates,
    decisions,
    enterprises,
    grants,
    machines,
    metadata,
    permits,
    records,
    settings,
    terminals,
    workers,
)
from reference_platform.registry import Certificate, Machine, Permit, Registry, TerminalEntry, Worker
from reference_platform.storage import StoredRecord


class SqliteStore:
    """`path` None keeps everything in memory, for virtual time and tests.

    `secret` is drawn once and kept; give it only where equal runs must have equal bytes.
    """

    def __init__(self, path: Path | None = None, secret: bytes | None = None) -> None:
        self._secret = secret
        self._engine = _memory_engine() if path is None else create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _durable)
        metadata.create_all(self._engine)
        add_missing_columns(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # ---- registry ------------------------------------------------------------------------------------------------

    def load_registry(self) -> Registry:
        with self._engine.begin() as connection:
            registry = Registry(secret=_secret(connection, self._secret))
            for row in connection.execute(select(terminals)).mappings():
                registry.terminals[row["terminal"]] = _terminal(row)
            for row in connection.execute(select(machines)).mappings():
                registry.machines[row["qr"]] = Machine(**row)
            for row in connection.execute(select(workers)).mappings():
                registry.workers[row["worker"]] = Worker(**row, certificates=_certificates(connection, row["worker"]))
            for row in connection.execute(select(permits)).mappings():
                registry.permits[row["permit"]] = Permit(**row)
        return registry

    def save_terminal(self, entry: TerminalEntry) -> None:
        self.save_terminals([entry])

    def save_terminals(self, entries: Iterable[TerminalEntry]) -> None:
        """All of them or none."""
        with self._engine.begin() as connection:
            for entry in entries:
                connection.execute(_saving(entry))

    def save_enterprises(self, rows: list[dict[str, Any]]) -> None:
        """Each row: uscc, name, division, machines, workers. The same code again replaces what was there."""
        with self._engine.begin() as connection:
            for row in rows:
                fresh = {name: value for name, value in row.items() if name != "uscc"}
                connection.execute(upsert(enterprises).values(**row).on_conflict_do_update(["uscc"], set_=fresh))

    def count_enterprises(self) -> int:
        with self._engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(enterprises)).scalar_one()

    def save_machine(self, machine: Machine) -> None:
        self._replace(machines, "qr", vars(machine))

    def save_permit(self, permit: Permit) -> None:
        self._replace(permits, "permit", vars(permit))

    def save_worker(self, worker: Worker) -> None:
        values = {"worker": worker.worker, "name": worker.name, "token_hash": worker.token_hash}
        self._replace(workers, "worker", values)
        with self._engine.begin() as connection:
            connection.execute(certificates.delete().where(certificates.c.worker == worker.worker))
            for certificate in worker.certificates:
                connection.execute(insert(certificates).values(worker=worker.worker, **vars(certificate)))

    # ---- records -------------------------------------------------------------------------------------------------

    def add_records(self, terminal: str, arrived: list[StoredRecord]) -> tuple[int, int]:
        rows = [
            {
                "terminal": terminal,
                "number": stored.record.record,
                "code": stored.record.code,
                "time": stored.record.time,
                "body": stored.record.encode(),
                "backfill": stored.backfill,
                "received": stored.received,
                "flaw": stored.flaw,
                "abnormal": ",".join(stored.abnormal),
            }
            for stored in arrived
        ]
        with self._engine.begin() as connection:
            statement = upsert(records).on_conflict_do_nothing(["terminal", "number"])
            new = sum(connection.execute(statement.values(**row)).rowcount for row in rows)
            watermark = _advance(connection, terminal, _watermark(connection, terminal))
        return new, watermark

    def watermark(self, terminal: str, oldest: int) -> int:
        with self._engine.begin() as connection:
            current = _watermark(connection, terminal)
            return _advance(connection, terminal, max(current, oldest - 1)) if oldest - 1 > current else current

    def records_of(self, terminal: str) -> list[Record]:
        """All records of a terminal, by number."""
        return [stored.record for stored in self.held_of(terminal)]

    def held_of(self, terminal: str) -> list[StoredRecord]:
        """The same, with what is kept beside each."""
        statement = select(records).where(records.c.terminal == terminal).order_by(records.c.number)
        with self._engine.begin() as connection:
            return [_stored(row) for row in connection.execute(statement).mappings()]

    # ---- decisions -----------------------------------------------------------------------------------------------

    def add_decision(self, decision: dict[str, Any]) -> int:
        with self._engine.begin() as connection:
            return _key(connection, insert(decisions).values(**decision))

    def decisions_made(self) -> list[dict[str, Any]]:
        with self._engine.begin() as connection:
            return [dict(row) for row in connection.execute(select(decisions).order_by(decisions.c.id)).mappings()]

    def next_grant(self) -> int:
        with self._engine.begin() as connection:
            return _key(connection, insert(grants).values())

    def _replace(self, table: Table, key: str, values: dict[str, Any]) -> None:
        fresh = {name: value for name, value in values.items() if name != key}
        with self._engine.begin() as connection:
            connection.execute(upsert(table).values(**values).on_conflict_do_update([key], set_=fresh))


def _memory_engine() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def _durable(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _secret(connection: Connection, given: bytes | None) -> bytes:
    """The platform's own secret, drawn once: with it, worker references mean something."""
    secret = connection.execute(select(settings.c.value).where(settings.c.name == "secret")).scalar_one_or_none()
    if secret is None:
        secret = given or os.urandom(32)
        connection.execute(insert(settings).values(name="secret", value=secret))
    return bytes(secret)


def _saving(entry: TerminalEntry) -> Any:
    fresh = {
        "key": entry.key,
        "enterprise": entry.enterprise,
        "registered": entry.registered,
        "boot_counter": entry.boot_counter,
        "nonce": f"{entry.nonce:016x}",
    }
    statement = upsert(terminals).values(terminal=entry.terminal, watermark=0, **fresh)
    return statement.on_conflict_do_update(["terminal"], set_=fresh)


def _terminal(row: RowMapping) -> TerminalEntry:
    return TerminalEntry(
        terminal=row["terminal"],
        key=row["key"],
        enterprise=row["enterprise"],
        registered=row["registered"],
        boot_counter=row["boot_counter"],
        nonce=int(row["nonce"], 16),
    )


def _certificates(connection: Connection, worker: str) -> tuple[Certificate, ...]:
    names = ("category", "valid_from", "valid_until", "review_due", "revoked")
    found = connection.execute(select(*(certificates.c[name] for name in names)).where(certificates.c.worker == worker))
    return tuple(Certificate(**row) for row in found.mappings())


def _watermark(connection: Connection, terminal: str) -> int:
    statement = select(terminals.c.watermark).where(terminals.c.terminal == terminal)
    return connection.execute(statement).scalar_one_or_none() or 0


def _advance(connection: Connection, terminal: str, watermark: int) -> int:
    """Move the watermark over every record that follows without a gap."""
    above = select(records.c.number).where(records.c.terminal == terminal, records.c.number > watermark)
    for number in connection.execute(above.order_by(records.c.number)).scalars():
        if number != watermark + 1:
            break
        watermark = number
    connection.execute(update(terminals).where(terminals.c.terminal == terminal).values(watermark=watermark))
    return watermark


def _stored(row: RowMapping) -> StoredRecord:
    record = by_code[row["code"]].decode(row["body"])
    flaw = None if row["flaw"] is None else TimeFlaw.of(row["flaw"])
    abnormal = tuple(name for name in row["abnormal"].split(",") if name)
    return StoredRecord(cast(Record, record), row["backfill"], row["received"], flaw, abnormal)


def _key(connection: Connection, statement: Any) -> int:
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])
