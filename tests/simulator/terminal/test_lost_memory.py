"""A terminal whose memory is gone meets a platform that remembers it (SES-28)."""

import pytest

from protocol_spec.codes import ClockState, EventCode
from protocol_spec.instant import MINUTE, S
from protocol_spec.messages import RECORDS, Login, LoginAck
from simulator.terminal import Flash
from simulator.terminal.records.store import LAST_NUMBER, RecordStore

from .bench import Bench


def remembered(bench: Bench, minutes: int = 30) -> int:
    """The platform has some records of it; returns the last one's number."""
    bench.advance(minutes * MINUTE)
    assert bench.watermark == max(bench.held) > 5
    return bench.watermark


def lose_memory(bench: Bench) -> None:
    bench.now += 10 * S
    bench.power_up(Flash(RecordStore(bench.profile.store_records)))


def set_watermark(bench: Bench, watermark: int) -> None:
    """What each LOGIN_ACK from now on says."""
    made = bench.login_ack

    def login_ack(sent: object, **over: object) -> LoginAck:
        return made(sent, **{"watermark": watermark} | over)  # type: ignore[arg-type]

    bench.login_ack = login_ack  # type: ignore[method-assign]


@pytest.mark.clause("SES-28")
@pytest.mark.parametrize("offline", [0, 10])
def test_records_made_after_the_loss_go_on_from_the_watermark_plus_one_and_none_is_taken_for_a_copy(
    offline: int,
) -> None:
    bench = Bench()
    last = remembered(bench)
    bench.network = offline == 0
    lose_memory(bench)
    bench.advance(offline * MINUTE)
    bench.network = True
    bench.advance(10 * MINUTE)
    assert (bench.login.oldest, bench.login.following > last) == (1, False), "LOGIN says honestly what it has"
    new = [number for number in sorted(bench.held) if number > last]
    assert new[:10] == list(range(last + 1, last + 11))
    assert all(len({copy.encode() for copy in copies}) == 1 for copies in bench.held.values())
    first = bench.held[last + 1][0]
    assert getattr(first, "event", None) is EventCode.POWER_UP, "EVT-04 holds for the first one of the new life"
    assert bench.terminal.flash.store.following == max(bench.held) + 1


@pytest.mark.clause("SES-28")
def test_every_record_of_the_new_life_reaches_the_platform_in_the_order_in_which_it_was_made() -> None:
    bench = Bench()
    last = remembered(bench)
    bench.network = False
    lose_memory(bench)
    for number in range(6):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    made = [(one.record.code, one.record.time) for one in bench.terminal.flash.store]
    bench.network = True
    bench.advance(5 * MINUTE)
    told = [bench.held[number][0] for number in sorted(bench.held) if number > last]
    assert [record.code for record in told][: len(made)] == [code for code, _ in made]
    moved = {record.time - time for record, (_, time) in zip(told, made, strict=False)}  # type: ignore[attr-defined]
    assert len(moved) == 1, "each by what its stamp was uptime of"


@pytest.mark.clause("SES-28")
@pytest.mark.parametrize(("below", "goes_on"), [(1, False), (0, True), (-1, True), (-500, True)])
def test_only_a_watermark_that_is_not_below_its_next_number_moves_its_numbers(below: int, goes_on: bool) -> None:
    bench = Bench(status_idle=600)
    bench.advance(10 * S)
    bench.pull_cable()
    following = bench.terminal.flash.store.following
    watermark = following - below
    set_watermark(bench, watermark)
    bench.reconnect()
    bench.do("cover")
    new = [sent.message.record for sent in bench.sent if isinstance(sent.message, RECORDS) and sent.at == bench.now]
    assert bench.alarms(EventCode.COVER_OPENED)[-1].message.record == max(new)
    assert min(new) == (watermark + 1 if goes_on else following)


@pytest.mark.clause("SES-28", "REP-01")
def test_where_it_goes_on_from_survives_a_power_cut() -> None:
    bench = Bench()
    last = remembered(bench)
    lose_memory(bench)
    bench.advance(S)
    following = bench.terminal.flash.store.following
    assert following > last
    bench.network = False
    bench.power_cut(as_json=True)
    assert following in bench.stored()
    assert bench.terminal.flash.store.following > following


@pytest.mark.parametrize("watermark", [LAST_NUMBER, LAST_NUMBER - 1])
def test_a_watermark_that_leaves_no_number_is_not_believed(watermark: int) -> None:
    bench = Bench(connect=False)
    set_watermark(bench, watermark)
    bench.reconnect()
    bench.do("cover")
    assert bench.terminal.flash.store.following < 100
    bench.pull_cable()
    bench.reconnect()
    assert bench.messages(Login)[-1].following < 100


@pytest.mark.clause("SES-28", "TIM-11")
def test_new_numbers_change_neither_time_nor_clock_of_a_record() -> None:
    bench = Bench()
    remembered(bench)
    bench.network = False
    lose_memory(bench)
    bench.advance(3 * MINUTE)
    unstamped = [(one.record.time, one.record.code) for one in bench.terminal.flash.store]
    bench.power_cut(as_json=True)
    bench.network = True
    bench.advance(5 * MINUTE)
    uptime = [one[0] for one in bench.held.values() if getattr(one[0], "clock", None) is ClockState.UPTIME]
    told = sorted(uptime, key=lambda record: int(record.record))  # type: ignore[attr-defined]
    assert [(record.time, record.code) for record in told] == unstamped  # type: ignore[attr-defined]
