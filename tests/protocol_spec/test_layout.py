"""What a message and a row have in common."""

from dataclasses import FrozenInstanceError

import pytest

from protocol_spec.kinds import blob, listed, text, u8, u32, utc
from protocol_spec.layout import Group, field


class Fixed(Group):
    one: int = field(u8, "FRM-26", "one", "一")
    at: int = field(utc, "FRM-22", "at", "时")


class Varying(Group):
    one: int = field(u32, "FRM-26", "one", "一")
    note: str = field(text(9), "FRM-24", "note", "注")


def test_a_group_is_a_frozen_value_built_by_keyword() -> None:
    value = Fixed(one=1, at=2_000)
    assert value == Fixed(one=1, at=2_000)
    assert value != Fixed(one=1, at=3_000)
    assert hash(value) == hash(Fixed(one=1, at=2_000))
    with pytest.raises(TypeError):
        Fixed(1, 2)  # type: ignore[call-arg]
    with pytest.raises(FrozenInstanceError):
        value.one = 2  # type: ignore[misc]


def test_the_fields_are_those_of_the_declaration_in_its_order() -> None:
    assert list(Fixed.fields()) == ["one", "at"]
    spec = Fixed.fields()["at"]
    assert (spec.kind, spec.clause, spec.en, spec.zh) == (utc, "FRM-22", "at", "时")


def test_a_layout_of_fixed_fields_has_a_size_and_one_with_a_varying_field_has_none() -> None:
    assert Fixed.fixed_size() == 7 == Fixed.layout.sizeof()
    assert Varying.fixed_size() is None


def test_a_value_is_made_of_a_mapping_and_gives_it_back() -> None:
    assert Varying.of({"note": "焊", "one": 1, "other": 0}) == Varying(one=1, note="焊")
    assert Varying(one=1, note="焊").values() == {"one": 1, "note": "焊"}


def test_a_group_may_hold_groups() -> None:
    class Outer(Group):
        rows: tuple[Varying, ...] = field(listed(Varying, 3), "FRM-26", "rows", "行")
        raw: bytes = field(blob(3), "FRM-25", "raw", "原")

    value = Outer(rows=(Varying(one=1, note="a"), Varying(one=2, note="")), raw=b"\x05")
    data = Outer.layout.build(value.values())
    assert data.hex() == "02" + "00000001" + "0161" + "00000002" + "00" + "0105"
    assert Outer.of(Outer.layout.parse(data)) == value
