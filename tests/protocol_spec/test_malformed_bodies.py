"""Whatever is wrong with a body is a value with its clause, never an exception."""

from collections.abc import Iterator

import pytest
from construct import ConstructError
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Flag, Side
from protocol_spec.frame import Frame
from protocol_spec.kinds import terminal_id
from protocol_spec.message import BodyError, Message, by_code, field
from tests.protocol_spec.strategies import DECLARED, bodies, calm
from tests.protocol_spec.vectors import TERMINAL, VECTORS, Vector

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)

FIRST = {vector.title: vector for vector in reversed(VECTORS)}
"""The first vector of each message."""


def fields_where(sort: str) -> list[tuple[type[Message], str]]:
    def is_sort(kind_name: str, codes: object) -> bool:
        return codes is not None if sort == "code" else kind_name == sort

    return [
        (declared, name)
        for declared in DECLARED
        for name, spec in declared.fields().items()
        if is_sort(spec.kind.name, spec.kind.codes)
    ]


def each_field(sort: str) -> pytest.MarkDecorator:
    found = fields_where(sort)
    assert found
    return pytest.mark.parametrize(("declared", "name"), found, ids=[f"{d.title}.{n}" for d, n in found])


def error_of(declared: type[Message], body: bytes) -> BodyError:
    error = declared.decode(body)
    assert isinstance(error, BodyError), error
    return error


@each_vector
def test_a_body_cut_anywhere_is_too_short(vector: Vector) -> None:
    for length in range(len(vector.body)):
        error = error_of(by_code[vector.frame[4]], vector.body[:length])
        assert error.clause == "FRM-14"
        assert error.field in vector.values


@each_vector
def test_the_field_that_is_cut_is_the_field_that_is_named(vector: Vector) -> None:
    for name in vector.values:
        assert error_of(by_code[vector.frame[4]], vector.body_before(name)).field == name


@each_vector
def test_one_byte_after_the_last_field_is_one_too_many(vector: Vector) -> None:
    for extra in (b"\x00", b"\xff", b"W"):
        assert error_of(by_code[vector.frame[4]], vector.body + extra).clause == "FRM-14"


@each_field("code")
def test_a_number_outside_its_enumeration_is_refused(declared: type[Message], name: str) -> None:
    kind = declared.fields()[name].kind
    assert kind.size is not None
    assert kind.codes is not None
    for number in set(range(300)) | {256**kind.size - 1}:
        if number >= 256**kind.size or number in set(kind.codes):
            continue
        error = error_of(declared, FIRST[declared.title].body_with(name, f"{number:0{2 * kind.size}x}"))
        assert (error.clause, error.field) == ("FRM-14", name)


@each_field("utc")
@pytest.mark.parametrize("millis", [1000, 1001, 0x7FFF, 0xFFFF])
def test_a_thousand_milliseconds_are_refused(declared: type[Message], name: str, millis: int) -> None:
    error = error_of(declared, FIRST[declared.title].body_with(name, f"6923B518{millis:04x}"))
    assert (error.clause, error.field) == ("FRM-14", name)


@each_field("utc")
def test_999_milliseconds_are_read(declared: type[Message], name: str) -> None:
    message = declared.decode(FIRST[declared.title].body_with(name, "6923B51803E7"))
    assert isinstance(message, declared)
    assert getattr(message, name) == 1_763_947_800_999_000


@each_field("text")
def test_text_that_is_no_utf_8_is_refused_by_the_clause_of_text(declared: type[Message], name: str) -> None:
    for octets in ("FF", "C3 28", "E7 84", "ED A0 80", "C0 AF", "F4 90 80 80", "41 80"):
        raw = bytes.fromhex(octets)
        error = error_of(declared, FIRST[declared.title].body_with(name, f"{len(raw):02x}{raw.hex()}"))
        assert (error.clause, error.field) == ("FRM-24", name)


@each_field("text")
def test_a_text_longer_than_what_is_left_is_too_short(declared: type[Message], name: str) -> None:
    error = error_of(declared, FIRST[declared.title].body_before(name) + b"\xff" + b"a" * 254)
    assert (error.clause, error.field) == ("FRM-14", name)


@pytest.fixture
def clean_registry() -> Iterator[None]:
    before = dict(by_code)
    yield
    by_code.clear()
    by_code.update(before)


@pytest.mark.usefixtures("clean_registry")
def test_a_nibble_that_is_no_decimal_digit_is_refused() -> None:
    class Carries(Message, code=0x60, sender=Side.TERMINAL, clause="FRM-05", zh="试"):
        sub: str = field(terminal_id, "FRM-05", "sub-terminal", "子终端")

    good = bytes.fromhex(TERMINAL)
    assert Carries.decode(good) == Carries(sub=TERMINAL)
    for nibble in range(16):
        for value in range(10, 16):
            digits = f"{TERMINAL[:nibble]}{value:x}{TERMINAL[nibble + 1 :]}"
            error = error_of(Carries, bytes.fromhex(digits))
            assert (error.clause, error.field) == ("FRM-14", "sub")


@each_message
def test_the_response_flag_is_set_by_responses_and_by_nothing_else(declared: type[Message]) -> None:
    body = FIRST[declared.title].body
    right = Flag.RESPONSE if declared.response else Flag.NONE
    for extra in (Flag.NONE, Flag.ACK_REQUIRED, Flag.BACKFILL):
        assert isinstance(Frame(declared.code, TERMINAL, 0, body, right | extra).message(), declared)
        error = Frame(declared.code, TERMINAL, 0, body, (right ^ Flag.RESPONSE) | extra).message()
        assert isinstance(error, BodyError)
        assert (error.clause, error.field) == ("FRM-04", "flags")
        assert declared.title in error.why


def test_a_frame_of_an_unknown_code_has_no_message() -> None:
    unknown = sorted(set(range(256)) - set(by_code))
    assert unknown
    assert all(Frame(code, TERMINAL, 0, b"\x00\x01").message() is None for code in unknown)


@pytest.mark.parametrize(
    ("title", "name", "piece", "word"),
    [
        ("LOCK", "mode", "63", "99"),
        ("EVENT", "event", "0999", "2457"),
        ("EVENT", "time", "6923B51803E8", "1000"),
    ],
)
def test_the_error_says_which_value_it_did_not_like(title: str, name: str, piece: str, word: str) -> None:
    vector = FIRST[title]
    assert word in error_of(by_code[vector.frame[4]], vector.body_with(name, piece)).why


@each_message
@settings(calm, max_examples=60)
@given(data=st.data())
def test_any_bytes_are_a_message_or_an_error_and_a_message_is_canonical(
    declared: type[Message], data: st.DataObject
) -> None:
    body = data.draw(bodies(declared))
    message = declared.decode(body)
    if isinstance(message, BodyError):
        assert message.clause in ("FRM-14", "FRM-24")
        assert message.field in {*declared.fields(), "body"}
        assert message.why
    else:
        assert type(message) is declared
        assert message.encode() == body


@pytest.mark.parametrize(
    ("title", "name", "value"),
    [
        ("HEARTBEAT", "oldest", -1),
        ("HEARTBEAT", "oldest", 2**32),
        ("REGISTER", "model", 256),
        ("REGISTER", "hardware", "x" * 256),
        ("REGISTER", "hardware", "焊" * 86),
        ("REGISTER", "hardware", "\ud800"),
        ("STATUS", "temperature", 2**15),
        ("STATUS", "latitude", -(2**31) - 1),
        ("UNLOCK", "worker", b"7 bytes"),
        ("UNLOCK", "worker", b"nine byte"),
        ("UNLOCK", "issued", -1),
        ("UNLOCK", "issued", 2**32 * 1_000_000),
    ],
)
def test_a_value_that_does_not_fit_its_field_raises_where_it_is_built(title: str, name: str, value: object) -> None:
    vector = FIRST[title]
    message = by_code[vector.frame[4]](**{**vector.values, name: value})
    with pytest.raises(ConstructError):
        message.encode()
