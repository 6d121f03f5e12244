"""Frames typed by hand against the codec, in both directions."""

import ast
import hashlib
import hmac
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import protocol_spec.vectors
from protocol_spec.clauses import clause
from protocol_spec.codes import RESERVED_FLAGS, Flag, Side, Suite
from protocol_spec.frame import Frame, frame_of
from protocol_spec.ident import unpack_terminal
from protocol_spec.layout import Group, Layout
from protocol_spec.message import Ack, Message, When
from protocol_spec.refusal import Standing, refusal
from protocol_spec.security import permit_key, session_key
from protocol_spec.stream import StreamDecoder
from protocol_spec.vectors import (
    HEADER_PIECES,
    PERMIT_KEYS,
    SESSION_KEYS,
    SUB_SESSION_KEY,
    TERMINAL,
    TERMINAL_KEY,
    VECTORS,
    PermitKey,
    SessionKey,
    Vector,
    pieces_of,
)
from tests.protocol_spec import reckoning
from tests.protocol_spec.strategies import DECLARED
from tests.protocol_spec.typed import declared, message_of, plain

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
each_secured = pytest.mark.parametrize("vector", [v for v in VECTORS if v.secured], ids=lambda v: v.name)
each_session_key = pytest.mark.parametrize("typed", [*SESSION_KEYS, SUB_SESSION_KEY], ids=lambda k: k.key[:8])
each_permit_key = pytest.mark.parametrize("typed", PERMIT_KEYS, ids=lambda k: f"suite {k.suite}")

DIGEST = {1: "sha256", 2: "sm3"}
SOURCES = sorted(Path(protocol_spec.vectors.__file__).parent.rglob("*.py"))


def read(vector: Vector) -> Frame:
    frames = StreamDecoder().receive(vector.frame, 0)
    assert len(frames) == 1
    return frames[0]


def test_every_declared_message_has_a_vector() -> None:
    assert {vector.title for vector in VECTORS} == {message.title for message in DECLARED}


def test_no_two_vectors_share_a_name() -> None:
    assert len({vector.name for vector in VECTORS}) == len(VECTORS)


def test_both_suites_have_secured_vectors_in_both_directions() -> None:
    found = {(v.secured.suite, v.secured.direction) for v in VECTORS if v.secured}
    assert found == {(int(suite), f"{int(side):02}") for suite in Suite for side in Side}


def test_rows_of_every_group_are_typed_none_one_and_several() -> None:
    counts: dict[type[Group], set[int]] = {}
    refused_empty: set[type[Group]] = set()
    for vector in VECTORS:
        for name, spec in declared(vector).fields().items():
            if (group := spec.kind.group) is not None:
                counts.setdefault(group, set()).add(len(getattr(message_of(vector), name)))
                if message_of(vector, **{name: ()}).flaw():
                    refused_empty.add(group)
    assert counts
    for group, found in counts.items():
        assert 1 in found
        assert max(found) > 1
        assert (0 in found) is (group not in refused_empty)


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: f"{s.parent.name}/{s.name}")
def test_the_typed_files_import_nothing_of_the_codec(source: Path) -> None:
    names = set(imported(ast.parse(source.read_text(encoding="utf-8"))))
    ours = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert all(name == "protocol_spec.vectors" or name.startswith("protocol_spec.vectors.") for name in ours)
    assert not {name.split(".")[0] for name in names} & {"hmac", "hashlib", "binascii", "struct", "zlib"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@each_vector
def test_every_piece_of_a_typed_frame_says_what_it_is(vector: Vector) -> None:
    assert all(vector.comments)
    assert len(vector.pieces) == len(vector.comments) >= HEADER_PIECES + 1
    assert [len(bytes.fromhex(piece)) for piece in vector.pieces[:HEADER_PIECES]] == [2, 1, 1, 1, 8, 2, 2, 1]


def test_a_long_field_goes_on_in_the_next_line() -> None:
    first, second = pieces_of("01  one\n 02 03  two\n .. 04  and more\n")
    assert (first.hex, first.comment) == ("01", "one")
    assert (second.hex, second.comment) == ("02 03 04", "two; and more")


@each_vector
def test_a_vector_names_clauses_that_exist(vector: Vector) -> None:
    assert vector.clauses
    assert all(clause(id_) for id_ in vector.clauses)


@each_vector
def test_the_typed_frame_is_consistent_in_itself(vector: Vector) -> None:
    assert reckoning.frames_in(vector.frame) == [(0, vector.frame)]
    assert int.from_bytes(vector.header[15:17], "big") == len(vector.body)
    assert len(vector.body_pieces) == len(vector.paths)


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
    assert frame.terminal == vector.terminal == unpack_terminal(vector.frame[5:13])
    assert frame.body == vector.body
    assert frame.tag == vector.tag
    message = frame.message()
    assert isinstance(message, Message)
    assert message.title == vector.title
    assert plain(message) == dict(vector.values)


@each_vector
def test_codes_come_back_as_members_and_not_as_numbers(vector: Vector) -> None:
    message = read(vector).message()
    assert isinstance(message, Message)
    assert_members(message)


def assert_members(value: Layout) -> None:
    for name, spec in value.fields().items():
        own = getattr(value, name)
        if spec.kind.codes is not None:
            assert type(own) is spec.kind.codes
        if spec.kind.flags is not None:
            assert type(own) is spec.kind.flags
        if spec.kind.group is not None:
            assert all(type(row) is spec.kind.group for row in own)
            for row in own:
                assert_members(row)


@each_vector
def test_the_declared_fields_are_the_typed_ones_in_order_and_size(vector: Vector) -> None:
    assert list(declared(vector).fields()) == list(vector.values)
    for path, piece in zip(vector.paths, vector.body_pieces, strict=True):
        layout: type[Layout] = declared(vector)
        *above, name = path.split(".")
        for step in above:
            group = layout.fields()[step].kind.group
            assert group is not None
            layout = group
        kind = layout.fields()[name].kind
        assert kind.size in (None, len(bytes.fromhex(piece)))
        assert kind.group is None or len(bytes.fromhex(piece)) == kind.prefix


@each_vector
def test_the_message_of_the_typed_values_is_the_typed_frame(vector: Vector) -> None:
    flags = Flag(vector.flags & ~(Flag.RESPONSE | Flag.SECURED))
    frame = frame_of(message_of(vector), vector.terminal, vector.sequence, flags)
    if vector.secured:
        frame = frame.sealed(Suite.of(vector.secured.suite), bytes.fromhex(vector.secured.key))
    assert frame.encode().hex() == vector.frame.hex()


@each_secured
def test_a_typed_tag_holds_under_its_key_and_suite_alone(vector: Vector) -> None:
    assert vector.secured is not None
    suite, other = (Suite.of(vector.secured.suite), Suite.of(3 - vector.secured.suite))
    key = bytes.fromhex(vector.secured.key)
    frame = read(vector)
    assert frame.tag_holds(suite, key)
    assert not frame.tag_holds(other, key)
    assert not frame.tag_holds(suite, key[:-1] + bytes([key[-1] ^ 1]))


@each_vector
def test_a_typed_frame_has_the_flags_that_its_declaration_demands(vector: Vector) -> None:
    message, flags = declared(vector), Flag(vector.flags)
    assert bool(flags & Flag.RESPONSE) is message.response
    # ACK-05 "A sender MUST set ACK_REQUIRED, or not, as the declaration of the message says."
    assert message.ack is Ack.MAY or bool(flags & Flag.ACK_REQUIRED) is (message.ack is Ack.MUST)
    assert not flags & RESERVED_FLAGS
    assert bool(flags & Flag.SECURED) is (vector.secured is not None)
    # SEC-01 "… and every frame of a session under the session key."
    assert vector.secured or message.when in (When.LOGIN, When.ANY)


@each_vector
def test_whoever_a_typed_frame_is_for_takes_it(vector: Vector) -> None:
    frame, message = read(vector), declared(vector)
    if message.when is When.OFFLINE:
        return
    keys = {key.suite: bytes.fromhex(key.key) for key in SESSION_KEYS}
    suite = Suite.of(vector.secured.suite) if vector.secured else Suite.HMAC_SHA256
    receiver = Side.of(1 - message.sender)
    for live in (True, False):
        if live or message.when is not When.SESSION:
            terminal = TERMINAL if live or receiver is Side.TERMINAL else None
            standing = Standing(receiver, live, terminal, lambda f: f.tag_holds(suite, keys[int(suite)]))
            assert refusal(frame, standing) is None


@each_session_key
def test_the_typed_session_key_is_that_of_the_typed_seed(typed: SessionKey) -> None:
    seed = bytes.fromhex("".join(typed.seed))
    assert hmac.new(bytes.fromhex(typed.terminal_key), seed, DIGEST[typed.suite]).digest() == bytes.fromhex(typed.key)


@each_session_key
@pytest.mark.clause("SEC-04", "SEC-10")
def test_the_session_key_of_the_typed_inputs_is_the_typed_one(typed: SessionKey) -> None:
    key = session_key(
        Suite.of(typed.suite),
        bytes.fromhex(typed.terminal_key),
        typed.terminal,
        typed.boot_counter,
        typed.terminal_nonce,
        typed.platform_nonce,
    )
    assert key == bytes.fromhex(typed.key)


@each_permit_key
@pytest.mark.clause("OFF-01")
def test_the_permit_key_is_that_of_the_typed_seed(typed: PermitKey) -> None:
    seed = bytes.fromhex("".join(typed.seed))
    key = bytes.fromhex(typed.key)
    assert hmac.new(bytes.fromhex(TERMINAL_KEY), seed, DIGEST[typed.suite]).digest() == key
    assert permit_key(Suite.of(typed.suite), bytes.fromhex(TERMINAL_KEY), TERMINAL) == key


@pytest.mark.clause("GWY-03")
@pytest.mark.parametrize("title", ["GATEWAY_UP", "GATEWAY_DOWN"])
def test_the_secured_frame_in_an_envelope_is_whole_again_with_its_crc_and_holds_under_its_own_key(title: str) -> None:
    vector = next(v for v in VECTORS if v.title == title)
    envelope = message_of(vector)
    first, *_ = envelope.opened()  # type: ignore[attr-defined]
    assert reckoning.frames_in(first) == [(0, first)]
    (frame,) = StreamDecoder().receive(first, 0)
    assert frame.terminal == SUB_SESSION_KEY.terminal
    assert frame.tag_holds(Suite.of(SUB_SESSION_KEY.suite), bytes.fromhex(SUB_SESSION_KEY.key))
    assert not frame.tag_holds(Suite.HMAC_SHA256, bytes.fromhex(SESSION_KEYS[0].key))
    assert type(envelope).around(envelope.opened()) == envelope  # type: ignore[attr-defined]


def test_sm3_of_abc_is_the_published_digest() -> None:
    published = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == published
