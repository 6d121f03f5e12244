"""The compiled form and the definition: the same bytes, the same messages, the same refusals, both ways."""

from collections.abc import Callable

import pytest
from construct import ConstructError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from protocol_spec import kinds
from protocol_spec.codec import FieldError, codec_of, definition
from protocol_spec.codes import Flag, Side
from protocol_spec.edition import EDITIONS, Edition, spoken
from protocol_spec.frame import _HEADER, HEADER, Frame, frame_of, promised_size, read_frame
from protocol_spec.kinds import Form
from protocol_spec.layout import Group, Layout
from protocol_spec.message import BodyError, Message, field
from protocol_spec.messages import BackfillBatch, GatewayUp, Heartbeat, Lock, ParamGet, ParamSet, Register, Status
from tests.protocol_spec import reckoning
from tests.protocol_spec.layouts import declarations, values_of
from tests.protocol_spec.strategies import DECLARED, any_frames, bodies, calm, declared_frames, messages, terminals

each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)

FRAME = definition.frame_construct()

Reading = tuple[Frame, Message | None] | BodyError | None


def compiled_reading(data: bytes) -> Reading:
    frame = read_frame(data)
    if frame is None:
        return None
    message = frame.message()
    return message if isinstance(message, BodyError) else (frame, message)


def agreed(declared: type[Layout], body: bytes) -> Layout | BodyError:
    """What both forms make of a body: the same value, or the same refusal at a place that makes sense."""
    defined, compiled = definition.decode(declared, body), codec_of(declared).parse(body)
    if isinstance(compiled, declared) and isinstance(compiled, Message):
        compiled = compiled.flaw() or compiled
    assert compiled == defined
    assert type(compiled) is type(defined)
    if isinstance(compiled, BodyError):
        assert compiled.why
        assert_the_place_is_right(declared, body, compiled)
    else:
        assert {name: type(value) for name, value in vars(compiled).items()} == {
            name: type(value) for name, value in vars(defined).items()
        }
    return compiled


def assert_the_place_is_right(declared: type[Layout], body: bytes, error: BodyError) -> None:
    """Cut where the error is said to be, a body ends just before the field that is named."""
    if error.clause not in ("FRM-14", "FRM-24", "FRM-25", "FRM-26"):
        return
    cut = definition.decode(declared, body[: error.offset])
    if error.field == "body":
        assert not isinstance(cut, BodyError) or cut.clause not in ("FRM-14", "FRM-24", "FRM-25", "FRM-26")
    else:
        assert isinstance(cut, BodyError)
        assert (cut.clause, cut.field) == ("FRM-14", error.field)


@each_message
@settings(calm, max_examples=40)
@given(data=st.data())
def test_a_message_has_the_bytes_of_its_definition(declared: type[Message], data: st.DataObject) -> None:
    message = data.draw(messages(declared))
    assert message.encode() == definition.encode(message)
    read = agreed(declared, message.encode())
    assert read == message
    assert (hash(read), repr(read)) == (hash(message), repr(message))


@each_message
@settings(calm, max_examples=120)
@given(data=st.data())
def test_whatever_the_body_the_forms_agree(declared: type[Message], data: st.DataObject) -> None:
    agreed(declared, data.draw(bodies(declared)))


@each_message
@settings(calm, max_examples=30)
@given(data=st.data())
def test_a_body_cut_anywhere_is_refused_alike(declared: type[Message], data: st.DataObject) -> None:
    body = data.draw(messages(declared)).encode()
    for length in range(min(len(body), 80)):
        assert isinstance(agreed(declared, body[:length]), BodyError)


@settings(calm, max_examples=150)
@given(data=st.data())
def test_a_message_that_nobody_declared_yet_has_the_bytes_of_its_definition(data: st.DataObject) -> None:
    declared = data.draw(declarations)
    value = data.draw(values_of(declared))
    body = definition.encode(value)
    assert codec_of(declared).build(value) == body
    assert agreed(declared, body) == value
    spoilt = bytearray(body)
    for _ in range(data.draw(st.integers(1, 3))):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    for bad in (bytes(spoilt), body[: data.draw(st.integers(0, len(body)))], body + b"\0"):
        agreed(declared, bad)


# Values that fit nowhere


def unfit(kind: kinds.Kind) -> st.SearchStrategy[object]:
    """Values that are of the right type and cannot be said in the field's bytes."""
    match kind.form:
        case Form.INT | Form.CODE | Form.BITS:
            top = 1 << (8 * (kind.size or 0))
            return st.one_of(st.integers(max_value=-1 - (top // 2 if kind.signed else 0)), st.integers(min_value=top))
        case Form.TIME:
            return st.one_of(st.integers(max_value=-1), st.integers(min_value=2**32 * 1_000_000))
        case Form.TERMINAL:
            return st.sampled_from(
                ["", "999901000000004", "99990100000000421", "99990100000000x2", "９９９９０１００００００００４２"]
            )
        case Form.OCTETS:
            return st.binary(max_size=(kind.size or 0) + 2).filter(lambda octets: len(octets) != kind.size)
        case Form.TEXT:
            return st.sampled_from(["x" * ((kind.limit or 0) + 1), "焊" * 86, "\ud800"])
        case Form.BLOB:
            return st.just(bytes((kind.limit or 0) + 1))
        case Form.LIST:
            assert kind.group is not None
            one = values_of(kind.group)
            return one.map(lambda row: (row,) * ((kind.limit or 0) + 1))


@pytest.mark.parametrize("declared", [d for d in DECLARED if d.fields()], ids=lambda d: d.title)
@settings(calm, max_examples=20)
@given(data=st.data())
def test_a_value_that_does_not_fit_is_refused_by_both_and_named(declared: type[Message], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(declared.fields())))
    good = data.draw(messages(declared))
    bad = declared.of({**good.values(), name: data.draw(unfit(declared.fields()[name].kind))})
    with pytest.raises((ConstructError, ValueError)):
        definition.encode(bad)
    # Of a terminal id Construct does not say where, but says the id.
    where = "" if declared.fields()[name].kind.form is Form.TERMINAL else rf"\.{name}\b"
    with pytest.raises(FieldError, match=f"^{declared.__name__}{where}"):
        bad.encode()


def test_an_error_of_the_caller_is_a_construct_error_and_a_value_error_and_says_what_was_given() -> None:
    vectors: list[tuple[Callable[[], object], str]] = [
        (lambda: Heartbeat(oldest=-1).encode(), r"Heartbeat\.oldest: -1 does not fit u32"),
        (lambda: Heartbeat(oldest=None).encode(), r"Heartbeat\.oldest: None does not fit u32"),  # type: ignore[arg-type]
        (lambda: Frame(4, "9999010000000042", 65536).encode(), "65536"),
        (lambda: ParamGet(wanted=(3,)).encode(), "ParamGet"),  # type: ignore[arg-type]
    ]
    for build, words in vectors:
        for error in (ConstructError, ValueError, FieldError):
            with pytest.raises(error, match=words):
                build()


def test_a_code_given_as_a_plain_number_or_of_a_future_edition_is_built_as_the_definition_does() -> None:
    for mode in (1, 99, 255):
        lock = Lock(command=1, reason=0, mode=mode, bound=0)  # type: ignore[arg-type]
        assert lock.encode() == definition.encode(lock)


# What the refusals say


@pytest.mark.parametrize(
    ("declared", "body", "error"),
    [
        (ParamGet, b"\x02\x00\x01", ("FRM-14", "wanted.id", 3, "row 2 of 2: 2 bytes wanted, 0 left")),
        (ParamGet, b"", ("FRM-14", "wanted", 0, "the body ends before its count")),
        (ParamGet, bytes([61]) + bytes(122), ("FRM-26", "wanted", 0, "61 rows are more than 60")),
        (ParamSet, bytes(4) + b"\x01\x00\x01\x41" + bytes(65), ("FRM-25", "items.value", 7, "65 is more than 64")),
        (BackfillBatch, b"\x01\x10\x03\xe9" + bytes(1001), ("FRM-25", "records.body", 2, "1001 is more than 1000")),
        (GatewayUp, b"\x01\x00", ("FRM-14", "frames.frame", 1, "row 1 of 1: the body ends before its length")),
        (Heartbeat, bytes(5), ("FRM-14", "body", 4, "1 byte after the last field")),
        (
            Register,
            b"\x01\0\0\0\x02\xc3\x28",
            ("FRM-24", "hardware", 4, "not UTF-8: invalid continuation byte at byte 0"),
        ),
        (Register, b"\x01\0\0\0\x05abc", ("FRM-14", "hardware", 4, "a length of 5, and 3 bytes left")),
        (Lock, b"\0\0\0\x01\x63", ("FRM-14", "reason", 4, "99 is no EndReason")),
        (Status, bytes(8) + b"\x03\xe8" + bytes(31), ("FRM-14", "time", 4, "1000 milliseconds are more than 999")),
    ],
)
def test_a_refusal_names_clause_field_place_and_reason(
    declared: type[Message], body: bytes, error: tuple[str, str, int, str]
) -> None:
    found = agreed(declared, body)
    assert isinstance(found, BodyError)
    clause, name, offset, why = error
    assert (found.clause, found.field, found.offset) == (clause, name, offset)
    assert why in found.why


@pytest.mark.parametrize("declared", [BackfillBatch, GatewayUp], ids=lambda d: d.title)
def test_a_flaw_counts_in_both_forms(declared: type[Message]) -> None:
    empty = agreed(declared, b"\0")
    assert isinstance(empty, BodyError)
    assert empty.clause in ("BKF-06", "GWY-04")


@pytest.mark.parametrize("carried", [b"", b"W", b"WT", b"WT\x01", bytes(17), reckoning.header(0)[:17]])
def test_an_envelope_around_half_a_header_is_flawed_and_no_exception(carried: bytes) -> None:
    error = GatewayUp.decode(b"\x01" + len(carried).to_bytes(2, "big") + carried)
    assert isinstance(error, BodyError)
    assert error.clause == "GWY-04"


# Whole frames


@st.composite
def whole_frames(draw: st.DrawFn) -> bytes:
    """One frame, or nearly: cut, with bytes behind it, with a lie about its length, spoilt, its checks right or wrong."""
    data = draw(st.one_of(declared_frames(), any_frames())).encode()
    kind = draw(st.integers(0, 6))
    if kind == 1:
        return data[: draw(st.integers(0, len(data)))]
    if kind == 2:
        return data + draw(st.binary(min_size=1, max_size=9))
    if kind == 3:
        return header_again(data, length=draw(st.one_of(st.integers(0, 65535), st.integers(0, len(data)))))
    if kind >= 4:
        spoilt = bytearray(data)
        for _ in range(draw(st.integers(1, 3))):
            spoilt[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
        data = bytes(spoilt)
    return header_again(data) if kind >= 5 else data


def header_again(data: bytes, length: int | None = None) -> bytes:
    """The same with a header check and a CRC that hold."""
    bare = data[:15] + (data[15:17] if length is None else length.to_bytes(2, "big"))
    return reckoning.whole(bare + bytes([reckoning.crc8(bare)]) + data[18:-2])


@settings(calm, max_examples=600)
@given(whole_frames())
@example(b"")
@example(reckoning.frame(bytes(4), code=0x04))
@example(reckoning.frame(bytes(1024)))
@example(reckoning.frame(bytes(1025)))
def test_the_forms_agree_on_any_frame(data: bytes) -> None:
    assert compiled_reading(data) == definition.read(FRAME, data)


@each_message
@settings(calm, max_examples=25)
@given(data=st.data())
def test_a_frame_has_the_bytes_of_its_definition(declared: type[Message], data: st.DataObject) -> None:
    message, terminal, sequence = data.draw(messages(declared)), data.draw(terminals), data.draw(st.integers(0, 65535))
    flags, tag = data.draw(st.sampled_from([(Flag.NONE, b""), (Flag.ACK_REQUIRED, b""), (Flag.SECURED, b"8 octets")]))
    frame = frame_of(message, terminal, sequence, flags)
    frame = Frame(frame.code, terminal, sequence, frame.body, frame.flags, frame.edition, tag)
    built = frame.encode()
    assert built == definition.build(FRAME, message, terminal, sequence, flags, tag)
    assert compiled_reading(built) == definition.read(FRAME, built) == (frame, message)


def test_the_compiled_header_is_the_header() -> None:
    assert _HEADER.size == HEADER.sizeof()
    data = reckoning.header(513, flags=0xAB, code=0xCD, edition=0xEF, seq=0x1234)
    parsed = HEADER.parse(data)
    magic, edition, flags, code, terminal, sequence, length, check = _HEADER.unpack(data)
    assert (magic, edition, flags, code) == (parsed.magic, parsed.edition, parsed.flags, parsed.code)
    assert (terminal.hex(), sequence, length, check) == (parsed.terminal, parsed.sequence, parsed.length, parsed.check)


@given(st.binary(max_size=40))
def test_any_bytes_promise_a_size_or_nothing(data: bytes) -> None:
    assert promised_size(data) is None or len(data) >= 18
    for length in range(18):
        assert promised_size(reckoning.header(0)[:length]) is None


def test_a_second_edition_is_read_by_both_forms_while_it_is_spoken() -> None:
    second = Edition(2, "WTP/2")

    class Beat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", edition=second):
        oldest: int = field(kinds.u64, "REP-07", "oldest record still held", "仍保存的最早记录号")

    data = frame_of(Beat(oldest=7), "9999010000000042", 1).encode()
    assert compiled_reading(data) == definition.read(definition.frame_construct(), data)
    with spoken(second):
        both = compiled_reading(data), definition.read(definition.frame_construct(), data)
        assert both[0] == both[1] == (read_frame(data), Beat(oldest=7))
    assert second.number not in EDITIONS


# What the compiled form refuses to be made of


def test_a_kind_that_no_struct_can_read_is_refused_when_it_is_declared() -> None:
    odd = kinds.Kind("u24", Form.INT, kinds.u32.con, 3)
    with pytest.raises(TypeError, match="u24"):
        codec_of(type("Odd", (Group,), {"__annotations__": {"a": int}, "a": field(odd, "FRM-01", "a", "甲")}))


def test_a_layout_that_wants_to_be_initialised_is_refused() -> None:
    with pytest.raises(TypeError, match="flaw"):
        codec_of(type("Wants", (Group,), {"__post_init__": lambda self: None}))
