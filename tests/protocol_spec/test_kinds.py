"""The kinds of field: sizes, sentinels and the numbers at their edges."""

from dataclasses import replace

import pytest

from protocol_spec import kinds
from protocol_spec.codes import Capability, Result
from protocol_spec.kinds import Form, Kind, bits, blob, code, listed, octets, text
from protocol_spec.layout import FieldSpec, Group, Layout, field
from tests.protocol_spec.strategies import DECLARED

MEASURED = ("amperes", "volts", "celsius", "watt_hours", "degrees", "dbm")
FIXED = ("u8", "u16", "u32", "u64", "i8", "i16", "i32", "utc", "terminal_id")


class Pair(Group):
    one: int = field(kinds.u8, "FRM-26", "one", "一")
    two: int = field(kinds.u16, "FRM-26", "two", "二")


def largest(kind: Kind) -> int:
    assert kind.size is not None
    return int(2 ** (8 * kind.size - kind.signed) - 1)


def fields(layout: type[Layout]) -> list[FieldSpec]:
    own = list(layout.fields().values())
    return own + [spec for one in own if one.kind.group for spec in fields(one.kind.group)]


EVERY = [spec.kind for message in DECLARED for spec in fields(message)]


@pytest.mark.parametrize("name", FIXED)
def test_a_kind_is_as_long_as_it_says(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.con.sizeof() == kind.size


@pytest.mark.clause("FRM-21")
@pytest.mark.parametrize("name", MEASURED)
def test_the_largest_value_is_not_available(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.absent == largest(kind)
    assert kind.con.parse(kind.con.build(kind.absent)) == kind.absent


@pytest.mark.clause("FRM-21")
@pytest.mark.parametrize("name", MEASURED)
def test_the_largest_value_less_one_is_a_faulty_sensor(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.fault == largest(kind) - 1


@pytest.mark.clause("FRM-20", "FRM-23")
@pytest.mark.parametrize(
    ("name", "unit", "signed"),
    [
        ("amperes", "0.1 A", False),
        ("volts", "0.1 V", False),
        ("celsius", "0.1 °C", True),
        ("watt_hours", "Wh", False),
        ("degrees", "1e-6 °", True),
        ("dbm", "-1 dBm", False),
    ],
)
def test_a_measured_kind_has_the_unit_of_its_clause(name: str, unit: str, signed: bool) -> None:
    kind: Kind = getattr(kinds, name)
    assert (kind.unit, kind.signed) == (unit, signed)


@pytest.mark.clause("FRM-20", "FRM-21", "FRM-23")
def test_every_measured_field_of_every_message_is_of_a_measured_kind() -> None:
    measured = {getattr(kinds, name).unit: getattr(kinds, name) for name in MEASURED}
    for kind in EVERY:
        if kind.unit in measured and kind.absent is not None:
            assert kind == measured[kind.unit]


@pytest.mark.clause("FRM-27")
@pytest.mark.parametrize("name", MEASURED)
def test_a_sentinel_is_never_out_of_range_and_what_is_outside_is(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.absent is not None
    assert kind.fault is not None
    assert kind.plausible(kind.absent)
    assert kind.plausible(kind.fault)
    for edge, outside in ((kind.low, -1), (kind.high, 1)):
        if edge is not None:
            assert kind.plausible(edge)
            assert not kind.plausible(edge + outside)


def test_a_kind_without_a_range_finds_everything_plausible() -> None:
    assert kinds.u32.plausible(0)
    assert kinds.u32.plausible(2**32 - 1)


@pytest.mark.parametrize(
    ("kind", "step", "dimension"),
    [
        (kinds.amperes, 0.1, "A"),
        (kinds.degrees, 1e-6, "°"),
        (kinds.watt_hours, 1.0, "Wh"),
        (kinds.seconds, 1.0, "s"),
        (kinds.dbm, -1.0, "dBm"),
        (kinds.utc, 1.0, "UTC, s + ms"),
        (kinds.u8, 1.0, ""),
    ],
)
def test_a_unit_is_a_step_and_a_dimension(kind: Kind, step: float, dimension: str) -> None:
    assert (kind.step, kind.dimension) == (step, dimension)
    assert kind.scale[1] == dimension


def test_a_step_is_kept_as_it_was_written() -> None:
    assert [kind.scale[0] for kind in (kinds.amperes, kinds.degrees, kinds.dbm, kinds.seconds)] == [
        "0.1",
        "1e-6",
        "-1",
        "1",
    ]


def test_the_code_of_a_message_is_a_byte_that_says_what_it_is() -> None:
    assert kinds.message_code == replace(kinds.u8, names_message=True)
    assert not kinds.u8.names_message


@pytest.mark.clause("FRM-01", "FRM-22")
@pytest.mark.parametrize(
    ("kind", "value", "octets"),
    [
        (kinds.u8, 255, "ff"),
        (kinds.u16, 0x0102, "0102"),
        (kinds.u32, 0x01020304, "01020304"),
        (kinds.u64, 0x0102030405060708, "0102030405060708"),
        (kinds.i8, -2, "fe"),
        (kinds.i16, -2, "fffe"),
        (kinds.i32, -125, "ffffff83"),
        (kinds.celsius, -125, "ff83"),
        (kinds.degrees, -33_868_800, "fdfb3400"),
        (kinds.utc, 0, "000000000000"),
        (kinds.utc, 4_294_967_295_999_000, "ffffffff03e7"),
        (kinds.terminal_id, "0123456789012345", "0123456789012345"),
        (octets(3), b"\x01\x02\x03", "010203"),
        (text(3), "", "00"),
        (text(3), "焊", "03e7848a"),
        (text(255), "x" * 255, "ff" + "78" * 255),
        (blob(255), b"\xff" * 255, "ff" * 256),
        (blob(256), b"", "0000"),
        (blob(1000), b"\x01\x02", "00020102"),
        (listed(Pair, 5), (), "00"),
        (listed(Pair, 5), (Pair(one=1, two=2), Pair(one=3, two=4)), "02010002030004"),
    ],
)
def test_a_value_has_these_bytes(kind: Kind, value: object, octets: str) -> None:
    assert kind.con.build(value).hex() == octets
    assert kind.con.parse(bytes.fromhex(octets)) == value


@pytest.mark.clause("FRM-22")
def test_microseconds_are_cut_to_milliseconds() -> None:
    assert kinds.utc.con.build(1_999_999).hex() == "0000000103e7"


def test_a_unit_does_not_change_the_kind_on_the_wire() -> None:
    metres = kinds.u16.measured_in("m", absent=0xFFFF)
    assert (metres.con, metres.size, metres.unit, metres.absent, metres.fault) == (
        kinds.u16.con,
        2,
        "m",
        0xFFFF,
        None,
    )
    assert kinds.u16.unit == ""


def test_a_code_knows_its_enumeration_and_its_width() -> None:
    narrow, wide = code(Result), code(Result, kinds.u16)
    assert narrow.codes is wide.codes is Result
    assert (narrow.size, wide.size) == (1, 2)
    assert wide.con.build(Result.GAS).hex() == "0018"


@pytest.mark.clause("FRM-29")
def test_bits_that_nobody_named_yet_are_kept() -> None:
    flags = bits(Capability).con.parse(b"\xe0\x01")
    assert flags & Capability.RELAY_FEEDBACK
    assert bits(Capability).con.build(flags) == b"\xe0\x01"


@pytest.mark.clause("FRM-25")
def test_the_length_of_bytes_has_one_byte_up_to_a_limit_of_255_and_two_above() -> None:
    assert [blob(limit).prefix for limit in (1, 255, 256, 1000)] == [1, 1, 2, 2]


def test_a_kind_that_varies_has_a_limit_and_a_prefix_and_any_other_a_size() -> None:
    for kind in EVERY:
        varies = kind.form in (Form.TEXT, Form.BLOB, Form.LIST)
        assert (kind.size is None) is varies
        assert (kind.limit is not None) is varies
        assert bool(kind.prefix) is varies
        assert (kind.group is not None) is (kind.form is Form.LIST)
        assert (kind.codes is not None) is (kind.form is Form.CODE)
        assert (kind.flags is not None) is (kind.form is Form.BITS)


@pytest.mark.clause("FRM-26")
def test_the_limit_of_every_list_fits_its_count_byte() -> None:
    assert all(kind.limit is not None and kind.limit <= 255 for kind in EVERY if kind.form is Form.LIST)
