"""How much of a fresh bank the flash would take: the bytes of what is in force, kept by the change."""

from collections.abc import Iterable, Iterator, Mapping

from protocol_spec.backfill import to_drop
from simulator.terminal.nonvolatile.entry import COMMIT_SIZE, OVERHEAD, field_size
from simulator.terminal.nonvolatile.form import Leaf
from simulator.terminal.nonvolatile.record_entry import record_size
from simulator.terminal.records.change import Added, Change, Dropped, Raised, Renumbered
from simulator.terminal.records.store import RecordStore

_FRAME = 16 * OVERHEAD + COMMIT_SIZE
"""BEGIN, the heads of the entries that hold fields, COMMIT: more of them than there are."""


class Load:
    def __init__(self, fields: Mapping[str, Leaf], store: RecordStore) -> None:
        self._fields = {key: field_size(key, value) for key, value in fields.items()}
        self._records = {stored.record.record: record_size(stored.record) for stored in store}
        self.size = _FRAME + sum(self._fields.values()) + sum(self._records.values())

    def change(self, fields: Mapping[str, Leaf | None], changes: Iterable[Change]) -> None:
        for key, value in fields.items():
            self.size -= self._fields.pop(key, 0)
            if value is not None:
                self._fields[key] = field_size(key, value)
                self.size += self._fields[key]
        for change in changes:
            self._follow(change)

    def oldest(self, store: RecordStore) -> Iterator[int]:
        """The sizes of the records that may give way, in this order: a store is in the order of numbers."""
        records = (stored.record for stored in store)
        return (self._records[record.record] for record in records if to_drop([record]) is not None)

    def _follow(self, change: Change) -> None:
        match change:
            case Added(record, _):
                self._records[record.record] = record_size(record)
                self.size += self._records[record.record]
            case Dropped(number):
                self.size -= self._records.pop(number)
            case Raised(watermark):
                for number in [number for number in self._records if number <= watermark]:
                    self.size -= self._records.pop(number)
            case Renumbered(watermark):
                sizes = [self._records[number] for number in sorted(self._records)]
                self._records = dict(enumerate(sizes, watermark + 1))
