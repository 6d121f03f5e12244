"""How a message is declared, and which declarations are refused."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import pytest

from protocol_spec.codes import Side
from protocol_spec.kinds import u8
from protocol_spec.message import Ack, Message, by_code, field
from protocol_spec.messages import Heartbeat
from tests.protocol_spec.strategies import DECLARED, values


@pytest.fixture(autouse=True)
def clean_registry() -> Iterator[None]:
    before = dict(by_code)
    yield
    by_code.clear()
    by_code.update(before)


def free_code(side: Side) -> int:
    return next(code for code in (range(0x80) if side is Side.TERMINAL else range(0x80, 0x100)) if code not in by_code)


@pytest.mark.parametrize("sender", Side)
def test_a_code_whose_bit_seven_contradicts_the_sender_is_refused(sender: Side) -> None:
    before = dict(by_code)
    wrong = free_code(Side(1 - sender))
    with pytest.raises(TypeError, match="bit 7"):

        class Wrong(Message, code=wrong, sender=sender, clause="FRM-01", zh="错"):
            value: int = field(u8, "FRM-01", "value", "值")

    assert by_code == before


def test_a_code_that_is_taken_is_refused_and_the_owner_named() -> None:
    before = dict(by_code)
    with pytest.raises(TypeError, match="0x04 already belongs to Heartbeat"):

        class Second(Message, code=0x04, sender=Side.TERMINAL, clause="FRM-01", zh="错"):
            value: int = field(u8, "FRM-01", "value", "值")

    assert by_code == before
    assert by_code[0x04] is Heartbeat


def test_a_declaration_makes_the_value_the_layout_and_the_entry() -> None:
    code = free_code(Side.PLATFORM)

    class Sample(Message, code=code, sender=Side.PLATFORM, clause="FRM-01", zh="样"):
        one: int = field(u8, "FRM-01", "one", "一")
        two: int = field(u8, "FRM-02", "two", "二")

    assert by_code[code] is Sample
    assert (Sample.title, Sample.response, Sample.sender) == ("SAMPLE", False, Side.PLATFORM)
    assert list(Sample.fields()) == ["one", "two"]
    assert Sample(one=1, two=2).encode() == b"\x01\x02"
    assert Sample.decode(b"\x01\x02") == Sample(one=1, two=2)


def test_the_registry_knows_each_message_by_its_own_code() -> None:
    assert set(by_code.values()) == set(DECLARED)
    assert all(by_code[message.code] is message for message in DECLARED)
    assert len({message.title for message in DECLARED}) == len({message.zh for message in DECLARED}) == len(DECLARED)


def test_a_message_is_built_by_keyword_and_does_not_change() -> None:
    with pytest.raises(TypeError):
        Heartbeat(1)  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Heartbeat(oldest=1).oldest = 2  # type: ignore[misc]


def test_every_field_of_every_message_has_a_strategy() -> None:
    for message in DECLARED:
        for spec in message.fields().values():
            values(spec.kind)


ANSWERS = {
    "REGISTER": "REGISTER_ACK",
    "LOGIN": "LOGIN_ACK",
    "TIME_REQUEST": "TIME",
    "UNLOCK": "COMMAND_RESULT",
    "LOCK": "COMMAND_RESULT",
    "REBOOT": "COMMAND_RESULT",
    "UPGRADE_OFFER": "COMMAND_RESULT",
    "PARAM_SET": "PARAM_REPORT",
    "PARAM_GET": "PARAM_REPORT",
    "IDENTIFY": "IDENTITY",
    "QUERY": "TERMINAL_ACK DIAGNOSIS IDENTITY",
    "OFFLINE_PERMIT": "COMMAND_RESULT",
}
"""What answers a message that is accepted, where that is not the general acknowledgement; typed from the document."""


@pytest.mark.clause("ACK-11")
def test_a_message_that_asks_for_an_answer_says_which_and_any_other_says_none() -> None:
    titles = {message.title: message for message in DECLARED}
    for message in DECLARED:
        usual = {Side.TERMINAL: "PLATFORM_ACK", Side.PLATFORM: "TERMINAL_ACK"}[message.sender]
        usual = "" if message.ack is Ack.NEVER else usual
        expected = tuple(ANSWERS.get(message.title, usual).split())
        assert message.answered_by == expected, message.title
        assert all(titles[one].response and titles[one].sender is not message.sender for one in expected)


@pytest.mark.clause("ACK-01")
def test_every_answer_begins_with_the_sequence_it_answers() -> None:
    for message in DECLARED:
        assert (next(iter(message.fields()), "") == "answers") is message.response, message.title
