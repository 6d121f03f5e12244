"""Whatever is wrong with a body is a value with its clause, never an exception."""

import pytest
from construct import ConstructError
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Flag, Side
from protocol_spec.edition import Edition
from protocol_spec.frame import Frame
from protocol_spec.kinds import Form, Kind, blob, listed, text, u8
from protocol_spec.layout import FieldSpec, Group, Layout
from protocol_spec.message import BodyError, Message, by_code, field
from protocol_spec.vectors import TERMINAL, VECTORS, Vector
from tests.protocol_spec.strategies import DECLARED, bodies, calm
from tests.protocol_spec.typed import declared, message_of

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)

FIRST = {vector.title: vector for vector in reversed(VECTORS)}
"""The first vector of each message."""


def specs(layout: type[Layout], above: str = "") -> list[tuple[str, FieldSpec]]:
    """Every field with its path, those of rows too."""
    found = []
    for name, spec in layout.fields().items():
        found.append((above + name, spec))
        if spec.kind.group is not None:
            found += specs(spec.kind.group, f"{above}{name}.")
    return found


def each_field(form: Form) -> pytest.MarkDecorator:
    """Every field of this form of every message, with a vector that has it."""
    found = [
        (next(v for v in VECTORS if v.title == message.title and path in v.paths), path, spec.kind)
        for message in DECLARED
        for path, spec in specs(message)
        if spec.kind.form is form
    ]
    assert found
    return pytest.mark.parametrize(("vector", "path", "kind"), found, ids=[f"{v.title}.{p}" for v, p, _ in found])


def error_of(vector: Vector, body: bytes) -> BodyError:
    error = declared(vector).decode(body)
    assert isinstance(error, BodyError), error
    return error


def said(error: BodyError) -> tuple[str, str]:
    return error.clause, error.field


# ---- too short and too long ------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-14")
@each_vector
def test_a_body_cut_anywhere_is_too_short(vector: Vector) -> None:
    for length in range(len(vector.body)):
        error = error_of(vector, vector.body[:length])
        assert error.clause == "FRM-14"
        assert error.field in vector.paths


@pytest.mark.clause("FRM-14")
@each_vector
def test_the_field_that_is_cut_is_the_field_that_is_named(vector: Vector) -> None:
    for path in vector.paths:
        assert error_of(vector, vector.body_before(path)).field == path


@pytest.mark.clause("FRM-14")
@each_vector
def test_one_byte_after_the_last_field_is_one_too_many(vector: Vector) -> None:
    for extra in (b"\x00", b"\xff", b"W"):
        assert said(error_of(vector, vector.body + extra)) == ("FRM-14", "body")


# ---- what is no value of its kind ------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-14")
@each_field(Form.CODE)
def test_a_number_outside_its_enumeration_is_refused(vector: Vector, path: str, kind: Kind) -> None:
    assert kind.size is not None
    assert kind.codes is not None
    for number in set(range(300)) | {256**kind.size - 1}:
        if number >= 256**kind.size or number in set(kind.codes):
            continue
        error = error_of(vector, vector.body_with(path, f"{number:0{2 * kind.size}x}"))
        assert said(error) == ("FRM-14", path)
        assert str(number) in error.why


@pytest.mark.clause("FRM-29")
@each_field(Form.BITS)
def test_bits_that_have_no_name_are_ignored_and_those_that_have_one_are_not(
    vector: Vector, path: str, kind: Kind
) -> None:
    assert kind.size is not None
    assert kind.flags is not None
    everything = 256**kind.size - 1
    assert everything & ~sum(kind.flags), "no bit is left without a name"
    for named in (everything, everything & ~sum(kind.flags) | 1):
        message = declared(vector).decode(vector.body_with(path, f"{named:0{2 * kind.size}x}"))
        assert isinstance(message, Message)
        assert [flag for flag in kind.flags if flag in getattr(message, path)] == [f for f in kind.flags if f & named]


@pytest.mark.clause("FRM-22")
@each_field(Form.TIME)
@pytest.mark.parametrize("millis", [1000, 1001, 0x7FFF, 0xFFFF])
def test_a_thousand_milliseconds_are_refused(vector: Vector, path: str, kind: Kind, millis: int) -> None:
    error = error_of(vector, vector.body_with(path, f"6923B518{millis:04x}"))
    assert said(error) == ("FRM-14", path)
    assert str(millis) in error.why


@pytest.mark.clause("FRM-22")
@each_field(Form.TIME)
def test_999_milliseconds_are_read(vector: Vector, path: str, kind: Kind) -> None:
    message = declared(vector).decode(vector.body_with(path, "6923B51803E7"))
    assert isinstance(message, Message)
    assert getattr(message, path) == 1_763_947_800_999_000


@pytest.mark.clause("FRM-05")
@each_field(Form.TERMINAL)
def test_a_nibble_that_is_no_decimal_digit_is_refused(vector: Vector, path: str, kind: Kind) -> None:
    for nibble in range(16):
        for value in range(10, 16):
            digits = f"{TERMINAL[:nibble]}{value:x}{TERMINAL[nibble + 1 :]}"
            assert said(error_of(vector, vector.body_with(path, digits))) == ("FRM-14", path)


# ---- texts, bytes and lists ------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-24")
@each_field(Form.TEXT)
def test_text_that_is_no_utf_8_is_refused_by_the_clause_of_text(vector: Vector, path: str, kind: Kind) -> None:
    for octets in ("FF", "C3 28", "E7 84", "ED A0 80", "C0 AF", "F4 90 80 80", "41 80", "BC D7 D0 CD"):
        raw = bytes.fromhex(octets)
        assert said(error_of(vector, vector.body_with(path, f"{len(raw):02x}{raw.hex()}"))) == ("FRM-24", path)


LIMITED = {Form.TEXT: "FRM-24", Form.BLOB: "FRM-25"}


@pytest.mark.clause("FRM-24", "FRM-25")
@pytest.mark.parametrize("form", LIMITED)
def test_one_byte_over_the_limit_is_refused_by_the_clause_of_its_form_and_none_over_it_is_read(form: Form) -> None:
    found = [(message, p, s.kind) for message in DECLARED for p, s in specs(message) if s.kind.form is form]
    assert found
    for message, path, kind in found:
        vector = next(v for v in VECTORS if v.title == message.title and path in v.paths)
        assert kind.limit is not None
        full, over = (vector.body_with(path, prefixed(b"a" * n, kind).hex()) for n in (kind.limit, kind.limit + 1))
        assert said(error_of(vector, over)) == (LIMITED[form], path)
        taken = message.codec.parse(full)
        assert isinstance(taken, message), f"{message.title}.{path}: {taken}"


@pytest.mark.clause("FRM-14", "FRM-25")
@pytest.mark.parametrize("form", LIMITED)
def test_a_length_of_more_than_what_is_left_is_too_short(form: Form) -> None:
    for message in DECLARED:
        for path, spec in specs(message):
            if spec.kind.form is form:
                vector = next(v for v in VECTORS if v.title == message.title and path in v.paths)
                lie = prefixed(b"aaaa", spec.kind)[:-1]
                assert said(error_of(vector, vector.body_before(path) + lie)) == ("FRM-14", path)


def prefixed(octets: bytes, kind: Kind) -> bytes:
    return len(octets).to_bytes(kind.prefix, "big") + octets


def rows_of(vector: Vector, path: str) -> tuple[bytes, bytes]:
    """The bytes before the count of a list, and those of its first row."""
    first = next(at for at, own in enumerate(vector.paths) if own.startswith(f"{path}."))
    fields = len([own for own in set(vector.paths) if own.startswith(f"{path}.")])
    return vector.body_before(path), bytes.fromhex("".join(vector.body_pieces[first : first + fields]))


LISTS = [
    (next(v for v in VECTORS if v.title == m.title and v.values[n]), n, s.kind)
    for m in DECLARED
    for n, s in m.fields().items()
    if s.kind.form is Form.LIST
]
each_list = pytest.mark.parametrize(("vector", "name", "kind"), LISTS, ids=[f"{v.title}.{n}" for v, n, _ in LISTS])


@pytest.mark.clause("FRM-26")
@each_list
def test_a_list_of_one_row_over_its_limit_is_refused_and_a_full_one_is_read(
    vector: Vector, name: str, kind: Kind
) -> None:
    before, row = rows_of(vector, name)
    assert list(declared(vector).fields())[-1] == name, "this test puts rows at the end"
    assert kind.limit is not None
    full, over = (before + bytes([n]) + row * n for n in (kind.limit, kind.limit + 1))
    assert said(error_of(vector, over)) == ("FRM-26", name)
    message = declared(vector).decode(full)
    assert isinstance(message, Message)
    assert len(getattr(message, name)) == kind.limit


@pytest.mark.clause("FRM-14", "FRM-26")
@each_list
def test_a_count_that_lies_is_refused_in_both_directions(vector: Vector, name: str, kind: Kind) -> None:
    before, row = rows_of(vector, name)
    too_many = error_of(vector, before + b"\x03" + row * 2)
    assert too_many.clause == "FRM-14"
    assert too_many.field.startswith(f"{name}.")
    assert "3 of 3" in too_many.why
    assert said(error_of(vector, before + b"\x01" + row * 2)) == ("FRM-14", "body")


@pytest.mark.clause("FRM-26")
@each_list
def test_a_body_that_ends_before_its_count_names_the_list(vector: Vector, name: str, kind: Kind) -> None:
    before, _ = rows_of(vector, name)
    assert said(error_of(vector, before)) == ("FRM-14", name)


class Inner(Group):
    note: str = field(text(4), "FRM-24", "note", "注")


class Outer(Group):
    inner: tuple[Inner, ...] = field(listed(Inner, 2), "FRM-26", "inner", "内")
    raw: bytes = field(blob(3), "FRM-25", "raw", "原")


class Nested(Message, code=0x50, sender=Side.TERMINAL, clause="FRM-26", zh="嵌", edition=Edition(91, "nested")):
    mark: int = field(u8, "FRM-14", "mark", "标")
    outer: tuple[Outer, ...] = field(listed(Outer, 3), "FRM-26", "outer", "外")


@pytest.mark.clause("FRM-24", "FRM-25", "FRM-26")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("01 01 01 02 61 62 03 01 02 03", None),
        ("01 00", None),
        ("01 01 01 05 61 62 63 64 65 00", ("FRM-24", "outer.inner.note")),
        ("01 01 01 01 FF 00", ("FRM-24", "outer.inner.note")),
        ("01 01 00 04 01 02 03 04", ("FRM-25", "outer.raw")),
        ("01 01 03 00 00 00 00", ("FRM-26", "outer.inner")),
        ("01 04 00 00 00 00 00 00 00 00", ("FRM-26", "outer")),
        ("01 01 01 02 61", ("FRM-14", "outer.inner.note")),
        ("01 02 00 00", ("FRM-14", "outer.inner")),
    ],
)
def test_a_fault_in_a_row_of_a_row_is_named_by_its_path(body: str, expected: tuple[str, str] | None) -> None:
    message = Nested.decode(bytes.fromhex(body))
    if expected is None:
        assert isinstance(message, Nested)
        assert message.encode() == bytes.fromhex(body)
    else:
        assert isinstance(message, BodyError)
        assert said(message) == expected


# ---- the response flag -----------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-04")
@each_message
def test_the_response_flag_is_set_by_responses_and_by_nothing_else(declared: type[Message]) -> None:
    body = FIRST[declared.title].body
    right = Flag.RESPONSE if declared.response else Flag.NONE
    for extra in (Flag.NONE, Flag.ACK_REQUIRED, Flag.BACKFILL):
        assert isinstance(Frame(declared.code, TERMINAL, 0, body, right | extra).message(), declared)
        error = Frame(declared.code, TERMINAL, 0, body, (right ^ Flag.RESPONSE) | extra).message()
        assert isinstance(error, BodyError)
        assert said(error) == ("FRM-04", "flags")
        assert declared.title in error.why


@pytest.mark.clause("FRM-13")
def test_a_frame_of_an_unknown_code_has_no_message() -> None:
    unknown = sorted(set(range(256)) - set(by_code))
    assert unknown
    assert all(Frame(code, TERMINAL, 0, b"\x00\x01").message() is None for code in unknown)


# ---- any bytes, and values that do not fit ---------------------------------------------------------------------------

CLAUSES = {"FRM-14", "FRM-24", "FRM-25", "FRM-26", "BKF-06", "GWY-04", "GWY-10", "LCK-29", "OFF-12", "UPG-17"}


@pytest.mark.clause("FRM-14")
@each_message
@settings(calm, max_examples=60)
@given(data=st.data())
def test_any_bytes_are_a_message_or_an_error_and_a_message_is_canonical(
    declared: type[Message], data: st.DataObject
) -> None:
    body = data.draw(bodies(declared))
    message = declared.decode(body)
    if isinstance(message, BodyError):
        assert message.clause in CLAUSES
        assert message.field in {"body", *(path for path, _ in specs(declared))}
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
        ("REGISTER", "hardware", "x" * 33),
        ("REGISTER", "hardware", "焊" * 11),
        ("REGISTER", "hardware", "\ud800"),
        ("STATUS", "temperature", 2**15),
        ("STATUS", "latitude", -(2**31) - 1),
        ("UNLOCK", "worker", b"7 bytes"),
        ("UNLOCK", "worker", b"nine byte"),
        ("UNLOCK", "issued", -1),
        ("UNLOCK", "issued", 2**32 * 1_000_000),
        ("UPGRADE_CHUNK", "data", bytes(961)),
        ("PARAM_GET", "wanted", ({"id": 0x10000},)),
        ("PARAM_GET", "wanted", ({"id": 1},) * 61),
        ("PARAM_SET", "items", ({"id": 1, "value": bytes(65)},)),
        ("SUB_LINK", "terminal", "999902000000000"),
    ],
)
def test_a_value_that_does_not_fit_its_field_raises_where_it_is_built(title: str, name: str, value: object) -> None:
    with pytest.raises(ConstructError, match=name):
        message_of(FIRST[title], **{name: value}).encode()


def test_a_value_that_just_fits_its_field_is_built() -> None:
    for title, name, value in [
        ("REGISTER", "hardware", "x" * 32),
        ("REGISTER", "hardware", "焊" * 10),
        ("UPGRADE_CHUNK", "data", bytes(960)),
        ("PARAM_GET", "wanted", ({"id": 0xFFFF},) * 60),
        ("PARAM_SET", "items", ({"id": 1, "value": bytes(64)},)),
    ]:
        message = message_of(FIRST[title], **{name: value})
        assert declared(FIRST[title]).decode(message.encode()) == message
