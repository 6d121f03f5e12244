"""Malformed frames typed by hand: what a stream, the table of refusals, and both real receivers make of them."""

import hmac
from collections import Counter

import pytest

from protocol_spec.clauses import clause
from protocol_spec.codes import Result, Side
from protocol_spec.frame import HEADER_SIZE, Frame
from protocol_spec.message import BodyError
from protocol_spec.messages import CommandResult, Identity, LoginAck, PlatformAck, TerminalAck
from protocol_spec.refusal import Standing, answered, refusal
from protocol_spec.stream import StreamDecoder
from protocol_spec.vectors import DROPPED, MALFORMED, TERMINAL, Malformed, Refused, Secured
from protocol_spec.vectors.malformed.malformed import AFTER
from tests.protocol_spec import reckoning
from tests.protocol_spec.line import finish
from tests.protocol_spec.receivers import Answer, RealPlatform, RealTerminal, Receiver
from tests.protocol_spec.typed import SESSION_KEY, SUITE

each_malformed = pytest.mark.parametrize("one", MALFORMED, ids=lambda m: m.name)
each_refused = pytest.mark.parametrize(
    "one", [one for one in MALFORMED if isinstance(one.reaction, Refused)], ids=lambda m: m.name
)
each_dropped = pytest.mark.parametrize(
    "one", [one for one in MALFORMED if one.reaction == DROPPED], ids=lambda m: m.name
)

DIGEST = {1: "sha256", 2: "sm3"}


def standing(one: Malformed) -> Standing:
    side, live = Side[one.to.upper()], one.standing == "in session"
    terminal = TERMINAL if live or side is Side.TERMINAL else None
    return Standing(side, live, terminal, lambda frame: frame.tag_holds(SUITE, SESSION_KEY))


def reaction(one: Malformed) -> Refused:
    assert isinstance(one.reaction, Refused)
    return one.reaction


def frames_of(data: bytes) -> list[Frame]:
    decoder = StreamDecoder()
    return [*decoder.receive(data, 0), *finish(decoder)]


def found(one: Malformed) -> Frame:
    (frame,) = frames_of(one.data)
    return frame


# ---- the typed bytes themselves --------------------------------------------------------------------------------------


def test_there_are_sixty_and_more_with_names_of_their_own() -> None:
    assert len({one.name for one in MALFORMED}) == len(MALFORMED) >= 60


def test_both_receivers_in_both_standings_get_some() -> None:
    assert len(Counter((one.to, one.standing) for one in MALFORMED)) == 4


@each_malformed
def test_a_malformed_vector_names_a_clause_and_says_what_each_piece_is(one: Malformed) -> None:
    assert clause(one.clause)
    assert all(one.comments)
    assert one.data


@each_refused
def test_what_is_refused_is_a_whole_frame_and_its_result_is_declared(one: Malformed) -> None:
    assert reckoning.frames_in(one.data) == [(0, one.data)]
    assert Result.of(reaction(one).result) is not Result.OK


@pytest.mark.parametrize("one", [one for one in MALFORMED if one.secured], ids=lambda m: m.name)
def test_the_typed_tag_is_made_as_it_says(one: Malformed) -> None:
    assert one.secured is not None
    covered = bytes.fromhex(one.secured.direction + "".join(one.pieces[:-2]))
    key = bytes.fromhex(one.secured.key)
    assert hmac.new(key, covered, DIGEST[one.secured.suite]).digest()[:8] == bytes.fromhex(one.pieces[-2])


# ---- the stream ------------------------------------------------------------------------------------------------------


@each_dropped
def test_what_is_dropped_gives_no_frame_and_is_told_as_discarded(one: Malformed) -> None:
    decoder = StreamDecoder()
    assert [*decoder.receive(one.data, 0), *finish(decoder)] == []
    # What might still be the beginning of a header waits for the rest of it.
    assert sum(discarded.count for discarded in decoder.take_discarded()) == len(one.data) - decoder.waiting
    assert decoder.waiting < HEADER_SIZE


@each_malformed
def test_the_good_frame_behind_is_found_and_nothing_else(one: Malformed) -> None:
    mine = [] if one.reaction == DROPPED else [one.data]
    assert [frame.encode() for frame in frames_of(one.data + one.frame_after)] == [*mine, one.frame_after]


@each_malformed
def test_the_good_frame_behind_is_found_in_single_bytes_too(one: Malformed) -> None:
    decoder, frames = StreamDecoder(), []
    for byte in one.data + one.frame_after:
        frames += decoder.receive(bytes([byte]), 0)
    frames += finish(decoder)
    assert [frame.encode() for frame in frames][-1] == one.frame_after
    assert len(frames) == 1 + isinstance(one.reaction, Refused)


# ---- the table of refusals -------------------------------------------------------------------------------------------


@each_refused
def test_a_frame_is_refused_with_the_typed_result(one: Malformed) -> None:
    refused = refusal(found(one), standing(one))
    assert refused is not None
    assert refused.result == reaction(one).result
    assert clause(refused.clause)


@each_refused
def test_a_refusal_is_answered_or_not_as_typed(one: Malformed) -> None:
    assert answered(found(one), standing(one)) is reaction(one).answered


@each_refused
def test_a_body_is_refused_by_the_typed_clause_or_the_general_one(one: Malformed) -> None:
    refused = refusal(found(one), standing(one))
    if refused is not None and refused.clause == "FRM-14":
        error = found(one).message()
        assert isinstance(error, BodyError)
        assert error.clause in (one.clause, "FRM-14") or error.clause[:3] == one.clause[:3] == "GWY"


@pytest.mark.parametrize("place", AFTER, ids=" ".join)
def test_the_frame_behind_is_a_good_one(place: tuple[str, str]) -> None:
    one = next(one for one in MALFORMED if (one.to, one.standing) == place)
    (frame,) = frames_of(one.frame_after)
    assert refusal(frame, standing(one)) is None


# ---- the real receivers ----------------------------------------------------------------------------------------------


def receiver(one: Malformed) -> Receiver:
    return (RealTerminal if one.to == "terminal" else RealPlatform)(one.standing == "in session")


def told(answers: list[Answer]) -> list[tuple[int, int, int]]:
    """Sequence, code and result of each refusal."""
    return [(a.answers, a.answered, int(a.result)) for a in answers if isinstance(a, TerminalAck | PlatformAck)]


def assert_the_good_frame_is_answered(one: Malformed, answers: list[Answer]) -> None:
    after = AFTER[one.to, one.standing]
    wanted = {"LOCK": CommandResult, "IDENTIFY": Identity, "HEARTBEAT": PlatformAck, "LOGIN": LoginAck}[after.title]
    last = answers[-1]
    assert isinstance(last, wanted)
    assert last.answers == after.sequence
    assert getattr(last, "result", Result.OK) is Result.OK


@each_malformed
def test_a_real_receiver_reacts_as_typed_and_answers_the_good_frame_behind(one: Malformed) -> None:
    real, after = receiver(one), AFTER[one.to, one.standing]
    answers = real.give(real.sealed(one.data, _tag_of(one)) + real.sealed(after.frame, after.secured))
    assert_the_good_frame_is_answered(one, answers)
    wanted = []
    if isinstance(one.reaction, Refused) and one.reaction.answered:
        frame = found(one)
        wanted = [(frame.sequence, frame.code, one.reaction.result)]
    assert told(answers[:-1]) == wanted
    assert len(answers) == len(wanted) + 1


def _tag_of(one: Malformed) -> Secured | None:
    """What is dropped goes in as it was typed."""
    return one.secured if isinstance(one.reaction, Refused) else None
