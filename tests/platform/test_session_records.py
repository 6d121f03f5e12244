"""Records on their way into the store: alone, in a batch, in any order."""

from dataclasses import replace

import pytest

from protocol_spec.codes import ClockState, Flag, Result
from protocol_spec.messages import BackfillBatch, EventRecord, Heartbeat, Record, Sample, Stored, WeldSamples
from reference_platform.happenings import RecordsArrived
from tests.platform.wire import START, Wire, ack_of, event, result_of


def samples(number: int) -> WeldSamples:
    second = Sample(mains_current=300, arc_current=1_300, arc_voltage=250)
    return WeldSamples(record=number, time=START, clock=ClockState.SYNCHRONISED, grant=1, samples=(second,) * 3)


def batch(*records: Record) -> BackfillBatch:
    return BackfillBatch(records=tuple(Stored(code=record.code, body=record.encode()) for record in records))


@pytest.mark.clause("REP-16")
def test_records_of_one_read_are_handed_out_together_in_order_of_arrival_whatever_their_numbers() -> None:
    wire = Wire().live()
    numbers = [3, 1, 3, 2]
    frames = [wire.frame(event(number)) for number in numbers]
    assert wire.give(*frames) == []
    (arrived,) = wire.told(RecordsArrived)
    assert [record.record for record, _ in arrived.records] == numbers
    assert len(wire.order("stored", token=arrived.token, watermark=3)) == len(numbers)
    assert wire.order("stored", token=arrived.token, watermark=3) == []
    wire.check_replay()


@pytest.mark.clause("REP-08", "ACK-02", "ACK-01")
def test_each_copy_is_answered_with_the_watermark_where_it_asks() -> None:
    wire = Wire().live()
    frames = [wire.frame(event(7)), wire.frame(event(7)), wire.frame(event(8), Flag.NONE)]
    wire.give(*frames)
    acks = [frame.message() for frame in wire.store()]
    assert [(a.answers, a.answered, a.watermark) for a in acks] == [  # type: ignore[union-attr]
        (frames[0].sequence, EventRecord.code, 8),
        (frames[1].sequence, EventRecord.code, 8),
    ]


def test_what_another_token_stored_answers_nothing_of_mine() -> None:
    wire = Wire().live()
    wire.say(event(1))
    (arrived,) = wire.told(RecordsArrived)
    assert wire.order("stored", token=arrived.token + 1, watermark=9) == []


def test_weld_samples_are_records_like_others() -> None:
    wire = Wire().live()
    wire.say(samples(4))
    (arrived,) = wire.told(RecordsArrived)
    assert arrived.records == ((samples(4), False),)


@pytest.mark.clause("BKF-05", "REP-15")
def test_a_batch_counts_as_its_records_in_backfill_and_is_answered_once_when_all_are_stored() -> None:
    wire, alone = Wire().live(), Wire().live()
    records: tuple[Record, ...] = (event(5), samples(2), event(9))
    asked = wire.frame(batch(*records), Flag.ACK_REQUIRED)
    assert wire.give(asked) == []
    alone.give(*(alone.frame(record, Flag.ACK_REQUIRED | Flag.BACKFILL) for record in records))
    (together,), (apart,) = wire.told(RecordsArrived), alone.told(RecordsArrived)
    assert together.records == apart.records == tuple((record, True) for record in records)
    ack = ack_of(wire.order("stored", token=together.token, watermark=9))
    assert (ack.answers, ack.answered, ack.result, ack.watermark) == (asked.sequence, BackfillBatch.code, Result.OK, 9)
    wire.check_replay()


@pytest.mark.clause("BKF-06")
@pytest.mark.parametrize(
    "wrong",
    [
        BackfillBatch(records=()),
        BackfillBatch(records=(*batch(event(1)).records, Stored(code=Heartbeat.code, body=bytes(4)))),
        BackfillBatch(records=(*batch(event(1)).records, Stored(code=EventRecord.code, body=bytes(3)))),
    ],
)
def test_a_batch_with_one_bad_row_is_refused_whole(wrong: BackfillBatch) -> None:
    wire = Wire().live()
    assert result_of(wire.say(wrong)) is Result.MALFORMED
    assert not wire.told(RecordsArrived)


def test_what_is_stored_after_the_session_is_over_is_not_answered_in_the_next() -> None:
    wire = Wire().live()
    wire.say(event(1))
    (arrived,) = wire.told(RecordsArrived)
    wire.login(nonce=6)
    assert wire.order("stored", token=arrived.token, watermark=1) == []


def test_the_backfill_mark_is_the_frame_s() -> None:
    wire = Wire().live()
    wire.give(wire.frame(event(1)), wire.frame(event(2), Flag.ACK_REQUIRED | Flag.BACKFILL))
    (arrived,) = wire.told(RecordsArrived)
    assert [backfill for _, backfill in arrived.records] == [False, True]


def test_a_record_nobody_has_heard_of_is_refused_and_not_stored() -> None:
    wire = Wire().live()
    unknown = replace(wire.frame(event(1)), code=0x1F, flags=Flag.ACK_REQUIRED, tag=b"")
    assert result_of(wire.give(unknown.sealed(wire.suite, wire.key))) is Result.UNKNOWN_CODE
