"""The supply goes between any two writes and in the middle of every write: no counter goes back, nothing said is lost."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import LockState
from protocol_spec.instant import Instant, S
from protocol_spec.messages import EventRecord, Login, SessionSummary, Status
from simulator.terminal.nonvolatile import Journal, MemoryMedium, PowerLost, recovery
from simulator.terminal.nonvolatile.entry import EntryKind, Read, _entries, read_transactions
from tests.simulator.terminal.bench import ANNA
from tests.simulator.terminal.programs import PROGRAMS, SETTINGS, Program, play

from .bench import KeptBench, LoggedMedium, Said, WatchedJournal, check_said, kept_bench_of, play_on, settle_down, state

ROOMY = SETTINGS.map(lambda given: given | {"store_records": 1000, "status_idle": 60, "heartbeat": 60})
WELDING: Program = [
    ("wait", 3 * S),
    ("unlock", ANNA, 0, 60 * S, 3600 * S, 600),
    ("wait", S),
    ("trigger", True),
    ("wait", 20 * S),
    ("pull",),
    ("cover", True),
    ("wait", 20 * S),
    ("cover", False),
    ("set", "heartbeat", 20),
    ("permit", 1),
    ("wait", 20 * S),
    ("plug",),
    ("wait", 7 * S),
    ("trigger", False),
    ("set", "status_idle", 20),
    ("permit", 2),
    ("wait", 45 * S),
]


def torn(medium: LoggedMedium, upto: int | None = None) -> Iterator[tuple[int, MemoryMedium]]:
    """The medium as each cut leaves it: how many writes were whole, and what there is."""
    again = MemoryMedium(medium.pages, medium.page_size)
    for whole, (what, where, data) in enumerate(medium.log):
        size = len(data) if what == "program" else medium.page_size
        for done in sorted({0, 1, size // 2, size - 1}):
            cut = MemoryMedium(medium.pages, medium.page_size, seed=whole)
            cut.content[:] = again.content
            cut.lose_power(0, done)
            with pytest.raises(PowerLost):
                _write(cut, what, where, data)
            cut.power_on()
            yield whole, cut
        _write(again, what, where, data)
    yield len(medium.log), again


def _write(medium: MemoryMedium, what: str, where: int, data: bytes) -> None:
    if what == "program":
        medium.program(where, data)
    else:
        medium.erase(where)


def check_every_cut(bench: KeptBench) -> int:
    """Returns how many there were."""
    assert isinstance(bench.medium, LoggedMedium)
    ends = [writes for writes, _ in bench.states]
    said = sorted(bench.said, key=lambda said: said.writes)
    said_at = [one.writes for one in said]
    count = 0
    for whole, cut in torn(bench.medium):
        count += 1
        flash = Journal(cut).flash
        committed = bisect_right(ends, whole)
        if flash is None:
            assert committed == 0, "what was committed is gone"
            assert not any(one.writes <= whole for one in said), "something was said before anything was stored"
            continue
        # The last bits of a write may have got through by chance: then it was whole.
        after = bench.states[committed][1] if committed < len(ends) and ends[committed] == whole + 1 else None
        before = bench.states[committed - 1][1] if committed else None
        assert state(flash) in (before, after), f"after {whole} writes it is none of the committed states"
        for one in unlike(said[: bisect_right(said_at, whole)]):
            check_said(one, flash)
    return count


def unlike(said: list[Said]) -> list[Said]:
    """The last of all records, and the highest of the rest: what holds of these holds of all."""
    if not said:
        return []
    most = {
        name: max(getattr(one, name) for one in said)
        for name in ("boot", "energy", "watermark", "permit", "actuations")
    }
    return [Said(**most), *{one.record: one for one in said if one.record}.values()]


@pytest.mark.clause("SES-04", "REP-01", "REP-07", "REP-12", "OFF-03", "PAR-04")
@settings(max_examples=12, deadline=None, derandomize=True)
@given(SETTINGS, PROGRAMS)
def test_after_every_cut_it_is_exactly_what_was_committed_last(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = kept_bench_of(bench_settings)
    play(bench, program)
    check_every_cut(bench)


def test_a_weld_with_an_outage_and_parameters_survives_every_cut_on_a_medium_that_is_often_compacted() -> None:
    bench = KeptBench(LoggedMedium(16, 256), status_idle=5, status_welding=2)
    play(bench, [*WELDING, *WELDING])
    assert sum(bench.medium.wear) > 3 * bench.medium.pages
    assert check_every_cut(bench) > 1000


@pytest.mark.clause("LCK-01", "SES-04", "REP-05", "REP-07", "REP-12", "EVT-04")
@settings(max_examples=40, deadline=None, derandomize=True)
@given(ROOMY, PROGRAMS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), max_size=6))
def test_a_terminal_that_dies_again_and_again_loses_nothing_and_says_nothing_twice(
    bench_settings: dict[str, Any], program: Program, cuts: list[tuple[int, int]]
) -> None:
    try:
        bench = kept_bench_of(bench_settings)
    except PowerLost:
        pytest.fail("there is no cut before the first power-up")
    play_on(bench, program, cuts)
    settle_down(bench)
    check_lives(bench)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 600)), min_size=3, max_size=12), st.integers(1, 90))
def test_cuts_during_recovery_and_compaction_one_after_the_other(cuts: list[tuple[int, int]], first: int) -> None:
    bench = KeptBench(LoggedMedium(16, 512), status_idle=5, status_welding=2)
    play_on(bench, WELDING, [(first, cuts[0][1]), *cuts])
    assert bench.lives > 1
    settle_down(bench)
    check_lives(bench)


def check_lives(bench: KeptBench) -> None:
    """What the platform half has seen over all lives."""
    held = bench.held
    assert all(len({message.encode() for message in copies}) == 1 for copies in held.values()), (
        "a number was used twice"
    )
    following = bench.terminal.flash.store.following
    if not bench.terminal.flash.store.dropped:
        assert set(range(1, following - 8)) <= set(held), "a record is lost"
    boots = [login.boot_counter for login in bench.messages(Login)]
    assert boots == sorted(boots)
    energies = [(number, one[0].energy) for number, one in sorted(held.items()) if isinstance(one[0], Status)]
    assert [energy for _, energy in energies] == sorted(energy for _, energy in energies)
    opened = {event.facts["grant"] for _, event in bench.notes("unlocked")}
    closed = [one[0].grant for one in held.values() if isinstance(one[0], SessionSummary)]
    assert len(closed) == len(set(closed)), "a session was summed up twice"
    assert opened - set(closed) <= ({bench.terminal.flash.session.grant} if bench.terminal.flash.session else set())


def test_after_a_cut_it_powers_up_locked_and_goes_on() -> None:
    bench = KeptBench(LoggedMedium(16, 512), status_idle=5)
    bench.unlocked()
    bench.do("trigger")
    bench.medium.lose_power(40, 5)
    with pytest.raises(PowerLost):
        bench.advance(600 * S)
    cut = bench.utc
    with pytest.raises(PowerLost):
        bench.do("cover")
    bench.medium.power_on()
    bench.revive()
    assert not bench.relay_closed
    bench.advance(10 * S)
    assert bench.status().lock is LockState.LOCKED
    summary = bench.summary()
    assert summary.grant == 7001
    assert cut - 2 * S <= summary.end <= cut
    assert [event.value for event in bench.messages(EventRecord) if event.event.name == "POWER_UP"][-1] == 2


# ---- a journal that is wrong is found out -----------------------------------------------------------------------------


def test_a_journal_that_believes_what_was_not_committed_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def believing(data: bytes) -> Read:
        read = read_transactions(data)
        begun = [entry for entry, _ in _entries(data[read.end :]) if entry.kind != EntryKind.COMMIT]
        return Read([*read.transactions, begun] if begun else read.transactions, read.end, read.clean)

    monkeypatch.setattr(recovery, "read_transactions", believing)
    bench = KeptBench(LoggedMedium(16, 512), status_idle=5)
    play(bench, WELDING)
    with pytest.raises((AssertionError, recovery.NotReadable)):
        check_every_cut(bench)


class Careless(WatchedJournal):
    """Gives up the old bank before the fresh one is whole."""

    def _made_fresh(self) -> bool:
        for page in sorted(self._in_use):
            self._medium.erase(page)
        return super()._made_fresh()


def test_a_journal_that_erases_before_the_fresh_bank_is_whole_is_found_out() -> None:
    bench = KeptBench(LoggedMedium(16, 512), journal=Careless, status_idle=5)
    play(bench, WELDING)
    with pytest.raises((AssertionError, recovery.NotReadable)):
        check_every_cut(bench)


class Late(WatchedJournal):
    """Has an answer for whoever asks whether it has written."""

    def commit(self, now: Instant, leaving: bool = False) -> bool:
        return super().commit(now) if self._written_at is None or now >= self._written_at + S else False


def test_a_journal_that_writes_after_the_frame_has_left_is_found_out() -> None:
    bench = KeptBench(LoggedMedium(16, 512), journal=Late, connect=False)
    bench.network = True
    with pytest.raises(AssertionError, match="before what it says was stored"):
        play(bench, WELDING)
