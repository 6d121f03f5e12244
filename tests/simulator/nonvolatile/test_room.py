"""When there is no room: what gives way, what is said about it, and what a worn page costs."""

from dataclasses import replace

import pytest

from protocol_spec.codes import EventCode
from protocol_spec.instant import MINUTE, S
from protocol_spec.messages import EventRecord, Status
from simulator.terminal import Flash
from simulator.terminal.nonvolatile import Journal, Kept, MediumFull, MemoryMedium
from simulator.terminal.records.store import RecordStore
from tests.simulator.terminal.bench import Bench
from tests.simulator.terminal.programs import play

from .bench import KeptBench, state


def filled(medium: MemoryMedium, minutes: int) -> KeptBench:
    """A terminal that was offline for so long; its cover was opened when that began."""
    bench = KeptBench(medium, status_idle=5, heartbeat=5)
    bench.advance(10 * S)
    bench.pull_cable()
    bench.do("cover")
    bench.advance(minutes * MINUTE)
    return bench


def numbers(bench: Bench, kind: type) -> list[int]:
    return [one.record.record for one in bench.terminal.flash.store if isinstance(one.record, kind)]


@pytest.mark.clause("BKF-03", "BKF-10")
def test_a_full_medium_drops_the_oldest_telemetry_keeps_every_event_and_says_so_once() -> None:
    bench = filled(MemoryMedium(16, 512), 20)
    store = bench.terminal.flash.store
    assert store.capacity > 1000 > len(store), "it is the medium that is full"
    assert store.dropped > 100
    held = numbers(bench, Status)
    assert held == sorted(held)
    assert held[-1] >= store.following - 2
    events = [one.record.event for one in store if isinstance(one.record, EventRecord)]
    assert events.count(EventCode.STORE_OVERFLOW) == 1
    assert events[0] is EventCode.COVER_OPENED
    assert state(bench.terminal.flash) == bench.states[-1][1]


def test_when_the_platform_has_it_all_there_is_room_again_and_the_next_time_is_another_episode() -> None:
    bench = filled(MemoryMedium(16, 512), 10)
    bench.reconnect()
    bench.advance(10 * MINUTE)
    assert bench.terminal.flash.store.room is None
    assert not bench.terminal.flash.store.overflowing
    bench.pull_cable()
    following, dropped = bench.terminal.flash.store.following, bench.terminal.flash.store.dropped
    bench.advance(10 * MINUTE)
    assert bench.terminal.flash.store.dropped > dropped
    bench.reconnect()
    bench.advance(S)
    told = {sent.message.record for sent in bench.alarms(EventCode.STORE_OVERFLOW)}
    assert len([number for number in told if number >= following]) == 1


def test_a_medium_that_was_full_is_full_after_a_power_cut_too() -> None:
    medium = MemoryMedium(16, 512)
    bench = filled(medium, 10)
    before, dropped = len(bench.terminal.flash.store), bench.terminal.flash.store.dropped
    bench.revive()
    bench.advance(MINUTE)
    assert len(bench.terminal.flash.store) <= before + 3
    assert bench.terminal.flash.store.dropped > dropped


def test_unacknowledged_events_never_give_way_and_more_than_the_medium_holds_is_the_end() -> None:
    bench = filled(MemoryMedium(8, 512), 1)
    with pytest.raises(MediumFull, match="unacknowledged events"):
        play(bench, [("cover", True), ("wait", S), ("cover", False), ("wait", S)] * 500)
    committed = bench.states[-1][1]
    with pytest.raises(MediumFull):
        bench.endpoint.data_to_send()
    flash = Journal(bench.medium).flash
    assert flash is not None
    assert state(flash) == committed
    assert flash.store.following > 20
    assert all(isinstance(one.record, EventRecord) for one in flash.store)


def test_more_records_at_once_than_anybody_reckoned_with_leave_room_in_the_same_transaction() -> None:
    medium = MemoryMedium(16, 512)
    bench = Bench()
    journal = Journal(medium)
    flash = Flash(RecordStore(10_000))
    journal.keep(flash)
    journal.commit(0)
    bench.advance(MINUTE)
    status = bench.status()
    for number in range(1, 2000):
        flash.store.add(replace(status, record=number), 1)
    journal.commit(0)
    read = Journal(medium).flash
    assert read is not None
    assert state(read) == state(flash)
    assert 20 < len(flash.store) < 200
    assert flash.store.dropped == 1999 - len(flash.store)
    assert not flash.store.overflowing, "whoever makes the next record begins the episode, and says so (BKF-10)"


# ---- worn pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("worn", [[0], [3, 4], [13, 9, 5, 1]])
def test_pages_that_wear_out_one_by_one_are_left_out_and_nothing_is_lost(worn: list[int]) -> None:
    medium = MemoryMedium(40, 512)
    bench = KeptBench(medium, status_idle=5)
    bench.advance(10 * S)
    bench.pull_cable()
    for page in worn:
        medium.worn.add(page)
        bench.advance(MINUTE)
        bench.revive()
    bench.advance(MINUTE)
    bench.reconnect()
    bench.advance(MINUTE)
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1))
    assert bench.terminal.flash.store.dropped == 0


def test_pages_wear_alike() -> None:
    medium = MemoryMedium(16, 512)
    bench = KeptBench(medium, status_idle=5)
    bench.advance(60 * MINUTE)
    assert min(medium.wear) > 5
    assert max(medium.wear) <= min(medium.wear) + 1


def test_a_medium_wears_out_page_by_page_until_it_is_said() -> None:
    medium = MemoryMedium(12, 512, endurance=6)
    bench = KeptBench(medium, status_idle=5)
    with pytest.raises(MediumFull, match="worn out"):
        bench.advance(600 * MINUTE)
    assert sum(medium.wear) > 0.6 * 6 * 12
    flash = Journal(medium).flash
    assert flash is not None
    assert state(flash) == bench.states[-1][1]


def test_the_terminal_s_own_capacity_stands_where_the_medium_has_room() -> None:
    bench = KeptBench(MemoryMedium(), status_idle=5)
    bench.terminal.flash.store.capacity = 5
    bench.pull_cable()
    bench.advance(5 * MINUTE)
    assert isinstance(bench.endpoint, Kept)
    assert bench.terminal.flash.store.room is None
    assert len(bench.terminal.flash.store) <= 6
