"""What opens the relay: a LOCK, and everything that locks without being told to (LCK-07 to LCK-11)."""

import pytest

from protocol_spec.codes import EndReason, EventCode, LockMode, LockState, OfflinePolicy, RelayState, Result
from protocol_spec.instant import HOUR, MINUTE, MS, S
from protocol_spec.messages import CommandResult, Status

from .bench import ANNA, Bench

# ---- LOCK ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("LCK-07", "LCK-03", "LCK-05")
def test_lock_now_opens_the_relay_within_a_second_and_is_answered_with_the_measurement() -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(20 * S)
    asked = bench.now
    command = bench.lock()
    bench.advance(2 * S)
    assert asked < bench.opened_at() <= asked + S
    answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == command)
    assert bench.opened_at() <= answer.at <= asked + S
    assert answer.message.result is Result.OK
    assert answer.message.relay_command is answer.message.relay_feedback is RelayState.OPEN
    assert answer.message.took == (answer.at - asked) // MS
    summary = bench.summary()
    assert (summary.grant, summary.worker, summary.reason) == (7001, ANNA, EndReason.PLATFORM)


@pytest.mark.clause("LCK-07")
def test_lock_now_does_not_wait_for_an_arc() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(20 * S)
    asked = bench.now
    bench.lock(mode=LockMode.NOW, bound=60)
    bench.advance(S)
    assert bench.opened_at() <= asked + S


def test_a_lock_of_a_locked_terminal_is_answered_ok_and_makes_no_summary() -> None:
    bench = Bench()
    command = bench.lock()
    bench.advance(S)
    result = bench.result(command)
    assert (result.result, result.relay_feedback) == (Result.OK, RelayState.OPEN)
    assert not bench.summaries()


def test_locking_in_mid_arc_is_not_reported_as_a_bypass() -> None:
    """EVT-02 is about current while locked. The current stopped with the relay; only the hysteresis still says arc."""
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(20 * S)
    bench.lock()
    bench.advance(20 * S)
    assert bench.terminal.plant.reading().mains_current == 0
    assert not bench.alarms(EventCode.BYPASS)


def test_a_cover_opened_in_mid_arc_is_not_reported_as_a_bypass() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(20 * S)
    bench.do("cover")
    bench.advance(20 * S)
    assert not bench.alarms(EventCode.BYPASS)


@pytest.mark.clause("LCK-13")
def test_lock_after_the_arc_lets_the_weld_end_and_then_opens() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(20 * S)
    assert bench.relay_closed
    assert not bench.results(command)
    assert bench.status().lock is LockState.UNLOCKED
    bench.do("trigger", False)
    ended = bench.now
    bench.advance(3 * S)
    assert bench.opened_at() <= ended + 2 * S, "an arc is over when there was none for a second; then a second to open"
    assert bench.result(command).result is Result.OK
    assert bench.summary().reason is EndReason.PLATFORM


@pytest.mark.clause("LCK-13")
def test_the_arc_that_does_not_end_is_cut_at_the_bound() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    asked = bench.now
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=30)
    bench.advance(40 * S)
    assert asked + 30 * S <= bench.opened_at() <= asked + 31 * S
    assert bench.result(command).relay_feedback is RelayState.OPEN


@pytest.mark.clause("LCK-13")
def test_a_re_strike_does_not_end_the_wait_for_the_arc() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    for _ in range(5):
        bench.do("trigger", False)
        bench.advance(500 * MS)
        bench.do("trigger")
        bench.advance(2 * S)
    assert bench.relay_closed


@pytest.mark.clause("LCK-22")
def test_lock_after_the_arc_opens_at_once_where_there_is_no_arc() -> None:
    bench = Bench()
    bench.unlocked()
    asked = bench.now
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(S)
    assert bench.opened_at() <= asked + S
    assert bench.result(command).result is Result.OK


@pytest.mark.clause("LCK-05")
def test_the_time_a_lock_took_counts_from_its_receipt() -> None:
    """COMMAND_RESULT.took is "from receipt to measurement", also when the arc was waited for."""
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    asked = bench.now
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=10)
    bench.advance(15 * S)
    answer = next(sent for sent in bench.of(CommandResult) if sent.message.command == command)
    assert answer.message.took == (answer.at - asked) // MS
    assert answer.message.took > 10_000


def test_a_lock_that_waits_for_the_arc_and_arrives_again_is_not_called_a_replay() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    message = bench.lock_message(mode=LockMode.AFTER_ARC, bound=10)
    bench.say(message)
    bench.advance(S)
    bench.say(message)
    bench.advance(20 * S)
    assert {result.result for result in bench.results(message.command)} == {Result.OK}


@pytest.mark.clause("LCK-05")
def test_a_lock_that_waits_for_the_arc_is_answered_when_another_lock_overtakes_it() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    waiting = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(S)
    overtaking = bench.lock()
    bench.advance(5 * S)
    assert bench.results(overtaking)
    assert bench.results(waiting), "LCK-05: never answered"


@pytest.mark.clause("LCK-05")
def test_a_lock_that_waits_for_the_arc_is_answered_when_the_cover_overtakes_it() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    waiting = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(S)
    bench.do("cover")
    bench.advance(5 * S)
    assert not bench.relay_closed
    assert bench.results(waiting), "LCK-05: never answered"


def test_a_lock_that_waits_for_the_arc_locks_although_the_session_is_gone_and_answers_nobody() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.lock(mode=LockMode.AFTER_ARC, bound=20)
    bench.pull_cable()
    bench.advance(30 * S)
    assert not bench.relay_closed
    assert not [sent for sent in bench.sent if not sent.frame.secured]
    bench.reconnect()
    bench.advance(S)
    assert {result.command for result in bench.messages(CommandResult)} == {1}, (
        "no answer into a session that never asked"
    )


# ---- by itself -------------------------------------------------------------------------------------------------------


def locked_by_itself(bench: Bench, reason: EndReason, earliest: int, latest: int) -> None:
    """The relay opened between these instants, for this reason, and nobody was told a command was carried out."""
    assert earliest <= bench.opened_at() <= latest
    assert bench.summaries()[-1].reason is reason
    assert bench.status().lock is LockState.LOCKED
    assert bench.status().relay_feedback is RelayState.OPEN
    first = next(sent for sent in bench.of(Status, since=bench.opened_at()) if sent.message.lock is LockState.LOCKED)
    assert first.at <= bench.opened_at() + S
    assert {result.command for result in bench.messages(CommandResult)} == {1}


@pytest.mark.clause("LCK-08", "REP-14")
@pytest.mark.parametrize("idle", [1, 30, 600])
def test_it_locks_itself_when_there_was_no_arc_for_the_idle_limit(idle: int) -> None:
    bench = Bench()
    bench.unlock(idle=idle)
    asked = bench.now
    bench.advance((idle + 5) * S)
    locked_by_itself(bench, EndReason.IDLE, asked + idle * S, asked + (idle + 1) * S)


@pytest.mark.clause("LCK-08")
def test_each_arc_starts_the_idle_limit_again() -> None:
    bench = Bench()
    bench.unlocked(idle=30)
    for _ in range(5):
        bench.advance(25 * S)
        bench.do("trigger")
        bench.advance(3 * S)
        bench.do("trigger", False)
    ended = bench.now
    assert bench.relay_closed
    bench.advance(40 * S)
    locked_by_itself(bench, EndReason.IDLE, ended + 30 * S, ended + 32 * S)


@pytest.mark.clause("LCK-08")
def test_a_long_arc_is_not_idle() -> None:
    bench = Bench()
    bench.unlocked(idle=5)
    bench.do("trigger")
    bench.advance(60 * S)
    assert bench.relay_closed


@pytest.mark.clause("LCK-09")
def test_it_locks_itself_when_the_grant_ends_even_in_mid_arc() -> None:
    bench = Bench()
    bench.unlock(lasts=90 * S)
    asked = bench.now
    bench.advance(S)
    bench.do("trigger")
    bench.advance(120 * S)
    locked_by_itself(bench, EndReason.GRANT_END, asked + 90 * S, asked + 91 * S)


@pytest.mark.clause("LCK-09")
def test_the_grant_ends_at_its_utc_time_although_the_clock_was_set_again() -> None:
    bench = Bench()
    bench.unlocked(lasts=300 * S)
    bench.advance(10 * S)
    bench.pull_cable()
    bench.offset += 100 * S
    bench.reconnect()
    corrected = bench.now
    bench.advance(300 * S)
    assert bench.summaries()[-1].reason is EndReason.GRANT_END
    assert corrected + 180 * S <= bench.opened_at() <= corrected + 191 * S


@pytest.mark.clause("LCK-10")
@pytest.mark.parametrize(
    ("what", "value", "reason"),
    [
        ("cover", 1, EndReason.COVER),
        ("gas", 1, EndReason.GAS),
        ("temperature", 751, EndReason.OVER_TEMPERATURE),
    ],
)
@pytest.mark.parametrize("welding", [False, True])
def test_an_open_cover_gas_and_over_temperature_lock_within_a_second(
    what: str, value: int, reason: EndReason, welding: bool
) -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger", welding)
    bench.advance(20 * S)
    at = bench.now
    bench.do(what, value)
    bench.advance(3 * S)
    locked_by_itself(bench, reason, at, at + S)
    bench.do(what, 0)
    bench.advance(10 * S)
    assert not bench.relay_closed, "the end of the alarm unlocks nothing"


@pytest.mark.clause("LCK-10", "LCK-18")
@pytest.mark.parametrize(
    ("what", "value"),
    [("cover", 1), ("gas", 1), ("temperature", 751)],
)
def test_an_alarm_while_the_relay_is_still_closing_opens_it_again_within_a_second(what: str, value: int) -> None:
    bench = Bench()
    bench.unlock()
    bench.advance(50 * MS)
    at = bench.now
    bench.do(what, value)
    bench.advance(S)
    assert not bench.relay_closed
    assert bench.opened_at() <= at + S


def test_warm_is_not_too_hot() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("temperature", 700)
    bench.advance(10 * S)
    assert bench.relay_closed


@pytest.mark.clause("LCK-11")
def test_under_fail_secure_it_locks_itself_when_the_link_was_lost_for_longer_than_the_grace() -> None:
    bench = Bench(link_grace=120)
    bench.unlocked(idle=3600)
    bench.advance(10 * S)
    bench.pull_cable()
    lost = bench.now
    bench.until(lost + 120 * S - MS)
    assert bench.relay_closed
    bench.advance(2 * S)
    assert lost + 120 * S <= bench.opened_at() <= lost + 121 * S
    bench.reconnect()
    bench.advance(10 * S)
    assert bench.summary().reason is EndReason.LINK_LOST


@pytest.mark.clause("LCK-11")
def test_a_link_that_comes_back_within_the_grace_locks_nothing() -> None:
    bench = Bench(link_grace=60)
    bench.unlocked(idle=3600)
    for _ in range(3):
        bench.pull_cable()
        bench.advance(20 * S)
        bench.reconnect()
        bench.advance(100 * S)
        assert bench.relay_closed


@pytest.mark.clause("LCK-11")
def test_a_link_without_a_session_is_a_lost_link() -> None:
    bench = Bench(link_grace=60)
    bench.unlocked(idle=3600)
    bench.pull_cable()
    lost = bench.now
    bench.answers_logins = False
    bench.plug_in()
    bench.until(lost + 62 * S)
    assert lost + 60 * S <= bench.opened_at() <= lost + 61 * S


@pytest.mark.clause("LCK-21")
def test_under_hold_session_a_lost_link_locks_nothing_and_the_grant_is_finished() -> None:
    bench = Bench(link_grace=60, policy=OfflinePolicy.HOLD_SESSION)
    bench.unlocked(idle=36_000, lasts=2 * HOUR)
    granted_until = bench.now - 300 * MS + 2 * HOUR
    bench.pull_cable()
    bench.until(granted_until - S)
    assert bench.relay_closed
    bench.advance(3 * S)
    assert granted_until <= bench.opened_at() <= granted_until + S


@pytest.mark.parametrize(
    ("what", "value", "code"),
    [("gas", 1, EventCode.GAS), ("temperature", 900, EventCode.OVER_TEMPERATURE)],
)
def test_an_alarm_that_locks_is_also_reported_as_an_event(what: str, value: int, code: EventCode) -> None:
    """EVT-01 declares the code, protocol.md §6 names it: a regulator wants to see why it locked."""
    bench = Bench()
    bench.unlocked()
    bench.do(what, value)
    bench.advance(10 * S)
    assert len(bench.alarms(code)) == 1


def test_locking_for_want_of_a_link_is_also_reported_as_an_event() -> None:
    """EVT-01 declares LINK_GRACE_OVER; "cut by timeout" is one of those that a regulator names (protocol.md §6)."""
    bench = Bench(link_grace=60)
    bench.unlocked(idle=3600)
    bench.pull_cable()
    bench.advance(2 * MINUTE)
    bench.reconnect()
    bench.advance(10 * S)
    assert len({sent.message.record for sent in bench.alarms(EventCode.LINK_GRACE_OVER)}) == 1


@pytest.mark.clause("EVT-03", "EVT-01")
def test_a_cover_is_an_event_when_it_opens_and_when_it_closes_and_only_then() -> None:
    bench = Bench()
    for value in (False, True, True, False, False):
        bench.do("cover", value)
        bench.advance(S)
    assert len(bench.alarms(EventCode.COVER_OPENED)) == 1
    assert len(bench.alarms(EventCode.COVER_CLOSED)) == 1
    assert bench.alarms(EventCode.COVER_OPENED)[0].frame.wants_ack
