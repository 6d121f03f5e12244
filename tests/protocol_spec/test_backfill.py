"""In which order records leave after an outage, what goes when the store is full, and batches of them (BKF)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.backfill import leaving_order, to_drop
from protocol_spec.codes import ClockState, EndReason, EventCode, Severity
from protocol_spec.instant import S
from protocol_spec.message import BodyError
from protocol_spec.messages import (
    RECORDS,
    BackfillBatch,
    EventRecord,
    Heartbeat,
    Record,
    SessionSummary,
    Stored,
    WeldSamples,
)
from tests.protocol_spec.strategies import calm, messages

TIME = 1_763_947_800 * S


def event(number: int, time: int = TIME) -> EventRecord:
    return EventRecord(
        record=number,
        time=time,
        clock=ClockState.SYNCHRONISED,
        event=EventCode.POWER_UP,
        severity=Severity.INFO,
        value=0,
    )


def samples(number: int, time: int = TIME) -> WeldSamples:
    return WeldSamples(record=number, time=time, clock=ClockState.SYNCHRONISED, grant=1, samples=())


def summary(number: int) -> SessionSummary:
    return SessionSummary(
        record=number,
        time=TIME,
        clock=ClockState.SYNCHRONISED,
        grant=1,
        worker=bytes(8),
        start=TIME,
        end=TIME,
        arc_millis=0,
        arc_starts=0,
        energy=0,
        reason=EndReason.IDLE,
    )


def numbers(records: list[Record]) -> list[int]:
    return [record.record for record in records]


@pytest.mark.clause("BKF-02")
def test_events_leave_first_then_the_rest_each_oldest_first() -> None:
    records: list[Record] = [samples(7), event(9), summary(3), event(4), samples(1)]
    assert numbers(leaving_order(records)) == [4, 9, 1, 3, 7]


@pytest.mark.clause("BKF-02", "TIM-07")
def test_oldest_is_by_number_and_never_by_time() -> None:
    assert numbers(leaving_order([event(2, time=0), event(1, time=TIME)])) == [1, 2]
    assert numbers(leaving_order([samples(6, time=0), samples(5, time=TIME)])) == [5, 6]


record_lists = st.lists(
    st.builds(lambda kind, number: kind(number), st.sampled_from([event, samples, summary]), st.integers(1, 50)),
    max_size=12,
    unique_by=lambda record: record.record,
)


@pytest.mark.clause("BKF-02")
@calm
@given(record_lists)
def test_none_is_lost_and_none_comes_twice(records: list[Record]) -> None:
    order = leaving_order(records)
    assert sorted(numbers(order)) == sorted(numbers(records))
    kinds = [isinstance(record, EventRecord) for record in order]
    assert kinds == sorted(kinds, reverse=True)
    for events in (True, False):
        own = [record.record for record in order if isinstance(record, EventRecord) is events]
        assert own == sorted(own)


@pytest.mark.clause("BKF-03")
def test_the_oldest_telemetry_goes_first_and_never_an_event() -> None:
    assert to_drop([event(1), samples(3), summary(2), samples(9)]) == summary(2)
    assert to_drop([event(1), event(2)]) is None
    assert to_drop([]) is None


@pytest.mark.clause("BKF-03")
@calm
@given(record_lists)
def test_what_goes_is_the_smallest_number_that_is_no_event(records: list[Record]) -> None:
    telemetry = [record.record for record in records if not isinstance(record, EventRecord)]
    dropped = to_drop(records)
    assert (dropped.record if dropped else None) == min(telemetry, default=None)


# ---- batches ---------------------------------------------------------------------------------------------------------


def stored(record: Record) -> Stored:
    return Stored(code=record.code, body=record.encode())


@pytest.mark.clause("BKF-05")
@calm
@given(st.lists(st.sampled_from(RECORDS).flatmap(messages), min_size=1, max_size=4))
def test_a_batch_gives_back_the_records_it_was_made_of_in_their_order(records: list[Record]) -> None:
    batch = BackfillBatch(records=tuple(map(stored, records)))
    assert batch.flaw() is None
    assert batch.opened() == records


@pytest.mark.clause("BKF-06")
@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Stored(code=Heartbeat.code, body=Heartbeat(oldest=1).encode()),),
        (Stored(code=BackfillBatch.code, body=b"\x00"),),
        (Stored(code=0x3F, body=b""),),
        (Stored(code=0xFF, body=bytes(8)),),
        (stored(event(1)), Stored(code=EventRecord.code, body=event(2).encode()[:-1])),
        (Stored(code=EventRecord.code, body=event(1).encode() + b"\0"), stored(event(2))),
        (stored(event(1)), Stored(code=EventRecord.code, body=b"")),
    ],
    ids=["empty", "heartbeat", "batch", "unknown", "of the other side", "too short", "too long", "no body"],
)
def test_one_bad_row_makes_the_whole_batch_malformed(rows: tuple[Stored, ...]) -> None:
    body = BackfillBatch(records=rows).encode()
    error = BackfillBatch.decode(body)
    assert isinstance(error, BodyError)
    assert error.clause == "BKF-06"
    assert error.field.startswith("records")
