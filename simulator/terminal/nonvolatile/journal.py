"""The journal: how a module keeps its memory on a flash medium, so that the supply may go at any instant.

**What is written.** Each input of a terminal is one transaction at most: what is different in the flash since the last one,
found by comparing its form (`form`), and what happened to its records (`records.change`). Nothing different, nothing written. A
transaction counts when its COMMIT is whole, so what a power-up finds is the state before one or behind it, never between.

**When a bank is full.** The log is written on until the pages that are left would just hold what is in force, and one more;
then that goes into a fresh bank, as one transaction, and the old pages are free. There is no instant at which the medium does
not hold a whole bank. A page that does not take a write is left out, and so is one whose erase fails.

**What moves all the time.** The energy meter and the open session move with every look; to write each look down would wear the
medium out in months. They are written with anything else that is written, before any frame leaves, and else once in `SPACING`:
so energy that was said was stored (REP-12). As long as a session is open the journal asks for a look once in `SPACING` itself:
a terminal that has nothing to do for a minute would not look, and the session that the supply ends was written down a second
ago at most (REP-05).
A shift of eight hours, welding and unlocked throughout, takes some 760 erases of pages of 4 KiB: 12 of each of 64 pages, of the
100,000 that one stands; locked, it takes 3 an hour.

**When there is no room.** The store drops its oldest telemetry and says so (BKF-03, BKF-10) when it holds as many records as it
may; how many that are, the journal sets by the bytes that there are (`RecordStore.room`), ahead of need. An input that made
more records than were reckoned with loses the oldest telemetry of the store in the same transaction. Events that nobody has
acknowledged never give way: where nothing else is left, `MediumFull`, and the terminal is as dead as without a supply.
"""

from collections.abc import Mapping

from protocol_spec.instant import Duration, Instant, S
from simulator.terminal.flash import Flash
from simulator.terminal.nonvolatile.bank import Bank, Shelf
from simulator.terminal.nonvolatile.entry import Entry, EntryKind, field_entries, transaction
from simulator.terminal.nonvolatile.form import Leaf, fields_of
from simulator.terminal.nonvolatile.load import Load
from simulator.terminal.nonvolatile.medium import Medium, MediumFull, PageWorn
from simulator.terminal.nonvolatile.record_entry import change_entry
from simulator.terminal.nonvolatile.recovery import EDITION, recover
from simulator.terminal.records.change import Added
from simulator.terminal.records.store import RecordStore

SPACING: Duration = 1 * S
"""How often what moves all the time is written down where nothing else is to be written."""
FEWEST_PAGES = 8
MOVING = frozenset({"microjoules", "session_seen", "session.arc_micros", "session.microjoules"})


class Journal:
    """Opening one is recovery: `flash` is what lies on the medium, None where nothing does.

    Raises:
        ValueError: the medium has fewer than `FEWEST_PAGES`.
        NotReadable: what lies there is whole and of another program.
    """

    def __init__(self, medium: Medium) -> None:
        if medium.pages < FEWEST_PAGES:
            raise ValueError(f"a journal needs {FEWEST_PAGES} pages, and the medium has {medium.pages}")
        found = recover(medium)
        self._medium = medium
        self._shelf: Shelf = found.shelf
        self._generation = found.highest
        self._bank: Bank | None = found.bank if found.clean else None
        self._in_use: set[int] = set(found.bank.pages) if found.bank else set()
        self._serial = found.transactions
        self._written_at: Instant | None = None
        self.due: Instant | None = None
        """When to look again: what was held back is to be written, or the open session."""
        self.flash: Flash | None = None
        if found.flash is not None:
            self._adopt(found.flash)

    def keep(self, flash: Flash) -> None:
        """From now on this is the flash: the recovered one as it went on, or another instead of it."""
        if flash is not self.flash:
            self._adopt(flash)
            self._bank = None

    def _adopt(self, flash: Flash) -> None:
        self.flash, flash.store.changes = flash, []
        self._fields = fields_of(flash)
        self._load = Load(self._fields, flash.store)
        self._set_room()

    def commit(self, now: Instant, leaving: bool = False) -> bool:
        """Write what is different; `leaving` says that frames are about to leave. Returns whether anything was written.

        Raises:
            PowerLost: before the whole of it was written.
            MediumFull: it does not fit; nothing of it was written, and nothing will be.
        """
        flash, store = self._kept()
        fields = fields_of(flash)
        changed = _difference(self._fields, fields)
        if self._bank is not None and not store.changes:
            if not changed:
                self.due = self._look_again(now)
                return False
            if not leaving and self._may_wait(changed, now):
                return False
        said = leaving or bool(store.changes) or not changed.keys() <= MOVING
        self._write(self._news(fields, changed))
        if said:
            self._medium.sync()
        self._written_at, self.due = now, self._look_again(now)
        self._set_room()
        return True

    def _may_wait(self, changed: Mapping[str, Leaf | None], now: Instant) -> bool:
        if self._written_at is None or now >= self._written_at + SPACING or not changed.keys() <= MOVING:
            return False
        self.due = self._written_at + SPACING
        return True

    def _look_again(self, now: Instant) -> Instant | None:
        flash, _ = self._kept()
        return None if flash.session is None else now + SPACING

    def _news(self, fields: dict[str, Leaf], changed: Mapping[str, Leaf | None]) -> list[Entry]:
        """What is to be written, which from here on counts as known."""
        _, store = self._kept()
        changes, store.changes = store.changes or [], []
        entries = [*field_entries(self._fields, changed), *map(change_entry, changes)]
        self._load.change(changed, changes)
        self._fields = fields
        return entries

    def _kept(self) -> tuple[Flash, RecordStore]:
        assert self.flash is not None, "there is no flash to keep"
        return self.flash, self.flash.store

    # ---- writing -------------------------------------------------------------------------------------------------

    def _write(self, entries: list[Entry]) -> None:
        bank, data = self._bank, transaction(entries, self._serial)
        self._bank = None  # what is written in part is not written on
        if bank is not None and self._leaves_room(bank, data):
            try:
                bank.write(data, self._shelf, self._in_use)
            except (PageWorn, MediumFull):
                pass  # fewer pages are good than was thought
            else:
                self._wrote(bank, self._serial + 1)
                return
        while not self._made_fresh():
            pass

    def _made_fresh(self) -> bool:
        """Write all that is in force into a fresh bank; False where a page failed, and all of it is to be written again with
        fewer."""
        self._give_way()
        self._generation += 1
        fresh, data = Bank(self._generation), transaction(self._in_force(), 0)
        assert len(data) <= self._load.size, "more is in force than was reckoned"
        try:
            fresh.write(data, self._shelf, self._in_use)
        except (PageWorn, MediumFull):
            return False
        self._medium.sync()  # before a page of the old bank is erased
        self._wrote(fresh, 1)
        return True

    def _wrote(self, bank: Bank, serial: int) -> None:
        self._bank, self._serial, self._in_use = bank, serial, set(bank.pages)

    def _in_force(self) -> list[Entry]:
        _, store = self._kept()
        records = [change_entry(Added(stored.record, stored.boot)) for stored in store]
        return [Entry(EntryKind.BEGIN, EDITION), *field_entries({}, self._fields), *records]

    # ---- room ----------------------------------------------------------------------------------------------------

    @property
    def _free(self) -> int:
        return self._medium.pages - len(self._in_use | self._shelf.worn)

    def _leaves_room(self, bank: Bank, data: bytes) -> bool:
        """Whether there are still pages for a fresh bank, and one more for one that fails, when this is written."""
        taken = self._shelf.pages_for(bank.end + len(data)) - len(bank.pages)
        return self._free - taken > self._shelf.pages_for(self._load.size)

    def _give_way(self) -> None:
        """Before a fresh bank is begun: what does not fit into the free pages is not tried."""
        flash, store = self._kept()
        while self._shelf.pages_for(self._load.size) > self._free:
            if not store.give_way():
                raise MediumFull(
                    f"{self._free} free pages do not hold the {self._load.size} bytes that must not be lost, "
                    f"{len(store)} unacknowledged events among them ({len(self._shelf.worn)} of {self._medium.pages} pages "
                    "are worn out): let a platform acknowledge the events, or take a larger medium"
                )
            fields = fields_of(flash)
            self._news(fields, _difference(self._fields, fields))

    def _set_room(self) -> None:
        """A fresh bank may take less than half of the pages, so that there is something to write on before the next; the last
        page of these is for what one more input makes. What is over that is to be dropped at the next record."""
        _, store = self._kept()
        good = self._shelf.good
        over = self._load.size - ((good - 1 - max(2, good // 8)) // 2 - 1) * self._shelf.payload
        dropped = 0
        for size in self._load.oldest(store) if over > 0 else ():
            dropped += 1
            over -= size
            if over <= 0:
                break
        store.room = len(store) - dropped if dropped else None


def _difference(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> dict[str, Leaf | None]:
    """What is another value, with None for what is gone."""
    if before == after:
        return {}
    changed: dict[str, Leaf | None] = {key: value for key, value in after.items() if before.get(key) != value}
    changed.update((key, None) for key in before if key not in after)
    return changed
