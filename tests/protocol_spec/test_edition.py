"""Editions and dialects: a small second edition beside the first, and a dialect with a message of its own (FRM-02, FRM-16)."""

from dataclasses import replace

import pytest

from protocol_spec.codes import Flag, Result, Side
from protocol_spec.edition import EDITIONS, PRIVATE, WTP1, Edition, is_private, spoken
from protocol_spec.frame import Frame, frame_of, read_frame
from protocol_spec.kinds import u8, u16
from protocol_spec.message import Ack, Message, field
from protocol_spec.messages import Heartbeat
from protocol_spec.refusal import Standing, refusal
from protocol_spec.session_table import State, listed
from protocol_spec.vectors import TERMINAL
from tests.protocol_spec.strategies import DECLARED
from tests.protocol_spec.typed import SESSION_KEY, SUITE

SECOND = Edition(2, "WTP/2")
SHIPYARD = WTP1.dialect("shipyard")


class Beat(Message, edition=SECOND, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", ack=Ack.MUST):
    """A heartbeat of the second edition: another body under the code of the first."""

    beats: int = field(u16, "SES-06", "beats so far", "心跳次数")


class Crane(Message, edition=SHIPYARD, code=0x60, sender=Side.TERMINAL, clause="FRM-16", zh="吊车"):
    """A private message of a dialect."""

    load: int = field(u8, "FRM-16", "load in tonnes", "载荷，吨")


BEAT = frame_of(Beat(beats=515), TERMINAL, 3, Flag.ACK_REQUIRED)
CRANE = frame_of(Crane(load=40), TERMINAL, 4)


def platform(*editions: int) -> Standing:
    return Standing(Side.PLATFORM, True, TERMINAL, lambda f: f.tag_holds(SUITE, SESSION_KEY), frozenset(editions))


def refused(frame: Frame, standing: Standing) -> Result | None:
    found = refusal(frame.sealed(SUITE, SESSION_KEY), standing)
    return found.result if found else None


def test_a_frame_carries_the_number_of_its_messages_edition() -> None:
    assert BEAT.edition == 2
    assert CRANE.edition == 1
    assert BEAT.encode()[2] == 2


@pytest.mark.clause("FRM-02")
def test_a_frame_of_an_edition_that_is_not_spoken_is_read_as_a_frame_and_refused_by_name() -> None:
    assert read_frame(BEAT.encode()) == BEAT
    assert BEAT.declared() is None
    assert BEAT.message() is None
    assert refused(BEAT, platform(1)) is Result.EDITION_UNSUPPORTED


@pytest.mark.clause("FRM-02")
def test_where_both_editions_are_spoken_each_frame_is_read_in_its_own() -> None:
    first = frame_of(Heartbeat(oldest=1), TERMINAL, 3, Flag.ACK_REQUIRED)
    with spoken(SECOND):
        assert BEAT.declared() is Beat
        assert BEAT.message() == Beat(beats=515)
        assert first.message() == Heartbeat(oldest=1)
        assert refused(BEAT, platform(1, 2)) is None
        assert refused(first, platform(1, 2)) is None
        assert refused(first, platform(2)) is Result.EDITION_UNSUPPORTED
        assert refused(replace(BEAT, body=BEAT.body + b"\0"), platform(1, 2)) is Result.MALFORMED
        assert refused(replace(BEAT, code=0x10), platform(1, 2)) is Result.UNKNOWN_CODE
        assert listed(State.LIVE, Side.TERMINAL, edition=2) == [Beat]
    assert BEAT.message() is None


@pytest.mark.clause("FRM-02")
def test_a_code_of_one_edition_says_nothing_in_another() -> None:
    with spoken(SECOND):
        assert replace(BEAT, edition=1).message() != BEAT.message()
        assert replace(BEAT, code=0x02).message() is None


def test_what_was_spoken_before_is_spoken_again_afterwards_even_after_an_error() -> None:
    before = dict(EDITIONS)
    other = Edition(1, "another first")
    with spoken(other), spoken(SECOND):
        assert {1: other, 2: SECOND} == EDITIONS
    assert before == EDITIONS
    with pytest.raises(ZeroDivisionError), spoken(other):
        _ = 1 // 0
    assert before == EDITIONS


@pytest.mark.clause("FRM-16", "FRM-13")
def test_a_private_message_is_known_where_its_dialect_is_spoken_and_unknown_elsewhere() -> None:
    assert refused(CRANE, platform(1)) is Result.UNKNOWN_CODE
    with spoken(SHIPYARD):
        assert CRANE.message() == Crane(load=40)
        assert refused(CRANE, platform(1)) is None
        assert frame_of(Heartbeat(oldest=1), TERMINAL, 0).message() == Heartbeat(oldest=1)
    assert CRANE.message() is None


@pytest.mark.clause("FRM-16")
def test_a_dialect_has_every_message_of_its_edition_and_leaves_the_edition_as_it_was() -> None:
    assert SHIPYARD.dialect_of is WTP1
    assert SHIPYARD.number == 1
    assert {**WTP1.messages, 0x60: Crane} == SHIPYARD.messages
    assert not any(is_private(code) for code in WTP1.messages)


@pytest.mark.clause("FRM-16")
def test_the_private_codes_are_those_of_the_clause() -> None:
    assert [code for code in range(256) if is_private(code)] == [*range(0x60, 0x70), *range(0xE0, 0xF0)]
    assert PRIVATE == 0x60


@pytest.mark.clause("FRM-16")
@pytest.mark.parametrize("code", [0x6F, 0xE0])
def test_a_private_code_in_a_public_edition_is_a_wrong_declaration(code: int) -> None:
    with pytest.raises(TypeError, match=r"among a dialect's.*FRM-16"):

        class Public(Message, code=code, sender=Side.of(code >> 7), clause="FRM-16", zh="错"):
            pass

    assert code not in WTP1.messages


@pytest.mark.clause("FRM-16")
@pytest.mark.parametrize("code", [0x50, 0xC0])
def test_a_public_code_in_a_dialect_is_a_wrong_declaration(code: int) -> None:
    dialect = WTP1.dialect("wrong")
    with pytest.raises(TypeError, match=r"among the public ones.*FRM-16"):

        class Private(
            Message,
            edition=dialect,
            code=code,
            sender=Side.of(code >> 7),
            clause="FRM-16",
            zh="错",
        ):
            pass

    assert dialect.messages == WTP1.messages


def test_a_dialect_cannot_give_a_taken_code_again() -> None:
    with pytest.raises(TypeError, match="0x60 already belongs to Crane"):

        class Second(Message, edition=SHIPYARD, code=0x60, sender=Side.TERMINAL, clause="FRM-16", zh="错"):
            pass


def test_declaring_elsewhere_leaves_the_first_edition_alone() -> None:
    assert set(DECLARED) == set(WTP1.messages.values())
    assert Beat not in DECLARED
    assert Crane not in DECLARED
