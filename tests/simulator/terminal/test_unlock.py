"""Scan to power, the terminal's part of it (LCK-02 to LCK-06)."""

from dataclasses import replace
from itertools import pairwise

import pytest

from protocol_spec.codes import EndReason, EventCode, Flag, LockMode, LockState, RelayState, Result
from protocol_spec.instant import MS, Duration, S
from protocol_spec.messages import CommandResult, TerminalAck

from .bench import ANNA, BORIS, Bench, profile_of


@pytest.mark.clause("LCK-02", "LCK-03", "LCK-05")
@pytest.mark.parametrize("profile", ["cat1_retrofit", "factory_integrated"])
def test_a_valid_unlock_closes_the_relay_after_its_motion_and_is_answered_with_the_measurement(profile: str) -> None:
    bench = Bench(profile=profile_of(profile))
    bench.advance(10 * S)
    asked = bench.now
    command = bench.unlock()
    assert not bench.results(command), "answered from hope, before the relay can have moved"
    bench.advance(2 * S)
    assert bench.relay[-1] == (asked + bench.profile.relay_millis * MS, True)
    answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == command)
    assert asked + bench.profile.relay_millis * MS <= answer.at <= asked + S
    assert answer.has(Flag.RESPONSE)
    result = answer.message
    assert result.result is Result.OK
    assert result.relay_command is result.relay_feedback is RelayState.CLOSED
    assert result.took == (answer.at - asked) // MS
    assert bench.status().lock is LockState.UNLOCKED
    assert bench.status().grant == command + 7000


@pytest.mark.clause("ACK-01")
def test_the_answer_carries_the_sequence_of_the_unlock() -> None:
    bench = Bench()
    for _ in range(3):
        frame = bench.say(bench.unlock_message(), Flag.ACK_REQUIRED)
        bench.advance(S)
        assert bench.messages(CommandResult)[-1].answers == frame.sequence


def test_a_relay_that_is_slower_than_its_settling_time_is_told_again_and_still_closes() -> None:
    bench = Bench(profile=profile_of(relay_millis=150))
    command = bench.unlock()
    bench.advance(S)
    assert bench.result(command).result is Result.OK


# ---- refusals --------------------------------------------------------------------------------------------------------


def refusal(bench: Bench, expected: Result, **over: object) -> None:
    """Send this UNLOCK; it is refused so, at once, and the relay does not move for the next minute."""
    moves = list(bench.relay)
    lock = bench.terminal.guard.lock_state
    command = bench.unlock(**over)
    result = bench.result(command)
    assert result.result is expected
    assert result.relay_feedback is (RelayState.CLOSED if bench.relay_closed else RelayState.OPEN)
    bench.advance(60 * S)
    assert bench.relay == moves
    assert bench.terminal.guard.lock_state is lock
    assert len(bench.results(command)) == 1


@pytest.mark.clause("LCK-04")
def test_a_window_over_sixty_seconds_is_refused() -> None:
    refusal(Bench(), Result.WINDOW_TOO_LONG, window=60 * S + MS)


@pytest.mark.clause("LCK-04")
def test_a_window_of_sixty_seconds_is_not_too_long() -> None:
    Bench().unlocked(window=60 * S)


def test_a_window_that_is_too_long_is_named_even_when_it_is_also_expired() -> None:
    bench = Bench()
    command = bench.unlock(window=61 * S, age=100 * S)
    assert bench.result(command).result in (Result.WINDOW_TOO_LONG, Result.EXPIRED)
    bench.advance(2 * S)
    assert not bench.relay_closed


@pytest.mark.clause("LCK-04")
@pytest.mark.parametrize("late", [MS, S, 3600 * S])
def test_an_unlock_past_its_accept_until_is_refused(late: Duration) -> None:
    refusal(Bench(), Result.EXPIRED, window=30 * S, age=30 * S + late)


@pytest.mark.clause("LCK-04")
def test_an_unlock_at_its_very_accept_until_is_accepted() -> None:
    Bench().unlocked(window=30 * S, age=30 * S)


@pytest.mark.parametrize("lasts", [0, -MS, -3600 * S])
def test_an_unlock_whose_grant_is_over_is_refused(lasts: Duration) -> None:
    refusal(Bench(), Result.EXPIRED, lasts=lasts)


@pytest.mark.clause("LCK-04")
def test_an_unlock_that_was_queued_by_a_sleeping_radio_has_expired() -> None:
    bench = Bench()
    late = bench.frame(bench.unlock_message(window=20 * S), Flag.ACK_REQUIRED)
    bench.advance(21 * S)
    bench.feed(late.encode())
    assert bench.messages(CommandResult)[-1].result is Result.EXPIRED
    bench.advance(2 * S)
    assert not bench.relay_closed


@pytest.mark.clause("LCK-10")
def test_an_open_cover_refuses() -> None:
    bench = Bench()
    bench.do("cover")
    refusal(bench, Result.TAMPERED)


@pytest.mark.clause("LCK-10")
def test_gas_refuses() -> None:
    bench = Bench()
    bench.do("gas")
    refusal(bench, Result.GAS)


@pytest.mark.clause("LCK-10")
def test_over_temperature_refuses() -> None:
    bench = Bench()
    bench.do("temperature", 751)
    refusal(bench, Result.OVER_TEMPERATURE)


def test_when_the_cause_is_gone_the_next_unlock_is_accepted() -> None:
    bench = Bench()
    for what, value in (("cover", 1), ("gas", 1), ("temperature", 900)):
        bench.do(what, value)
        bench.unlock()
        bench.do(what, 0)
    assert [result.result for result in bench.messages(CommandResult)] == [
        Result.TAMPERED,
        Result.GAS,
        Result.OVER_TEMPERATURE,
    ]
    bench.unlocked()


@pytest.mark.clause("LCK-20")
def test_after_a_welded_contact_every_unlock_is_refused_as_a_relay_fault() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("weld-contact")
    bench.lock()
    bench.advance(2 * S)
    refusal(bench, Result.RELAY_FAULT)
    refusal(bench, Result.RELAY_FAULT, worker=BORIS)


@pytest.mark.clause("LCK-16", "LCK-05")
def test_another_worker_is_refused_while_a_grant_is_in_force() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    refusal(bench, Result.ALREADY_GRANTED, worker=BORIS)
    assert bench.relay_closed
    assert bench.status().grant == 7001


def test_another_worker_is_accepted_when_the_grant_is_over() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.lock()
    bench.advance(S)
    bench.unlocked(worker=BORIS)


def test_the_refusals_are_distinct() -> None:
    codes = {Result.WINDOW_TOO_LONG, Result.EXPIRED, Result.TAMPERED, Result.GAS, Result.OVER_TEMPERATURE}
    assert len({int(code) for code in codes | {Result.RELAY_FAULT, Result.ALREADY_GRANTED, Result.REPLAYED}}) == 8


# ---- command ids -----------------------------------------------------------------------------------------------------


def same_but_for_the_sequence(results: list[CommandResult]) -> bool:
    fields = [{name: getattr(result, name) for name in result.fields() if name != "answers"} for result in results]
    return all(one == fields[0] for one in fields)


@pytest.mark.clause("LCK-06", "ACK-08")
def test_the_same_command_id_again_gets_the_same_answer_and_no_second_actuation() -> None:
    bench = Bench()
    message = bench.unlock_message()
    first = bench.say(message, Flag.ACK_REQUIRED)
    bench.advance(S)
    moves = list(bench.relay)
    sequences = [first.sequence]
    for _ in range(3):
        sequences.append(bench.say(message, Flag.ACK_REQUIRED).sequence)
        bench.advance(S)
    results = bench.results(message.command)
    assert [result.answers for result in results] == sequences
    assert same_but_for_the_sequence(results)
    assert bench.relay == moves
    assert len(bench.summaries()) == 0, "the same grant again supersedes nothing"


@pytest.mark.clause("LCK-06")
def test_the_same_refused_command_gets_the_same_refusal_even_when_its_cause_is_gone() -> None:
    bench = Bench()
    bench.do("gas")
    message = bench.unlock_message()
    bench.say(message)
    bench.do("gas", False)
    bench.say(message)
    bench.advance(S)
    assert [result.result for result in bench.results(message.command)] == [Result.GAS, Result.GAS]
    assert not bench.relay_closed


@pytest.mark.clause("LCK-06", "ACK-08")
def test_the_same_command_while_it_is_carried_out_does_not_move_the_relay_twice() -> None:
    bench = Bench()
    message = bench.unlock_message()
    frame = bench.say(message, Flag.ACK_REQUIRED)
    bench.advance(100 * MS)
    bench.feed(frame.encode())
    bench.advance(S)
    assert bench.results(message.command)
    assert {result.result for result in bench.results(message.command)} == {Result.OK}
    assert [closed for _, closed in bench.relay] == [False, True]


@pytest.mark.clause("LCK-06")
def test_a_command_id_that_was_overtaken_is_refused_as_replayed_and_acts_no_more() -> None:
    bench = Bench()
    unlocking = bench.unlock_message()
    bench.say(unlocking)
    bench.advance(S)
    bench.lock()
    bench.advance(S)
    moves = list(bench.relay)
    bench.say(unlocking)
    bench.advance(2 * S)
    assert bench.results(unlocking.command)[-1].result is Result.REPLAYED
    assert bench.relay == moves


@pytest.mark.clause("LCK-06")
def test_a_lower_id_that_was_never_used_is_refused_too() -> None:
    bench = Bench()
    bench.unlock(command=100)
    bench.advance(S)
    bench.lock(command=101)
    bench.advance(S)
    bench.unlock(command=99)
    bench.advance(S)
    assert bench.result(99).result is Result.REPLAYED
    assert not bench.relay_closed


@pytest.mark.clause("LCK-06")
def test_a_replayed_lock_does_not_lock() -> None:
    bench = Bench()
    bench.unlocked(command=10)
    bench.lock(command=9)
    bench.advance(S)
    assert bench.result(9).result is Result.REPLAYED
    assert bench.relay_closed


@pytest.mark.clause("LCK-06")
def test_command_ids_start_afresh_with_a_session() -> None:
    bench = Bench()
    bench.unlock(command=1000)
    bench.advance(S)
    bench.pull_cable()
    bench.reconnect()
    bench.lock(command=1)
    bench.advance(S)
    assert bench.result(1).result is Result.OK
    assert not bench.relay_closed


def test_a_refused_command_between_two_others_keeps_its_answer() -> None:
    """LCK-06 for the highest id: it was refused while an older one was still being carried out."""
    bench = Bench()
    bench.unlocked(worker=ANNA)
    bench.do("trigger")
    bench.advance(S)
    bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    refused = bench.unlock_message(worker=BORIS)
    bench.say(refused)
    bench.do("trigger", False)
    bench.advance(3 * S)
    assert not bench.relay_closed
    bench.say(refused)
    bench.advance(S)
    assert [result.result for result in bench.results(refused.command)] == [Result.ALREADY_GRANTED] * 2


# ---- commands that meet ----------------------------------------------------------------------------------------------

NEAR = 100 * MS
"""Less than a relay needs to settle."""


def every_command_is_answered(bench: Bench, *commands: int) -> None:
    bench.advance(5 * S)
    unanswered = [command for command in commands if not bench.results(command)]
    assert not unanswered, f"LCK-05: commands {unanswered} of {commands} were never answered"


@pytest.mark.clause("LCK-19", "LCK-05")
def test_an_unlock_that_follows_an_unlock_at_once_leaves_neither_unanswered() -> None:
    bench = Bench()
    first = bench.unlock()
    bench.advance(NEAR)
    second = bench.unlock()
    every_command_is_answered(bench, first, second)
    assert bench.relay_closed


@pytest.mark.clause("LCK-19", "LCK-16")
def test_of_two_workers_who_scan_at_once_the_second_is_refused() -> None:
    bench = Bench()
    first = bench.unlock(worker=ANNA)
    bench.advance(NEAR)
    second = bench.unlock(worker=BORIS)
    every_command_is_answered(bench, first, second)
    outcomes = [bench.results(command)[-1].result for command in (first, second)]
    assert outcomes == [Result.OK, Result.ALREADY_GRANTED]


@pytest.mark.clause("LCK-19", "LCK-05")
def test_an_unlock_that_follows_a_lock_at_once_leaves_neither_unanswered() -> None:
    bench = Bench()
    bench.unlocked()
    locking = bench.lock()
    bench.advance(NEAR)
    unlocking = bench.unlock()
    every_command_is_answered(bench, locking, unlocking)


def test_a_lock_that_follows_a_lock_at_once_leaves_neither_unanswered() -> None:
    bench = Bench()
    bench.unlocked()
    first = bench.lock()
    bench.advance(NEAR)
    second = bench.lock()
    every_command_is_answered(bench, first, second)
    assert not bench.relay_closed


@pytest.mark.clause("LCK-18", "LCK-05")
def test_a_lock_that_follows_an_unlock_at_once_wins_and_both_are_answered() -> None:
    bench = Bench()
    unlocking = bench.unlock()
    bench.advance(NEAR)
    locking = bench.lock()
    every_command_is_answered(bench, unlocking, locking)
    assert bench.results(locking)[-1].result is Result.OK
    assert not bench.relay_closed
    assert bench.status().lock is LockState.LOCKED


def test_a_renewal_that_meets_the_end_of_the_old_grant_is_not_called_a_relay_fault() -> None:
    """The relay followed every word; a worker who renews in the last moment must not be told that it is broken."""
    bench = Bench()
    bench.unlocked(lasts=60 * S)
    bench.advance(60 * S - 300 * MS - NEAR)
    renewal = bench.unlock()
    bench.advance(5 * S)
    assert bench.result(renewal).result is not Result.RELAY_FAULT
    assert bench.relay_closed is (bench.result(renewal).result is Result.OK)


@pytest.mark.clause("SES-02")
def test_a_command_whose_session_is_gone_is_not_answered_outside_one() -> None:
    """SES-02, SEC-01: the relay has not settled when the link goes; no bare COMMAND_RESULT on the dead or next link."""
    bench = Bench()
    bench.unlock()
    bench.advance(NEAR)
    bench.pull_cable()
    bench.answers_logins = False
    bench.advance(5 * S)
    bench.reconnect()
    bench.advance(5 * S)
    assert bench.relay_closed
    assert [sent.message for sent in bench.of(CommandResult) if not sent.in_session or not sent.frame.secured] == []


def test_a_command_is_not_answered_bare_when_the_session_was_denied_meanwhile() -> None:
    bench = Bench()
    bench.answers_logins = False
    bench.advance(20 * S)
    bench.unlock()
    bench.advance(NEAR)
    bench.deny()
    bench.key = None
    bench.advance(5 * S)
    assert [sent for sent in bench.sent if not sent.frame.secured] == []
    assert not bench.of(CommandResult)


def test_a_command_of_the_session_before_is_done_and_answered_to_nobody() -> None:
    bench = Bench()
    bench.advance(20 * S)
    bench.unlock()
    bench.advance(NEAR)
    bench.deny()
    bench.key = None
    bench.advance(10 * MS)
    assert bench.key is not None, "logged in again before the relay was measured"
    bench.advance(S)
    assert bench.relay_closed
    assert not bench.of(CommandResult)
    locking = bench.lock(command=1)
    bench.advance(S)
    assert bench.result(locking).result is Result.OK
    assert not bench.relay_closed


# ---- grants that follow each other -----------------------------------------------------------------------------------


@pytest.mark.clause("LCK-16", "REP-05")
def test_a_new_grant_for_the_same_worker_supersedes_the_old_without_opening_the_relay() -> None:
    bench = Bench(status_idle=600)
    bench.unlocked(worker=ANNA)
    bench.advance(10 * S)
    bench.unlocked(worker=ANNA)
    bench.advance(10 * S)
    assert [closed for _, closed in bench.relay] == [False, True]
    summary = bench.summary()
    assert (summary.grant, summary.reason, summary.worker) == (7001, EndReason.SUPERSEDED, ANNA)
    bench.lock()
    bench.advance(S)
    assert [(summary.grant, summary.reason) for summary in bench.summaries()] == [
        (7001, EndReason.SUPERSEDED),
        (7002, EndReason.PLATFORM),
    ]


def test_status_names_the_new_grant_at_once() -> None:
    bench = Bench(status_idle=600)
    bench.unlocked()
    bench.advance(5 * S)
    bench.unlocked()
    assert bench.status().grant == 7002


@pytest.mark.clause("REP-11")
def test_arc_time_across_a_change_of_grants_is_in_exactly_one_summary() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(7_300 * MS)
    bench.unlocked()
    bench.advance(4_900 * MS)
    bench.do("trigger", False)
    bench.advance(2 * S)
    bench.lock()
    bench.advance(S)
    one, two = bench.summaries()
    assert abs(one.arc_millis + two.arc_millis - (7_300 + 300 + 4_900)) <= 1
    assert one.arc_millis >= 7_300
    assert two.arc_millis >= 4_900


def test_summaries_of_grants_that_follow_each_other_do_not_overlap() -> None:
    bench = Bench()
    for _ in range(3):
        bench.unlocked()
        bench.advance(10 * S)
    bench.lock()
    bench.advance(S)
    for one, two in pairwise(bench.summaries()):
        assert one.start < one.end <= two.start < two.end


def test_the_idle_limit_and_the_end_are_those_of_the_new_grant() -> None:
    bench = Bench()
    bench.unlocked(idle=20, lasts=40 * S)
    bench.advance(10 * S)
    bench.unlocked(idle=300, lasts=200 * S)
    renewed = bench.now
    bench.advance(150 * S)
    assert bench.relay_closed
    bench.advance(60 * S)
    assert bench.opened_at() - renewed <= 201 * S
    assert bench.summaries()[-1].reason is EndReason.GRANT_END


@pytest.mark.clause("FRM-17")
def test_an_unlock_for_another_terminal_closes_nothing() -> None:
    bench = Bench()
    frame = replace(bench.frame(bench.unlock_message(), bare=True), terminal="9999010000000043")
    bench.feed(frame.sealed(bench.identity.suite, bench.key).encode())
    bench.advance(2 * S)
    assert not bench.relay_closed
    assert not bench.of(CommandResult)


def test_no_event_is_raised_by_an_ordinary_day() -> None:
    bench = Bench()
    for worker in (ANNA, BORIS):
        bench.unlocked(worker=worker)
        bench.do("trigger")
        bench.advance(20 * S)
        bench.do("trigger", False)
        bench.advance(20 * S)
        bench.lock()
        bench.advance(20 * S)
    codes = {sent.message.event for sent in bench.sent if hasattr(sent.message, "event")}
    assert codes == {EventCode.POWER_UP}


# ---- command ids of another session --------------------------------------------------------------------------------


@pytest.mark.clause("LCK-28")
def test_with_a_login_the_command_ids_of_the_session_before_are_forgotten() -> None:
    """The same ids again are new commands, for whatever they say this time, and a lower one than before is none too low."""
    bench = Bench()
    bench.unlocked(command=5, grant=71)
    bench.lock(command=9)
    bench.advance(S)
    bench.pull_cable()
    bench.reconnect()
    bench.unlock(command=5, grant=72)
    bench.advance(S)
    assert bench.results(5)[-1].result is Result.OK
    assert bench.relay_closed
    assert bench.terminal.guard.grant is not None
    assert bench.terminal.guard.grant.unlock.grant == 72
    bench.lock(command=9)
    bench.advance(S)
    assert bench.results(9)[-1].result is Result.OK
    assert not bench.relay_closed


@pytest.mark.clause("LCK-28", "LCK-06")
def test_a_login_that_is_refused_or_not_answered_makes_no_id_new() -> None:
    bench = Bench(ack_timeout=1)
    bench.lock(command=9)
    bench.advance(S)
    ledger = bench.terminal.ledger
    bench.login_result = Result.UNBOUND_ENTERPRISE
    bench.deny()
    bench.advance(2 * S)
    assert ledger._highest == 9
    bench.login_result = Result.OK
    bench.advance(60 * S)
    assert bench.terminal.conversation.live
    assert ledger._highest == 0


@pytest.mark.clause("LCK-29")
@pytest.mark.parametrize("over", [{"grant": 0}, {"idle": 0}], ids=["grant", "idle limit"])
def test_an_unlock_with_grant_0_or_idle_limit_0_is_malformed_and_no_command(over: dict[str, int]) -> None:
    bench = Bench()
    message = bench.unlock_message(command=4, **over)
    frame = bench.say(message, Flag.ACK_REQUIRED)
    (ack,) = bench.messages(TerminalAck)
    assert (ack.answers, ack.answered, ack.result) == (frame.sequence, frame.code, Result.MALFORMED)
    bench.advance(S)
    assert not bench.relay_closed
    bench.unlocked(command=4)
