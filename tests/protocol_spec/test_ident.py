"""Terminal ids and QR codes: read back what was written, refuse what was not."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol_spec.ident import pack_terminal, qr_payload, read_qr, unpack_terminal
from protocol_spec.vectors import TERMINAL
from tests.protocol_spec import reckoning
from tests.protocol_spec.strategies import calm, terminals

numbers = st.integers(1, 10**12 - 1)


@pytest.mark.clause("FRM-05")
@calm
@given(terminals)
@example("0000000000000000")
@example("9999999999999999")
def test_a_terminal_id_survives_packing(terminal: str) -> None:
    packed = pack_terminal(terminal)
    assert len(packed) == 8
    assert unpack_terminal(packed) == terminal


@pytest.mark.clause("FRM-05")
def test_a_terminal_id_is_two_digits_a_byte() -> None:
    assert pack_terminal("0123456789012345") == bytes([0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45])


@pytest.mark.clause("FRM-05")
@pytest.mark.parametrize("nibble", range(16))
def test_a_nibble_over_nine_is_no_terminal(nibble: int) -> None:
    for value in "abcdef":
        assert unpack_terminal(bytes.fromhex(f"{TERMINAL[:nibble]}{value}{TERMINAL[nibble + 1 :]}")) is None


@pytest.mark.clause("FRM-05")
@pytest.mark.parametrize(
    "terminal",
    [
        "",
        "999901000000004",
        "99990100000000421",
        "999901000000004A",
        "9999 1000000004 ",
        "-999010000000042",
        "+999010000000042",
        "99990100000_0042",
        "\uff19" * 16,
        "²" * 16,
        "٣" * 16,
    ],
    ids=ascii,
)
def test_an_id_that_is_not_sixteen_decimal_digits_is_not_packed(terminal: str) -> None:
    with pytest.raises(ValueError, match="16 decimal digits"):
        pack_terminal(terminal)


@pytest.mark.clause("PLT-01")
@calm
@given(numbers)
@example(1)
@example(10**12 - 1)
def test_a_qr_code_number_survives_its_payload(number: int) -> None:
    assert read_qr(qr_payload(number)) == number


@pytest.mark.clause("PLT-01")
@calm
@given(numbers)
def test_a_payload_is_the_text_and_its_crc_in_capitals(number: int) -> None:
    text = f"WTP1:{number:012d}:"
    assert qr_payload(number) == f"{text}{reckoning.crc16(text.encode()):04X}"


@pytest.mark.parametrize("number", [0, -1, 10**12])
def test_a_number_that_has_no_payload_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        qr_payload(number)


@pytest.mark.clause("PLT-01")
def test_number_zero_is_refused_with_a_right_check_too() -> None:
    text = "WTP1:000000000000:"
    assert read_qr(f"{text}{reckoning.crc16(text.encode()):04X}") is None


@pytest.mark.clause("PLT-01")
@pytest.mark.parametrize("number", [1, 371_600_000_001, 999_999_999_999])
def test_each_single_character_change_is_refused(number: int) -> None:
    payload = qr_payload(number)
    for at, own in enumerate(payload):
        for other in set(string.printable + "01٣焊\x00\xa0") - {own}:
            assert read_qr(payload[:at] + other + payload[at + 1 :]) is None, (at, other)


@calm
@given(numbers, st.integers(0, 21), st.characters(codec="utf-8"))
def test_any_other_character_anywhere_is_refused(number: int, at: int, other: str) -> None:
    payload = qr_payload(number)
    changed = payload[:at] + other + payload[at + 1 :]
    assert read_qr(changed) == (number if changed == payload else None)


@calm
@given(numbers, st.integers(0, 21))
def test_a_payload_that_lacks_a_character_is_refused(number: int, at: int) -> None:
    payload = qr_payload(number)
    assert len(payload) == 22
    assert read_qr(payload[:at] + payload[at + 1 :]) is None


@calm
@given(numbers, st.integers(0, 20))
def test_two_characters_that_changed_places_are_refused(number: int, at: int) -> None:
    payload = qr_payload(number)
    swapped = payload[:at] + payload[at + 1] + payload[at] + payload[at + 2 :]
    assert read_qr(swapped) == (number if swapped == payload else None)


def test_space_around_a_payload_is_the_scanners_and_does_not_matter() -> None:
    assert read_qr(f" {qr_payload(7)}\r\n") == 7


@calm
@given(st.text(max_size=40))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    number = read_qr(text)
    assert number is None or qr_payload(number) == text.strip()
