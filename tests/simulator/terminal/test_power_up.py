"""Switched on: locked, alone, and polite (LCK-01, SES-01, SES-02)."""

from typing import Any

import pytest

from protocol_spec.codes import EventCode, Flag, LockState, RelayState, Result, Severity, Suite
from protocol_spec.endpoint import LinkWanted
from protocol_spec.frame import Frame
from protocol_spec.instant import MS, S
from protocol_spec.messages import EventRecord, Login, Register, RegisterAck

from .bench import KEY, UPTIME, Bench, profile_of


@pytest.mark.clause("LCK-01")
def test_it_powers_up_locked_with_the_relay_open() -> None:
    bench = Bench(connect=False)
    assert bench.terminal.guard.lock_state is LockState.LOCKED
    assert bench.terminal.guard.relay_command is RelayState.OPEN
    assert not bench.relay_closed


def test_it_wants_a_link_at_once() -> None:
    bench = Bench(connect=False)
    assert next(event for _, event in bench.events if isinstance(event, LinkWanted)) == LinkWanted(True)
    assert bench.wishes()[0] == UPTIME


def first_wish(**over: Any) -> int:
    """How long after power-up the link is wanted."""
    seed = over.pop("seed", 1)
    bench = Bench(profile=profile_of(**({"dials_at_once": False} | over)), seed=seed)
    bench.advance(6 * S)
    return bench.wishes()[0] - UPTIME


@pytest.mark.clause("SES-24")
def test_the_first_connect_is_put_off_by_a_random_time_up_to_the_base_of_the_back_off() -> None:
    waits = [first_wish(seed=seed) for seed in range(20)]
    assert all(0 <= wait < 5 * S for wait in waits)
    assert max(waits) - min(waits) > 2 * S
    assert first_wish(seed=3) == first_wish(seed=3)


@pytest.mark.clause("SES-24")
def test_each_power_up_draws_its_own_wait_and_a_restart_too() -> None:
    bench = Bench(profile=profile_of(dials_at_once=False))
    waits = []
    for _ in range(3):
        booted = bench.now
        bench.advance(6 * S)
        waits.append(bench.wishes()[-1] - booted)
        bench.power_cut()
    assert len(set(waits)) == 3


def test_a_serial_line_has_nobody_to_stampede() -> None:
    assert first_wish(binding="serial") == 0


@pytest.mark.clause("SES-02", "FRM-09")
def test_the_first_frame_of_a_registered_terminal_is_login() -> None:
    bench = Bench()
    first = bench.sent[0]
    assert isinstance(first.message, Login)
    assert first.frame.sequence == 0
    assert first.has(Flag.ACK_REQUIRED)
    assert not bench.of(Register)


@pytest.mark.clause("SES-01", "SES-02", "SEC-01")
@pytest.mark.parametrize("suite", Suite)
def test_the_first_frame_of_an_unregistered_terminal_is_register_and_login_follows(suite: Suite) -> None:
    bench = Bench(registered=False, suite=suite)
    register, login = bench.sent[:2]
    assert isinstance(register.message, Register)
    assert register.message.suite is suite
    assert register.frame.tag_holds(suite, KEY)
    assert isinstance(login.message, Login)
    assert login.frame.tag_holds(suite, KEY)
    assert [register.frame.sequence, login.frame.sequence] == [0, 1]


@pytest.mark.clause("SEC-21")
@pytest.mark.parametrize("suite", Suite)
def test_register_and_every_login_name_the_same_suite(suite: Suite) -> None:
    bench = Bench(registered=False, suite=suite)
    bench.power_cut(as_json=True)
    bench.pull_cable()
    bench.reconnect()
    named = [sent.message.suite for sent in (*bench.of(Register), *bench.of(Login))]
    assert named == [suite] * 4


@pytest.mark.clause("SES-01")
def test_a_terminal_registers_once_in_its_life() -> None:
    bench = Bench(registered=False)
    bench.advance(S)
    bench.power_cut(as_json=True)
    bench.advance(S)
    assert len(bench.of(Register)) == 1
    assert len(bench.of(Login)) == 2


@pytest.mark.clause("SES-01")
def test_a_terminal_that_is_not_answered_does_not_take_itself_for_registered() -> None:
    bench = Bench(registered=False, connect=False)
    bench.answers_register = False
    bench.reconnect()
    bench.advance(30 * S)
    assert not bench.terminal.flash.registered
    assert not bench.of(Login)


@pytest.mark.clause("SEC-16")
def test_a_register_ack_under_another_key_registers_nobody() -> None:
    bench = Bench(registered=False, connect=False)
    bench.answers_register = False
    bench.reconnect()
    bench.say(RegisterAck(answers=0, result=Result.OK), key=bytes(16))
    bench.say(RegisterAck(answers=0, result=Result.OK), bare=True)
    assert not bench.terminal.flash.registered
    assert not bench.of(Login)


@pytest.mark.clause("SES-04")
def test_the_boot_counter_rises_by_one_a_power_up() -> None:
    bench = Bench()
    counters = [bench.login.boot_counter]
    for _ in range(3):
        bench.advance(S)
        bench.power_cut()
        counters.append(bench.login.boot_counter)
    assert counters == list(range(counters[0], counters[0] + 4))


@pytest.mark.clause("EVT-04", "EVT-01")
def test_a_power_up_is_recorded_as_an_event_and_reported() -> None:
    bench = Bench()
    event = bench.messages(EventRecord)[0]
    assert event.event is EventCode.POWER_UP
    assert event.severity is Severity.INFO
    assert event.value == bench.login.boot_counter
    assert bench.of(EventRecord)[0].has(Flag.ACK_REQUIRED)


@pytest.mark.clause("SES-02")
def test_before_login_only_login_is_sent_whatever_happens_to_the_machine() -> None:
    bench = Bench(connect=False)
    bench.answers_logins = False
    bench.plug_in()
    for what in ("cover", "gas", "shunt", "trigger"):
        bench.do(what)
        bench.advance(30 * S)
        bench.do(what, False)
        bench.advance(30 * S)
    assert {type(sent.message) for sent in bench.sent} == {Login}


@pytest.mark.clause("SES-14", "ACK-06")
def test_before_login_bad_frames_get_no_answer_either() -> None:
    """SES-02 and the session table: an OPEN or ASKED terminal may send REGISTER and LOGIN and nothing else."""
    bench = Bench(connect=False)
    bench.answers_logins = False
    bench.reconnect()
    assert isinstance(bench.sent[-1].message, Login)
    bench.feed(Frame(0xE0, bench.identity.terminal, 0).encode())
    bench.feed(Frame(0x10, bench.identity.terminal, 1).encode())
    bench.say(bench.unlock_message(), bare=True)
    bench.advance(S)
    assert {type(sent.message) for sent in bench.sent} == {Login}


@pytest.mark.clause("LCK-02", "SES-14")
def test_an_unlock_before_login_closes_nothing() -> None:
    bench = Bench(connect=False)
    bench.answers_logins = False
    bench.reconnect()
    bench.say(bench.unlock_message(), bare=True)
    bench.say(bench.unlock_message(), key=KEY)
    bench.advance(2 * S)
    assert bench.relay == [(UPTIME, False)]


def test_a_terminal_without_a_link_sends_nothing() -> None:
    """Bytes that were still in the driver's hands when the link went: no frame, no answer, no exception."""
    bench = Bench()
    late = bench.frame(bench.unlock_message()).encode()
    strange = Frame(0xE0, bench.identity.terminal, 9).encode()
    bench.pull_cable()
    bench.feed(late)
    bench.feed(strange)
    bench.advance(2 * S)
    assert [sent.message for sent in bench.sent if sent.connection == 0] == []
    assert not bench.relay_closed


def test_a_half_frame_is_forgotten_when_its_line_is_gone() -> None:
    """A header that promises a body holds a good frame back for two seconds; the line goes down meanwhile."""
    bench = Bench()
    bait = Frame(0xA1, bench.identity.terminal, 5, b"x" * 900).encode()[:18]
    bench.feed(bait + bench.frame(bench.unlock_message()).encode())
    bench.pull_cable()
    assert bench.terminal.decoder.waiting == 0
    bench.advance(5 * S)
    assert [sent.message for sent in bench.sent if sent.connection == 0] == []


@pytest.mark.clause("LCK-01")
def test_reconnecting_and_logging_in_unlock_nothing() -> None:
    bench = Bench()
    for _ in range(3):
        bench.pull_cable()
        bench.advance(S)
        bench.reconnect()
        bench.advance(S)
    assert bench.key is not None
    assert bench.relay == [(UPTIME, False)]
    assert bench.status().lock is LockState.LOCKED


@pytest.mark.clause("SEC-01")
def test_everything_in_a_session_is_sealed_under_the_session_key() -> None:
    bench = Bench(heartbeat=7, status_idle=20)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(30 * S)
    bench.do("cover")
    bench.advance(30 * S)
    key = bench.key
    in_session = [sent for sent in bench.sent if not isinstance(sent.message, Login)]
    assert len({type(sent.message) for sent in in_session}) >= 5
    assert all(sent.frame.tag_holds(Suite.HMAC_SHA256, key) for sent in in_session)


@pytest.mark.clause("FRM-09")
def test_the_sequence_rises_by_one_a_frame_and_starts_again_with_each_connection() -> None:
    bench = Bench(heartbeat=5, status_idle=12)
    bench.advance(60 * S)
    bench.pull_cable()
    bench.advance(100 * MS)
    bench.reconnect()
    bench.advance(60 * S)
    for connection in (1, 2):
        numbers = [sent.frame.sequence for sent in bench.sent if sent.connection == connection]
        assert len(numbers) > 10
        assert numbers == list(range(len(numbers)))


@pytest.mark.clause("FRM-09")
def test_the_sequence_wraps_to_zero() -> None:
    bench = Bench(heartbeat=5)
    bench.terminal.conversation._sequence = 0xFFFE  # 65 534 frames later
    bench.advance(30 * S)
    numbers = [sent.frame.sequence for sent in bench.sent]
    at = numbers.index(0xFFFE)
    assert numbers[at : at + 4] == [0xFFFE, 0xFFFF, 0, 1]
    assert len(bench.wishes(up=False)) == 0
