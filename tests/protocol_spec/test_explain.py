"""What is explained: every byte once, and the values that the codec reads."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import ClockState
from protocol_spec.edition import spoken
from protocol_spec.explain import Explained, Gravity, Sort, explain
from protocol_spec.explain.header import Header
from protocol_spec.explain.moment import utc_text
from protocol_spec.frame import HEADER, HEADER_SIZE, frame_of
from protocol_spec.instant import MS, S
from protocol_spec.message import BodyError, Message, as_json
from protocol_spec.messages import (
    Register,
    Sample,
    WeldSamples,
)
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec import layouts, reckoning
from tests.protocol_spec.explaining import (
    BEAT,
    STATUS,
    at,
    check_cover,
    check_values,
    each_message,
    event,
    framed,
    is_inside,
    one,
    wrong,
)
from tests.protocol_spec.strategies import bodies, calm, frames, garbage, messages


@each_message
@calm
@given(data=st.data())
def test_every_message_is_explained_byte_by_byte_with_the_values_of_its_codec(
    declared: type[Message], data: st.DataObject
) -> None:
    message = data.draw(messages(declared))
    frame = frame_of(message, TERMINAL, 7).encode()
    found = one(frame)
    check_cover(frame, (found,))
    assert found.sort is Sort.FRAME
    assert [path for path, _ in wrong(found) if not is_inside(path)] == []
    check_values(found, "body", as_json(message))


@calm
@given(data=st.data())
def test_a_message_that_nobody_has_declared_yet_is_explained_all_the_same(data: st.DataObject) -> None:
    declared = data.draw(layouts.declarations)
    message = data.draw(layouts.values_of(declared).filter(lambda m: len(m.encode()) <= 1024))
    frame = framed(declared, message.encode())
    with spoken(declared.edition):
        found = one(frame)
    check_cover(frame, (found,))
    assert wrong(found) == []
    check_values(found, "body", as_json(message))


@calm
@given(data=st.data())
def test_what_a_decoder_refuses_is_wrong_at_the_same_place_by_the_same_clause(data: st.DataObject) -> None:
    declared = data.draw(layouts.declarations)
    body = data.draw(bodies(declared).filter(lambda b: len(b) <= 1024))
    read = declared.decode(body)
    with spoken(declared.edition):
        found = one(framed(declared, body))
    if not isinstance(read, BodyError):
        assert wrong(found) == []
        return
    places = {(re.sub(r"\[\d+\]", "", path), piece_offset(found, path), t.clause) for path, t in wrong(found)}
    name = "body.trailing" if read.field == "body" else f"body.{read.field}"
    assert (name, HEADER_SIZE + read.offset, read.clause) in places


def piece_offset(found: Explained, path: str) -> int:
    return at(found, path).offset


@each_message
@settings(calm, max_examples=40)
@given(data=st.data())
def test_a_body_is_wrong_if_and_only_if_its_decoder_refuses_it(declared: type[Message], data: st.DataObject) -> None:
    body = data.draw(bodies(declared).filter(lambda b: len(b) <= 1024))
    found = one(framed(declared, body))
    refused = isinstance(declared.decode(body), BodyError)
    deep = [path for path, _ in wrong(found) if is_inside(path)]
    assert found.in_order == (not refused and not deep)
    if refused and not deep:
        assert wrong(found)


def test_the_header_is_the_one_that_frames_have() -> None:
    assert [(part.name, part.sizeof()) for part in HEADER.subcons] == [
        (name, spec.kind.size) for name, spec in Header.fields().items()
    ]


@calm
@given(st.lists(st.one_of(frames.map(lambda f: f.encode()), garbage(), st.binary(max_size=30)), max_size=5))
def test_any_bytes_are_explained_once_and_the_good_frames_are_those_of_a_receiver(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    found = explain(data)
    check_cover(data, found)
    good = [(each.offset, each.data) for each in found if each.sort is Sort.FRAME]
    assert good == reckoning.frames_in(data)


def test_an_offset_that_is_not_zero_is_that_of_every_piece() -> None:
    data = b"\x00" + STATUS + BEAT[:9]
    check_cover(data, explain(data, offset=1000), 1000)


def test_values_have_their_unit_and_sentinels_have_words() -> None:
    absent = next(vector.frame for vector in VECTORS if "measures nothing" in vector.name)
    assert at(one(STATUS), "body.temperature").shown.en == "-12.5 °C"
    assert at(one(STATUS), "body.latitude").shown.en == "34.747000 °"
    assert at(one(STATUS), "body.signal").shown.en == "-79 dBm"
    assert at(one(STATUS), "body.energy").shown.en == "1187500 Wh"
    assert at(one(absent), "body.arc_current").shown.zh == "传感器故障"
    assert at(one(absent), "body.arc_voltage").shown.zh == "无此数据"
    assert at(one(absent), "body.arc_voltage").gravity is None


@pytest.mark.parametrize(
    ("current", "shown", "clause"),
    [(20_000, "2000.0 A", None), (20_001, "2000.1 A", "FRM-27"), (0xFFFE, "sensor fault", None)],
)
def test_a_value_out_of_the_plausible_range_is_abnormal_and_no_error(
    current: int, shown: str, clause: str | None
) -> None:
    rows = (Sample(mains_current=current, arc_current=1, arc_voltage=2),)
    samples = WeldSamples(record=1, time=1_763_947_859 * S, clock=ClockState.SYNCHRONISED, grant=0, samples=rows)
    found = one(frame_of(samples, TERMINAL, 0).encode())
    piece = at(found, "body.samples[0].mains_current")
    assert piece.shown.en == shown
    assert [trouble.clause for trouble in piece.troubles] == ([clause] if clause else [])
    assert found.in_order


def test_the_value_of_an_event_means_what_its_code_says() -> None:
    found = one(frame_of(event(ClockState.SYNCHRONISED, 1_763_947_859 * S), TERMINAL, 0).encode())
    assert "mains current, 0.1 A" in at(found, "body.value").meaning.en
    assert "疑似改装" in at(found, "body.event").meaning.zh


def test_a_time_is_uptime_where_the_clock_was_never_set_and_flagged_where_it_cannot_be() -> None:
    uptime = one(frame_of(event(ClockState.UPTIME, 93_784 * S + 5 * MS), TERMINAL, 0).encode())
    assert at(uptime, "body.time").shown.en == "uptime 1 d 02:03:04.005"
    assert at(uptime, "body.time").troubles == ()
    past = one(frame_of(event(ClockState.SYNCHRONISED, 946_684_800 * S), TERMINAL, 0).encode())
    assert at(past, "body.time").shown.en == "2000-01-01T00:00:00.000Z"
    assert [trouble.clause for trouble in at(past, "body.time").troubles] == ["TIM-03"]
    assert past.in_order


@calm
@given(st.integers(0, 2**32 - 1), st.integers(0, 999))
def test_a_time_is_written_as_a_calendar_has_it(seconds: int, millis: int) -> None:
    calendar = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, milliseconds=millis)
    assert utc_text(seconds * S + millis * MS) == calendar.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_every_day_that_four_bytes_can_say_is_the_one_of_the_calendar() -> None:
    first = datetime(1970, 1, 1, tzinfo=UTC)
    for day in range(2**32 // 86_400 + 1):
        assert utc_text(day * 86_400 * S).startswith((first + timedelta(days=day)).date().isoformat())


def test_bits_are_named_in_both_languages_and_those_without_a_name_are_told() -> None:
    vector = next(vector for vector in VECTORS if vector.title == "REGISTER")
    body = vector.body_with("capability", "80 21")
    piece = at(one(framed(Register, body)), "body.capability")
    assert piece.meaning.en.endswith("relay feedback measured, cover switch")
    assert piece.meaning.zh.endswith("继电器实测、开盖检测")
    assert piece.value == ["RELAY_FEEDBACK", "COVER_SWITCH", "0x8000"]
    assert [(trouble.clause, trouble.gravity) for trouble in piece.troubles] == [("FRM-29", Gravity.ABNORMAL)]


def test_a_text_cannot_steer_the_terminal_it_is_printed_on() -> None:
    vector = next(vector for vector in VECTORS if vector.title == "REGISTER")
    piece = at(one(framed(Register, vector.body_with("firmware", "04 1B 5B 32 4A"))), "body.firmware")
    assert piece.shown.en == '"\\x1b[2J"'
    assert piece.value == "\x1b[2J"
