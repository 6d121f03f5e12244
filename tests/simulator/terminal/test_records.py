"""Exactly once, whatever the link does: numbers, watermark, backfill, overflow, times (REP, BKF, TIM, SEC-07)."""

from itertools import pairwise
from typing import Any

import pytest

from protocol_spec.codes import ClockState, EventCode, Flag, Result
from protocol_spec.instant import MINUTE, MS, Instant, S
from protocol_spec.messages import RECORDS, EventRecord, PlatformAck, SessionSummary, Status

from .bench import Bench, Sent, profile_of


def records(bench: Bench, since: Instant = 0) -> list[Sent]:
    return [sent for sent in bench.sent if isinstance(sent.message, RECORDS) and sent.at >= since]


def busy_hour_offline(bench: Bench, minutes: int = 30) -> None:
    """Off the network, with statuses and events in between each other."""
    bench.pull_cable()
    for number in range(minutes):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)


def in_store(bench: Bench) -> dict[int, bytes]:
    return {stored.record.record: stored.record.encode() for stored in bench.terminal.flash.store}


# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("REP-01", "REP-18")
def test_record_numbers_rise_by_one_from_one() -> None:
    bench = Bench(status_idle=10)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(60 * S)
    bench.do("cover")
    bench.advance(60 * S)
    busy_hour_offline(bench, 5)
    bench.reconnect()
    bench.advance(5 * MINUTE)
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1))
    assert max(bench.held) == bench.terminal.flash.store.following - 1
    firsts = list(dict.fromkeys(sent.message.record for sent in records(bench) if not sent.has(Flag.BACKFILL)))
    assert firsts == sorted(firsts)


def test_login_says_which_records_are_held_and_which_number_is_next() -> None:
    bench = Bench(connect=False)
    bench.advance(5 * MINUTE)
    oldest, following = min(bench.stored()), max(bench.stored()) + 1
    bench.reconnect()
    assert (bench.login.oldest, bench.login.following) == (oldest, following)
    bench.advance(S)
    bench.pull_cable()
    bench.reconnect()
    assert bench.login.oldest > oldest


@pytest.mark.clause("BKF-01")
def test_every_copy_of_a_record_is_the_same_record() -> None:
    bench = Bench(status_idle=5)
    bench.acks = False
    bench.unlocked()
    bench.do("trigger")
    bench.advance(400 * S)
    bench.do("cover")
    bench.advance(400 * S)
    bench.acks = True
    bench.advance(600 * S)
    copies: dict[int, set[bytes]] = {}
    for sent in records(bench):
        copies.setdefault(sent.message.record, set()).add(sent.frame.body)
    assert max(len([s for s in records(bench) if s.message.record == n]) for n in copies) > 1
    assert all(len(bodies) == 1 for bodies in copies.values())


def test_the_time_of_a_record_is_when_it_was_made_in_utc() -> None:
    bench = Bench()
    bench.advance(1234567)
    bench.do("cover")
    event = bench.alarms(EventCode.COVER_OPENED)[0]
    assert event.message.time == (bench.utc // MS) * MS
    assert event.message.clock is ClockState.SYNCHRONISED


# ---- watermark -------------------------------------------------------------------------------------------------------


def watermark(bench: Bench, number: int, *, bare: bool = False, result: Result = Result.OK) -> None:
    """Answer the latest frame that asked for it; each counts once (ACK-09)."""
    waiting = next(sent for sent in reversed(bench.sent) if sent.frame.wants_ack and sent not in bench.answered)
    bench.answered.append(waiting)
    ack = PlatformAck(answers=waiting.frame.sequence, answered=waiting.frame.code, result=result, watermark=number)
    bench.say(ack, bare=bare)


def unacknowledged(count: int = 10) -> Bench:
    """A session with some records the platform has said nothing about; on a long ack timeout, to keep the line quiet."""
    bench = Bench(connect=False, ack_timeout=60)
    bench.acks = False
    bench.reconnect()
    for number in range(count):
        bench.do("cover", number % 2 == 0)
    assert bench.stored() == list(range(1, max(bench.stored()) + 1))
    return bench


@pytest.mark.clause("REP-07")
@pytest.mark.parametrize("upto", [1, 5, 9])
def test_the_watermark_frees_what_it_covers_and_nothing_above(upto: int) -> None:
    bench = unacknowledged()
    last = max(bench.stored())
    watermark(bench, upto)
    assert bench.stored() == list(range(upto + 1, last + 1))


@pytest.mark.clause("REP-07")
def test_a_record_is_kept_until_the_watermark_passes_it_though_it_was_answered_by_name() -> None:
    bench = unacknowledged()
    held = bench.stored()
    for sent in records(bench):
        if sent.frame.wants_ack:
            ack = PlatformAck(answers=sent.frame.sequence, answered=sent.frame.code, result=Result.OK, watermark=0)
            bench.say(ack)
    assert bench.stored()[: len(held)] == held


def test_a_watermark_never_goes_back() -> None:
    bench = unacknowledged()
    watermark(bench, 6)
    watermark(bench, 3)
    bench.do("cover", False)
    assert min(bench.stored()) == 7
    assert bench.terminal.flash.store.watermark == 6


@pytest.mark.clause("SEC-07")
@pytest.mark.parametrize("result", [Result.OK, Result.UNKNOWN_CODE])
def test_the_watermark_of_a_bare_answer_is_ignored(result: Result) -> None:
    bench = unacknowledged()
    held = bench.stored()
    watermark(bench, held[-1], bare=True, result=result)
    assert bench.stored() == held


def test_a_bare_answer_stops_no_retransmission() -> None:
    bench = Bench(heartbeat=240, status_idle=600)
    bench.advance(10 * S)
    bench.acks = False
    bench.do("cover")
    event = bench.sent[-1]
    ack = PlatformAck(answers=event.frame.sequence, answered=event.frame.code, result=Result.OK, watermark=999)
    bench.say(ack, bare=True)
    bench.advance(6 * S)
    assert len([sent for sent in bench.sent if sent.data == event.data]) == 2
    assert event.message.record in bench.stored()


@pytest.mark.clause("SEC-07")
def test_the_watermark_of_a_bare_denial_is_ignored() -> None:
    bench = unacknowledged()
    held = bench.stored()
    bench.answers_logins = False
    watermark(bench, held[-1], bare=True, result=Result.NOT_LOGGED_IN)
    assert bench.stored() == held


def test_the_watermark_of_the_login_ack_frees_records_too() -> None:
    bench = Bench(connect=False)
    bench.advance(10 * MINUTE)
    held = bench.stored()
    bench.floor = 7
    bench.acks = False
    bench.reconnect()
    assert bench.stored()[: len(held) - 7] == [number for number in held if number > 7]


def test_everything_is_freed_once_links_are_quiet() -> None:
    bench = Bench()
    busy_hour_offline(bench)
    bench.reconnect()
    bench.advance(15 * S)
    assert bench.stored() == [] or bench.stored() == [bench.terminal.flash.store.following - 1]
    assert sorted(bench.held) == list(range(1, bench.terminal.flash.store.following))


# ---- backfill --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("BKF-01", "BKF-02")
def test_after_a_login_everything_above_the_watermark_is_sent_again_events_first_oldest_first() -> None:
    bench = Bench()
    bench.advance(S)
    busy_hour_offline(bench)
    expected = in_store(bench)
    bench.reconnect()
    bench.advance(10 * S)
    backfill = [sent for sent in records(bench) if sent.connection == 2 and sent.message.record in expected]
    assert all(sent.has(Flag.BACKFILL) for sent in backfill)
    order = [(not isinstance(sent.message, EventRecord), sent.message.record) for sent in backfill]
    assert order == sorted(order)
    assert {sent.message.record: sent.frame.body for sent in backfill} == expected
    assert len(backfill) == len(expected) > 50, "each once"


@pytest.mark.clause("BKF-02")
def test_backfill_goes_on_in_the_same_order_over_a_power_cut() -> None:
    bench = Bench()
    bench.advance(S)
    busy_hour_offline(bench)
    bench.power_cut(as_json=True)
    expected = in_store(bench)
    bench.reconnect()
    bench.advance(10 * S)
    old = [sent for sent in records(bench) if sent.connection == 2 and sent.message.record in expected]
    order = [
        (not isinstance(sent.message, EventRecord), sent.message.record) for sent in old if sent.has(Flag.BACKFILL)
    ]
    assert order == sorted(order)
    assert {number for _, number in order} >= set(expected)


def test_backfill_waits_for_answers_and_does_not_flood_the_line() -> None:
    bench = Bench()
    bench.advance(S)
    busy_hour_offline(bench)
    bench.acks = False
    bench.reconnect()
    bench.advance(4 * S)
    assert 0 < len([sent for sent in records(bench) if sent.has(Flag.BACKFILL) and sent.connection == 2]) <= 8


@pytest.mark.clause("BKF-09", "EVT-01")
def test_live_records_go_ahead_of_the_backlog_and_unmarked() -> None:
    bench = Bench()
    bench.advance(S)
    busy_hour_offline(bench)
    bench.acks = False
    bench.reconnect()
    bench.do("gas")
    bench.do("cover", True)
    live = bench.alarms(EventCode.COVER_OPENED)[-1]
    assert live.at == bench.now
    assert not live.has(Flag.BACKFILL)
    assert live.frame.wants_ack


def test_a_link_that_breaks_during_backfill_loses_nothing_and_the_rest_comes_later() -> None:
    bench = Bench()
    bench.advance(S)
    busy_hour_offline(bench)
    budget = 12

    def loses(message: Any) -> bool:
        nonlocal budget
        budget -= isinstance(message, RECORDS)
        return budget < 0

    bench.loses = loses
    bench.reconnect()
    bench.pull_cable()
    bench.loses = lambda message: False
    bench.reconnect()
    bench.advance(10 * S)
    assert sorted(bench.held) == list(range(1, bench.terminal.flash.store.following))


def test_a_status_that_was_lost_on_the_way_is_noticed_by_the_watermark_and_sent_again() -> None:
    bench = Bench(status_idle=20)
    bench.advance(S)
    lost: list[int] = []

    def loses(message: Any) -> bool:
        if isinstance(message, Status) and not lost:
            lost.append(message.record)
            return True
        return False

    bench.loses = loses
    bench.advance(30 * S)
    assert lost
    assert lost[0] not in bench.held
    bench.do("cover")
    bench.advance(S)
    assert len(bench.held[lost[0]]) == 1
    again = [sent for sent in records(bench) if sent.message.record == lost[0]]
    assert len(again) == 2
    assert again[0].frame.body == again[1].frame.body
    assert again[1].has(Flag.BACKFILL)
    bench.advance(MINUTE)
    assert lost[0] not in bench.stored()


def test_a_lost_status_is_noticed_even_on_a_quiet_day() -> None:
    bench = Bench(status_idle=20, heartbeat=60)
    bench.advance(S)
    lost: list[int] = []

    def loses(message: Any) -> bool:
        if isinstance(message, Status) and not lost:
            lost.append(message.record)
            return True
        return False

    bench.loses = loses
    bench.advance(10 * MINUTE)
    assert len(bench.held[lost[0]]) == 1


@pytest.mark.parametrize("rate", [2, 3, 5])
def test_on_a_bad_line_every_record_arrives_and_none_changes(rate: int) -> None:
    bench = Bench(status_idle=10, ack_timeout=1)
    seen = 0

    def loses(message: Any) -> bool:
        nonlocal seen
        seen += 1
        return seen % rate == 0

    bench.loses = loses
    for number in range(20):
        bench.do("cover", number % 2 == 0)
        bench.advance(17 * S)
    bench.loses = lambda message: False
    bench.do("cover", True)
    bench.advance(10 * MINUTE)
    following = bench.terminal.flash.store.following
    assert set(range(1, following - 8)) <= set(bench.held)
    assert all(len({message.encode() for message in copies}) == 1 for copies in bench.held.values())


@pytest.mark.clause("EVT-01", "ACK-05")
def test_events_and_summaries_always_ask_for_an_answer_and_status_now_and_then() -> None:
    bench = Bench(status_idle=10)
    bench.advance(5 * S)
    bench.unlocked()
    bench.advance(10 * MINUTE)
    bench.lock()
    bench.do("cover")
    bench.advance(S)
    assert all(sent.frame.wants_ack for sent in bench.of(EventRecord) + bench.of(SessionSummary))
    asking = [sent.frame.wants_ack for sent in bench.of(Status)]
    assert 0 < sum(asking) < len(asking) / 2


# ---- the full store --------------------------------------------------------------------------------------------------


def small(capacity: int) -> Bench:
    return Bench(profile=profile_of(store_records=capacity), connect=False)


def events_in(bench: Bench) -> set[int]:
    return {stored.record.record for stored in bench.terminal.flash.store if isinstance(stored.record, EventRecord)}


@pytest.mark.clause("BKF-03")
def test_when_the_store_is_full_the_oldest_telemetry_goes_and_no_event() -> None:
    bench = small(20)
    for number in range(10):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    events = events_in(bench)
    bench.advance(60 * MINUTE)
    assert events_in(bench) >= events
    assert len(events) >= 11
    assert len(bench.stored()) == 20
    telemetry = [number for number in bench.stored() if number not in events_in(bench)]
    assert telemetry == list(range(telemetry[0], telemetry[0] + len(telemetry)))
    assert telemetry[-1] == bench.terminal.flash.store.following - 1


@pytest.mark.clause("BKF-03")
def test_a_store_full_of_events_gives_up_telemetry_rather_than_an_event() -> None:
    """BKF-03: the oldest telemetry is then the one that was just made."""
    bench = small(8)
    for number in range(7):
        bench.do("cover", number % 2 == 0)
    events = events_in(bench)
    assert len(events) == 8 + 1, "and STORE_OVERFLOW, because the first STATUS had to go"
    bench.advance(10 * MINUTE)
    assert events_in(bench) == events


@pytest.mark.clause("BKF-10")
def test_an_overflow_is_itself_an_event() -> None:
    """EVT-01 declares STORE_OVERFLOW; who lost telemetry has to say so, once an episode."""
    bench = small(20)
    bench.advance(60 * MINUTE)
    bench.reconnect()
    bench.advance(10 * S)
    assert len({sent.message.record for sent in bench.alarms(EventCode.STORE_OVERFLOW)}) == 1


def test_after_an_overflow_backfill_goes_on_and_says_where_it_begins() -> None:
    bench = small(20)
    for number in range(5):
        bench.do("cover", number % 2 == 0)
    events = events_in(bench)
    bench.advance(60 * MINUTE)
    bench.reconnect()
    assert bench.login.oldest == 1
    left = in_store(bench)
    bench.advance(30 * S)
    assert events <= set(bench.held)
    assert {number: bench.held[number][0].encode() for number in left} == left
    bench.advance(10 * MINUTE)
    assert len(bench.stored()) < 20


# ---- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("TIM-02")
def test_records_before_the_first_login_are_stamped_when_the_time_is_known_and_keep_their_order() -> None:
    bench = Bench(connect=False)
    made: list[Instant] = []
    for number in range(6):
        bench.advance(30 * S + number * 777 * MS)
        bench.do("cover", number % 2 == 0)
        made.append(bench.utc)
    assert {stored.record.clock for stored in bench.terminal.flash.store} == {ClockState.UPTIME}
    bench.reconnect()
    bench.advance(10 * S)
    covers = bench.alarms(EventCode.COVER_OPENED) + bench.alarms(EventCode.COVER_CLOSED)
    times = sorted((sent.message.record, sent.message.time) for sent in covers)
    assert all(abs(time - at) <= MS for (_, time), at in zip(times, made, strict=True))
    assert {sent.message.clock for sent in covers} == {ClockState.RESTAMPED}
    everything = sorted((sent.message.record, sent.message.time) for sent in records(bench))
    assert all(one[1] <= two[1] for one, two in pairwise(everything))


@pytest.mark.clause("TIM-02")
def test_a_second_login_stamps_nothing_again() -> None:
    bench = Bench(connect=False)
    bench.advance(MINUTE)
    bench.loses = lambda message: isinstance(message, RECORDS)
    bench.reconnect()
    first = in_store(bench)
    assert len(first) >= 3
    bench.pull_cable()
    bench.offset -= 3600 * S
    bench.reconnect()
    assert {number: body for number, body in in_store(bench).items() if number in first} == first


@pytest.mark.clause("TIM-07")
def test_a_clock_that_jumps_back_reorders_no_records() -> None:
    bench = Bench()
    bench.advance(MINUTE)
    bench.pull_cable()
    bench.advance(3 * MINUTE)
    bench.offset -= 1000 * S
    bench.reconnect()
    bench.advance(3 * MINUTE)
    for backfill in (False, True):
        order = [sent.message.record for sent in bench.of(Status) if sent.has(Flag.BACKFILL) is backfill]
        assert len(order) > 3
        assert order == sorted(order)
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1))


def test_uptime_records_of_an_earlier_boot_are_never_given_a_time_they_do_not_have() -> None:
    bench = Bench(connect=False)
    bench.advance(2 * MINUTE)
    lost = set(bench.stored())
    bench.power_cut(3600 * S, as_json=True)
    bench.reconnect()
    bench.advance(10 * S)
    old = [sent.message for sent in records(bench) if sent.message.record in lost]
    assert {message.clock for message in old} == {ClockState.UPTIME}
    assert all(message.time <= 2 * MINUTE for message in old)
    new = [sent.message for sent in records(bench) if sent.message.record not in lost]
    assert {message.clock for message in new} <= {ClockState.RESTAMPED, ClockState.SYNCHRONISED}


@pytest.mark.clause("REP-07")
def test_a_record_that_was_answered_with_a_refusal_is_kept() -> None:
    bench = unacknowledged(3)
    sent = records(bench)[-1]
    ack = PlatformAck(answers=sent.frame.sequence, answered=sent.frame.code, result=Result.MALFORMED, watermark=0)
    bench.say(ack)
    assert sent.message.record in bench.stored()
