"""Equal inputs, equal bytes; an early timer is a no-op (architecture, the sans-IO core and its one law)."""

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from protocol_spec.codes import EventCode
from protocol_spec.instant import MS, Instant, S
from simulator.runtime.tape import Divergence, Entry, Kind, replay
from simulator.terminal import Flash, Terminal

from .bench import ANNA, UPTIME, Bench
from .programs import PROGRAMS, SETTINGS, Program, bench_of, play

LAW = settings(max_examples=60, deadline=None, derandomize=True)
QUIET = {
    "seed": 1,
    "binding": "tcp",
    "registered": True,
    "heartbeat": 60,
    "status_idle": 60,
    "ack_timeout": 5,
    "link_grace": 600,
    "policy": 0,
    "store_records": 1000,
}
GRANT = ("unlock", ANNA, 0, 60 * S, 3600 * S, 5)


def fresh(bench: Bench, flash: dict[str, Any], *, seed: int | None = None) -> Terminal:
    return Terminal(
        bench.identity,
        bench.profile,
        Flash.from_json(copy.deepcopy(flash)),
        seed=bench.seed if seed is None else seed,
        now=UPTIME,
    )


def blank(bench_settings: dict[str, Any]) -> dict[str, Any]:
    """What the flash of a bench's terminal held before its first power-up."""
    untouched = Bench(connect=False).terminal.flash.as_json()
    return untouched | {
        "boot_counter": 0,
        "registered": bench_settings["registered"],
        "following": 1,
        "records": [],
        "capacity": bench_settings["store_records"],
        "iccid": "",
        "firmware": "",
    }


@LAW
@given(SETTINGS, PROGRAMS)
def test_a_recorded_run_replayed_on_a_fresh_terminal_sends_the_same_bytes(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = bench_of(bench_settings, taped=True)
    play(bench, program)
    assert bench.tape is not None
    assert any(entry.kind is Kind.SENT for entry in bench.tape)
    assert replay(bench.tape, fresh(bench, blank(bench_settings))) is None


@LAW
@given(SETTINGS, PROGRAMS, PROGRAMS)
def test_a_run_after_a_power_cut_replays_from_the_flash_as_it_was_at_the_cut(
    bench_settings: dict[str, Any], before: Program, after: Program
) -> None:
    bench = bench_of(bench_settings)
    play(bench, before)
    bench.terminal.firmware.power_went(bench.now)
    flash = json.loads(json.dumps(bench.terminal.flash.as_json()))
    bench.tape = []
    bench.power_cut(0, as_json=True)
    began = bench.now
    play(bench, after)
    again = Terminal(bench.identity, bench.profile, Flash.from_json(flash), seed=bench.seed, now=began)
    assert replay(bench.tape, again) is None


def test_the_replay_notices_another_seed_another_flash_and_another_input() -> None:
    bench = bench_of(QUIET, taped=True)
    play(bench, [GRANT, ("wait", S), ("trigger", True), ("wait", 100 * S)])
    assert bench.tape is not None
    flash = blank(QUIET)
    assert replay(bench.tape, fresh(bench, flash)) is None
    assert isinstance(replay(bench.tape, fresh(bench, flash, seed=2)), Divergence)
    assert isinstance(replay(bench.tape, fresh(bench, flash | {"boot_counter": 7})), Divergence)
    later = [Entry(entry.at + 1 * MS, entry.kind, entry.data) for entry in bench.tape]
    assert isinstance(replay(later, fresh(bench, flash)), Divergence)


# ---- early timers ----------------------------------------------------------------------------------------------------


def said(bench: Bench) -> list[tuple[Instant, bytes]]:
    return [(sent.at, sent.data) for sent in bench.sent]


def twice(bench_settings: dict[str, Any], program: Program, parts: int) -> tuple[Bench, Bench]:
    """The same program, the second time with `parts - 1` early timers in each wait."""
    plain, early = bench_of(bench_settings), bench_of(bench_settings)
    early.early = lambda now, due: [now + (due - now) * part // parts for part in range(parts)]
    for bench in (plain, early):
        play(bench, program)
        bench.advance(30 * S)
    return plain, early


@LAW
@given(SETTINGS, PROGRAMS, st.integers(2, 4))
@example(QUIET, [GRANT, ("wait", S), ("trigger", True), ("wait", 7 * S), ("trigger", False), ("wait", 20 * S)], 4)
def test_early_timers_change_nothing(bench_settings: dict[str, Any], program: Program, parts: int) -> None:
    plain, early = twice(bench_settings, program, parts)
    assert said(early) == said(plain)
    assert early.relay == plain.relay
    assert early.events == plain.events


def test_an_early_timer_in_the_second_after_an_arc_does_not_put_off_the_idle_limit() -> None:
    opened = []
    for early in (False, True):
        bench = Bench()
        bench.unlocked(idle=10)
        bench.do("trigger")
        bench.advance(5 * S)
        bench.do("trigger", False)
        bench.advance(900 * MS)
        if early:
            bench.endpoint.handle_timer(bench.now)
            bench.settle()
        bench.advance(20 * S)
        opened.append(bench.opened_at())
    assert opened[0] == opened[1]


def test_a_timer_at_the_same_instant_again_does_nothing() -> None:
    bench = Bench(status_idle=5, heartbeat=7)
    bench.unlocked()
    for _ in range(200):
        bench.ring()
        bench.endpoint.handle_timer(bench.now)
        assert bench.endpoint.data_to_send() == []
        assert bench.endpoint.next_event() is None


@LAW
@given(SETTINGS, PROGRAMS)
def test_the_next_timer_is_never_in_the_past_once_it_was_obeyed(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = bench_of(bench_settings)
    for step in program:
        play(bench, [step])
        due = bench.endpoint.next_timer()
        assert (due is not None) is bench.terminal.powered, "a terminal that is on always has its next status ahead"
        if due is not None:
            bench.until(max(bench.now, due))
            due = bench.endpoint.next_timer()
        assert due is None or due > bench.now


def test_a_late_timer_does_everything_that_was_due() -> None:
    """A driver that was held up for a minute: the relay still opens, the event still leaves, nothing raises."""
    bench = Bench()
    bench.unlocked(idle=20)
    bench.do("shunt")
    bench.now += 60 * S
    bench.endpoint.handle_timer(bench.now)
    bench.settle()
    bench.advance(S)
    assert not bench.relay_closed
    assert not bench.alarms(EventCode.BYPASS)
