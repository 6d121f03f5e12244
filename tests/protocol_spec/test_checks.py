"""The two check values: as published, as somebody else computes them, and what they catch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.checks import crc8_smbus, crc16_by_table, crc16_ibm_3740
from protocol_spec.frame import HEADER_SIZE, promised_size, read_frame
from protocol_spec.stream import StreamDecoder
from protocol_spec.vectors import VECTORS, Vector
from tests.protocol_spec import reckoning
from tests.protocol_spec.line import finish
from tests.protocol_spec.strategies import calm


@pytest.mark.clause("FRM-06", "FRM-08")
def test_the_published_check_values_come_out() -> None:
    assert crc8_smbus(b"123456789") == 0xF4
    assert crc16_ibm_3740(b"123456789") == 0x29B1


def test_nothing_gives_the_initial_values() -> None:
    assert crc8_smbus(b"") == 0x00
    assert crc16_ibm_3740(b"") == 0xFFFF


@pytest.mark.clause("FRM-08")
@calm
@given(st.binary(max_size=300))
def test_crc_16_is_that_of_binascii(data: bytes) -> None:
    assert crc16_ibm_3740(data) == reckoning.crc16(data)


@calm
@given(st.binary(max_size=300))
def test_the_crc_16_that_can_be_read_is_the_one_that_is_used(data: bytes) -> None:
    assert crc16_by_table(data) == crc16_ibm_3740(data)
    assert crc16_ibm_3740(data + crc16_by_table(data).to_bytes(2, "big")) == 0


@pytest.mark.clause("FRM-06")
@calm
@given(st.binary(max_size=300))
def test_crc_8_is_that_of_a_shift_register(data: bytes) -> None:
    assert crc8_smbus(data) == reckoning.crc8(data)


@pytest.mark.clause("FRM-06", "FRM-08")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
def test_every_single_bit_flip_of_a_frame_is_detected(vector: Vector) -> None:
    for bit in range(8 * len(vector.frame)):
        spoilt = bytearray(vector.frame)
        spoilt[bit // 8] ^= 0x80 >> bit % 8
        size = promised_size(bytes(spoilt[:HEADER_SIZE]))
        if bit < 8 * HEADER_SIZE:
            assert size is None, f"bit {bit} of the header"
        else:
            assert size == len(spoilt)
            assert read_frame(bytes(spoilt)) is None, f"bit {bit}"


@pytest.mark.clause("FRM-06", "FRM-08")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
def test_a_stream_delivers_nothing_of_a_frame_with_one_bit_flipped(vector: Vector) -> None:
    for bit in range(8 * len(vector.frame)):
        spoilt = bytearray(vector.frame)
        spoilt[bit // 8] ^= 0x80 >> bit % 8
        decoder = StreamDecoder()
        assert [*decoder.receive(bytes(spoilt), 0), *finish(decoder)] == [], f"bit {bit}"


@pytest.mark.clause("FRM-08")
@calm
@given(st.binary(max_size=60), st.integers(0, 2**16 - 1), st.integers(1, 2**16 - 1))
def test_every_burst_within_sixteen_bits_of_the_body_is_detected(body: bytes, at: int, burst: int) -> None:
    good = reckoning.frame(body)
    shift = at % (8 * (len(good) - HEADER_SIZE) - 15)
    tail = int.from_bytes(good[HEADER_SIZE:], "big") ^ burst << shift
    spoilt = good[:HEADER_SIZE] + tail.to_bytes(len(good) - HEADER_SIZE, "big")
    assert read_frame(good) is not None
    assert read_frame(spoilt) is None
