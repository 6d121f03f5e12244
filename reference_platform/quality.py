"""What is odd about a record. It is kept beside the record, and the record as it came: odd is a finding, changed is forged."""

from collections.abc import Iterator

from protocol_spec.instant import Instant
from protocol_spec.kinds import Form
from protocol_spec.layout import Layout
from protocol_spec.messages import Record
from protocol_spec.times import flaw
from reference_platform.storage import StoredRecord


def received(record: Record, backfill: bool, now: Instant) -> StoredRecord:
    """TIM-09 "… the time of arrival beside the time that the record says"; TIM-03 and FRM-27 flag, and replace nothing."""
    return StoredRecord(record, backfill, now, flaw(record.time, record.clock, now), abnormal_fields(record))


def abnormal_fields(record: Layout) -> tuple[str, ...]:
    """FRM-27 "… a measured value outside its plausible range …": the names of such fields, `samples.arc_current` for a row's,
    each once, in the order of the declaration."""
    return tuple(dict.fromkeys(_abnormal(record)))


def _abnormal(layout: Layout) -> Iterator[str]:
    for name, spec in layout.fields().items():
        value = getattr(layout, name)
        if spec.kind.form is Form.LIST:
            yield from (f"{name}.{inside}" for row in value for inside in _abnormal(row))
        elif spec.kind.form is Form.INT and not spec.kind.plausible(value):
            yield name
