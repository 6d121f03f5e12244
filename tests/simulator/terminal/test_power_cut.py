"""The plug is pulled: what survives, what is said about it, what never goes back (REP-01, SES-04, LCK-01)."""

import copy
import json

import pytest

from protocol_spec.codes import ClockState, EndReason, EventCode, LockState
from protocol_spec.instant import MINUTE, MS, S
from protocol_spec.messages import EventRecord
from simulator.terminal import Flash

from .bench import ANNA, UPTIME, Bench

both_ways = pytest.mark.parametrize("as_json", [False, True], ids=["kept", "written and read back"])


@pytest.mark.clause("LCK-01")
@both_ways
def test_after_a_power_cut_it_is_locked_whatever_it_was(as_json: bool) -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(10 * S)
    bench.power_cut(as_json=as_json)
    bench.advance(10 * S)
    assert not bench.relay_closed
    assert bench.status().lock is LockState.LOCKED
    assert bench.status().grant == 0


@pytest.mark.clause("SES-04", "REP-01")
@both_ways
def test_counters_never_go_back(as_json: bool) -> None:
    bench = Bench()
    seen = []
    for _ in range(5):
        bench.do("cover")
        bench.advance(MINUTE)
        flash = bench.terminal.flash
        seen.append((flash.boot_counter, flash.store.following, flash.store.watermark))
        bench.power_cut(as_json=as_json)
    assert seen == sorted(seen)
    assert [boot for boot, _, _ in seen] == list(range(seen[0][0], seen[0][0] + 5))
    bench.advance(MINUTE)
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1)), "numbers go on where they were"
    assert all(len({message.encode() for message in copies}) == 1 for copies in bench.held.values())


@pytest.mark.clause("REP-07", "BKF-01")
@both_ways
def test_records_that_were_not_acknowledged_are_reported_after_the_cut_unchanged(as_json: bool) -> None:
    bench = Bench()
    bench.advance(S)
    bench.pull_cable()
    for number in range(10):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    before = {stored.record.record: stored.record.encode() for stored in bench.terminal.flash.store}
    bench.power_cut(as_json=as_json)
    bench.reconnect()
    bench.advance(10 * S)
    assert {number: bench.held[number][0].encode() for number in before} == before


@pytest.mark.clause("REP-05")
@both_ways
def test_an_open_session_is_summarised_as_power_lost(as_json: bool) -> None:
    bench = Bench(status_idle=5, status_welding=5)
    bench.unlocked()
    granted = bench.utc - 300 * MS
    bench.advance(10 * S)
    bench.do("trigger")
    bench.advance(20 * S)
    bench.do("trigger", False)
    bench.advance(10 * S)
    cut = bench.utc
    bench.power_cut(as_json=as_json)
    bench.advance(10 * S)
    summary = bench.summary()
    assert (summary.grant, summary.worker, summary.reason) == (7001, ANNA, EndReason.POWER_LOST)
    assert summary.arc_millis == 20_000
    assert summary.arc_starts == 1
    assert 10 < summary.energy < 25
    assert abs(summary.start - granted) <= 200 * MS
    assert cut - 6 * S <= summary.end <= cut


@both_ways
@pytest.mark.clause("REP-05")
def test_the_end_of_a_lost_session_is_when_the_power_went_whatever_the_period_of_status(as_json: bool) -> None:
    bench = Bench(status_idle=600, heartbeat=240)
    bench.unlocked(idle=3600)
    bench.advance(345_678 * MS)
    cut = bench.utc
    bench.power_cut(as_json=as_json)
    bench.advance(10 * S)
    assert cut - S <= bench.summary().end <= cut


def test_the_summary_of_a_lost_session_keeps_its_own_times_when_the_record_is_stamped() -> None:
    """TIM-02 stamps the record, which was made before the clock was set; its start and end were UTC already."""
    bench = Bench()
    bench.unlocked()
    start = bench.utc - 300 * MS
    bench.advance(30 * S)
    bench.network = False
    bench.power_cut(100 * S)
    bench.advance(MINUTE)
    bench.reconnect()
    bench.advance(10 * S)
    summary = bench.summary()
    assert summary.clock is ClockState.RESTAMPED
    assert abs(summary.start - start) <= 200 * MS
    assert summary.start < summary.end < summary.time


@both_ways
def test_a_session_that_was_closed_is_not_summarised_twice(as_json: bool) -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(10 * S)
    bench.lock()
    bench.advance(S)
    bench.power_cut(as_json=as_json)
    bench.advance(10 * S)
    bench.power_cut(as_json=as_json)
    bench.advance(10 * S)
    assert bench.summary().reason is EndReason.PLATFORM


def test_two_cuts_in_a_row_leave_one_summary() -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(10 * S)
    bench.network = False
    bench.power_cut(as_json=True)
    bench.power_cut(as_json=True)
    bench.reconnect()
    bench.advance(10 * S)
    assert len(bench.summaries()) == 1


@pytest.mark.clause("EVT-04")
def test_the_power_up_event_comes_first_in_number_and_the_lost_session_behind_it() -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(10 * S)
    bench.power_cut()
    bench.advance(10 * S)
    power_up = bench.alarms(EventCode.POWER_UP)[-1].message
    assert bench.summary().record == power_up.record + 1
    assert len([event for event in bench.messages(EventRecord) if event.event is EventCode.POWER_UP]) >= 2


def test_a_cut_in_the_middle_of_backfill_loses_nothing() -> None:
    bench = Bench()
    bench.advance(S)
    bench.pull_cable()
    for number in range(20):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    bench.acks = False
    bench.reconnect()
    bench.power_cut(as_json=True)
    bench.acks = True
    bench.advance(MINUTE)
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1))


def test_flash_reads_back_as_it_was_written() -> None:
    bench = Bench()
    bench.acks = False
    bench.unlocked()
    bench.do("trigger")
    bench.advance(100 * S)
    written = bench.terminal.flash.as_json()
    again = Flash.from_json(json.loads(json.dumps(written)))
    assert again.as_json() == written
    assert written["session"]["grant"] == 7001
    assert len(written["records"]) > 3


def test_reading_a_saved_state_does_not_change_it() -> None:
    bench = Bench()
    bench.unlocked()
    saved = bench.terminal.flash.as_json()
    before = copy.deepcopy(saved)
    Flash.from_json(saved)
    assert saved == before
    assert Flash.from_json(saved).as_json() == before


def test_a_state_of_another_schema_is_refused() -> None:
    state = Bench().terminal.flash.as_json()
    with pytest.raises(ValueError, match="schema"):
        Flash.from_json(state | {"schema": 4})


def test_a_stored_record_that_does_not_read_is_refused() -> None:
    bench = Bench()
    bench.pull_cable()
    bench.do("cover")
    state = bench.terminal.flash.as_json()
    state["records"][0][2] = "00"
    with pytest.raises(ValueError, match="record"):
        Flash.from_json(state)


def test_the_same_flash_powers_up_the_same_wherever_its_time_line_begins() -> None:
    def bodies(began: int) -> list[bytes]:
        bench = Bench(connect=False)
        flash = Flash.from_json(json.loads(json.dumps(bench.terminal.flash.as_json())))
        bench.now, bench.offset = began, bench.offset + UPTIME - began
        bench.sent.clear()
        bench.power_up(flash)
        bench.reconnect()
        bench.advance(10 * S)
        return [sent.frame.body for sent in bench.sent]

    assert bodies(0) == bodies(777 * S)
