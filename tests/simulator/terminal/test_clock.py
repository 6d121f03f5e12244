"""What time it is: asked for, corrected, and what a correction is not allowed to do (TIM)."""

from itertools import pairwise

import pytest

from protocol_spec.codes import ClockState, EventCode, Flag
from protocol_spec.instant import DAY, HOUR, MINUTE, MS, S
from protocol_spec.messages import RECORDS, PlatformAck, Status, Time, TimeRequest
from protocol_spec.parameters import by_name

from .bench import BEGAN, Bench

COVERS = (EventCode.COVER_OPENED, EventCode.COVER_CLOSED)


def hourly(**over: int) -> Bench:
    """A terminal that asks for the time each hour."""
    bench = Bench(**over)
    bench.terminal.parameters.take({by_name["time_sync"].id: 3600})
    return bench


@pytest.mark.clause("TIM-01")
def test_a_login_sets_the_clock_each_time() -> None:
    bench = Bench()
    for drift in (0, 7, -3):
        bench.pull_cable()
        bench.offset += drift * S
        bench.reconnect()
        assert abs((bench.terminal.clock.utc(bench.now) or 0) - bench.utc) < MS


@pytest.mark.clause("TIM-04")
def test_a_session_that_outlasts_the_period_asks_for_the_time_and_takes_it() -> None:
    bench = hourly()
    bench.offset += 30 * S
    bench.advance(3 * HOUR + MINUTE)
    asked = bench.of(TimeRequest)
    assert len(asked) == 3
    assert {later - earlier for earlier, later in pairwise(sent.at for sent in asked)} == {HOUR}
    assert all(sent.has(Flag.ACK_REQUIRED) for sent in asked)
    assert bench.terminal.clock.utc(bench.now) == bench.utc


@pytest.mark.clause("TIM-04")
def test_by_default_it_asks_once_a_day_and_not_in_a_session_that_is_younger() -> None:
    bench = Bench(status_idle=600, heartbeat=240)
    bench.advance(DAY - MINUTE)
    assert not bench.of(TimeRequest)
    bench.advance(2 * MINUTE)
    assert len(bench.of(TimeRequest)) == 1


def test_a_login_counts_as_a_synchronisation() -> None:
    bench = hourly()
    for _ in range(5):
        bench.advance(40 * MINUTE)
        bench.pull_cable()
        bench.reconnect()
    assert not bench.of(TimeRequest)


def test_a_time_request_that_is_not_answered_is_sent_again_like_any_frame_that_asks() -> None:
    bench = hourly(ack_timeout=1)
    bench.answers_time = False
    bench.advance(HOUR + 20 * S)
    asked = bench.of(TimeRequest)
    assert len(asked) == 4
    assert len({sent.data for sent in asked}) == 1


@pytest.mark.clause("ACK-09")
def test_a_time_that_nobody_asked_for_or_that_answers_another_frame_changes_nothing() -> None:
    bench = hourly()
    bench.advance(MINUTE)
    before = bench.terminal.clock.utc(bench.now)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    for answers in (event.frame.sequence, 0, 0x7000):
        bench.say(Time(answers=answers, now=bench.utc + HOUR))
    assert bench.terminal.clock.utc(bench.now) == before
    bench.advance(6 * S)
    assert len([sent for sent in bench.sent if sent.data == event.data]) == 2, "the event still waits for its answer"


def test_the_same_time_answer_again_is_ignored() -> None:
    bench = hourly()
    bench.answers_time = False
    bench.advance(HOUR + S)
    request = bench.of(TimeRequest)[-1]
    answer = Time(answers=request.frame.sequence, now=bench.utc)
    bench.say(answer)
    bench.advance(20 * S)
    bench.say(answer)
    assert bench.terminal.clock.utc(bench.now) == bench.utc


def test_a_time_without_a_tag_sets_no_clock() -> None:
    bench = hourly()
    bench.answers_time = False
    bench.advance(HOUR + S)
    request = bench.of(TimeRequest)[-1]
    bench.say(Time(answers=request.frame.sequence, now=bench.utc + HOUR), bare=True)
    assert bench.terminal.clock.utc(bench.now) == bench.utc


def test_a_platform_that_does_not_know_time_requests_is_asked_again_after_the_period() -> None:
    bench = hourly()
    bench.answers_time = False
    bench.advance(HOUR)
    request = bench.of(TimeRequest)[-1]
    bench.acknowledge(request)
    bench.settle()
    bench.advance(HOUR - MINUTE)
    assert len(bench.of(TimeRequest)) == 1
    bench.advance(2 * MINUTE)
    assert len({sent.data for sent in bench.of(TimeRequest)}) == 2


# ---- jumps -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("TIM-06")
@pytest.mark.parametrize(("moved", "value"), [(61, 61), (-61, -61), (3600, 3600), (-86_400, -86_400)])
@pytest.mark.parametrize("by", ["login", "time"])
def test_a_synchronisation_that_moves_the_clock_by_more_than_a_minute_is_an_event(
    moved: int, value: int, by: str
) -> None:
    bench = hourly()
    bench.advance(MINUTE)
    bench.offset += moved * S + (500 * MS if moved > 0 else -500 * MS)
    if by == "login":
        bench.pull_cable()
        bench.reconnect()
    else:
        bench.advance(HOUR)
    bench.advance(5 * S)
    (event,) = bench.alarms(EventCode.CLOCK_JUMP)
    assert event.message.value == value
    assert event.message.clock is ClockState.SYNCHRONISED
    assert abs(event.message.time - (event.at + bench.offset)) <= MS, "stamped by the corrected clock"


@pytest.mark.clause("TIM-06")
@pytest.mark.parametrize("moved", [0, 1, 60, -60])
def test_a_correction_of_a_minute_and_the_first_synchronisation_are_no_events(moved: int) -> None:
    bench = hourly()
    bench.offset += moved * S
    bench.advance(HOUR + MINUTE)
    assert bench.terminal.clock.utc(bench.now) == bench.utc
    assert not bench.alarms(EventCode.CLOCK_JUMP)


@pytest.mark.clause("TIM-07")
def test_after_a_clock_was_set_back_numbers_go_on_and_backfill_keeps_their_order() -> None:
    bench = Bench()
    bench.pull_cable()
    bench.advance(10 * MINUTE)
    bench.offset -= HOUR
    bench.reconnect()
    bench.pull_cable()
    bench.advance(10 * MINUTE)
    bench.reconnect()
    bench.advance(20 * S)
    backfill = [sent for sent in bench.of(Status) if sent.has(Flag.BACKFILL)]
    numbers = [sent.message.record for sent in backfill]
    assert len(numbers) >= 15
    assert numbers == sorted(numbers)
    times = [sent.message.time for sent in backfill]
    assert times != sorted(times), "the times do go back"


@pytest.mark.clause("TIM-02")
def test_a_record_is_restamped_before_it_leaves() -> None:
    bench = Bench(connect=False)
    bench.advance(MINUTE)
    bench.reconnect()
    first = next(sent for sent in bench.sent if sent.has(Flag.BACKFILL)).message
    assert first.clock is ClockState.RESTAMPED
    assert abs(first.time - BEGAN) <= MS


def test_an_answer_to_the_time_request_by_platform_ack_moves_no_clock() -> None:
    bench = hourly()
    bench.answers_time = False
    bench.advance(HOUR)
    request = bench.of(TimeRequest)[-1]
    assert isinstance(request.message, TimeRequest)
    before = bench.terminal.clock.utc(bench.now)
    bench.acknowledge(request)
    assert bench.terminal.clock.utc(bench.now) == before
    assert not bench.of(PlatformAck)


# ---- before the first synchronisation ----------------------------------------------------------------------------------


@pytest.mark.clause("TIM-10")
def test_until_the_first_synchronisation_a_record_says_how_long_the_terminal_has_been_on() -> None:
    """Counted from its own power-up, wherever its time line stood then."""
    bench = Bench(connect=False, status_idle=600)
    for boots in range(2):
        powered = bench.now
        made_at = []
        for number in range(4):
            bench.advance(97 * S + 123 * MS)
            bench.do("cover", number % 2 == 0)
            made_at.append(bench.now)
        mine = [one.record for one in bench.terminal.flash.store if one.boot == boots + 1]
        covers = [record for record in mine if getattr(record, "event", None) in COVERS]
        assert [record.time for record in covers] == [at - powered for at in made_at]
        assert {record.clock for record in mine} == {ClockState.UPTIME}
        bench.power_cut(as_json=True)


@pytest.mark.clause("TIM-11", "TIM-02")
@pytest.mark.parametrize("boots", [1, 3])
def test_records_of_an_earlier_power_up_without_a_clock_stay_uptime_and_those_of_this_one_are_stamped(
    boots: int,
) -> None:
    bench = Bench(connect=False)
    for _ in range(boots):
        bench.advance(5 * MINUTE)
        bench.do("gas", not bench.terminal.plant.gas)
        bench.power_cut(MINUTE, as_json=True)
    powered = bench.now
    earlier = {one.record.record: one.record for one in bench.terminal.flash.store if one.boot <= boots}
    assert len(earlier) >= 6 * boots
    assert {record.clock for record in earlier.values()} == {ClockState.UPTIME}
    bench.advance(3 * MINUTE)
    bench.reconnect()
    bench.advance(MINUTE)
    told = {number: copies[0] for number, copies in bench.held.items()}
    for number, record in earlier.items():
        assert told[number] == record, "byte for byte as it was made"
    stamped = [record for number, record in told.items() if number > max(earlier)]
    assert {record.clock for record in stamped} == {ClockState.RESTAMPED, ClockState.SYNCHRONISED}  # type: ignore[attr-defined]
    assert all(powered + bench.offset - MS <= record.time <= bench.utc for record in stamped)  # type: ignore[attr-defined]


@pytest.mark.clause("TIM-11")
def test_a_second_synchronisation_and_a_later_power_up_stamp_them_no_more_than_the_first() -> None:
    bench = Bench(connect=False)
    bench.loses = lambda message: isinstance(message, RECORDS)
    bench.advance(MINUTE)
    bench.power_cut(as_json=True)
    unstamped = [one.record for one in bench.terminal.flash.store if one.boot == 1]
    for _ in range(3):
        bench.reconnect()
        bench.advance(S)
        bench.pull_cable()
        bench.power_cut(as_json=True)
    assert [one.record for one in bench.terminal.flash.store if one.boot == 1] == unstamped
