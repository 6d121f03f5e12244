"""The safety invariants under random programs (protocol.md §5: S1, S3), and that the oracle can fail."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import LockMode, RelayState, Result
from protocol_spec.instant import MS, S
from protocol_spec.messages import RECORDS, CommandResult, SessionSummary

from .bench import ANNA, BORIS, Bench
from .oracle import Oracle, check_frames
from .programs import PROGRAMS, SETTINGS, Program, bench_of, take

SAFE = settings(max_examples=100, deadline=None, derandomize=True)


class Watched:
    """A bench with an oracle that looks after every step and every timer."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.oracle = Oracle(bench)

    def play(self, program: Program) -> None:
        for step in program:
            take(self.bench, step)
            self.oracle.look()


@pytest.mark.clause("LCK-02", "LCK-10")
@SAFE
@given(SETTINGS, PROGRAMS)
def test_s1_and_s3_hold_whatever_happens(bench_settings: dict[str, Any], program: Program) -> None:
    watched = Watched(bench_of(bench_settings))
    watched.play(program)
    watched.play([("wait", 5 * S)])


@SAFE
@given(SETTINGS, PROGRAMS, PROGRAMS)
def test_s1_and_s3_hold_over_a_power_cut(bench_settings: dict[str, Any], before: Program, after: Program) -> None:
    watched = Watched(bench_of(bench_settings))
    watched.play(before)
    watched.bench.power_cut(2 * S, as_json=True)
    assert not watched.bench.relay_closed
    watched.oracle.grants.clear()
    watched.play(after)


GRANTED = ("unlock", ANNA, 0, 60 * S, 3600 * S, 600)
ENDINGS = [
    [("lock", LockMode.NOW, 0)],
    [("lock", LockMode.AFTER_ARC, 1)],
    [("cover", True)],
    [("gas", True)],
    [("temperature", 790)],
]


@pytest.mark.clause("LCK-07", "LCK-10", "LCK-13")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    SETTINGS,
    st.sampled_from([[], [("trigger", True)], [("trigger", True), ("shunt", True)]]),
    st.sampled_from([MS, 30 * MS, 100 * MS, 199 * MS, 200 * MS, 250 * MS, 700 * MS, 5 * S]),
    st.sampled_from(ENDINGS),
    st.sampled_from([0, MS, 60 * MS, 3 * S]),
    st.sampled_from([*ENDINGS, [("pull",)], [("deny",)]]),
)
def test_the_relay_is_open_a_second_after_whatever_locks_however_commands_and_causes_meet(
    bench_settings: dict[str, Any], arc: Program, first: int, one: Program, second: int, two: Program
) -> None:
    watched = Watched(bench_of(bench_settings))
    watched.play([("wait", 5 * S), *arc, GRANTED, ("wait", first), *one, ("wait", second), *two])
    watched.play([("wait", 3100 * MS)])
    assert not watched.bench.relay_closed


ROOMY = SETTINGS.map(lambda given: given | {"store_records": 1000, "status_idle": 60, "heartbeat": 60})


@pytest.mark.clause("REP-07", "BKF-01")
@settings(max_examples=40, deadline=None, derandomize=True)
@given(ROOMY, PROGRAMS.map(lambda program: [step for step in program if step[0] != "flash-full"]))
def test_every_record_is_at_the_platform_unchanged_once_links_are_quiet(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = bench_of(bench_settings)
    for step in program:
        take(bench, step)
    bench.login_result = Result.OK
    bench.acks = bench.answers_logins = True
    bench.plug_in()
    for what in ("trigger", "shunt"):
        bench.do(what, False)
    bench.advance(2400 * S)
    if not bench.connection:
        bench.reconnect()
    bench.advance(400 * S)
    following = bench.terminal.flash.store.following
    assert set(range(1, following - 8)) <= set(bench.held)
    assert all(len({message.encode() for message in copies}) == 1 for copies in bench.held.values())
    sent = [s for s in bench.sent if isinstance(s.message, RECORDS)]
    assert all(
        len({s.frame.body for s in sent if s.message.record == n}) <= 1 for n in {s.message.record for s in sent}
    )


@pytest.mark.clause("REP-05")
@settings(max_examples=40, deadline=None, derandomize=True)
@given(ROOMY, PROGRAMS)
def test_every_grant_that_is_over_has_one_summary_whatever_ended_it(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = bench_of(bench_settings)
    for step in program:
        take(bench, step)
    opened = [event.facts["grant"] for _, event in bench.notes("unlocked")]
    open_now = [bench.terminal.flash.session.grant] if bench.terminal.flash.session else []
    numbers = {s.message.record: s.message.grant for s in bench.sent if isinstance(s.message, SessionSummary)}
    stored = {
        s.record.record: s.record.grant for s in bench.terminal.flash.store if isinstance(s.record, SessionSummary)
    }
    assert sorted([*(numbers | stored).values(), *open_now]) == sorted(opened)


@pytest.mark.clause("SES-02", "SEC-01", "FRM-09")
@SAFE
@given(SETTINGS, PROGRAMS)
def test_outside_a_session_only_register_and_login_leave_and_in_it_everything_is_sealed(
    bench_settings: dict[str, Any], program: Program
) -> None:
    bench = bench_of(bench_settings)
    for step in program:
        take(bench, step)
    check_frames(bench)


# ---- the oracle bites ------------------------------------------------------------------------------------------------


def test_the_oracle_sees_a_relay_closed_under_no_grant() -> None:
    watched = Watched(Bench())
    watched.bench.terminal.plant.command_relay(True, watched.bench.now)
    with pytest.raises(AssertionError, match="S1"):
        watched.play([("wait", S)])


def test_the_oracle_sees_a_relay_that_stays_closed_with_the_cover_open() -> None:
    watched = Watched(Bench())
    watched.play([GRANTED, ("wait", S)])
    watched.bench.terminal.guard._own_reason = lambda *args: None  # type: ignore[method-assign]
    with pytest.raises(AssertionError, match="S3"):
        watched.play([("cover", True), ("wait", 3 * S), ("trigger", True), ("wait", 3 * S)])


def test_the_oracle_sees_an_expired_grant() -> None:
    watched = Watched(Bench())
    watched.play([("unlock", ANNA, 0, 60 * S, 30 * S, 600), ("wait", S)])
    watched.bench.terminal.guard._grant_over = lambda: 1 << 62  # type: ignore[method-assign]
    with pytest.raises(AssertionError, match="S1"):
        watched.play([("wait", 45 * S), ("trigger", True), ("wait", S)])


def test_the_oracle_sees_a_lock_that_is_not_obeyed() -> None:
    watched = Watched(Bench())
    watched.play([GRANTED, ("wait", S)])
    watched.bench.terminal.guard.on_lock = lambda *args: None  # type: ignore[method-assign]
    with pytest.raises(AssertionError, match="S1"):
        watched.play([("lock", LockMode.NOW, 0), ("wait", 3 * S)])


# ---- commands that meet ----------------------------------------------------------------------------------------------

NEAR = st.sampled_from([0, MS, 39 * MS, 40 * MS, 150 * MS, 200 * MS, 201 * MS, 700 * MS, 2 * S])
COMMANDS = st.one_of(
    st.tuples(
        st.just("unlock"), st.sampled_from([ANNA, BORIS]), st.just(0), st.just(60 * S), st.just(S * 600), st.just(9)
    ),
    st.tuples(st.just("unlock"), st.just(ANNA), st.just(0), st.just(61 * S), st.just(S), st.just(9)),
    st.tuples(st.just("lock"), st.sampled_from(list(LockMode)), st.sampled_from([0, 2])),
    st.tuples(st.just("trigger"), st.booleans()),
    st.tuples(st.just("cover"), st.booleans()),
    st.tuples(st.just("weld-contact"), st.booleans()),
)


@pytest.mark.clause("LCK-05", "LCK-03", "ACK-02")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(COMMANDS, NEAR), min_size=2, max_size=8))
def test_every_command_is_answered_exactly_once_and_with_the_truth(meeting: list[tuple[Any, int]]) -> None:
    bench = Bench(status_idle=600, heartbeat=240)
    truth: dict[int, set[bool]] = {}
    bench.watchers.append(lambda: truth.setdefault(bench.now, set()).add(bench.relay_closed))
    bench.advance(5 * S)
    for step, gap in meeting:
        take(bench, step)
        bench.advance(gap)
    bench.advance(10 * S)
    answered = [result.command for result in bench.messages(CommandResult)]
    assert sorted(answered) == list(range(1, bench.commands + 1))
    for sent in bench.of(CommandResult):
        assert (sent.message.relay_feedback is RelayState.CLOSED) in truth[sent.at] | before(bench, sent.at)
        if sent.message.result is Result.OK:
            assert sent.message.relay_feedback is sent.message.relay_command


def before(bench: Bench, at: int) -> set[bool]:
    """How the relay stood just before this instant."""
    return {[closed for when, closed in bench.relay if when < at][-1]}
