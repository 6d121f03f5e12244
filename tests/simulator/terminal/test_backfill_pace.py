"""How fast the backlog leaves, what goes ahead of it, and the full store (BKF-08 to BKF-10, ACK-09, ACK-10)."""

from itertools import pairwise

import pytest

from protocol_spec.codes import EventCode, Flag, Result
from protocol_spec.instant import DAY, MINUTE, MS, S
from protocol_spec.messages import EventRecord, ParamSet, PlatformAck, Status
from protocol_spec.parameters import by_name

from .bench import Bench, Sent, profile_of


def after_an_outage(rate: int = 10, minutes: int = 30, **over: int) -> Bench:
    """Logged in again after an outage, the backlog about to leave."""
    bench = Bench(**over)
    bench.ask(ParamSet(command=bench.next_command(), items=(by_name["backfill_rate"].item(rate),)))
    bench.advance(S)
    bench.pull_cable()
    for number in range(minutes):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    bench.reconnect()
    return bench


def backfilled(bench: Bench) -> list[Sent]:
    return [sent for sent in bench.sent if sent.has(Flag.BACKFILL) and sent.connection == bench.connection]


@pytest.mark.clause("BKF-08")
@pytest.mark.parametrize("rate", [1, 3, 10, 100])
def test_backfill_is_never_faster_than_its_rate_and_keeps_it_up_while_it_is_answered(rate: int) -> None:
    bench = after_an_outage(rate)
    bench.advance(100 * S)
    times = [sent.at for sent in backfilled(bench)]
    assert len(times) > 50
    for first, last in zip(times, times[rate:], strict=False):
        assert last - first >= S, f"{rate + 1} records within a second"
    assert times[-1] - times[0] <= (len(times) + 1) * (S // rate + 1)


@pytest.mark.clause("BKF-08")
def test_a_reconnect_in_mid_backfill_does_not_make_it_faster() -> None:
    bench = after_an_outage(rate=2)
    for _ in range(5):
        bench.advance(100 * MS)
        bench.deny()
        bench.key = None
        bench.advance(6 * S)
    times = [sent.at for sent in backfilled(bench)]
    assert len(times) > 10
    assert all(later - earlier >= 500 * MS for earlier, later in pairwise(times))


@pytest.mark.clause("BKF-09")
def test_a_record_made_during_backfill_leaves_before_the_backlog_that_is_still_to_be_sent() -> None:
    bench = after_an_outage(rate=1)
    bench.advance(5 * S)
    for value in (True, False):
        bench.do("gas", value)
        live = bench.sent[-1] if isinstance(bench.sent[-1].message, EventRecord) else bench.of(EventRecord)[-1]
        assert live.at == bench.now
        assert not live.has(Flag.BACKFILL)
        assert bench.terminal.flash.store.waiting > 20
        bench.advance(10 * S)
    bench.advance(200 * S)
    assert sorted(bench.held) == list(range(1, bench.terminal.flash.store.following))


@pytest.mark.clause("BKF-02")
def test_an_event_that_was_lost_on_the_way_is_sent_again_before_the_telemetry_that_waits() -> None:
    """What tells of the loss is the answer to something that left later; the telemetry next in line steps back."""
    bench = Bench(status_idle=20, ack_timeout=60)
    bench.pull_cable()
    bench.advance(20 * MINUTE)
    bench.reconnect()
    bench.advance(300 * MS)
    bench.loses = lambda message: isinstance(message, EventRecord)
    bench.do("cover")
    lost = bench.sent[-1].message.record
    bench.loses = lambda message: False
    bench.advance(200 * MS)
    bench.do("gas")
    at = len(bench.sent)
    bench.advance(S)
    following = [sent.message for sent in bench.sent[at:] if sent.has(Flag.BACKFILL)]
    assert following[0].record == lost
    assert all(isinstance(message, Status) for message in following[1:])
    assert len(following) > 5


def small(capacity: int) -> Bench:
    return Bench(profile=profile_of(store_records=capacity), connect=False)


def overflows(bench: Bench) -> int:
    kept = [stored.record for stored in bench.terminal.flash.store]
    return len([r for r in kept if isinstance(r, EventRecord) and r.event is EventCode.STORE_OVERFLOW])


@pytest.mark.clause("BKF-10")
@pytest.mark.parametrize("made_by", ["telemetry", "an event", "telemetry among events"])
def test_when_a_full_store_begins_to_drop_it_is_an_event_once_whatever_was_dropped_for_what(made_by: str) -> None:
    bench = small(1 if made_by == "telemetry among events" else 8)
    if made_by == "telemetry":
        bench.advance(7 * MINUTE)
    elif made_by == "an event":
        bench.advance(5 * MINUTE + S)
        bench.do("cover")
        bench.do("gas")
    else:
        bench.advance(S)
    assert overflows(bench) == 1
    for number in range(10):
        bench.do("gas", number % 2 == 0)
        bench.advance(MINUTE)
    assert overflows(bench) == 1
    bench.power_cut(as_json=True)
    bench.advance(10 * MINUTE)
    assert overflows(bench) == 1, "a power cut does not end the episode"


@pytest.mark.clause("BKF-10")
def test_a_store_that_had_room_again_overflows_anew() -> None:
    bench = small(12)
    for _ in range(2):
        bench.advance(20 * MINUTE)
        bench.reconnect()
        bench.advance(MINUTE)
        bench.pull_cable()
    events = {sent.message.record for sent in bench.alarms(EventCode.STORE_OVERFLOW)}
    assert len(events) == 2


@pytest.mark.clause("BKF-03", "BKF-04", "REP-07")
def test_as_long_as_there_is_room_nothing_is_given_up_for_a_week() -> None:
    bench = Bench(profile=profile_of(store_records=20_000), connect=False)
    bench.advance(8 * DAY)
    assert bench.terminal.flash.store.following > 8 * 1_440
    assert bench.stored() == list(range(1, bench.terminal.flash.store.following))


@pytest.mark.clause("ACK-10")
def test_one_status_in_ten_asks_for_an_answer_although_other_records_ask_meanwhile() -> None:
    bench = Bench(status_idle=5)
    for number in range(60):
        bench.advance(20 * S)
        bench.do("cover", number % 2 == 0)
    asking = [sent.frame.wants_ack for sent in bench.of(Status)]
    assert len(asking) > 200
    for first in range(len(asking) - 10):
        assert any(asking[first : first + 10])


@pytest.mark.clause("ACK-10")
def test_sessions_that_are_short_do_not_keep_status_from_asking() -> None:
    bench = Bench(status_idle=5)
    for _ in range(12):
        bench.advance(12 * S)
        bench.pull_cable()
        bench.reconnect()
    asking = [sent.frame.wants_ack for sent in bench.of(Status) if not sent.has(Flag.BACKFILL)]
    for first in range(len(asking) - 10):
        assert any(asking[first : first + 10])


@pytest.mark.clause("ACK-09")
@pytest.mark.parametrize("again", [False, True], ids=["of no frame", "of a frame that was answered"])
def test_the_watermark_of_an_answer_that_nobody_waits_for_counts_for_nothing(again: bool) -> None:
    bench = Bench(ack_timeout=60)
    bench.advance(S)
    bench.acks = False
    for number in range(4):
        bench.do("cover", number % 2 == 0)
    sent, held = bench.sent[-1], bench.stored()
    answers = sent.frame.sequence if again else 0x7FFF
    if again:
        bench.say(PlatformAck(answers=answers, answered=0x13, result=Result.OK, watermark=0))
    bench.say(PlatformAck(answers=answers, answered=0x13, result=Result.OK, watermark=held[-1]))
    assert bench.stored() == held
