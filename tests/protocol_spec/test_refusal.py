"""The table of refusals: each line has a frame that fails it, and for each pair the upper line counts (FRM-19)."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol_spec.clauses import clause
from protocol_spec.codes import Flag, Result, Side
from protocol_spec.frame import Frame, frame_of
from protocol_spec.ident import ANYBODY
from protocol_spec.message import Ack, When, by_code
from protocol_spec.messages import EventRecord, Heartbeat, Identify, Lock, OfflinePermit, PlatformAck
from protocol_spec.refusal import STEPS, Refusal, Standing, answered, refusal
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec.typed import SESSION_KEY, SUITE, declared, message_of

OTHER = "9999010000000043"


def live(side: Side) -> Standing:
    return Standing(side, True, TERMINAL, lambda frame: frame.tag_holds(SUITE, SESSION_KEY))


def without(side: Side) -> Standing:
    return Standing(side, False, TERMINAL if side is Side.TERMINAL else None, lambda frame: False)


def typed(title: str) -> Frame:
    vector = next(v for v in VECTORS if v.title == title)
    return frame_of(message_of(vector), TERMINAL, 7)


GOOD = {Side.PLATFORM: typed("HEARTBEAT"), Side.TERMINAL: typed("LOCK")}
"""By who receives it; sealed at the end, when everything else has been spoilt."""

UNKNOWN = {Side.PLATFORM: 0x3F, Side.TERMINAL: 0xBF}

Spoil = Callable[[Frame, Side], Frame]

SPOILS: dict[str, Spoil] = {
    "FRM-02": lambda frame, side: replace(frame, edition=9),
    "FRM-17": lambda frame, side: replace(frame, terminal=OTHER),
    "FRM-03": lambda frame, side: replace(frame, flags=frame.flags | 0x20),
    "FRM-15": lambda frame, side: replace(frame, code=frame.code ^ 0x80),
    "SES-05": lambda frame, side: replace(frame, terminal=OTHER),
    "SEC-08": lambda frame, side: frame,
    "SEC-05": lambda frame, side: frame,
    "FRM-13": lambda frame, side: replace(frame, code=(frame.code & 0x80) | (UNKNOWN[side] & 0x7F)),
    "OFF-05": lambda frame, side: replace(typed("OFFLINE_PERMIT"), flags=frame.flags),
    "FRM-18": lambda frame, side: replace(frame, flags=frame.flags | Flag.BACKFILL),
    "FRM-14": lambda frame, side: replace(frame, body=frame.body + b"\0"),
}
"""What makes a frame fail a line, whatever else is wrong with it. Tags are seen to by `spoilt`."""

ORDER = [step.refusal.clause for step in STEPS]


def lines(side: Side) -> list[str]:
    """The lines that a live receiver of this side can come to."""
    own = [step.refusal.clause for step in STEPS if step.side in (None, side)]
    # A live terminal has looked at the id before; what comes over the link is never an offline permit to a platform.
    return [line for line in own if line not in {Side.TERMINAL: {"SES-05"}, Side.PLATFORM: {"OFF-05"}}[side]]


def spoilt(side: Side, *failing: str) -> Frame:
    """A frame that fails these lines and no other."""
    frame = GOOD[side]
    for line in sorted(failing, key=lambda line: line != "OFF-05"):
        frame = SPOILS[line](frame, side)
    if "SEC-08" in failing:
        return frame
    sealed = frame.sealed(SUITE, SESSION_KEY)
    return replace(sealed, tag=bytes(8)) if "SEC-05" in failing else sealed


def test_every_line_of_the_table_is_spoilt_here() -> None:
    assert set(SPOILS) == set(ORDER)
    assert set(lines(Side.TERMINAL)) | set(lines(Side.PLATFORM)) == set(ORDER)


def test_every_line_has_a_clause_and_words_in_both_languages() -> None:
    for step in STEPS:
        assert clause(step.refusal.clause)
        assert step.zh
        assert step.en
        assert step.refusal.result is not Result.OK


@pytest.mark.clause("FRM-19")
def test_the_lines_stand_in_the_order_of_the_specification() -> None:
    assert [(step.refusal.clause, step.refusal.result.name) for step in STEPS] == [
        ("FRM-02", "EDITION_UNSUPPORTED"),
        ("FRM-17", "NOT_FOR_ME"),
        ("FRM-03", "MALFORMED"),
        ("FRM-15", "WRONG_DIRECTION"),
        ("SES-05", "NOT_LOGGED_IN"),
        ("SEC-08", "TAG_REQUIRED"),
        ("SEC-05", "BAD_TAG"),
        ("FRM-13", "UNKNOWN_CODE"),
        ("OFF-05", "ONLINE"),
        ("FRM-18", "MALFORMED"),
        ("FRM-14", "MALFORMED"),
    ]


@pytest.mark.parametrize("side", Side)
def test_the_good_frame_is_not_refused(side: Side) -> None:
    assert refusal(spoilt(side), live(side)) is None


@pytest.mark.clause("FRM-02", "FRM-03", "FRM-13", "FRM-14", "FRM-15", "FRM-17", "FRM-18", "SEC-05", "SEC-08", "OFF-05")
@pytest.mark.parametrize(("side", "line"), [(side, line) for side in Side for line in lines(side)])
def test_a_frame_that_fails_one_line_is_refused_for_it(side: Side, line: str) -> None:
    refused = refusal(spoilt(side, line), live(side))
    assert refused is not None
    assert refused.clause == line


def possible(one: str, two: str) -> bool:
    """A frame without a tag has no wrong one, and a frame has one code and one id."""
    return {one, two} not in ({"SEC-08", "SEC-05"}, {"FRM-13", "OFF-05"}, {"FRM-13", "FRM-14"})


PAIRS = [(side, one, two) for side in Side for one, two in itertools.combinations(lines(side), 2) if possible(one, two)]


@pytest.mark.clause("FRM-19", "SEC-18")
@pytest.mark.parametrize(("side", "one", "two"), PAIRS)
def test_a_frame_that_fails_two_lines_is_refused_for_the_upper_one(side: Side, one: str, two: str) -> None:
    refused = refusal(spoilt(side, one, two), live(side))
    assert refused is not None
    assert refused.clause == one


@pytest.mark.parametrize("two", [line for line in ORDER if line not in ("FRM-02", "FRM-17")])
def test_an_edition_that_is_not_spoken_comes_before_everything(two: str) -> None:
    side = Side.TERMINAL if two == "OFF-05" else Side.PLATFORM
    refused = refusal(spoilt(side, "FRM-02", two), live(side))
    assert refused == Refusal(Result.EDITION_UNSUPPORTED, "FRM-02")


# ---- standings -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("SES-05")
@pytest.mark.parametrize("declared", [m for m in by_code.values() if m.sender is Side.TERMINAL], ids=lambda m: m.title)
def test_before_login_a_platform_refuses_all_but_what_opens_a_session_or_needs_none(declared: type) -> None:
    frame = typed(declared.title).sealed(SUITE, SESSION_KEY)  # type: ignore[attr-defined]
    refused = refusal(frame, without(Side.PLATFORM))
    if declared.when in (When.LOGIN, When.ANY):  # type: ignore[attr-defined]
        assert refused is None
    else:
        assert refused == Refusal(Result.NOT_LOGGED_IN, "SES-05")


@pytest.mark.clause("SES-05")
def test_a_frame_of_another_terminal_than_the_one_logged_in_has_no_session() -> None:
    frame = replace(GOOD[Side.PLATFORM], terminal=OTHER).sealed(SUITE, SESSION_KEY)
    assert refusal(frame, live(Side.PLATFORM)) == Refusal(Result.NOT_LOGGED_IN, "SES-05")


@pytest.mark.clause("FRM-17")
def test_identify_to_anybody_is_for_me_and_anything_else_to_anybody_is_not() -> None:
    for standing in (live(Side.TERMINAL), without(Side.TERMINAL)):
        assert refusal(frame_of(Identify(), ANYBODY, 0, Flag.ACK_REQUIRED), standing) is None
        other = refusal(frame_of(Identify(), OTHER, 0, Flag.ACK_REQUIRED), standing)
        assert other == Refusal(Result.NOT_FOR_ME, "FRM-17")
        lock = replace(GOOD[Side.TERMINAL], terminal=ANYBODY).sealed(SUITE, SESSION_KEY)
        assert refusal(lock, standing) == Refusal(Result.NOT_FOR_ME, "FRM-17")


@pytest.mark.clause("SEC-08")
@pytest.mark.parametrize("side", Side)
def test_without_a_tag_only_what_needs_no_session_is_taken_within_one(side: Side) -> None:
    for message in by_code.values():
        if message.sender is not side and message.when is not When.OFFLINE:
            refused = refusal(typed(message.title), live(side))
            sessionless = message.when in (When.LOGIN, When.ANY)
            assert (refused is None) is sessionless, message.title
            assert sessionless or refused == Refusal(Result.TAG_REQUIRED, "SEC-08")


@pytest.mark.clause("SEC-05")
def test_a_message_that_needs_no_tag_is_refused_all_the_same_when_it_has_a_wrong_one() -> None:
    ack = frame_of(PlatformAck(answers=1, answered=0x10, result=Result.OK, watermark=9), TERMINAL, 0)
    assert refusal(ack, live(Side.TERMINAL)) is None
    wrong = replace(ack.sealed(SUITE, SESSION_KEY), tag=bytes(8))
    assert refusal(wrong, live(Side.TERMINAL)) == Refusal(Result.BAD_TAG, "SEC-05")


@pytest.mark.clause("SEC-01")
def test_what_opens_a_session_is_not_judged_under_the_key_of_the_one_before() -> None:
    for title in ("LOGIN", "REGISTER"):
        assert refusal(typed(title).sealed(SUITE, bytes(16)), live(Side.PLATFORM)) is None


@pytest.mark.clause("FRM-18")
def test_backfill_is_for_records_and_batches_of_them() -> None:
    for message in by_code.values():
        if message.sender is Side.TERMINAL and message.when is When.SESSION:
            frame = replace(typed(message.title), flags=typed(message.title).flags | Flag.BACKFILL)
            refused = refusal(frame.sealed(SUITE, SESSION_KEY), live(Side.PLATFORM))
            taken = message.is_record() or message.title == "BACKFILL_BATCH"
            assert (refused is None) is taken, message.title
            assert taken or refused == Refusal(Result.MALFORMED, "FRM-18")


@pytest.mark.clause("OFF-05")
def test_an_offline_permit_does_not_come_over_the_link() -> None:
    permit = typed("OFFLINE_PERMIT").sealed(SUITE, SESSION_KEY)
    assert permit.declared() is OfflinePermit
    assert refusal(permit, live(Side.TERMINAL)) == Refusal(Result.ONLINE, "OFF-05")


@pytest.mark.clause("FRM-31", "FRM-09")
@pytest.mark.parametrize("side", Side)
def test_no_frame_is_refused_for_its_sequence(side: Side) -> None:
    for sequence in (0, 1, 6, 8, 40_000, 65535):
        frame = replace(GOOD[side], sequence=sequence).sealed(SUITE, SESSION_KEY)
        assert refusal(frame, live(side)) is None


# ---- whether it is told ----------------------------------------------------------------------------------------------


@pytest.mark.clause("ACK-04", "ACK-06", "SES-14")
@pytest.mark.parametrize("response", [False, True])
def test_a_response_is_never_answered_and_a_terminal_without_a_session_answers_nothing(response: bool) -> None:
    flags = Flag.RESPONSE if response else Flag.ACK_REQUIRED
    for side in Side:
        frame = replace(GOOD[side], flags=flags)
        assert answered(frame, live(side)) is not response
        assert answered(frame, without(side)) is (not response and side is Side.PLATFORM)


@pytest.mark.clause("ACK-04")
def test_responses_ask_for_no_answer_and_events_and_commands_always_do() -> None:
    assert all(message.ack is Ack.NEVER for message in by_code.values() if message.response)
    assert EventRecord.ack is Lock.ack is Heartbeat.ack is Ack.MUST
    assert {declared(v) for v in VECTORS if Flag(v.flags) & Flag.RESPONSE} == {
        message for message in by_code.values() if message.response
    }
