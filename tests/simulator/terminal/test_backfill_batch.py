"""A backlog that leaves in batches (BKF-07): the same records, in the same order, no faster, each until it is answered."""

from itertools import pairwise

import pytest

from protocol_spec.codes import Flag
from protocol_spec.instant import MINUTE, S
from protocol_spec.messages import BackfillBatch, EventRecord, ParamSet, Record
from protocol_spec.messages.gateway import CARRIED
from protocol_spec.parameters import by_name

from .bench import Bench, Sent, profile_of


def after_an_outage(rate: int = 10, minutes: int = 30, **over: bool) -> Bench:
    bench = Bench(profile=profile_of(**({"backfill_batch": True} | over)))
    bench.ask(ParamSet(command=bench.next_command(), items=(by_name["backfill_rate"].item(rate),)))
    bench.advance(S)
    bench.pull_cable()
    for number in range(minutes):
        bench.do("cover", number % 2 == 0)
        bench.advance(MINUTE)
    bench.reconnect()
    return bench


def batches(bench: Bench) -> list[Sent]:
    return [sent for sent in bench.of(BackfillBatch) if sent.connection == bench.connection]


def order(bench: Bench) -> list[Record]:
    return [record for sent in batches(bench) for record in sent.message.opened()]


@pytest.mark.clause("BKF-07", "BKF-01", "BKF-02")
def test_the_whole_backlog_arrives_once_events_first_and_oldest_first() -> None:
    bench = after_an_outage()
    bench.advance(60 * S)
    records = order(bench)
    assert len(records) > 50
    kinds = [not isinstance(record, EventRecord) for record in records]
    assert kinds == sorted(kinds)
    for telemetry in (False, True):
        numbers = [r.record for r in records if telemetry is not isinstance(r, EventRecord)]
        assert numbers == sorted(set(numbers))
    assert bench.watermark == bench.terminal.flash.store.following - 1
    assert not bench.terminal.flash.store.waiting
    assert all(sent.has(Flag.BACKFILL) and sent.has(Flag.ACK_REQUIRED) for sent in batches(bench))


@pytest.mark.clause("BKF-08", "GWY-12")
@pytest.mark.parametrize("rate", [1, 3, 10, 100])
def test_a_batch_is_a_second_s_worth_at_most_and_goes_through_a_gateway(rate: int) -> None:
    bench = after_an_outage(rate)
    bench.advance(30 * S)
    sent = batches(bench)
    assert bool(sent) is (rate > 1)
    for one, following in pairwise(sent):
        assert following.at - one.at >= S
    assert all(len(one.message.records) <= rate and len(one.data) - 2 <= CARRIED for one in sent)


@pytest.mark.clause("BKF-01")
def test_a_batch_that_was_not_answered_comes_again_with_the_next_login() -> None:
    bench = after_an_outage()
    bench.acks = False
    bench.advance(3 * S)
    bench.held.clear()
    bench.pull_cable()
    bench.acks = True
    bench.reconnect()
    bench.advance(60 * S)
    assert bench.watermark == bench.terminal.flash.store.following - 1


def test_a_terminal_that_does_not_batch_does_not() -> None:
    bench = after_an_outage(backfill_batch=False)
    bench.advance(60 * S)
    assert not batches(bench)
    assert bench.watermark == bench.terminal.flash.store.following - 1


def test_a_record_that_is_made_meanwhile_leaves_at_once() -> None:
    bench = after_an_outage()
    bench.advance(2 * S)
    bench.do("cover", True)
    bench.do("cover", False)
    live = [sent for sent in bench.of(EventRecord) if sent.at == bench.now and not sent.has(Flag.BACKFILL)]
    assert live
