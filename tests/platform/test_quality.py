"""What is odd about a record is flagged beside it, and the record stays as it came."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import ClockState, TimeFlaw
from protocol_spec.instant import DAY, MINUTE, S
from protocol_spec.kinds import Form
from protocol_spec.message import Message
from protocol_spec.messages import RECORDS, Sample, Status, WeldSamples
from protocol_spec.times import FIRST_DAY
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.quality import abnormal_fields, received
from reference_platform.registry import TerminalEntry
from tests.platform.wire import START, TERMINAL, event
from tests.protocol_spec.strategies import messages

NORMAL = Sample(mains_current=300, arc_current=1_300, arc_voltage=250)


def store() -> SqliteStore:
    made = SqliteStore()
    made.save_terminal(TerminalEntry(TERMINAL, bytes(16), "E"))
    return made


def block(*samples: Sample) -> WeldSamples:
    return WeldSamples(record=1, time=START, clock=ClockState.SYNCHRONISED, grant=1, samples=samples)


@pytest.mark.clause("TIM-03", "TIM-09")
@pytest.mark.parametrize(
    ("time", "clock", "flaw"),
    [
        (START, ClockState.SYNCHRONISED, None),
        (START + 5 * MINUTE, ClockState.SYNCHRONISED, None),
        (START + 5 * MINUTE + S, ClockState.SYNCHRONISED, TimeFlaw.FUTURE),
        (START - 8 * DAY, ClockState.RESTAMPED, TimeFlaw.STALE),
        (FIRST_DAY - S, ClockState.SYNCHRONISED, TimeFlaw.BEFORE_PROTOCOL),
        (20 * S, ClockState.UPTIME, None),
    ],
)
def test_an_impossible_time_is_flagged_and_kept_as_it_came_beside_the_time_of_arrival(
    time: int, clock: ClockState, flaw: TimeFlaw | None
) -> None:
    kept, record = store(), replace(event(1, time), clock=clock)
    kept.add_records(TERMINAL, [received(record, False, START)])
    (held,) = kept.held_of(TERMINAL)
    assert held.record == record
    assert (held.flaw, held.received) == (flaw, START)


@pytest.mark.clause("FRM-27")
def test_a_value_outside_its_range_is_stored_as_it_came_and_flagged_by_field() -> None:
    odd = block(NORMAL, replace(NORMAL, arc_current=30_000), replace(NORMAL, arc_voltage=60_000, arc_current=30_000))
    kept = store()
    kept.add_records(TERMINAL, [received(odd, True, START), received(event(2), True, START)])
    first, second = kept.held_of(TERMINAL)
    assert first.record == odd
    assert first.abnormal == ("samples.arc_current", "samples.arc_voltage")
    assert second.abnormal == ()


@pytest.mark.clause("FRM-27", "FRM-21")
def test_no_data_and_a_faulty_sensor_are_not_abnormal() -> None:
    absent = Sample(mains_current=0xFFFF, arc_current=0xFFFE, arc_voltage=0xFFFF)
    assert abnormal_fields(block(absent)) == ()


MEASURED = [
    (record, name)
    for record in RECORDS
    for name, spec in record.fields().items()
    if spec.kind.form is Form.INT and spec.kind.high is not None
]


@pytest.mark.clause("FRM-27")
@pytest.mark.parametrize(("record", "name"), MEASURED, ids=lambda value: getattr(value, "title", value))
@given(st.data())
@settings(max_examples=10)
def test_every_measured_field_of_every_record_is_looked_at(
    record: type[Message], name: str, data: st.DataObject
) -> None:
    message = data.draw(messages(record))
    high = record.fields()[name].kind.high
    assert high is not None
    assert name not in abnormal_fields(replace(message, **{name: high}))
    assert name in abnormal_fields(replace(message, **{name: high + 1}))


def test_a_status_has_fields_to_look_at() -> None:
    assert {name for record, name in MEASURED if record is Status} >= {"mains_current", "temperature", "latitude"}
