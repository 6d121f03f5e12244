"""What it says while nothing happens, and at once when something does (SES-06, REP-02 to REP-04)."""

from itertools import pairwise

import pytest

from protocol_spec.codes import (
    Capability,
    CoordinateSystem,
    Flag,
    LockState,
    RelayState,
    Subject,
    Supply,
)
from protocol_spec.instant import HOUR, MINUTE, MS, S
from protocol_spec.kinds import ABSENT_I16, ABSENT_U16, NO_POSITION
from protocol_spec.message import Message
from protocol_spec.messages import CommandResult, EventRecord, Heartbeat, Query, Status

from .bench import UPTIME, Bench, Sent, profile_of


def live(bench: Bench, kind: type[Message], since: int = 0) -> list[Sent]:
    return [sent for sent in bench.of(kind, since) if not sent.has(Flag.BACKFILL)]


def gaps(bench: Bench, kind: type[Message], since: int = 0) -> list[int]:
    times = [sent.at for sent in live(bench, kind, since)]
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.clause("SES-06")
@pytest.mark.parametrize("period", [1, 7, 60, 240])
def test_a_silent_terminal_beats_at_the_period_the_platform_set(period: int) -> None:
    bench = Bench(heartbeat=period, status_idle=600)
    bench.advance(590 * S)
    beats = bench.of(Heartbeat)
    assert len(beats) >= 590 // period - 1
    assert all(period * S * 0.9 <= gap <= period * S * 1.1 for gap in gaps(bench, Heartbeat))
    assert all(beat.frame.wants_ack for beat in beats)


@pytest.mark.clause("SES-06")
def test_there_is_no_heartbeat_while_other_frames_leave_within_the_period() -> None:
    bench = Bench(heartbeat=60, status_idle=30)
    bench.advance(20 * MINUTE)
    assert not bench.of(Heartbeat)
    assert len(bench.of(Status)) >= 40


@pytest.mark.clause("SES-06")
def test_any_frame_puts_the_heartbeat_off_by_a_whole_period() -> None:
    bench = Bench(heartbeat=20, status_idle=600)
    bench.advance(15 * S)
    bench.do("cover")
    at = bench.now
    bench.advance(19 * S)
    assert not bench.of(Heartbeat)
    bench.advance(2 * S)
    assert [beat.at for beat in bench.of(Heartbeat)] == [at + 20 * S]


def test_never_is_the_terminal_silent_for_more_than_a_period_and_a_tenth() -> None:
    bench = Bench(heartbeat=25, status_idle=70)
    bench.unlocked()
    bench.advance(5 * MINUTE)
    bench.do("trigger")
    bench.advance(5 * MINUTE)
    times = [sent.at for sent in bench.sent]
    assert max(later - earlier for earlier, later in pairwise(times)) <= 27.5 * S


def test_the_heartbeat_says_which_record_is_the_oldest_still_held() -> None:
    bench = Bench(heartbeat=2, status_idle=600, connect=False)
    bench.acks = False
    bench.reconnect()
    bench.advance(4 * S)
    assert bench.messages(Heartbeat)[0].oldest == 1
    bench.acks = True
    bench.advance(30 * S)
    assert bench.messages(Heartbeat)[-1].oldest == bench.terminal.flash.store.following


@pytest.mark.clause("REP-03")
@pytest.mark.parametrize("period", [1, 45, 60, 600])
def test_status_leaves_at_the_idle_period(period: int) -> None:
    bench = Bench(status_idle=period)
    bench.advance(30 * MINUTE)
    assert set(gaps(bench, Status, since=UPTIME + 1)) == {period * S}
    assert live(bench, Status, since=UPTIME + 1)[0].at == UPTIME + period * S


@pytest.mark.clause("REP-03")
def test_status_leaves_at_the_welding_period_while_there_is_an_arc_and_at_the_idle_period_after() -> None:
    bench = Bench(status_idle=60, status_welding=10)
    bench.unlocked(idle=3600)
    bench.do("trigger")
    struck = bench.now
    bench.advance(5 * MINUTE)
    first, *rest = [sent.at for sent in bench.of(Status, since=struck)]
    assert first - struck <= S
    assert {later - earlier for earlier, later in pairwise([first, *rest])} == {10 * S}
    bench.do("trigger", False)
    bench.advance(15 * S)
    quiet = bench.now
    bench.advance(10 * MINUTE)
    assert set(gaps(bench, Status, since=quiet)) == {60 * S}


@pytest.mark.clause("REP-19", "REP-03")
@pytest.mark.parametrize("welding", [False, True], ids=["idle", "welding"])
@pytest.mark.parametrize("period", [1, 10, 60, 600])
def test_whatever_else_is_sent_the_interval_between_status_is_within_a_tenth_of_the_period(
    period: int, welding: bool
) -> None:
    """Events, heartbeats, answers and a backlog neither shorten nor stretch it, and no odd moment shifts it for good."""
    periods = {"status_welding": period} if welding else {"status_idle": period}
    bench = Bench(heartbeat=7, connect=False, **periods)
    bench.advance(20 * MINUTE)
    bench.reconnect()
    bench.unlocked(idle=60_000, lasts=10 * HOUR)
    if welding:
        bench.do("trigger")
        bench.advance(S)
    began = bench.of(Status)[-1].at
    while bench.now < began + (4 * period + 90) * S:
        bench.advance(2_357 * MS)
        bench.do("sensor-fault", int(Capability.POSITION if bench.now // S % 2 else 0))
        bench.ask(Query(subject=Subject.DIAGNOSIS))
    between = gaps(bench, Status, since=began)
    assert len(between) >= 3
    assert all(0.9 * period * S <= gap <= 1.1 * period * S for gap in between)
    assert len(bench.of(EventRecord, since=began)) > 5


@pytest.mark.clause("REP-14")
def test_status_leaves_at_once_when_the_lock_state_changes() -> None:
    bench = Bench(status_idle=600)
    bench.advance(10 * S)
    unlocking = bench.unlock()
    bench.advance(2 * S)
    answered = next(sent for sent in bench.of(CommandResult) if sent.message.command == unlocking)
    status = bench.of(Status)[-1]
    assert status.at == answered.at
    assert (status.message.lock, status.message.relay_feedback) == (LockState.UNLOCKED, RelayState.CLOSED)
    locking = bench.lock()
    bench.advance(2 * S)
    answered = next(sent for sent in bench.of(CommandResult) if sent.message.command == locking)
    status = bench.of(Status)[-1]
    assert status.at == answered.at
    assert (status.message.lock, status.message.relay_feedback) == (LockState.LOCKED, RelayState.OPEN)


@pytest.mark.clause("REP-04")
@pytest.mark.parametrize("profile", ["cat1_retrofit", "factory_integrated"])
def test_what_is_not_measured_is_sent_as_not_available_and_what_is_is_not(profile: str) -> None:
    bench = Bench(profile=profile_of(profile), status_welding=1)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(10 * S)
    can, status = bench.profile.capability, bench.status()
    assert (status.mains_current == ABSENT_U16) is not bool(can & Capability.MAINS_CURRENT)
    assert (status.arc_current == ABSENT_U16) is not bool(can & Capability.ARC_CURRENT)
    assert (status.arc_voltage == ABSENT_U16) is not bool(can & Capability.ARC_VOLTAGE)
    assert can & Capability.MAINS_CURRENT
    assert status.mains_current > 30


@pytest.mark.clause("REP-04", "REP-13")
def test_a_module_that_measures_nothing_says_so_of_everything() -> None:
    bench = Bench(profile=profile_of(capability=Capability.NONE))
    bench.unlocked()
    bench.do("trigger")
    bench.advance(30 * S)
    status = bench.status()
    assert {status.mains_current, status.arc_current, status.arc_voltage} == {ABSENT_U16}
    assert status.temperature == ABSENT_I16
    assert (status.coordinates, status.latitude, status.longitude) == (
        CoordinateSystem.NO_FIX,
        NO_POSITION,
        NO_POSITION,
    )


@pytest.mark.clause("REP-02")
def test_status_carries_what_is_true_at_that_moment() -> None:
    bench = Bench(status_idle=20)
    bench.do("temperature", -123)
    command = bench.unlocked()
    bench.advance(20 * S)
    status = bench.status()
    assert status.temperature == -123
    assert status.grant == command + 7000
    assert status.relay_command is status.relay_feedback is RelayState.CLOSED
    assert (status.latitude, status.longitude) == (34_722_000, 113_738_000)
    assert status.supply is Supply.MAINS
    assert status.signal == bench.profile.signal
    assert abs(status.time - (bench.of(Status)[-1].at + bench.offset)) < MS
    bench.lock()
    bench.advance(S)
    assert bench.status().grant == 0


@pytest.mark.clause("REP-21")
def test_a_terminal_that_is_offline_goes_on_recording_status() -> None:
    bench = Bench(connect=False)
    bench.advance(10 * MINUTE)
    stored = [stored.record for stored in bench.terminal.flash.store]
    times = [record.time for record in stored if isinstance(record, Status)]
    assert len(times) >= 10
    assert {later - earlier for earlier, later in pairwise(times)} == {60 * S}
    assert times[0] == 0, "uptime counts from power-up, wherever the zero of its time line lies"
    assert bench.now - UPTIME == 10 * MINUTE
