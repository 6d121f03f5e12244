"""The frame around a message: its size, its flags, and what a header may promise."""

import pytest
from construct import ConstructError

from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, MAX_FRAME, Frame, frame_of, promised_size
from protocol_spec.messages import Heartbeat, PlatformAck
from protocol_spec.vectors import TERMINAL
from tests.protocol_spec import reckoning

ACK = PlatformAck(answers=1, answered=0x10, result=0, watermark=5)


@pytest.mark.clause("FRM-01")
def test_the_sizes_are_those_of_the_layout() -> None:
    assert (HEADER_SIZE, CRC_SIZE, MAX_FRAME) == (18, 2, 18 + 1024 + 8 + 2)


@pytest.mark.clause("FRM-07", "FRM-28")
def test_the_longest_frame_is_as_long_as_the_longest_frame() -> None:
    longest = Frame(0x10, TERMINAL, 65535, bytes(1024)).sealed(Suite.HMAC_SHA256, bytes(16)).encode()
    assert len(longest) == MAX_FRAME
    assert promised_size(longest[:HEADER_SIZE]) == MAX_FRAME


@pytest.mark.clause("FRM-07")
def test_a_body_over_1024_bytes_is_not_built() -> None:
    with pytest.raises(ValueError, match="1024"):
        Frame(0x10, TERMINAL, 0, bytes(1025)).encode()


@pytest.mark.clause("FRM-09")
@pytest.mark.parametrize("sequence", [-1, 65536])
def test_a_sequence_of_more_than_sixteen_bits_is_not_built(sequence: int) -> None:
    with pytest.raises(ConstructError):
        Frame(0x10, TERMINAL, sequence).encode()


@pytest.mark.clause("FRM-01")
def test_a_tag_goes_with_secured_and_with_nothing_else() -> None:
    with pytest.raises(ValueError, match="SECURED"):
        Frame(0x10, TERMINAL, 0, flags=Flag.SECURED).encode()
    with pytest.raises(ValueError, match="SECURED"):
        Frame(0x10, TERMINAL, 0, tag=bytes(8)).encode()


@pytest.mark.clause("FRM-15")
def test_bit_seven_of_the_code_says_who_sends() -> None:
    assert all(Frame(code, TERMINAL, 0).sender is Side.TERMINAL for code in range(0x80))
    assert all(Frame(code, TERMINAL, 0).sender is Side.PLATFORM for code in range(0x80, 0x100))


@pytest.mark.clause("ACK-04")
def test_a_response_never_wants_an_answer() -> None:
    assert Frame(0x10, TERMINAL, 0, flags=Flag.ACK_REQUIRED).wants_ack
    assert not Frame(0x10, TERMINAL, 0, flags=Flag.ACK_REQUIRED | Flag.RESPONSE).wants_ack
    assert not Frame(0x10, TERMINAL, 0).wants_ack


@pytest.mark.clause("FRM-04")
def test_the_response_flag_comes_from_the_declaration() -> None:
    assert frame_of(ACK, TERMINAL, 0).flags == Flag.RESPONSE
    assert frame_of(Heartbeat(oldest=1), TERMINAL, 0, Flag.BACKFILL).flags == Flag.BACKFILL


@pytest.mark.clause("FRM-01")
@pytest.mark.parametrize("length", [0, 1, 1023, 1024])
def test_a_header_promises_its_body_and_its_tag(length: int) -> None:
    assert promised_size(reckoning.header(length)) == 18 + length + 2
    assert promised_size(reckoning.header(length, flags=0xF7)) == 18 + length + 2
    assert promised_size(reckoning.header(length, flags=0x08)) == 18 + length + 8 + 2


@pytest.mark.clause("FRM-07")
@pytest.mark.parametrize("length", [1025, 1026, 0x7FFF, 0xFFFF])
def test_a_header_that_promises_over_1024_bytes_is_not_believed(length: int) -> None:
    assert promised_size(reckoning.header(length)) is None


@pytest.mark.clause("FRM-05")
def test_a_header_whose_id_is_not_decimal_is_not_believed() -> None:
    for nibble in range(16):
        for value in "abcdef":
            terminal = f"{TERMINAL[:nibble]}{value}{TERMINAL[nibble + 1 :]}"
            assert promised_size(reckoning.header(0, terminal=terminal)) is None


@pytest.mark.clause("FRM-06")
def test_only_one_header_check_is_believed() -> None:
    good = reckoning.header(4)
    believed = [check for check in range(256) if promised_size(good[:-1] + bytes([check])) is not None]
    assert believed == [good[-1]]
