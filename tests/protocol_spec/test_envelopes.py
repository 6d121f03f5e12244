"""Envelopes of a gateway: what they may carry, and that they cannot make a CRC blind (GWY)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, Frame, frame_of, read_frame
from protocol_spec.message import Ack, BodyError, Message
from protocol_spec.messages import Carried, GatewayDown, GatewayUp, Heartbeat
from tests.protocol_spec import reckoning
from tests.protocol_spec.strategies import any_frames, calm

SUB = "9999020000000007"
INNER = frame_of(Heartbeat(oldest=1), SUB, 2, Flag.ACK_REQUIRED).sealed(Suite.HMAC_SHA256, bytes(32)).encode()
BARE = INNER[:-CRC_SIZE]

each_way = pytest.mark.parametrize("envelope", [GatewayUp, GatewayDown])
frames = st.lists(any_frames().filter(lambda f: len(f.body) < 80).map(Frame.encode), min_size=1, max_size=4)


@pytest.mark.clause("GWY-02", "GWY-03")
@each_way
@calm
@given(frames)
def test_whole_frames_go_in_and_come_out_byte_for_byte_in_their_order(
    envelope: type[GatewayUp] | type[GatewayDown], inside: list[bytes]
) -> None:
    sent = envelope.around(inside)
    assert all(row.frame == frame[:-CRC_SIZE] for row, frame in zip(sent.frames, inside, strict=True))
    assert sent.opened() == inside
    assert len(sent.encode()) == 1 + sum(len(frame) for frame in inside)


def refused(envelope: type[Message], *carried: bytes) -> BodyError:
    body = bytes([len(carried)]) + b"".join(len(one).to_bytes(2, "big") + one for one in carried)
    error = envelope.decode(body)
    assert isinstance(error, BodyError)
    return error


@pytest.mark.clause("GWY-04")
@each_way
@pytest.mark.parametrize(
    "carried",
    [
        b"",
        b"noise",
        BARE[:10],
        BARE[:17],
        BARE[:-1],
        BARE + b"\0",
        INNER,
        BARE[:17] + bytes([BARE[17] ^ 1]) + BARE[18:],
        b"TW" + BARE[2:],
        reckoning.header(1025),
        reckoning.header(0, terminal="999902000000000a"),
    ],
    ids=[
        *("empty", "noise", "half a header", "a header less one", "cut", "one more byte", "with its CRC"),
        *("wrong header check", "wrong magic", "too long", "id not decimal"),
    ],
)
def test_what_is_no_frame_makes_the_whole_envelope_malformed(envelope: type[Message], carried: bytes) -> None:
    for rows in ((carried,), (BARE, carried), (carried, BARE)):
        error = refused(envelope, *rows)
        assert (error.clause, error.field) == ("GWY-04", "frames.frame")
        assert error.why


@pytest.mark.clause("GWY-04")
@each_way
def test_an_empty_envelope_is_malformed(envelope: type[Message]) -> None:
    assert refused(envelope).clause == "GWY-04"


@pytest.mark.clause("GWY-10")
@each_way
@pytest.mark.parametrize("inside", [GatewayUp, GatewayDown])
def test_an_envelope_in_an_envelope_makes_the_outer_one_malformed(
    envelope: type[Message], inside: type[GatewayUp] | type[GatewayDown]
) -> None:
    """Whether it is sealed, empty or good in itself does not matter, nor what stands beside it."""
    for frame in (
        frame_of(inside.around([INNER]), SUB, 3),
        frame_of(inside.around([INNER]), SUB, 3).sealed(Suite.HMAC_SM3, bytes(32)),
        Frame(inside.code, SUB, 3),
    ):
        carried = frame.encode()[:-CRC_SIZE]
        for rows in ((carried,), (BARE, carried), (carried, BARE)):
            error = refused(envelope, *rows)
            assert (error.clause, error.field) == ("GWY-10", "frames.frame")


@pytest.mark.clause("GWY-10")
@each_way
def test_only_the_code_of_a_carried_frame_makes_it_an_envelope(envelope: type[Message]) -> None:
    for code in set(range(256)) - {0x30, 0xB0}:
        carried = Frame(code, SUB, 0x30B0, b"\x30\xb0" * 4).encode()[:-CRC_SIZE]
        body = b"\x01" + len(carried).to_bytes(2, "big") + carried
        assert isinstance(envelope.decode(body), envelope)


@pytest.mark.clause("GWY-12")
@each_way
def test_a_frame_that_is_too_long_to_be_carried_is_a_flaw_before_anything_is_encoded(
    envelope: type[GatewayUp] | type[GatewayDown],
) -> None:
    for length, clause in ((1000, None), (1001, "GWY-12")):
        flaw = envelope.around([Frame(0x11, SUB, 0, bytes(length - HEADER_SIZE)).encode()]).flaw()
        assert (flaw and flaw.clause) == clause


@pytest.mark.clause("GWY-12", "FRM-25")
@each_way
def test_a_thousand_bytes_without_their_crc_go_through_and_one_more_does_not(envelope: type[Message]) -> None:
    for length, fits in ((1000, True), (1001, False)):
        carried = Frame(0x11, SUB, 0, bytes(length - HEADER_SIZE)).encode()[:-CRC_SIZE]
        assert len(carried) == length
        message = envelope.decode(b"\x01" + len(carried).to_bytes(2, "big") + carried)
        assert isinstance(message, envelope) is fits
        assert fits or isinstance(message, BodyError)


@pytest.mark.clause("GWY-09")
@each_way
def test_an_envelope_never_asks_for_an_answer(envelope: type[Message]) -> None:
    assert envelope.ack is Ack.NEVER


@pytest.mark.clause("GWY-03")
def test_a_carried_crc_would_make_the_outer_one_blind_and_without_it_every_bit_counts() -> None:
    """Two frames that differ, each with its own right CRC, have the same CRC behind any same beginning."""
    other = reckoning.whole(b"another" + BARE[7:])
    assert reckoning.crc16(b"same" + INNER) == reckoning.crc16(b"same" + other)
    outer = frame_of(GatewayUp.around([INNER]), "9999010000000042", 0).encode()
    for bit in range(8 * len(outer)):
        spoilt = bytearray(outer)
        spoilt[bit // 8] ^= 0x80 >> bit % 8
        assert read_frame(bytes(spoilt)) is None


def test_envelopes_are_for_their_own_direction() -> None:
    assert GatewayUp.sender is Side.TERMINAL
    assert GatewayDown.sender is Side.PLATFORM
    assert Carried(frame=BARE).frame == BARE
