"""For what is broken: where, why, and what is right."""

from typing import Any

import pytest

from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.edition import Edition, spoken
from protocol_spec.explain import Sort, explain
from protocol_spec.explain.reading import with_unit
from protocol_spec.frame import frame_of
from protocol_spec.kinds import amperes, dbm, listed, message_code, u16
from protocol_spec.message import Group, Message, field
from protocol_spec.messages import (
    GatewayUp,
    Heartbeat,
    RegisterAck,
    Status,
    WeldSamples,
)
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec import reckoning
from tests.protocol_spec.explaining import (
    BEAT,
    KEY,
    STATUS,
    at,
    changed,
    check_cover,
    clauses_of,
    framed,
    one,
    relengthened,
    wrong,
)


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
