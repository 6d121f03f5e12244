"""Which objection is named, a waiting LOCK that meets a new grant, relays that are slow (LCK-03, LCK-14, LCK-23, LCK-24)."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from protocol_spec.codes import EndReason, LockMode, RelayState, Result
from protocol_spec.instant import HOUR, MS, S
from protocol_spec.messages import CommandResult
from protocol_spec.objections import UNLOCK_OBJECTIONS
from simulator.terminal.profile import SLOWEST_RELAY

from .bench import ANNA, BORIS, Bench, profile_of


@pytest.mark.clause("LCK-14")
@pytest.mark.parametrize(
    ("age", "lasts", "why"),
    [
        (0, 24 * HOUR, Result.OK),
        (0, 24 * HOUR + MS, Result.WINDOW_TOO_LONG),
        (30 * S, 24 * HOUR - 30 * S, Result.OK),
        (30 * S, 24 * HOUR - 29 * S, Result.WINDOW_TOO_LONG),
    ],
)
def test_a_grant_that_ends_more_than_24_hours_after_its_issue_is_refused(age: int, lasts: int, why: Result) -> None:
    bench = Bench()
    command = bench.unlock(age=age, lasts=lasts)
    bench.advance(S)
    assert bench.result(command).result is why
    assert bench.relay_closed is (why is Result.OK)


# ---- several things wrong --------------------------------------------------------------------------------------------

ORDER = [result for result, _ in UNLOCK_OBJECTIONS]

_OVER: dict[Result, dict[str, Any]] = {
    Result.REPLAYED: {"command": 1},
    Result.WINDOW_TOO_LONG: {"lasts": 25 * HOUR},
    Result.EXPIRED: {"age": 50 * S, "window": 40 * S},
    Result.ALREADY_GRANTED: {"worker": BORIS},
}
"""What makes an UNLOCK itself wrong."""

_SCENE: dict[Result, Callable[[Bench], None]] = {
    Result.TAMPERED: lambda bench: bench.do("cover"),
    Result.GAS: lambda bench: bench.do("gas"),
    Result.OVER_TEMPERATURE: lambda bench: bench.do("temperature", 900),
    Result.RELAY_FAULT: lambda bench: setattr(bench.terminal.guard, "faulty", True),
    Result.CLOCK_NOT_SET: lambda bench: setattr(bench.terminal.clock, "_offset", None),
}
"""What makes the machine wrong."""


@pytest.mark.clause("LCK-24", "LCK-05")
@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(ORDER, 2)))
def test_of_two_things_wrong_the_first_of_the_table_is_named(one: Result, two: Result) -> None:
    bench = Bench()
    bench.lock(command=10)
    bench.advance(S)
    if Result.ALREADY_GRANTED in (one, two):
        bench.unlock(command=11, worker=ANNA)
        bench.advance(S)
        bench.terminal.guard._own_reason = lambda *args: None  # type: ignore[method-assign]
    over: dict[str, Any] = {"command": 20}
    for wrong in (one, two):
        _SCENE.get(wrong, lambda bench: None)(bench)
        over |= _OVER.get(wrong, {})
    if {one, two} == {Result.WINDOW_TOO_LONG, Result.EXPIRED}:
        over |= {"age": 70 * S, "window": 65 * S, "lasts": HOUR}
    moves = list(bench.relay)
    command = bench.unlock(**over)
    assert bench.result(command).result is one
    assert bench.relay == moves


@pytest.mark.clause("LCK-15")
def test_a_terminal_whose_clock_was_never_set_refuses() -> None:
    bench = Bench()
    bench.terminal.clock._offset = None
    command = bench.unlock()
    bench.advance(S)
    assert bench.result(command).result is Result.CLOCK_NOT_SET
    assert not bench.relay_closed


@pytest.mark.clause("LCK-06")
def test_a_command_of_id_0_is_refused_and_opens_the_way_to_nothing() -> None:
    bench = Bench()
    assert bench.unlock(command=0) == 0
    bench.advance(S)
    assert bench.result(0).result is Result.REPLAYED
    assert not bench.relay_closed
    bench.unlocked()


def test_every_objection_of_the_table_is_tried_here() -> None:
    assert set(_OVER) | set(_SCENE) == set(ORDER)


# ---- a LOCK that waits for the arc -----------------------------------------------------------------------------------


@pytest.mark.clause("LCK-23")
def test_a_lock_that_waits_for_the_arc_does_not_end_a_newer_grant_and_is_answered_overtaken() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    waiting = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(S)
    assert not bench.results(waiting)
    bench.unlocked(worker=ANNA)
    assert bench.result(waiting).result is Result.OVERTAKEN
    assert bench.result(waiting).relay_feedback is RelayState.CLOSED
    bench.do("trigger", False)
    bench.advance(120 * S)
    assert bench.relay_closed, "the lock was for the grant before"
    assert bench.status().grant == 7003


@pytest.mark.clause("LCK-23")
def test_the_bound_of_a_lock_of_an_earlier_session_does_not_end_a_newer_grant_either() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.pull_cable()
    bench.reconnect()
    bench.unlock(grant=99)
    bench.advance(100 * S)
    assert bench.relay_closed
    assert bench.status().grant == 99


@pytest.mark.clause("LCK-23", "LCK-18")
def test_a_lock_whose_bound_is_over_while_a_renewal_is_under_way_overtakes_it() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    locking = bench.lock(mode=LockMode.AFTER_ARC, bound=1)
    bench.advance(950 * MS)
    renewal = bench.unlock()
    bench.advance(2 * S)
    assert bench.result(locking).result is Result.OK
    assert bench.result(renewal).result is Result.OVERTAKEN
    assert not bench.relay_closed


@pytest.mark.clause("LCK-23", "LCK-13")
@pytest.mark.parametrize("gap", [0, 10 * MS, 150 * MS])
@pytest.mark.parametrize("ends", ["the arc", "the bound"])
def test_a_lock_that_comes_while_a_renewal_is_under_way_ends_the_grant_that_results(gap: int, ends: str) -> None:
    """The UNLOCK was here first: who sent the LOCK after it means that grant too."""
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    renewal = bench.unlock(worker=ANNA, grant=99)
    bench.advance(gap)
    asked = bench.now
    locking = bench.lock(mode=LockMode.AFTER_ARC, bound=20)
    bench.advance(5 * S)
    assert bench.result(renewal).result is Result.OK
    assert bench.status().grant == 99
    assert not bench.results(locking), "it waits on"
    if ends == "the arc":
        bench.do("trigger", False)
        bench.advance(3 * S)
    else:
        bench.advance(16 * S)
        assert asked + 20 * S <= bench.opened_at() <= asked + 21 * S
    assert not bench.relay_closed
    assert bench.result(locking).result is Result.OK
    assert {summary.grant: summary.reason for summary in bench.summaries()} == {
        7001: EndReason.SUPERSEDED,
        99: EndReason.PLATFORM,
    }


@pytest.mark.clause("LCK-23", "LCK-19")
def test_of_two_renewals_around_a_lock_only_the_one_behind_it_overtakes_it() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    before = bench.unlock(worker=ANNA, grant=98)
    locking = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    after = bench.unlock(worker=ANNA, grant=99)
    bench.advance(150 * MS)
    assert not bench.results(locking)
    bench.advance(S)
    assert [bench.result(command).result for command in (before, locking, after)] == [
        Result.OK,
        Result.OVERTAKEN,
        Result.OK,
    ]
    bench.do("trigger", False)
    bench.advance(60 * S)
    assert bench.relay_closed
    assert bench.status().grant == 99


@pytest.mark.clause("LCK-23", "LCK-18", "LCK-19")
@pytest.mark.parametrize("how", ["arc", "bound", "cover"])
def test_what_waited_its_turn_before_a_lock_is_overtaken_when_that_lock_acts(how: str) -> None:
    """Else the relay would close again for an UNLOCK that is older than the LOCK."""
    bench = Bench(profile=profile_of(relay_millis=0))
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    bench.do("trigger", False)
    bench.advance(850 * MS)
    bench.do("trigger")
    renewal = bench.unlock(worker=ANNA, grant=98)
    queued = bench.unlock(worker=ANNA, grant=99)
    locking = bench.lock(mode=LockMode.AFTER_ARC, bound=0 if how == "bound" else 60)
    if how == "arc":
        bench.terminal.watch.on = False  # the arc is over for whoever judges it, and now is when it is judged
        bench.endpoint.handle_timer(bench.now)
        bench.settle()
    elif how == "cover":
        bench.do("cover")
    bench.advance(5 * S)
    assert not bench.relay_closed
    assert [bench.result(command).result for command in (renewal, queued, locking)] == [
        Result.OVERTAKEN,
        Result.OVERTAKEN,
        Result.OK,
    ]
    assert bench.terminal.guard.grant is None


@pytest.mark.clause("LCK-23")
def test_a_lock_that_came_before_goes_on_waiting_where_the_renewal_is_refused() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    locking = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    refused = bench.unlock(worker=BORIS)
    assert bench.result(refused).result is Result.ALREADY_GRANTED
    assert not bench.results(locking)
    bench.do("trigger", False)
    bench.advance(3 * S)
    assert bench.result(locking).result is Result.OK
    assert not bench.relay_closed


@pytest.mark.clause("LCK-23")
def test_a_lock_during_a_renewal_acts_although_its_session_is_gone_and_answers_nobody() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(5 * S)
    bench.unlock(worker=ANNA, grant=99)
    bench.lock(mode=LockMode.AFTER_ARC, bound=20)
    bench.pull_cable()
    bench.reconnect()
    answered = len(bench.of(CommandResult))
    bench.advance(25 * S)
    assert not bench.relay_closed
    assert len(bench.of(CommandResult)) == answered


# ---- slow relays -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("LCK-03", "LCK-02")
@pytest.mark.parametrize("millis", [0, 40, 199, 200, 250, 400, 650, SLOWEST_RELAY - 1])
def test_a_relay_that_is_only_slow_is_no_fault_and_its_answer_comes_within_the_second(millis: int) -> None:
    bench = Bench(profile=profile_of(relay_millis=millis))
    bench.advance(5 * S)
    for command, closed in ((bench.unlock(), True), (None, False)):
        asked = bench.now
        number = command if command is not None else bench.lock()
        bench.advance(2 * S)
        answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == number)
        assert answer.message.result is Result.OK
        assert answer.at <= asked + S
        assert bench.relay[-1] == (asked + millis * MS, closed)
    assert not bench.terminal.guard.faulty
