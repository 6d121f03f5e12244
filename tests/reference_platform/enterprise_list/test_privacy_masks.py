import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.privacy import mask_inside, mask_landline, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "王**"), ("王明", "王*"), ("欧阳样一", "欧***"), ("王", "*"), ("", ""), (" 王小明 ", "王**")],
)
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0371-67181234", "0371-****1234"),
        ("037167181234", "0371-****1234"),
        ("1990000001", "199*******"),
        ("王小明19900000001", "**************"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_what_tells_it_from_others(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("010-12345678", "010-****5678"), ("0371-6718123-801", "0371-***8123"), ("abc", "***")]
)
def test_a_land_line_keeps_its_area_code(phone: str, masked: str) -> None:
    assert mask_landline(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王样一19900000001", "王样一199********"),
        ("419999199001010014", "419***************"),
        ("41999919900101001X转", "419***************转"),
        ("199 0000 0001", "199**********"),
        ("样例一路123456号", "样例一路123456号"),
    ],
)
def test_long_numbers_are_hidden_wherever_they_stand(text: str, masked: str) -> None:
    assert mask_inside(text) == masked


@given(st.text(max_size=12), st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(max_size=12))
def test_a_mobile_never_survives_a_mask(before: str, mobile: str, after: str) -> None:
    for mask in (mask_phone, mask_landline, mask_inside):
        assert mobile not in mask(before + mobile + after)
