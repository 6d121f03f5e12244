"""The tables of the embedded store. Personal data is in `workers` alone.

A column that is added later has a server default or may be null, so that `add_missing_columns` can add it to a file that is
already there.
"""

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
    inspect,
    text,
)
from sqlalchemy.schema import CreateColumn

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
    Column("flaw", Integer),
    Column("abnormal", String, nullable=False, server_default=""),
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
    Column("inputs", String),
)
grants = Table("grants", metadata, Column("id", Integer, primary_key=True))


def add_missing_columns(engine: Engine) -> list[str]:
    """Bring a file of an earlier version up to these tables; returns what was added. Nothing is dropped or changed."""
    added = []
    with engine.begin() as connection:
        there = inspect(connection)
        for table in metadata.sorted_tables:
            known = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    words = CreateColumn(column).compile(engine)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {words}"))
                    added.append(f"{table.name}.{column.name}")
    return added
