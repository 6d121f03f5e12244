"""The embedded store: SQLite through SQLAlchemy. Every call is one transaction, durable when it returns."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.pool import StaticPool

from protocol_spec.message import by_code
from protocol_spec.messages import RECORDS, Record
from reference_platform.registry import Certificate, Machine, Permit, Registry, TerminalEntry, Worker
from reference_platform.storage import StoredRecord

metadata = MetaData()

settings = Table("settings", metadata, Column("name", String, primary_key=True), Column("value", LargeBinary))
enterprises = Table(
    "enterprises",
    metadata,
    Column("uscc", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("division", Integer, nullable=False),
    Column("machines", Integer, nullable=False),
    Column("workers", Integer, nullable=False),
)
terminals = Table(
    "terminals",
    metadata,
    Column("terminal", String, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("enterprise", String),
    Column("registered", Boolean, nullable=False),
    Column("boot_counter", Integer, nullable=False),
    Column("nonce", String, nullable=False),
    Column("watermark", Integer, nullable=False, default=0),
)
machines = Table(
    "machines",
    metadata,
    Column("qr", Integer, primary_key=True),
    Column("terminal", String, ForeignKey("terminals.terminal"), nullable=False),
    Column("enterprise", String, nullable=False),
    Column("latitude", Integer),
    Column("longitude", Integer),
)
workers = Table(
    "workers",
    metadata,
    Column("worker", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("token_hash", String, nullable=False),
)
certificates = Table(
    "certificates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("worker", String, ForeignKey("workers.worker"), nullable=False),
    Column("category", String, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_until", Integer, nullable=False),
    Column("review_due", Integer, nullable=False),
    Column("revoked", Boolean, nullable=False),
)
permits = Table(
    "permits",
    metadata,
    Column("permit", Integer, primary_key=True),
    Column("enterprise", String, nullable=False),
    Column("worker", String),
    Column("valid_from", Integer, nullable=False),
    Column("valid_until", Integer, nullable=False),
)
records = Table(
    "records",
    metadata,
    Column("terminal", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("code", Integer, nullable=False),
    Column("time", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("backfill", Boolean, nullable=False),
    Column("received", Integer, nullable=False),
)
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("worker", String),
    Column("machine", Integer),
    Column("permit", Integer),
    Column("latitude", Integer),
    Column("longitude", Integer),
    Column("reason", String, nullable=False),
)
grants = Table("grants", metadata, Column("id", Integer, primary_key=True))


class SqliteStore:
    """`path` None keeps everything in memory, for virtual time and tests.

    `secret` is drawn once and kept; give it only where equal runs must have equal bytes.
    """

    def __init__(self, path: Path | None = None, secret: bytes | None = None) -> None:
        self._secret = secret
        self._engine = _memory_engine() if path is None else create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _durable)
        metadata.create_all(self._engine)

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
        values = {
            "terminal": entry.terminal,
            "key": entry.key,
            "enterprise": entry.enterprise,
            "registered": entry.registered,
            "boot_counter": entry.boot_counter,
            "nonce": f"{entry.nonce:016x}",
        }
        fresh = {name: value for name, value in values.items() if name != "terminal"}
        statement = upsert(terminals).values(watermark=0, **values).on_conflict_do_update(["terminal"], set_=fresh)
        with self._engine.begin() as connection:
            connection.execute(statement)

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
        statement = select(records).where(records.c.terminal == terminal).order_by(records.c.number)
        with self._engine.begin() as connection:
            return [_record(row) for row in connection.execute(statement).mappings()]

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


def _record(row: RowMapping) -> Record:
    record = by_code[row["code"]].decode(row["body"])
    assert isinstance(record, RECORDS)
    return record


def _key(connection: Connection, statement: Any) -> int:
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])
