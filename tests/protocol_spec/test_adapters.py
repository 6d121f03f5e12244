"""The Constructs under the kinds: what is no value is refused in both directions, with a word of what is wrong."""

import pytest
from construct import Construct, ConstructError, ValidationError

from protocol_spec import kinds
from protocol_spec.adapters import LAST_SECOND, NotUtf8, TooLong
from protocol_spec.codes import Result
from protocol_spec.instant import MS, S
from protocol_spec.kinds import blob, code, listed, octets, text
from protocol_spec.layout import Group, field


class Row(Group):
    number: int = field(kinds.u16, "FRM-26", "number", "数")
    note: str = field(text(4), "FRM-24", "note", "注")


LIST = listed(Row, 2)


def refused_in(con: Construct, hex_: str, error: type[ConstructError], words: str) -> None:
    with pytest.raises(error, match=words):
        con.parse(bytes.fromhex(hex_))


def refused_out(con: Construct, value: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        con.build(value)


@pytest.mark.clause("FRM-24")
def test_a_text_over_its_limit_is_refused_in_both_directions_and_counted_in_bytes() -> None:
    refused_in(text(4).con, "05 61 62 63 64 65", TooLong, "5 bytes of text are more than 4")
    refused_out(text(4).con, "焊a焊", TooLong, "7 bytes of text are more than 4")
    assert text(4).con.parse(text(4).con.build("焊a")) == "焊a"


@pytest.mark.clause("FRM-24")
def test_what_is_no_utf_8_is_refused_in_both_directions() -> None:
    refused_in(text(4).con, "02 E7 84", NotUtf8, "not UTF-8: .* at byte 0")
    refused_out(text(4).con, "\ud800", ValidationError, "no UTF-8 can say it")


@pytest.mark.clause("FRM-25")
@pytest.mark.parametrize("limit", [3, 300])
def test_bytes_over_their_limit_are_refused_in_both_directions(limit: int) -> None:
    con, prefix = blob(limit).con, blob(limit).prefix
    over = (limit + 1).to_bytes(prefix, "big") + bytes(limit + 1)
    refused_in(con, over.hex(), TooLong, f"{limit + 1} bytes are more than {limit}")
    refused_out(con, bytes(limit + 1), TooLong, f"{limit + 1} bytes are more than {limit}")
    assert con.parse(con.build(bytes(limit))) == bytes(limit)


@pytest.mark.clause("FRM-26")
def test_rows_over_their_limit_are_refused_in_both_directions() -> None:
    row = Row(number=1, note="")
    refused_in(LIST.con, "03 00 01 00 00 01 00 00 01 00", TooLong, "3 rows are more than 2")
    refused_out(LIST.con, (row,) * 3, TooLong, "3 rows are more than 2")


@pytest.mark.clause("FRM-26")
@pytest.mark.parametrize("count", [0, 1, 2])
def test_rows_are_groups_in_a_tuple_and_come_back_as_they_were(count: int) -> None:
    rows = tuple(Row(number=number, note="焊" * number) for number in range(count))
    read = LIST.con.parse(LIST.con.build(rows))
    assert read == rows
    assert type(read) is tuple


def test_fewer_rows_than_the_count_says_is_too_short() -> None:
    refused_in(LIST.con, "02 00 01 00", ConstructError, "expected 2")


@pytest.mark.clause("FRM-22")
def test_a_time_that_four_bytes_of_seconds_cannot_say_is_refused_on_the_way_out() -> None:
    for value in (-1, (LAST_SECOND + 1) * S):
        refused_out(kinds.utc.con, value, ValidationError, "outside what four bytes of seconds can say")
    last = LAST_SECOND * S + 999 * MS
    assert kinds.utc.con.parse(kinds.utc.con.build(last)) == last


@pytest.mark.clause("FRM-22")
def test_a_thousand_milliseconds_are_refused_on_the_way_in() -> None:
    refused_in(kinds.utc.con, "00 00 00 00 03 E8", ValidationError, "1000 milliseconds are more than 999")


@pytest.mark.clause("FRM-05")
def test_a_terminal_id_is_sixteen_digits_in_both_directions() -> None:
    refused_in(kinds.terminal_id.con, "99 99 01 00 00 00 00 4A", ValidationError, "no decimal digit")
    refused_out(kinds.terminal_id.con, "999901000000004", ValueError, "16 decimal digits")


def test_a_number_that_no_code_has_is_refused_on_the_way_in_and_says_which() -> None:
    refused_in(code(Result).con, "FF", ValidationError, "255 is not a valid Result")


def test_octets_are_as_many_as_the_kind_says() -> None:
    for value in (b"12", b"1234"):
        refused_out(octets(3).con, value, ConstructError, "expected 3")
