"""A contact that is welded and a machine that was rebuilt: the two lies a terminal must not tell (LCK-03, LCK-12, EVT-02)."""

import pytest

from protocol_spec.codes import EndReason, EventCode, Flag, LockState, RelayState, Result, Severity
from protocol_spec.instant import MS, S
from protocol_spec.messages import CommandResult, EventRecord, Status

from .bench import Bench

# ---- welded contact --------------------------------------------------------------------------------------------------


def welded() -> Bench:
    bench = Bench(status_idle=600)
    bench.unlocked()
    bench.do("weld-contact")
    bench.advance(5 * S)
    return bench


def counted(bench: Bench) -> list[tuple[int, bool]]:
    """Every time the relay was told something."""
    told: list[tuple[int, bool]] = []
    plant, tell = bench.terminal.plant, bench.terminal.plant.command_relay

    def spy(closed: bool, now: int) -> None:
        told.append((now, closed))
        tell(closed, now)

    plant.command_relay = spy  # type: ignore[method-assign]
    return told


@pytest.mark.clause("LCK-12")
def test_a_relay_that_does_not_follow_is_told_four_times_and_then_an_event_is_raised() -> None:
    bench = welded()
    told = counted(bench)
    asked = bench.now
    bench.lock()
    bench.advance(5 * S)
    (event,) = bench.alarms(EventCode.RELAY_FAULT)
    assert event.message.severity is Severity.ALARM
    assert [closed for at, closed in told if at < event.at] == [False] * 4, "once, and three retries"
    assert event.at - asked <= S


@pytest.mark.clause("LCK-03", "LCK-05")
def test_the_answer_tells_what_was_measured_and_not_what_was_wished() -> None:
    bench = welded()
    asked = bench.now
    command = bench.lock()
    bench.advance(5 * S)
    answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == command)
    assert answer.message.result is Result.RELAY_FAULT
    assert (answer.message.relay_command, answer.message.relay_feedback) == (RelayState.OPEN, RelayState.CLOSED)
    assert answer.at - asked <= S
    status = bench.status()
    assert status.lock is LockState.FAULT
    assert (status.relay_command, status.relay_feedback) == (RelayState.OPEN, RelayState.CLOSED)


def test_the_grant_ends_all_the_same_and_its_summary_says_why() -> None:
    bench = welded()
    bench.lock()
    bench.advance(5 * S)
    assert bench.summary().reason in (EndReason.PLATFORM, EndReason.RELAY_FAULT)
    assert bench.status().grant == 0


@pytest.mark.clause("LCK-12")
def test_a_contact_that_lets_go_at_the_third_retry_is_no_fault() -> None:
    bench = welded()
    command = bench.lock()
    bench.advance(550 * MS)
    bench.do("weld-contact", False)
    bench.advance(5 * S)
    assert bench.result(command).result is Result.OK
    assert bench.result(command).relay_feedback is RelayState.OPEN
    assert not bench.alarms(EventCode.RELAY_FAULT)
    assert bench.status().lock is LockState.LOCKED


@pytest.mark.parametrize("what", ["cover", "gas"])
def test_a_welded_contact_is_found_when_it_locks_by_itself(what: str) -> None:
    bench = welded()
    bench.do(what)
    bench.advance(5 * S)
    assert len(bench.alarms(EventCode.RELAY_FAULT)) == 1
    assert bench.status().lock is LockState.FAULT
    assert bench.status().relay_feedback is RelayState.CLOSED


def test_a_contact_that_was_freed_falls_open_with_its_coil_off() -> None:
    """S1: nobody commands it closed and nothing holds it. A contactor opens by its spring, not by a frame."""
    bench = welded()
    bench.lock()
    bench.advance(5 * S)
    assert bench.relay_closed
    bench.do("weld-contact", False)
    bench.advance(S)
    assert not bench.relay_closed


@pytest.mark.clause("LCK-03")
def test_in_every_status_the_feedback_is_the_truth() -> None:
    bench = Bench(status_idle=1, status_welding=1)
    truth: dict[int, bool] = {}
    bench.watchers.append(lambda: truth.__setitem__(bench.now, bench.relay_closed))
    bench.unlocked()
    bench.advance(5 * S)
    bench.do("weld-contact")
    bench.do("trigger")
    bench.advance(5 * S)
    bench.lock()
    bench.advance(5 * S)
    statuses = [sent for sent in bench.of(Status) if not sent.has(Flag.BACKFILL)]
    assert {sent.message.relay_feedback for sent in statuses} == {RelayState.OPEN, RelayState.CLOSED}
    wrong = [sent for sent in statuses if (sent.message.relay_feedback is RelayState.CLOSED) != truth[sent.at]]
    assert wrong == []


def test_welding_on_through_a_welded_contact_is_current_while_locked() -> None:
    bench = welded()
    bench.lock()
    bench.advance(5 * S)
    bench.do("trigger")
    struck = bench.now
    bench.advance(11 * S)
    (event,) = bench.alarms(EventCode.BYPASS)
    assert event.at - struck <= 10 * S


# ---- bypass ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("EVT-02", "EVT-01")
def test_current_while_locked_is_reported_within_ten_seconds() -> None:
    bench = Bench()
    bench.advance(10 * S)
    bench.do("shunt")
    bench.advance(30 * S)
    assert not bench.alarms(EventCode.BYPASS), "a shunt without current is not seen"
    bench.do("trigger")
    struck = bench.now
    bench.advance(10 * S)
    (event,) = bench.alarms(EventCode.BYPASS)
    assert struck < event.at <= struck + 10 * S
    assert event.message.severity is Severity.ALARM
    assert event.message.value > 30
    assert event.frame.wants_ack


@pytest.mark.clause("EVT-09")
def test_one_bypass_is_one_event_however_long_and_however_often_it_re_strikes() -> None:
    bench = Bench()
    bench.do("shunt")
    for _ in range(10):
        bench.do("trigger")
        bench.advance(20 * S)
        bench.do("trigger", False)
        bench.advance(800 * MS)
    assert len(bench.alarms(EventCode.BYPASS)) == 1


@pytest.mark.clause("EVT-09")
def test_a_second_bypass_is_a_second_event() -> None:
    bench = Bench()
    bench.do("shunt")
    for _ in range(3):
        bench.do("trigger")
        bench.advance(20 * S)
        bench.do("trigger", False)
        bench.advance(20 * S)
    assert len(bench.alarms(EventCode.BYPASS)) == 3


def test_a_flash_is_no_bypass_and_welding_under_a_grant_is_none_either() -> None:
    bench = Bench()
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(200 * MS)
    bench.do("trigger", False)
    bench.advance(5 * S)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(20 * S)
    assert not bench.alarms(EventCode.BYPASS)


@pytest.mark.clause("EVT-02")
def test_a_shunted_machine_that_welds_on_after_the_lock_is_a_bypass() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(10 * S)
    bench.lock()
    locked = bench.now
    bench.advance(12 * S)
    (event,) = bench.alarms(EventCode.BYPASS)
    assert event.at <= locked + 10 * S


def test_a_bypass_while_offline_is_kept_and_reported_later() -> None:
    bench = Bench()
    bench.pull_cable()
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(20 * S)
    bench.do("trigger", False)
    bench.advance(60 * S)
    at = next(
        stored.record.time
        for stored in bench.terminal.flash.store
        if isinstance(stored.record, EventRecord) and stored.record.event is EventCode.BYPASS
    )
    bench.reconnect()
    (event,) = bench.alarms(EventCode.BYPASS)
    assert event.message.time == at


def test_a_bypass_leaves_the_relay_open_and_is_in_no_session() -> None:
    bench = Bench()
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(30 * S)
    assert bench.relay == [(bench.relay[0][0], False)]
    assert bench.status().relay_feedback is RelayState.OPEN
    assert bench.status().lock is LockState.LOCKED
    assert not bench.summaries()
