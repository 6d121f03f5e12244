"""How a session begins, and when it does not (SES, SEC, ACK-03, BND-05)."""

from itertools import pairwise
from typing import Any

import pytest

from protocol_spec.codes import Flag, LockState, OfflinePolicy, Result
from protocol_spec.instant import MINUTE, MS, S
from protocol_spec.messages import Heartbeat, Login, LoginAck, PlatformAck, Register, Status

from .bench import BEGAN, KEY, Bench, profile_of


def asking(**over: Any) -> Bench:
    """A terminal that has sent LOGIN and waits."""
    bench = Bench(connect=False, **over)
    bench.answers_logins = False
    bench.reconnect()
    return bench


def accept(bench: Bench, **over: Any) -> None:
    """Answer the last LOGIN as a platform does, some fields spoiled."""
    sent = bench.of(Login)[-1]
    ack = bench.login_ack(sent, **over)
    key = bench.key_for(sent.message, ack)
    bench.say(ack, key=key)
    bench.key = key


def in_session(bench: Bench) -> bool:
    return bench.terminal.conversation.live


# ---- the answer ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("TIM-01", "REP-20")
def test_a_login_that_is_accepted_sets_the_clock_and_is_followed_by_a_status() -> None:
    bench = asking()
    accept(bench, now=BEGAN + 123 * S)
    assert in_session(bench)
    assert bench.status().time == BEGAN + 123 * S
    assert bench.status().lock is LockState.LOCKED


@pytest.mark.clause("SEC-17")
def test_a_login_ack_with_a_wrong_tag_is_ignored() -> None:
    bench = asking()
    ack = bench.login_ack(bench.of(Login)[-1], heartbeat=7)
    right = bench.key_for(bench.login, ack) if bench.login else b""
    for wrong in (KEY, bytes(16), right[:-1] + bytes([right[-1] ^ 1])):
        bench.say(ack, key=wrong)
    bench.say(ack, bare=True)
    bench.advance(S)
    assert not in_session(bench)
    assert bench.terminal.parameters.number("heartbeat") == 60
    assert not bench.terminal.clock.is_set
    assert {type(sent.message) for sent in bench.sent} == {Login}


def test_after_a_forged_answer_the_true_one_is_still_taken() -> None:
    bench = asking()
    bench.say(bench.login_ack(bench.of(Login)[-1]), key=bytes(16))
    accept(bench)
    assert in_session(bench)


@pytest.mark.clause("SEC-19", "SEC-04")
def test_a_login_ack_of_an_earlier_login_opens_no_session() -> None:
    bench = asking()
    first = bench.of(Login)[0]
    ack = bench.login_ack(first)
    old = bench.frame(ack, key=bench.key_for(first.message, ack)).encode()
    bench.pull_cable()
    bench.reconnect()
    assert bench.of(Login)[-1].message.nonce != first.message.nonce
    bench.feed(old)
    assert not in_session(bench)


@pytest.mark.clause("SEC-17")
def test_forged_refusals_under_a_wrong_tag_bar_nobody() -> None:
    """SEC-05: a frame whose tag is wrong has no effect; else three forged frames silence a terminal for half an hour."""
    bench = asking()
    for _ in range(3):
        bench.say(bench.login_ack(bench.of(Login)[-1], result=Result.BAD_TAG), key=bytes(16))
        bench.advance(S)
    assert bench.wishes(up=False) == []
    accept(bench)
    assert in_session(bench)


@pytest.mark.clause("SES-12")
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("heartbeat", 0),
        ("heartbeat", 241),
        ("status_idle", 0),
        ("status_idle", 601),
        ("status_welding", 0),
        ("status_welding", 601),
        ("ack_timeout", 0),
        ("ack_timeout", 61),
        ("link_grace", 0),
        ("link_grace", 86_401),
    ],
)
def test_a_parameter_out_of_its_range_is_ignored_and_the_value_in_force_stays(name: str, wrong: int) -> None:
    others = {"heartbeat": 31, "status_idle": 32, "status_welding": 33, "ack_timeout": 34, "link_grace": 35}
    bench = asking()
    accept(bench, **(others | {name: wrong}))
    parameters = bench.terminal.parameters
    default = {"heartbeat": 60, "status_idle": 60, "status_welding": 10, "ack_timeout": 5, "link_grace": 600}[name]
    assert in_session(bench)
    assert parameters.number(name) == default
    assert {other: parameters.number(other) for other in others if other != name} == {
        other: value for other, value in others.items() if other != name
    }


@pytest.mark.clause("SES-12")
@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("heartbeat", 1),
        ("heartbeat", 240),
        ("status_idle", 1),
        ("status_idle", 600),
        ("status_welding", 1),
        ("status_welding", 600),
        ("ack_timeout", 1),
        ("ack_timeout", 60),
        ("link_grace", 1),
        ("link_grace", 86_400),
    ],
)
def test_a_parameter_at_the_edge_of_its_range_is_taken(name: str, edge: int) -> None:
    bench = asking()
    accept(bench, **{name: edge})
    assert bench.terminal.parameters.number(name) == edge


@pytest.mark.clause("SES-12", "PAR-10")
def test_the_value_that_stays_is_that_of_the_session_before() -> None:
    bench = asking()
    accept(bench, heartbeat=13)
    bench.pull_cable()
    bench.reconnect()
    accept(bench, heartbeat=0, policy=OfflinePolicy.HOLD_SESSION)
    assert bench.terminal.parameters.number("heartbeat") == 13
    assert bench.terminal.parameters.policy is OfflinePolicy.HOLD_SESSION


# ---- refusals --------------------------------------------------------------------------------------------------------


def refused(result: Result = Result.UNBOUND_ENTERPRISE) -> Bench:
    bench = Bench(connect=False)
    bench.login_result = result
    bench.reconnect()
    return bench


@pytest.mark.clause("SES-10")
def test_three_refused_logins_are_followed_by_half_an_hour_of_silence() -> None:
    bench = refused()
    bench.advance(10 * MINUTE)
    assert len(bench.of(Login)) == 3
    third = bench.of(Login)[-1].at
    assert bench.wishes(up=False) == [third]
    bench.until(third + 30 * MINUTE - 1)
    assert len(bench.of(Login)) == 3
    bench.advance(MINUTE)
    assert len(bench.of(Login)) > 3
    assert bench.of(Login)[3].at >= third + 30 * MINUTE


@pytest.mark.clause("SES-10")
def test_the_count_of_refusals_starts_again_after_the_long_wait() -> None:
    bench = refused()
    bench.advance(120 * MINUTE)
    logins = [sent.at for sent in bench.of(Login)]
    waits = [later - earlier for earlier, later in pairwise(logins)]
    long_waits = [number for number, wait in enumerate(waits, start=1) if wait >= 30 * MINUTE]
    assert long_waits[:3] == [3, 6, 9]
    assert all(wait <= 300 * S for number, wait in enumerate(waits, start=1) if number % 3)


def test_two_refusals_and_a_success_do_not_count_towards_the_next_three() -> None:
    bench = refused()
    while len(bench.of(Login)) < 2:
        bench.ring()
    bench.login_result = Result.OK
    bench.advance(5 * MINUTE)
    assert in_session(bench)
    bench.login_result = Result.UNBOUND_ENTERPRISE
    bench.deny()
    bench.key = None
    while len(bench.of(Login)) < 5:
        bench.ring()
    assert bench.wishes(up=False) == []


def test_a_barred_terminal_stays_silent_when_somebody_brings_the_link_up() -> None:
    bench = refused()
    bench.advance(5 * MINUTE)
    before = len(bench.sent)
    bench.connection = 99
    bench.endpoint.link_up(bench.now)
    bench.settle()
    bench.advance(10 * MINUTE)
    assert len(bench.sent) == before


@pytest.mark.clause("SES-21")
def test_a_terminal_told_not_registered_registers_again_and_then_logs_in() -> None:
    bench = refused(Result.NOT_REGISTERED)
    assert not bench.terminal.flash.registered
    bench.login_result = Result.OK
    bench.advance(MINUTE)
    kinds = [type(sent.message) for sent in bench.sent][:3]
    assert kinds == [Login, Register, Login]
    assert in_session(bench)
    assert bench.terminal.flash.registered


@pytest.mark.clause("SES-04")
def test_the_nonce_rises_with_each_login_and_over_power_cuts_the_boot_counter_does() -> None:
    bench = Bench()
    for _ in range(5):
        bench.pull_cable()
        bench.reconnect()
    bench.power_cut(as_json=True)
    pairs = [(login.boot_counter, login.nonce) for login in bench.messages(Login)]
    assert len(pairs) == 7
    assert pairs == sorted(set(pairs))
    nonces = [nonce for boot, nonce in pairs if boot == pairs[0][0]]
    assert nonces == sorted(set(nonces))


def test_two_terminals_and_two_seeds_draw_different_nonces() -> None:
    nonces = {
        Bench(terminal=terminal, seed=seed).login.nonce
        for terminal in ("9999010000000042", "9999010000000043")
        for seed in (1, 2)
    }
    assert len(nonces) == 4


# ---- no answer -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("ACK-03")
def test_on_tcp_an_unanswered_login_is_sent_again_after_t_2t_and_6t_and_then_the_link_is_dropped() -> None:
    bench = asking()
    start = bench.of(Login)[0]
    bench.until(start.at + 165 * S - 1)
    again = bench.of(Login)
    assert [sent.at - start.at for sent in again] == [0, 5 * S, 15 * S, 45 * S]
    assert {sent.data for sent in again} == {start.data}
    assert bench.wishes(up=False) == []
    bench.advance(1)
    assert bench.wishes(up=False) == [start.at + 165 * S]


def test_after_the_drop_it_dials_again_and_logs_in_with_a_new_nonce() -> None:
    bench = asking()
    bench.advance(300 * S)
    assert bench.connections >= 2
    nonces = [sent.message.nonce for sent in bench.of(Login)]
    assert len(set(nonces)) == bench.connections
    assert all(sent.frame.sequence == 0 for sent in bench.of(Login))


@pytest.mark.clause("BND-05")
def test_on_a_serial_line_login_is_repeated_at_the_ack_timeout_without_growth_and_without_end() -> None:
    bench = asking(profile=profile_of(binding="serial"))
    bench.advance(20 * MINUTE)
    times = [sent.at for sent in bench.of(Login)]
    assert len(times) == 241
    assert {later - earlier for earlier, later in pairwise(times)} == {5 * S}
    assert bench.wishes(up=False) == []
    nonces = [sent.message.nonce for sent in bench.of(Login)]
    assert nonces == sorted(set(nonces))


@pytest.mark.clause("BND-05")
def test_on_a_serial_line_the_last_login_can_still_be_accepted_after_an_hour() -> None:
    bench = asking(profile=profile_of(binding="serial"))
    bench.advance(60 * MINUTE)
    accept(bench)
    assert in_session(bench)
    bench.advance(6 * S)
    assert not bench.of(Login, since=bench.now - 5 * S)


# ---- NOT_LOGGED_IN ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("SES-11")
def test_told_not_logged_in_it_logs_in_again_within_one_ack_timeout() -> None:
    bench = Bench()
    bench.advance(20 * S)
    bench.deny()
    bench.key = None
    bench.advance(5 * S)
    assert len(bench.of(Login)) == 2
    assert in_session(bench)


@pytest.mark.clause("SES-11")
def test_however_often_it_is_told_so_it_logs_in_once_per_ack_timeout_at_most() -> None:
    bench = Bench()
    for _ in range(600):
        bench.deny()
        bench.advance(100 * MS)
    times = [sent.at for sent in bench.of(Login)]
    assert len(times) >= 10
    assert all(later - earlier >= 5 * S for earlier, later in pairwise(times))


@pytest.mark.clause("SES-02", "SES-11")
def test_a_denied_terminal_sends_nothing_but_login_until_it_is_let_in() -> None:
    bench = Bench(heartbeat=1, status_idle=1)
    bench.answers_logins = False
    bench.advance(20 * S)
    at = bench.now
    bench.deny()
    bench.key = None
    bench.do("cover")
    bench.advance(60 * S)
    assert {type(sent.message) for sent in bench.sent if sent.at > at} == {Login}


def test_a_denial_does_not_open_the_relay_and_the_grant_goes_on() -> None:
    bench = Bench()
    bench.unlocked()
    bench.deny()
    bench.key = None
    bench.advance(30 * S)
    assert bench.relay_closed
    assert bench.status().lock is LockState.UNLOCKED


# ---- in the session --------------------------------------------------------------------------------------------------


@pytest.mark.clause("ACK-03")
def test_an_unanswered_frame_is_sent_again_byte_for_byte_after_t_2t_and_6t_and_then_the_link_is_dropped() -> None:
    bench = Bench(heartbeat=240, status_idle=600)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    bench.until(event.at + 165 * S - 1)
    copies = [sent.at - event.at for sent in bench.sent if sent.data == event.data]
    assert copies == [0, 5 * S, 15 * S, 45 * S]
    assert bench.wishes(up=False) == []
    bench.advance(1)
    assert len(bench.wishes(up=False)) == 1


@pytest.mark.clause("ACK-03")
def test_the_first_wait_is_the_ack_timeout_the_platform_set() -> None:
    bench = Bench(heartbeat=240, status_idle=600, ack_timeout=2)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    bench.advance(65 * S)
    assert [sent.at - event.at for sent in bench.sent if sent.data == event.data] == [0, 2 * S, 6 * S, 18 * S]


def test_an_answer_stops_the_retransmission() -> None:
    bench = Bench(heartbeat=240, status_idle=600)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    bench.advance(6 * S)
    bench.acknowledge(event)
    bench.settle()
    bench.advance(100 * S)
    assert len([sent for sent in bench.sent if sent.data == event.data]) == 2


@pytest.mark.clause("ACK-01", "FRM-31")
def test_an_answer_to_another_sequence_does_not_stop_the_retransmission() -> None:
    bench = Bench(heartbeat=240, status_idle=600)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    bench.say(PlatformAck(answers=event.frame.sequence + 1, answered=event.frame.code, result=Result.OK, watermark=0))
    bench.advance(6 * S)
    assert len([sent for sent in bench.sent if sent.data == event.data]) == 2


def test_on_a_serial_line_a_dead_session_is_followed_by_a_login_on_the_same_line() -> None:
    bench = Bench(profile=profile_of(binding="serial"), heartbeat=20, status_idle=600)
    bench.advance(10 * S)
    bench.acks = False
    bench.advance(400 * S)
    assert bench.connections == 1
    assert len(bench.of(Login)) >= 2


@pytest.mark.clause("ACK-09")
def test_a_login_ack_out_of_the_blue_changes_nothing() -> None:
    bench = Bench()
    bench.advance(10 * S)
    before = (bench.utc, bench.terminal.clock.utc(bench.now))
    bench.say(bench.login_ack(bench.of(Login)[-1], now=BEGAN + 9999 * S, heartbeat=1))
    bench.say(bench.login_ack(bench.of(Login)[-1], result=Result.BAD_TAG), bare=True)
    assert (bench.utc, bench.terminal.clock.utc(bench.now)) == before
    assert bench.terminal.parameters.number("heartbeat") == 60
    assert in_session(bench)


@pytest.mark.clause("ACK-04")
def test_a_terminal_does_not_answer_answers() -> None:
    bench = Bench(heartbeat=240)
    bench.advance(S)
    before = len(bench.sent)
    bench.say(PlatformAck(answers=500, answered=0x10, result=Result.OK, watermark=0), Flag.ACK_REQUIRED)
    bench.say(PlatformAck(answers=500, answered=0x10, result=Result.OK, watermark=0), Flag.ACK_REQUIRED, key=bytes(16))
    bench.say(bench.login_ack(bench.of(Login)[-1]), Flag.ACK_REQUIRED)
    bench.say(LoginAck(**vars(bench.login_ack(bench.of(Login)[-1]))), Flag.ACK_REQUIRED, bare=True)
    assert len(bench.sent) == before


@pytest.mark.clause("SES-02")
def test_no_record_leaves_between_login_and_its_answer() -> None:
    bench = asking()
    bench.do("cover")
    bench.advance(100 * S)
    assert not bench.of(Status)
    assert not bench.of(Heartbeat)
