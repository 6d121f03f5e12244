"""Entries: what the journal is made of. Length u16, kind u8, payload, CRC-32 over all of it before; big-endian.

A transaction is some entries and a COMMIT that says how many they were and the how-manieth transaction of its bank this is.
The COMMIT has its own CRC and covers the others by counting them: a CRC over CRC-terminated blocks would be blind.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from zlib import crc32

from simulator.terminal.nonvolatile.form import Leaf
from simulator.terminal.nonvolatile.medium import ERASED

_HEAD = struct.Struct(">HB")
_CRC = struct.Struct(">I")
_COMMIT = struct.Struct(">IH")
OVERHEAD = _HEAD.size + _CRC.size
COMMIT_SIZE = OVERHEAD + _COMMIT.size
_FIELDS_AT_ONCE = 32
BLOB_PIECE = 16_384


class EntryKind(IntEnum):
    BEGIN = 1
    """First of a bank: the edition of what follows."""
    COMMIT = 2
    FIELDS = 3
    """JSON: key of the form to its value; null where there is none any more."""
    BYTES = 4
    """A piece of a field of bytes: key, where the piece begins, the piece. What was behind its beginning is gone."""
    ADDED = 5
    DROPPED = 6
    RAISED = 7
    RESTAMPED = 8
    RENUMBERED = 9


@dataclass(frozen=True)
class Entry:
    kind: int
    payload: bytes

    def encode(self) -> bytes:
        body = _HEAD.pack(len(self.payload), self.kind) + self.payload
        return body + _CRC.pack(crc32(body))


def commit(serial: int, count: int) -> Entry:
    return Entry(EntryKind.COMMIT, _COMMIT.pack(serial, count))


def transaction(entries: Iterable[Entry], serial: int) -> bytes:
    parts = [entry.encode() for entry in entries]
    return b"".join([*parts, commit(serial, len(parts)).encode()])


@dataclass
class Read:
    """What a bank's bytes say. `end` is where the last whole transaction ends; `clean` that nothing was begun behind it."""

    transactions: list[list[Entry]]
    end: int
    clean: bool


def read_transactions(data: bytes) -> Read:
    """Read as far as it is whole. A torn tail is not there: its transaction never was."""
    read, begun = Read([], 0, True), list[Entry]()
    for entry, end in _entries(data):
        if entry.kind != EntryKind.COMMIT:
            begun.append(entry)
            continue
        if entry != commit(len(read.transactions), len(begun)):
            break
        read.transactions.append(begun)
        read.end, begun = end, []
    read.clean = data.count(ERASED, read.end) == len(data) - read.end
    return read


def _entries(data: bytes) -> Iterator[tuple[Entry, int]]:
    at = 0
    while at + OVERHEAD <= len(data):
        size, kind = _HEAD.unpack_from(data, at)
        behind = at + _HEAD.size + size
        if behind + _CRC.size > len(data) or crc32(data[at:behind]) != _CRC.unpack_from(data, behind)[0]:
            return
        yield Entry(kind, data[at + _HEAD.size : behind]), behind + _CRC.size
        at = behind + _CRC.size


# ---- fields ----------------------------------------------------------------------------------------------------------


def field_entries(before: Mapping[str, Leaf], changed: Mapping[str, Leaf | None]) -> list[Entry]:
    """`changed` holds what is another than `before`, None where it is gone. Bytes that grew are written as their growth."""
    plain = {key: value for key, value in changed.items() if not isinstance(value, bytes)}
    entries = [Entry(EntryKind.FIELDS, _json(some)) for some in _some_at_once(plain)]
    for key, value in changed.items():
        if isinstance(value, bytes):
            was = before.get(key)
            begin = len(was) if isinstance(was, bytes) and value.startswith(was) else 0
            entries += _pieces(key.encode(), value, begin)
    return entries


def redo_fields(entry: Entry, fields: dict[str, Leaf]) -> None:
    if entry.kind == EntryKind.FIELDS:
        for key, value in json.loads(entry.payload).items():
            if value is None:
                fields.pop(key, None)
            else:
                fields[key] = value
        return
    size = entry.payload[0]
    key, rest = entry.payload[1 : 1 + size].decode(), entry.payload[1 + size :]
    was = fields.get(key, b"")
    fields[key] = (was if isinstance(was, bytes) else b"")[: _CRC.unpack_from(rest)[0]] + rest[_CRC.size :]


def field_size(key: str, value: Leaf) -> int:
    """How much of a fresh bank it takes, at most."""
    if isinstance(value, bytes):
        return len(value) + (1 + len(value) // BLOB_PIECE) * (OVERHEAD + 1 + len(key) + _CRC.size)
    return len(_json({key: value})) + 1


def _json(fields: Mapping[str, Leaf | None]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _some_at_once(fields: Mapping[str, Leaf | None]) -> Iterator[dict[str, Leaf | None]]:
    items = list(fields.items())
    for first in range(0, len(items), _FIELDS_AT_ONCE):
        yield dict(items[first : first + _FIELDS_AT_ONCE])


def _pieces(key: bytes, value: bytes, begin: int) -> list[Entry]:
    """One piece at least, so that bytes which became none are none."""
    return [
        Entry(EntryKind.BYTES, bytes([len(key)]) + key + _CRC.pack(at) + value[at : at + BLOB_PIECE])
        for at in range(begin, max(len(value), begin + 1), BLOB_PIECE)
    ]
