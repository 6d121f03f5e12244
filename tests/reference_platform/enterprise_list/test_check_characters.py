import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reference_platform.enterprise_list.checkdigit import (
    ALPHABET,
    has_uscc_shape,
    is_organisation_code,
    is_uscc,
    make_uscc,
    organisation_check_character,
    organisation_code,
    uscc_check_character,
)

# The published example of GB 32100 and its organisation code 60003734-1 (GB 11714).
EXAMPLE = "91110000600037341L"

organisations = st.text(ALPHABET, min_size=8, max_size=8)
codes = st.builds(make_uscc, st.sampled_from(["91", "92", "93", "N1"]), st.from_regex(r"\A[0-9]{6}\Z"), organisations)


def test_the_published_example_holds() -> None:
    assert is_uscc(EXAMPLE)
    assert uscc_check_character("91110000600037341") == "L"
    assert organisation_code(EXAMPLE) == "600037341"
    assert is_organisation_code("600037341")
    assert organisation_check_character("60003734") == "1"


@pytest.mark.parametrize(
    ("body", "check"),
    [("00000000", "0"), ("00000001", "9"), ("00000100", "3"), ("10000000", "8"), ("00000005", "1"), ("00010000", "1")],
)
def test_organisation_check_characters_reckoned_by_hand(body: str, check: str) -> None:
    assert organisation_check_character(body) == check


def test_ten_is_written_x() -> None:
    assert organisation_check_character("40000000") == "X"  # 4 * 3 = 12, 12 mod 11 = 1, 11 - 1 = 10


@given(codes)
def test_what_is_made_passes_both_checks(code: str) -> None:
    assert has_uscc_shape(code)
    assert is_uscc(code)
    assert is_organisation_code(organisation_code(code))


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    assert not is_uscc(code[:place] + other + code[place + 1 :])


@given(codes, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert not is_uscc(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_the_inner_code_is_noticed(body: str, place: int, shift: int) -> None:
    other = str((int(body[place]) + shift) % 10)
    code = body + organisation_check_character(body)
    assert not is_organisation_code(code[:place] + other + code[place + 1 :])


def test_the_inner_check_is_blind_to_eleven() -> None:
    assert organisation_check_character("0MA00000") == organisation_check_character("BMA00000")


@pytest.mark.parametrize("code", ["", "91", EXAMPLE[:17], EXAMPLE + "0", "9111000060003734IL", "91A10000600037341L"])
def test_other_shapes_are_no_codes(code: str) -> None:
    assert not has_uscc_shape(code)
    assert not is_uscc(code)


@pytest.mark.parametrize("code", ["", "60003734", "6000373411"])
def test_other_lengths_are_no_organisation_codes(code: str) -> None:
    assert not is_organisation_code(code)
