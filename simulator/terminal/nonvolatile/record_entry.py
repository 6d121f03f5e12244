"""Changes of the record store as entries, and back.

A record's time has more digits in the terminal than on the wire, and giving it its time adds to all of them: what the wire cuts
off is written beside the body, so that a record that was read back gets the same time as the one that was not.
"""

import struct
from dataclasses import replace

from protocol_spec.instant import MS
from protocol_spec.message import by_code
from protocol_spec.messages import RECORDS, Record
from simulator.terminal.nonvolatile.entry import OVERHEAD, Entry, EntryKind
from simulator.terminal.nonvolatile.medium import NotReadable
from simulator.terminal.records.change import Added, Change, Dropped, Raised, Renumbered, Restamped

_ADDED = struct.Struct(">IBH")
_NUMBER = struct.Struct(">I")
_RESTAMPED = struct.Struct(">Iq")


def record_size(record: Record) -> int:
    return OVERHEAD + _ADDED.size + len(record.encode())


def change_entry(change: Change) -> Entry:
    match change:
        case Added(record, boot):
            head = _ADDED.pack(boot, record.code, record.time % MS)
            return Entry(EntryKind.ADDED, head + record.encode())
        case Dropped(number):
            return Entry(EntryKind.DROPPED, _NUMBER.pack(number))
        case Raised(watermark):
            return Entry(EntryKind.RAISED, _NUMBER.pack(watermark))
        case Restamped(boot, offset):
            return Entry(EntryKind.RESTAMPED, _RESTAMPED.pack(boot, offset))
        case Renumbered(watermark):
            return Entry(EntryKind.RENUMBERED, _NUMBER.pack(watermark))


def read_change(entry: Entry) -> Change:
    """
    Raises:
        NotReadable: it is whole, and a later program's.
    """
    match entry.kind:
        case EntryKind.ADDED:
            boot, code, micros = _ADDED.unpack_from(entry.payload)
            return Added(_record(code, entry.payload[_ADDED.size :], micros), boot)
        case EntryKind.DROPPED:
            return Dropped(*_NUMBER.unpack(entry.payload))
        case EntryKind.RAISED:
            return Raised(*_NUMBER.unpack(entry.payload))
        case EntryKind.RESTAMPED:
            return Restamped(*_RESTAMPED.unpack(entry.payload))
        case EntryKind.RENUMBERED:
            return Renumbered(*_NUMBER.unpack(entry.payload))
    raise NotReadable(f"the journal has an entry of kind {entry.kind}, which this program does not know")


def _record(code: int, body: bytes, micros: int) -> Record:
    kind = by_code.get(code)
    record = kind.decode(body) if kind else None
    if not isinstance(record, RECORDS):
        raise NotReadable(f"a stored record does not read: code {code:#04x}, {record}")
    return replace(record, time=record.time + micros)
