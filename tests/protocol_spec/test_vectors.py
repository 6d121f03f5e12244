"""Frames typed by hand against the codec, in both directions."""

import hashlib
import hmac

import pytest

from protocol_spec.codes import Flag, Suite
from protocol_spec.frame import Frame, frame_of
from protocol_spec.ident import unpack_terminal
from protocol_spec.message import Message, by_code
from protocol_spec.security import session_key
from protocol_spec.stream import StreamDecoder
from tests.protocol_spec import reckoning
from tests.protocol_spec.strategies import DECLARED
from tests.protocol_spec.vectors import SESSION_KEYS, TERMINAL, TERMINAL_KEY, VECTORS, SessionKey, Vector

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
each_secured = pytest.mark.parametrize("vector", [v for v in VECTORS if v.secured], ids=lambda v: v.name)
each_session_key = pytest.mark.parametrize("typed", SESSION_KEYS, ids=lambda k: f"suite {k.suite}")

DIGEST = {1: "sha256", 2: "sm3"}


def declared(vector: Vector) -> type[Message]:
    return by_code[vector.frame[4]]


def read(vector: Vector) -> Frame:
    frames = StreamDecoder().receive(vector.frame, 0)
    assert len(frames) == 1
    return frames[0]


def test_every_declared_message_has_a_vector() -> None:
    assert {vector.title for vector in VECTORS} == {message.title for message in DECLARED}


def test_both_suites_have_a_secured_vector() -> None:
    assert {vector.secured.suite for vector in VECTORS if vector.secured} == {int(suite) for suite in Suite}


@each_vector
def test_the_typed_frame_is_consistent_in_itself(vector: Vector) -> None:
    assert reckoning.frames_in(vector.frame) == [(0, vector.frame)]
    assert int.from_bytes(vector.header[15:17], "big") == len(vector.body)
    assert len(vector.body_pieces) == len(vector.values)


@each_secured
def test_the_typed_tag_is_that_of_the_typed_bytes(vector: Vector) -> None:
    assert vector.secured is not None
    covered = bytes.fromhex(vector.secured.direction) + vector.header + vector.body
    key = bytes.fromhex(vector.secured.key)
    assert hmac.new(key, covered, DIGEST[vector.secured.suite]).digest()[:8] == vector.tag


@each_vector
def test_a_typed_frame_is_read_as_it_says(vector: Vector) -> None:
    frame = read(vector)
    assert (frame.edition, frame.flags, frame.sequence) == (1, vector.flags, vector.sequence)
    assert frame.terminal == TERMINAL == unpack_terminal(vector.frame[5:13])
    assert frame.body == vector.body
    assert frame.tag == vector.tag
    message = frame.message()
    assert isinstance(message, Message)
    assert message.title == vector.title
    assert {name: getattr(message, name) for name in message.fields()} == dict(vector.values)


@each_vector
def test_codes_come_back_as_members_and_not_as_numbers(vector: Vector) -> None:
    message = read(vector).message()
    assert isinstance(message, Message)
    for name, spec in message.fields().items():
        if spec.kind.codes is not None:
            assert type(getattr(message, name)) is spec.kind.codes


@each_vector
def test_the_declared_fields_are_the_typed_ones_in_order_and_size(vector: Vector) -> None:
    fields = declared(vector).fields()
    assert list(fields) == list(vector.values)
    for piece, spec in zip(vector.body_pieces, fields.values(), strict=True):
        assert spec.kind.size in (None, len(bytes.fromhex(piece)))


@each_vector
def test_the_message_of_the_typed_values_is_the_typed_frame(vector: Vector) -> None:
    message = declared(vector)(**vector.values)
    frame = frame_of(message, TERMINAL, vector.sequence, Flag(vector.flags & ~(Flag.RESPONSE | Flag.SECURED)))
    if vector.secured:
        frame = frame.sealed(Suite(vector.secured.suite), bytes.fromhex(vector.secured.key))
    assert frame.encode().hex() == vector.frame.hex()


@each_secured
def test_a_typed_tag_holds_under_its_key_and_suite_alone(vector: Vector) -> None:
    assert vector.secured is not None
    suite, other = (Suite(vector.secured.suite), Suite(3 - vector.secured.suite))
    key = bytes.fromhex(vector.secured.key)
    frame = read(vector)
    assert frame.tag_holds(suite, key)
    assert not frame.tag_holds(other, key)
    assert not frame.tag_holds(suite, key[:-1] + bytes([key[-1] ^ 1]))


@each_session_key
def test_the_typed_session_key_is_that_of_the_typed_seed(typed: SessionKey) -> None:
    seed = bytes.fromhex("".join(typed.seed))
    assert hmac.new(bytes.fromhex(TERMINAL_KEY), seed, DIGEST[typed.suite]).digest() == bytes.fromhex(typed.key)


@each_session_key
def test_the_session_key_of_the_typed_inputs_is_the_typed_one(typed: SessionKey) -> None:
    key = session_key(
        Suite(typed.suite),
        bytes.fromhex(TERMINAL_KEY),
        TERMINAL,
        typed.boot_counter,
        typed.terminal_nonce,
        typed.platform_nonce,
    )
    assert key == bytes.fromhex(typed.key)


def test_sm3_of_abc_is_the_published_digest() -> None:
    published = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == published
