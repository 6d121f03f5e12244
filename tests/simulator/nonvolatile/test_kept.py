"""A kept terminal is the same terminal, and nothing leaves it that was not stored."""

from typing import Any

import pytest
from hypothesis import given, settings

from protocol_spec.instant import S
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.terminal import Flash, Terminal
from simulator.terminal.nonvolatile import Journal, Kept, MemoryMedium, PowerLost
from simulator.terminal.records.store import RecordStore
from tests.architecture.test_arrows import violations
from tests.simulator.terminal.bench import UPTIME, Bench
from tests.simulator.terminal.programs import PROGRAMS, SETTINGS, Program, play

from .bench import KeptBench, kept_bench_of, plain_bench_of


@settings(max_examples=30, deadline=None, derandomize=True)
@given(SETTINGS, PROGRAMS)
def test_it_sends_the_same_frames_at_the_same_times_as_without_a_journal(
    bench_settings: dict[str, Any], program: Program
) -> None:
    plain, kept = plain_bench_of(bench_settings), kept_bench_of(bench_settings, medium=MemoryMedium())
    for bench in (plain, kept):
        play(bench, program)
    assert [(sent.at, sent.data) for sent in kept.sent] == [(sent.at, sent.data) for sent in plain.sent]
    assert kept.events == plain.events
    assert kept.relay == plain.relay


def test_a_recorded_kept_terminal_replays_on_one_that_is_not_kept() -> None:
    bench = Bench(connect=False)
    tape: list[Entry] = []
    terminal = Terminal(bench.identity, bench.profile, Flash(RecordStore(100)), seed=1, now=UPTIME)
    recorded = Recorded(Kept(terminal, Journal(MemoryMedium())), tape.append)
    bench.terminal, bench.endpoint, bench.network = terminal, recorded, True
    bench.settle()
    bench.advance(5 * S)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(30 * S)
    fresh = Terminal(bench.identity, bench.profile, Flash(RecordStore(100)), seed=1, now=UPTIME)
    assert replay(tape, fresh) is None


@pytest.mark.clause("REP-06")
def test_neither_frame_nor_event_leaves_when_the_supply_goes_before_it_is_stored() -> None:
    bench = KeptBench(status_idle=60)
    frames, events = len(bench.sent), len(bench.events)
    bench.medium.lose_power(0, 3)
    with pytest.raises(PowerLost):
        bench.do("cover")
    assert (len(bench.sent), len(bench.events)) == (frames, events)
    with pytest.raises(PowerLost):
        bench.endpoint.next_event()


def test_an_input_whose_outputs_nobody_asked_for_is_stored_before_the_next() -> None:
    bench = KeptBench()
    bench.endpoint.link_down(bench.now)
    before = len(bench.states)
    bench.terminal.flash.permit_counter += 1
    bench.endpoint.handle_timer(bench.now)
    assert len(bench.states) == before + 1


@pytest.mark.clause("REP-05")
def test_an_open_session_is_written_down_each_second_though_nothing_is_said() -> None:
    bench = KeptBench(status_idle=600, heartbeat=240)
    bench.unlocked()
    before = len(bench.states)
    bench.advance(60 * S)
    assert 55 <= len(bench.states) - before <= 70


def test_a_terminal_that_is_idle_writes_nothing_but_its_records() -> None:
    bench = KeptBench(status_idle=60)
    bench.advance(10 * S)
    before = bench.medium.writes
    bench.advance(600 * S)
    assert bench.medium.writes - before <= 2 * 10 + 8, "a record and its acknowledgement, and now and then a page"


def test_a_fleet_runs_without() -> None:
    bench = Bench()
    bench.advance(100 * S)
    assert bench.terminal.flash.store.changes is None
    found = violations("simulator/**/*.py", ("simulator.terminal.nonvolatile",))
    outside = [line for line in found if not line.startswith("simulator/terminal/nonvolatile/")]
    assert not outside, "a terminal does not know its journal: who wants one wraps it.\n" + "\n".join(outside)
