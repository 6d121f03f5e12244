"""Hex as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.explain import HexError, parse_hex
from tests.protocol_spec.strategies import calm


@pytest.mark.parametrize(
    "text",
    [
        "575401",
        "57 54 01",
        "57:54:01",
        "0x57, 0x54, 0X01",
        "57\n54\t01\r\n",
        "5754 # magic\n01 # edition, 1",
        "\ufeff57,5401",
    ],
)
def test_hex_is_read_as_people_write_it(text: str) -> None:
    assert parse_hex(text) == b"WT\x01"


@calm
@given(st.binary(max_size=40), st.sampled_from([" ", ",", ":", "\n", " # zz\n", ", 0x"]), st.booleans())
def test_hex_survives_what_is_put_between(data: bytes, between: str, upper: bool) -> None:
    pairs = [f"{byte:02X}" if upper else f"{byte:02x}" for byte in data]
    assert parse_hex(between.join(pairs)) == data


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("57 5", 1, 4), ("57\n 54 zz", 2, 5), ("57 54 0g", 1, 8), ("0x", 1, 1), ("# 1\n\n575", 3, 1), ("57-54", 1, 3)],
)
def test_what_is_no_hex_is_named_by_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(HexError) as raised:
        parse_hex(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(raised.value)
