"""Leaving on purpose: switched off, restarted, set back to the factory (SES-13, DIA-05, PAR-05)."""

import pytest

from protocol_spec.codes import (
    EndReason,
    EventCode,
    Flag,
    LockState,
    LogoutReason,
    RebootMode,
    RelayState,
    ResetCause,
    Result,
    Subject,
)
from protocol_spec.instant import MS, S
from protocol_spec.messages import (
    CommandResult,
    Diagnosis,
    Login,
    Logout,
    ParamGet,
    ParamReport,
    ParamSet,
    Query,
    Reboot,
    SessionSummary,
)
from protocol_spec.parameters import FACTORY, by_id, by_name

from .bench import Bench


def reboot(bench: Bench, mode: RebootMode = RebootMode.RESTART) -> int:
    command = bench.next_command()
    bench.ask(Reboot(command=command, mode=mode))
    return command


# ---- LOGOUT ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SES-13")
def test_before_it_is_off_it_says_logout_and_leaves_when_that_is_answered() -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(10 * S)
    bench.do("switch-off")
    switched = bench.now
    bench.advance(10 * S)
    (logout,) = bench.of(Logout)
    assert logout.message.reason is LogoutReason.POWER_OFF
    assert logout.has(Flag.ACK_REQUIRED)
    assert logout.in_session
    assert bench.sent[-1] is logout, "nothing behind it"
    assert bench.wishes(up=False) == [logout.at]
    assert logout.at - switched <= S
    assert not bench.relay_closed
    assert bench.endpoint.next_timer() is None


@pytest.mark.clause("SES-13")
@pytest.mark.parametrize(("ack_timeout", "waits"), [(2, 2 * S), (5, 5 * S), (60, 5 * S)])
def test_an_unanswered_logout_is_waited_for_one_ack_timeout_at_most_and_not_sent_again(
    ack_timeout: int, waits: int
) -> None:
    bench = Bench(ack_timeout=ack_timeout)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("switch-off")
    bench.advance(100 * S)
    (logout,) = bench.of(Logout)
    assert bench.wishes(up=False) == [logout.at + waits]
    assert bench.sent[-1] is logout


def test_a_bare_answer_does_not_end_the_wait_for_logout() -> None:
    bench = Bench()
    bench.advance(10 * S)
    bench.acks = False
    bench.do("switch-off")
    bench.advance(S)
    (logout,) = bench.of(Logout)
    bench.deny()
    bench.advance(S)
    assert bench.wishes(up=False) == []
    bench.advance(5 * S)
    assert bench.wishes(up=False) == [logout.at + 5 * S]
    assert len(bench.of(Login)) == 1, "it does not log in again on its way out"


def test_without_a_session_it_is_off_without_a_word() -> None:
    bench = Bench(connect=False)
    bench.advance(S)
    bench.do("switch-off")
    bench.advance(S)
    assert not bench.sent
    assert bench.endpoint.next_timer() is None


def test_what_is_off_hears_nothing_and_says_nothing_and_comes_back_when_it_is_switched_on() -> None:
    bench = Bench()
    bench.advance(S)
    bench.do("switch-off")
    bench.advance(10 * S)
    said = len(bench.sent)
    bench.feed(b"WT" * 40)
    bench.do("trigger")
    bench.advance(1000 * S)
    assert len(bench.sent) == said
    bench.do("trigger", False)
    bench.do("switch-on")
    bench.advance(S)
    assert bench.login.boot_counter == 2
    assert bench.status().lock is LockState.LOCKED


def test_switched_on_again_before_it_is_off_it_restarts() -> None:
    bench = Bench()
    bench.advance(S)
    bench.acks = False
    bench.do("switch-off")
    bench.advance(S)
    bench.do("switch-on")
    bench.acks = True
    bench.advance(10 * S)
    assert bench.login.boot_counter == 2


def test_a_terminal_that_was_switched_off_says_so_in_the_summary_of_the_grant() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("switch-off")
    bench.advance(S)
    assert bench.summary().reason is EndReason.POWER_LOST


# ---- REBOOT ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("DIA-05")
@pytest.mark.parametrize("answers", [True, False], ids=["logout answered", "logout unanswered"])
def test_on_reboot_the_relay_opens_first_then_the_answer_leaves_then_logout_and_it_restarts_in_ten_seconds(
    answers: bool,
) -> None:
    bench = Bench(ack_timeout=60)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(10 * S)
    bench.acks = answers
    asked = bench.now
    command = reboot(bench)
    bench.advance(12 * S)
    answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == command)
    (logout,) = bench.of(Logout)
    again = bench.of(Login)[-1]
    assert asked < bench.opened_at() <= answer.at <= logout.at <= again.at <= asked + 10 * S
    assert answer.message.result is Result.OK
    assert answer.message.relay_feedback is RelayState.OPEN
    assert bench.sent.index(answer) < bench.sent.index(logout) < bench.sent.index(again)
    assert logout.message.reason is LogoutReason.REBOOT
    assert again.message.boot_counter == 2
    bench.acks = True
    bench.advance(100 * S)
    assert not bench.relay_closed
    assert {summary.reason for summary in bench.messages(SessionSummary)} == {EndReason.REBOOT}


@pytest.mark.clause("LCK-01", "EVT-04")
def test_after_a_restart_it_is_locked_and_its_first_record_is_the_power_up_event() -> None:
    bench = Bench()
    bench.unlocked()
    before = bench.terminal.flash.store.following
    reboot(bench)
    bench.advance(10 * S)
    power_up = bench.alarms(EventCode.POWER_UP)[-1].message
    assert power_up.value == 2
    bench.lock()
    boundary = min(number for number in bench.held if number >= power_up.record)
    assert boundary == power_up.record > before
    assert bench.status().lock is LockState.LOCKED
    assert not bench.relay_closed


def test_an_unlock_on_the_way_out_is_answered_overtaken_and_closes_nothing() -> None:
    bench = Bench()
    bench.advance(S)
    reboot(bench)
    bench.advance(100 * MS)
    unlocking = bench.unlock()
    bench.advance(10 * S)
    assert bench.result(unlocking).result is Result.OVERTAKEN
    assert [closed for _, closed in bench.relay] == [False]


@pytest.mark.clause("PAR-11", "ACK-08")
def test_a_reboot_that_comes_again_restarts_once() -> None:
    bench = Bench()
    bench.advance(S)
    frame = bench.frame(Reboot(command=bench.next_command(), mode=RebootMode.RESTART), Flag.ACK_REQUIRED)
    bench.feed(frame.encode())
    bench.advance(100 * MS)
    bench.feed(frame.encode())
    bench.advance(20 * S)
    assert [result.result for result in bench.messages(CommandResult)] == [Result.OK]
    bench.feed(frame.encode())
    bench.advance(20 * S)
    assert bench.login.boot_counter == 2, "in the next session the old frame does not verify"


@pytest.mark.clause("PAR-11")
def test_a_reboot_with_a_lower_command_id_is_refused_as_replayed() -> None:
    bench = Bench()
    bench.lock(command=5)
    bench.advance(S)
    bench.ask(Reboot(command=4, mode=RebootMode.RESTART))
    bench.advance(20 * S)
    assert bench.result(4).result is Result.REPLAYED
    assert bench.login.boot_counter == 1


def test_after_a_restart_diagnosis_says_that_a_command_was_the_cause() -> None:
    bench = Bench()
    causes = []
    for _ in range(2):
        bench.advance(S)
        bench.ask(Query(subject=Subject.DIAGNOSIS))
        causes.append(bench.messages(Diagnosis)[-1].cause)
        reboot(bench)
        bench.advance(10 * S)
    assert causes == [ResetCause.POWER, ResetCause.COMMAND]


def test_the_machine_goes_on_while_its_module_restarts() -> None:
    bench = Bench()
    bench.do("cover")
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(S)
    reboot(bench)
    bench.advance(20 * S)
    assert bench.terminal.plant.cover_open
    assert bench.terminal.plant.burning
    bench.unlock()
    bench.advance(S)
    assert bench.messages(CommandResult)[-1].result is Result.TAMPERED
    assert len(bench.alarms(EventCode.COVER_OPENED)) == 1, "an open cover is not opened by a restart"


# ---- factory reset ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("PAR-05")
def test_a_factory_reset_restores_every_default_and_keeps_counters_and_records() -> None:
    bench = Bench()
    bench.advance(S)
    set_ = {"no_current": 60, "too_hot": 600, "backfill_rate": 1, "long_on": 3600, "reconnect_base": 2}
    items = tuple(by_name[name].item(value) for name, value in set_.items())
    bench.ask(ParamSet(command=bench.next_command(), items=items))
    bench.loses = lambda message: not isinstance(message, Login | CommandResult | Logout)
    bench.do("cover")
    flash = bench.terminal.flash
    before, held = flash.store.following, {stored.record.record for stored in flash.store}
    reboot(bench, RebootMode.FACTORY_RESET)
    bench.advance(10 * S)
    assert {number: bench.terminal.parameters.value(by_id[number]) for number in FACTORY} == FACTORY
    assert bench.login.boot_counter == 2
    assert flash.store.following > before
    assert held <= set(bench.stored()), "unanswered records are kept"
    bench.loses = lambda message: False
    bench.advance(20 * S)
    bench.ask(ParamGet(wanted=()))
    values = {item.id: by_id[item.id].read(item.value) for item in bench.messages(ParamReport)[-1].items}
    assert {number: values[number] for number in FACTORY} == FACTORY


def test_a_restart_keeps_the_parameters() -> None:
    bench = Bench()
    bench.ask(ParamSet(command=bench.next_command(), items=(by_name["too_hot"].item(600),)))
    reboot(bench)
    bench.advance(10 * S)
    assert bench.terminal.parameters.number("too_hot") == 600
