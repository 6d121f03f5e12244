"""The kinds of field: sizes, sentinels and the numbers at their edges."""

import pytest

from protocol_spec import kinds
from protocol_spec.codes import Capability, Result
from protocol_spec.kinds import Kind

MEASURED = ("amperes", "volts", "celsius", "watt_hours", "degrees")
FIXED = ("u8", "u16", "u32", "u64", "i16", "i32", "utc", "terminal_id")


def largest(kind: Kind) -> int:
    assert kind.size is not None
    return 2 ** (8 * kind.size - kind.name.startswith("i")) - 1


@pytest.mark.parametrize("name", FIXED)
def test_a_kind_is_as_long_as_it_says(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.con.sizeof() == kind.size


@pytest.mark.parametrize("name", MEASURED)
def test_the_largest_value_is_not_available(name: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.absent == largest(kind)
    assert kind.con.parse(kind.con.build(kind.absent)) == kind.absent


@pytest.mark.parametrize("name", MEASURED)
def test_the_largest_value_less_one_is_a_faulty_sensor(name: str) -> None:
    # FRM-21 "The largest value of a measured field MUST mean not available, and the largest less one a faulty sensor."
    kind: Kind = getattr(kinds, name)
    assert kind.fault == largest(kind) - 1


@pytest.mark.parametrize(
    ("name", "value", "octets"),
    [
        ("u8", 255, "ff"),
        ("u16", 0x0102, "0102"),
        ("u32", 0x01020304, "01020304"),
        ("u64", 0x0102030405060708, "0102030405060708"),
        ("i16", -2, "fffe"),
        ("i32", -125, "ffffff83"),
        ("celsius", -125, "ff83"),
        ("degrees", -33_868_800, "fdfb3400"),
        ("utc", 0, "000000000000"),
        ("utc", 4_294_967_295_999_000, "ffffffff03e7"),
        ("terminal_id", "0123456789012345", "0123456789012345"),
        ("text", "", "00"),
        ("text", "焊", "03e7848a"),
        ("text", "x" * 255, "ff" + "78" * 255),
    ],
)
def test_a_value_has_these_bytes(name: str, value: object, octets: str) -> None:
    kind: Kind = getattr(kinds, name)
    assert kind.con.build(value).hex() == octets
    assert kind.con.parse(bytes.fromhex(octets)) == value


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
    narrow, wide = kinds.code(Result), kinds.code(Result, kinds.u16)
    assert narrow.codes is wide.codes is Result
    assert (narrow.size, wide.size) == (1, 2)
    assert wide.con.build(Result.GAS).hex() == "0018"


def test_bits_that_nobody_named_yet_are_kept() -> None:
    flags = kinds.bits(Capability).con.parse(b"\xfe\x01")
    assert flags & Capability.RELAY_FEEDBACK
    assert kinds.bits(Capability).con.build(flags) == b"\xfe\x01"
