"""What is explained: every byte once, the values that the codec reads, and for what is broken where, why, and what is right."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.checks import crc8_smbus
from protocol_spec.codes import ClockState, EventCode, Flag, OfflinePolicy, Result, Severity, Side, Suite
from protocol_spec.edition import Edition, spoken
from protocol_spec.explain import Explained, Gravity, HexError, Keys, Piece, Sort, Trouble, explain, parse_hex
from protocol_spec.explain.header import Header
from protocol_spec.explain.moment import utc_text
from protocol_spec.explain.reading import with_unit
from protocol_spec.frame import HEADER, HEADER_SIZE, frame_of
from protocol_spec.instant import MS, S
from protocol_spec.kinds import amperes, dbm, listed, message_code, u16
from protocol_spec.message import BodyError, Group, Message, as_json, field
from protocol_spec.messages import (
    BackfillBatch,
    Carried,
    EventRecord,
    GatewayUp,
    Heartbeat,
    Item,
    Login,
    LoginAck,
    OfflinePermit,
    ParamSet,
    Register,
    RegisterAck,
    Sample,
    Status,
    Stored,
    WeldSamples,
)
from protocol_spec.offline_permit import issue
from protocol_spec.parameters import PARAMETERS, by_name
from protocol_spec.security import lab_key, session_key
from protocol_spec.vectors import TERMINAL, TERMINAL_KEY, VECTORS
from tests.protocol_spec import layouts, reckoning
from tests.protocol_spec.strategies import DECLARED, bodies, calm, frames, garbage, messages

KEY = bytes.fromhex(TERMINAL_KEY)
SUB = "9999010000000077"
BEAT = frame_of(Heartbeat(oldest=8610), TERMINAL, 3, Flag.ACK_REQUIRED).encode()
STATUS = next(vector.frame for vector in VECTORS if vector.title == "STATUS")

each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)


def one(data: bytes, keys: Keys | None = None) -> Explained:
    (found,) = explain(data, keys)
    return found


def framed(declared: type[Message], body: bytes) -> bytes:
    """A frame of any body whose header and CRC are in order."""
    flags = Flag.RESPONSE if declared.response else Flag.NONE
    return reckoning.whole(
        reckoning.header(len(body), flags=flags, code=declared.code, edition=declared.edition.number) + body
    )


def at(found: Explained, path: str) -> Piece:
    return next(piece for piece in found.pieces if piece.path == path)


def wrong(found: Explained) -> list[tuple[str, Trouble]]:
    return [
        (piece.path if piece else "", trouble)
        for piece, trouble in found.all_troubles()
        if trouble.gravity is Gravity.WRONG
    ]


def clauses_of(found: Explained) -> list[str]:
    return [trouble.clause for _, trouble in wrong(found)]


def is_inside(path: str) -> bool:
    """Whether a field stands in a carried frame, a stored record or the value of a parameter."""
    return bool(re.search(r"\]\.(frame|body|value)\.", path))


def check_cover(data: bytes, found: tuple[Explained, ...], offset: int = 0) -> None:
    """Frames are the bytes in order, and pieces are the bytes of their frame in order."""
    assert b"".join(each.data for each in found) == data
    for each in found:
        assert each.offset == offset
        for piece in each.pieces:
            assert piece.offset == offset
            offset = piece.end
            assert bool(piece.shown.en) == bool(piece.shown.zh)
            assert piece.meaning.en
            assert piece.meaning.zh
        assert b"".join(piece.data for piece in each.pieces) == each.data


# What the declarations say.


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


def check_values(found: Explained, path: str, plain: dict[str, Any]) -> None:
    by_path = {piece.path: piece.value for piece in found.pieces}
    for name, value in plain.items():
        here = f"{path}.{name}"
        if isinstance(value, list) and (not value or isinstance(value[0], dict)) and by_path[here] == len(value):
            for index, row in enumerate(value):
                check_values(found, f"{here}[{index}]", row)
        elif here in by_path and f"{here}.length" not in by_path:
            assert by_path[here] == value, here
        else:
            assert by_path[f"{here}.length"] == len(value) // 2, here


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


# What is shown.


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


def event(clock: ClockState, time: int) -> EventRecord:
    return EventRecord(record=9, time=time, clock=clock, event=EventCode.BYPASS, severity=Severity.ALARM, value=215)


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


# What is wrong.


def changed(data: bytes, offset: int, *new: int) -> bytes:
    return data[:offset] + bytes(new) + data[offset + len(new) :]


def relengthened(frame: bytes, length: int) -> bytes:
    """Another length, and the header check that goes with it."""
    head = frame[:15] + length.to_bytes(2, "big")
    return head + bytes([crc8_smbus(head)]) + frame[18:]


def resealed(frame: bytes) -> bytes:
    return reckoning.whole(frame[:-2])


def header_checked(frame: bytes) -> bytes:
    return resealed(frame[:17] + bytes([reckoning.crc8(frame[:17])]) + frame[18:])


def test_of_a_wrong_crc_the_right_one_is_told_and_the_fields_are_explained() -> None:
    found = one(changed(BEAT, len(BEAT) - 1, BEAT[-1] ^ 1))
    assert [(path, t.clause, t.right) for path, t in wrong(found)] == [("crc", "FRM-08", BEAT[-2:])]
    assert found.sort is Sort.BROKEN
    assert at(found, "body.oldest").value == 8610


def test_of_a_wrong_header_check_the_right_one_is_told() -> None:
    found = one(resealed(changed(BEAT, 17, BEAT[17] ^ 1)))
    assert [(path, t.clause, t.right) for path, t in wrong(found)] == [("header.check", "FRM-06", BEAT[17:18])]
    assert found.sort is Sort.BROKEN


@pytest.mark.parametrize("length", [0, 2, 3, 5, 9, 24, 1024])
@pytest.mark.parametrize("crc_made", [resealed, lambda frame: frame], ids=["crc-over-the-lie", "crc-over-the-truth"])
@pytest.mark.parametrize("behind", [b"", BEAT], ids=["alone", "before-a-frame"])
def test_a_length_that_lies_is_off_by_so_much_in_either_direction(length: int, crc_made: Any, behind: bytes) -> None:
    lying = crc_made(relengthened(BEAT, length))
    found = explain(lying + behind)[0]
    assert found.data == lying
    (lie,) = [trouble for trouble in at(found, "header.length").troubles if trouble.by is not None]
    assert lie.by == length - 4
    assert lie.right == b"\x00\x04"
    assert at(found, "body.oldest").value == 8610
    assert clauses_of(found) == ["FRM-01"]


def test_a_length_that_was_damaged_on_the_way_is_found_out_by_the_crc() -> None:
    found = one(changed(BEAT, 16, 0x44))
    assert [(path, t.by) for path, t in wrong(found)] == [("header.length", 0x40), ("header.check", None)]
    before_a_frame = explain(changed(BEAT, 16, 0x44) + STATUS)[0]
    assert len(before_a_frame.data) == len(BEAT)


def test_a_frame_that_was_cut_says_how_much_is_missing_and_explains_what_came() -> None:
    found = one(STATUS[:39])
    assert [(path, t.clause, t.by) for path, t in wrong(found)] == [
        ("", "FRM-12", len(STATUS) - 39),
        ("body.arc_current", "FRM-12", 1),
    ]
    assert at(found, "body.mains_current").shown.en == "21.5 A"


@pytest.mark.parametrize("size", range(2, 18))
def test_half_a_header_is_explained_as_far_as_it_goes(size: int) -> None:
    found = one(BEAT[:size])
    assert found.sort is Sort.BROKEN
    assert found.troubles[0].by == 18 - size
    assert [clause for clause in clauses_of(found) if clause != "FRM-12"] == []


def test_a_cut_frame_ends_where_the_next_good_one_begins() -> None:
    cut, whole = explain(STATUS[:30] + BEAT)
    assert (cut.data, cut.troubles[0].by) == (STATUS[:30], len(STATUS) - 30)
    assert whole.in_order


def test_a_cut_frame_ends_where_a_broken_one_begins_whose_header_is_believed() -> None:
    cut, broken = explain(STATUS[:30] + changed(BEAT, 20, 0xEE))
    assert (cut.data, cut.troubles[0].by) == (STATUS[:30], len(STATUS) - 30)
    assert clauses_of(broken) == ["FRM-08"]


def test_headers_in_a_broken_envelope_are_no_frames_of_their_own() -> None:
    envelope = frame_of(GatewayUp.around([BEAT, BEAT]), TERMINAL, 0).encode()
    assert clauses_of(one(changed(envelope, len(envelope) - 1, envelope[-1] ^ 1))) == ["FRM-08"]


def test_a_cut_that_goes_through_tag_or_crc_is_told_there() -> None:
    secured = frame_of(Heartbeat(oldest=1), TERMINAL, 1, Flag.ACK_REQUIRED).sealed(Suite.HMAC_SHA256, KEY).encode()
    assert [path for path, _ in wrong(one(secured[:-5]))] == ["", "tag"]
    assert [path for path, _ in wrong(one(secured[:-1]))] == ["", "crc"]


@pytest.mark.parametrize(
    ("frame", "path", "clause"),
    [
        (header_checked(changed(BEAT, 2, 9)), "header.edition", "FRM-02"),
        (header_checked(changed(BEAT, 3, 0x22)), "header.flags", "FRM-03"),
        (header_checked(changed(BEAT, 3, 0x03)), "header.flags", "FRM-04"),
        (header_checked(changed(BEAT, 3, 0x06)), "header.flags", "FRM-18"),
        (header_checked(changed(BEAT, 4, 0x55)), "header.code", "FRM-13"),
        (header_checked(changed(BEAT, 4, 0xE1)), "header.code", "FRM-13"),
        (header_checked(changed(BEAT, 12, 0x4A)), "header.terminal", "FRM-05"),
        (framed(Heartbeat, bytes(3)), "body.oldest", "FRM-14"),
        (framed(Heartbeat, bytes(9)), "body.trailing", "FRM-14"),
        (framed(RegisterAck, b"\x00\x00\xee"), "body.result", "FRM-14"),
    ],
)
def test_what_a_receiver_refuses_is_found_where_it_is(frame: bytes, path: str, clause: str) -> None:
    found = one(frame)
    assert [(at_path, trouble.clause) for at_path, trouble in wrong(found)] == [(path, clause)]
    assert not found.in_order


def test_an_unknown_edition_is_refused_by_name_and_its_body_left_alone() -> None:
    frame = header_checked(changed(BEAT, 2, 9))
    found = one(frame)
    (trouble,) = at(found, "header.edition").troubles
    assert "edition 9 is unknown (known: 1 WTP/1): refused EDITION_UNSUPPORTED" in trouble.words.en
    assert "EDITION_UNSUPPORTED" in trouble.words.zh
    assert at(found, "body").data == BEAT[18:-2]


def test_bytes_behind_the_last_field_are_counted() -> None:
    (trouble,) = at(one(framed(Heartbeat, bytes(9))), "body.trailing").troubles
    assert trouble.by == 5


def test_a_list_of_more_rows_than_its_limit_is_wrong_at_its_count() -> None:
    vector = bytes.fromhex("00000001 6923B5530000 01 00000000")
    for count, expected in ((120, []), (121, [("body.samples", "FRM-26")])):
        found = one(framed(WeldSamples, vector + bytes([count]) + bytes(6 * count)))
        assert [(path, trouble.clause) for path, trouble in wrong(found)] == expected


def test_no_signal_loss_at_all_is_zero_and_not_minus_zero() -> None:
    assert [with_unit(dbm, count).en for count in (0, 79)] == ["0 dBm", "-79 dBm"]


def test_a_good_frame_in_the_body_of_a_good_frame_is_its_body() -> None:
    outer = reckoning.whole(reckoning.header(len(BEAT), code=0x55) + BEAT)
    found = explain(outer + STATUS)
    assert [(each.sort, each.offset) for each in found] == [(Sort.FRAME, 0), (Sort.FRAME, len(outer))]


class Row(Group):
    current: int = field(amperes, "REP-04", "current", "电流")


def test_a_frame_of_a_second_edition_is_explained_while_that_is_spoken() -> None:
    second = Edition(9, "WTP/9")

    class Beat(Message, edition=second, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳"):
        answered: int = field(message_code, "ACK-01", "code of something", "消息码")
        rows: tuple[Row, ...] = field(listed(Row, 3), "REP-04", "rows", "行")
        last: int = field(u16, "REP-01", "last", "末")

    frame = frame_of(Beat(answered=4, rows=(Row(current=5), Row(current=0xFFFF)), last=1), TERMINAL, 0).encode()
    with spoken(second):
        found = one(frame)
    assert found.in_order
    assert at(found, "header.edition").shown.en == "9 WTP/9"
    assert at(found, "body.answered").meaning.en == "code of something: BEAT"
    assert at(found, "body.rows[1].current").shown.en == "not available"
    assert not one(frame).in_order


def test_fields_behind_a_malformed_one_are_explained_too() -> None:
    vector = next(vector for vector in VECTORS if vector.title == "STATUS")
    found = one(framed(Status, vector.body_with("time", "69 23 B5 53 03 E8")))
    assert [(path, trouble.clause) for path, trouble in wrong(found)] == [("body.time", "FRM-14")]
    assert at(found, "body.supply").value == "MAINS"


def test_noise_is_told_from_what_was_meant_as_a_frame() -> None:
    data = b"AT+CSQ\r\nWT?" + BEAT + b"\x00WT" + STATUS + b"W"
    found = explain(data)
    assert [each.sort for each in found] == [Sort.NOISE, Sort.FRAME, Sort.NOISE, Sort.FRAME, Sort.NOISE]
    assert [each.data for each in found] == [data[:11], BEAT, b"\x00WT", STATUS, b"W"]
    assert clauses_of(found[0]) == ["FRM-11"]


def test_a_header_that_promises_too_much_is_not_believed_and_by_how_much_is_told() -> None:
    found = one(resealed(relengthened(BEAT, 2000)))
    assert [(t.clause, t.by) for _, t in wrong(found)] == [("FRM-07", None), ("FRM-01", 1996)]


def test_hostile_bytes_take_no_time_worth_speaking_of() -> None:
    data = (reckoning.header(1024) * 300) + b"WT" * 5000
    check_cover(data, explain(data))


# What is inside.


def test_records_of_a_batch_are_explained_as_if_alone() -> None:
    inner = event(ClockState.SYNCHRONISED, 1_763_947_859 * S)
    batch = BackfillBatch(records=(Stored(code=inner.code, body=inner.encode()),))
    found = one(frame_of(batch, TERMINAL, 0, Flag.BACKFILL).encode())
    assert found.in_order
    check_values(found, "body.records[0].body", as_json(inner))
    assert at(found, "body.records[0].code").meaning.en.endswith("EVENT")


@pytest.mark.parametrize(
    ("rows", "path", "clause"),
    [
        ((), "", "BKF-06"),
        ((Stored(code=0x04, body=bytes(4)),), "body.records[0].body", "BKF-06"),
        ((Stored(code=EventRecord.code, body=bytes(5)),), "body.records[0].body.time", "FRM-14"),
    ],
)
def test_a_batch_that_is_refused_says_which_record_is_to_blame(
    rows: tuple[Stored, ...], path: str, clause: str
) -> None:
    found = one(frame_of(BackfillBatch(records=rows), TERMINAL, 0, Flag.BACKFILL).encode())
    assert (path, clause) in [(where, trouble.clause) for where, trouble in wrong(found)]


def test_carried_frames_are_explained_without_their_crc_and_their_tag_is_judged_by_their_own_key() -> None:
    inner = frame_of(event(ClockState.SYNCHRONISED, 1_763_947_859 * S), SUB, 5)
    login = frame_of(a_login(), SUB, 0).sealed(Suite.HMAC_SHA256, lab_key(SUB))
    envelope = GatewayUp.around([inner.encode(), login.encode()])
    found = one(frame_of(envelope, TERMINAL, 0).encode(), Keys(laboratory=True))
    assert found.in_order
    check_values(found, "body.frames[0].frame.body", as_json(event(ClockState.SYNCHRONISED, 1_763_947_859 * S)))
    assert at(found, "body.frames[1].frame.header.terminal").value == SUB
    assert at(found, "body.frames[1].frame.tag").shown.en.startswith("holds")


@pytest.mark.parametrize(
    ("carried", "path", "clause"),
    [
        (b"nothing", "body.frames[0].frame", "GWY-04"),
        (BEAT[:10], "body.frames[0].frame.header.terminal", "GWY-04"),
        (BEAT[:-3], "body.frames[0].frame.header.length", "GWY-04"),
        (BEAT, "body.frames[0].frame.header.length", "GWY-04"),
        (changed(BEAT, 17, 0)[:-2], "body.frames[0].frame.header.check", "FRM-06"),
    ],
)
def test_what_is_no_frame_in_an_envelope_is_told_at_its_place(carried: bytes, path: str, clause: str) -> None:
    frame = frame_of(GatewayUp(frames=(Carried(frame=carried),)), TERMINAL, 0).encode()
    found = one(frame)
    check_cover(frame, (found,))
    assert (path, clause) in [(where, trouble.clause) for where, trouble in wrong(found)]


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_parameter_has_its_name_and_its_value_typed(parameter: Any) -> None:
    frame = frame_of(ParamSet(command=1, items=(parameter.item(parameter.default),)), TERMINAL, 0).encode()
    piece = at(one(frame), f"body.items[0].value.{parameter.name}")
    assert piece.meaning.en.startswith(parameter.en)
    plain = parameter.default.name if isinstance(parameter.default, OfflinePolicy) else parameter.default
    assert piece.value == plain


@pytest.mark.parametrize(
    ("item", "path", "clause", "gravity"),
    [
        (by_name["heartbeat"].item(241), "body.items[0].value.heartbeat", "PAR-13", Gravity.ABNORMAL),
        (Item(id=0x7777, value=b"x"), "body.items[0].value", "PAR-01", Gravity.ABNORMAL),
        (Item(id=1, value=b"x"), "body.items[0].value.heartbeat", "PAR-01", Gravity.WRONG),
        (Item(id=1, value=b"\x00\x3cx"), "body.items[0].value.heartbeat.trailing", "PAR-01", Gravity.WRONG),
        (Item(id=0x10, value=b"\x77"), "body.items[0].value.policy", "FRM-14", Gravity.WRONG),
    ],
)
def test_a_parameter_that_would_be_refused_says_so(item: Item, path: str, clause: str, gravity: Gravity) -> None:
    found = one(frame_of(ParamSet(command=1, items=(item,)), TERMINAL, 0).encode())
    assert [(trouble.clause, trouble.gravity) for trouble in at(found, path).troubles] == [(clause, gravity)]


# Tags.


def a_login(suite: Suite = Suite.HMAC_SHA256) -> Login:
    return Login(suite=suite, boot_counter=17, nonce=5, oldest=1, following=2)


def a_session(suite: Suite, answers: int = 0) -> list[bytes]:
    """LOGIN, LOGIN_ACK, and two frames of the session, of which the second has its tag under the wrong key."""
    session = session_key(suite, KEY, TERMINAL, 17, 5, 9)
    ack = LoginAck(
        answers=answers,
        result=Result.OK,
        nonce=9,
        now=1_763_947_859 * S,
        watermark=1,
        heartbeat=60,
        status_idle=60,
        status_welding=10,
        ack_timeout=5,
        link_grace=600,
        policy=OfflinePolicy.FAIL_SECURE,
    )
    beat = frame_of(Heartbeat(oldest=3), TERMINAL, 1, Flag.ACK_REQUIRED)
    return [
        frame_of(a_login(suite), TERMINAL, 0, Flag.ACK_REQUIRED).sealed(suite, KEY).encode(),
        frame_of(ack, TERMINAL, 0).sealed(suite, session).encode(),
        beat.sealed(suite, session).encode(),
        beat.sealed(suite, KEY).encode(),
    ]


def holds(data: bytes, keys: Keys) -> list[bool | None]:
    return [each.tag.holds if each.tag else None for each in explain(data, keys)]


@pytest.mark.parametrize("suite", list(Suite))
def test_with_the_terminal_key_a_whole_session_is_checked(suite: Suite) -> None:
    found = explain(b"".join(a_session(suite)), Keys(KEY))
    assert [each.tag.holds if each.tag else None for each in found] == [True, True, True, False]
    assert [each.in_order for each in found] == [True, True, True, False]
    assert clauses_of(found[3]) == ["SEC-05"]


def test_a_session_goes_on_over_several_calls_with_the_same_keys() -> None:
    keys = Keys(of={TERMINAL: KEY})
    assert [holds(frame, keys) for frame in a_session(Suite.HMAC_SHA256)] == [[True], [True], [True], [False]]


def test_without_a_key_or_a_login_no_tag_is_checked_and_nothing_is_wrong() -> None:
    session = b"".join(a_session(Suite.HMAC_SHA256))
    assert holds(session, Keys()) == [None] * 4
    assert holds(session, Keys(of={SUB: KEY})) == [None] * 4
    assert holds(b"".join(a_session(Suite.HMAC_SHA256)[2:]), Keys(KEY)) == [None] * 2
    assert all(each.in_order for each in explain(session))


def test_a_login_answered_with_another_sequence_opens_nothing() -> None:
    assert holds(b"".join(a_session(Suite.HMAC_SHA256, answers=1)), Keys(KEY)) == [True, None, None, None]


def test_under_another_key_a_login_does_not_hold() -> None:
    assert holds(a_session(Suite.HMAC_SHA256)[0], Keys(bytes(16))) == [False]


def test_an_offline_permit_is_checked_under_the_permit_key() -> None:
    times = {"valid_from": 1_763_947_859 * S, "valid_until": 1_763_949_859 * S}
    permit = OfflinePermit(counter=1, grant=2, worker=bytes(8), permit=3, idle_limit=60, **times)
    data = issue(permit, TERMINAL, Suite.HMAC_SM3, KEY)
    assert holds(data, Keys(KEY)) == [True]
    assert holds(data, Keys(bytes(16))) == [False]


def test_vectors_with_a_tag_hold_under_their_key() -> None:
    login = next(vector for vector in VECTORS if vector.title == "LOGIN" and vector.secured)
    assert holds(login.frame, Keys(KEY)) == [True]


def test_a_key_is_not_in_what_is_said() -> None:
    keys = Keys(KEY)
    said = repr([explain(frame, keys) for frame in a_session(Suite.HMAC_SHA256)]) + repr(vars(keys)["_sessions"])
    assert KEY.hex() not in said.lower()
    assert repr(session_key(Suite.HMAC_SHA256, KEY, TERMINAL, 17, 5, 9)) not in said


# Hex as people write it.


@pytest.mark.parametrize(
    "text",
    [
        "575401",
        "57 54 01",
        "57:54:01",
        "0x57, 0x54, 0X01",
        "57\n54\t01\r\n",
        "5754 # magic\n01 # edition, 1",
        "\ufeff57,5401",
    ],
)
def test_hex_is_read_as_people_write_it(text: str) -> None:
    assert parse_hex(text) == b"WT\x01"


@calm
@given(st.binary(max_size=40), st.sampled_from([" ", ",", ":", "\n", " # zz\n", ", 0x"]), st.booleans())
def test_hex_survives_what_is_put_between(data: bytes, between: str, upper: bool) -> None:
    pairs = [f"{byte:02X}" if upper else f"{byte:02x}" for byte in data]
    assert parse_hex(between.join(pairs)) == data


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("57 5", 1, 4), ("57\n 54 zz", 2, 5), ("57 54 0g", 1, 8), ("0x", 1, 1), ("# 1\n\n575", 3, 1), ("57-54", 1, 3)],
)
def test_what_is_no_hex_is_named_by_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(HexError) as raised:
        parse_hex(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(raised.value)
