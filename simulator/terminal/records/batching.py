"""How many records go into one BACKFILL_BATCH (BKF-05, BKF-07)."""

from collections.abc import Iterable

from protocol_spec.frame import HEADER_SIZE
from protocol_spec.messages import BackfillBatch
from protocol_spec.messages import Stored as Row
from protocol_spec.messages.gateway import CARRIED
from protocol_spec.security import TAG_SIZE
from simulator.terminal.records.store import Stored

ROWS = BackfillBatch.fields()["records"].kind.limit or 1
ROOM = CARRIED - HEADER_SIZE - TAG_SIZE
"""Bytes of a body that gets through a gateway too (GWY-12): a terminal does not know whether there is one."""


def batch_of(records: Iterable[Stored]) -> BackfillBatch:
    rows = [Row(code=stored.record.code, body=stored.record.encode()) for stored in records]
    return BackfillBatch(records=tuple(rows))


def fitting(records: list[Stored]) -> list[Stored]:
    """The first of these, as many as one batch holds; none where not even one does."""
    count = min(len(records), ROWS)
    while count and len(batch_of(records[:count]).encode()) > ROOM:
        count -= 1
    return records[:count]
