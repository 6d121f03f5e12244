"""At power-up: find the bank in use, and do its transactions again."""

from collections import defaultdict
from dataclasses import dataclass

from simulator.terminal.flash import Flash
from simulator.terminal.nonvolatile.bank import HEADER, Bank, Shelf, read_label
from simulator.terminal.nonvolatile.entry import Entry, EntryKind, Read, read_transactions, redo_fields
from simulator.terminal.nonvolatile.form import Leaf, flash_from
from simulator.terminal.nonvolatile.medium import Medium, NotReadable
from simulator.terminal.nonvolatile.record_entry import read_change
from simulator.terminal.records.store import RecordStore

EDITION = b"\x01"


@dataclass
class Recovered:
    """`bank` is None where nothing was ever committed. `highest` is the highest generation that was begun: the number of one
    that was never finished is not used again, or its leavings could be taken for a part of what is new. Behind a bank that is
    not `clean` lies a torn transaction: it is not written on."""

    shelf: Shelf
    highest: int
    bank: Bank | None = None
    transactions: int = 0
    clean: bool = True
    flash: Flash | None = None


def recover(medium: Medium) -> Recovered:
    """Reads only, so it can be interrupted at will.

    Raises:
        NotReadable: what lies there is whole and does not read.
    """
    shelf = Shelf(medium)
    banks = _banks(shelf)
    recovered = Recovered(shelf, banks[0].generation if banks else 0)
    for bank in banks:
        read = read_transactions(bank.read(shelf))
        if read.transactions:
            bank.end = read.end
            shelf = recovered.shelf = Shelf(medium, bank.pages[-1] + 1)
            recovered.bank, recovered.clean = bank, read.clean
            recovered.transactions, recovered.flash = len(read.transactions), _redone(read)
            break
    return recovered


def _banks(shelf: Shelf) -> list[Bank]:
    """All that lie on the medium, the latest first; each as far as its pages follow each other."""
    medium, found = shelf.medium, defaultdict[int, dict[int, int]](dict)
    for page in range(medium.pages):
        label = read_label(medium.read(page * medium.page_size, HEADER))
        if label is not None:
            found[label.generation][label.index] = page
    return [_bank(generation, found[generation]) for generation in sorted(found, reverse=True)]


def _bank(generation: int, pages: dict[int, int]) -> Bank:
    bank = Bank(generation)
    while len(bank.pages) in pages:
        bank.pages.append(pages[len(bank.pages)])
    return bank


def _redone(read: Read) -> Flash:
    fields: dict[str, Leaf] = {}
    store = RecordStore(capacity=0)
    for entries in read.transactions:
        for entry in entries:
            _redo(entry, fields, store)
    return flash_from(fields, RecordStore(0, 1, store))


def _redo(entry: Entry, fields: dict[str, Leaf], store: RecordStore) -> None:
    match entry.kind:
        case EntryKind.BEGIN:
            if entry.payload != EDITION:
                raise NotReadable(f"the journal is of edition {entry.payload.hex()}, and this program reads 01")
        case EntryKind.FIELDS | EntryKind.BYTES:
            redo_fields(entry, fields)
        case _:
            store.redo(read_change(entry))
