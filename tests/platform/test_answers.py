"""What asks for an answer gets what its declaration names, under the suite of the last opening (ACK-11, SEC-20)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import AccessClass, Capability, Flag, Result, Side, Suite
from protocol_spec.frame import Frame
from protocol_spec.message import Ack, Message, When, by_code
from protocol_spec.messages import Heartbeat, LoginAck, Register, RegisterAck
from tests.platform.wire import KEY, TERMINAL, Wire, event, result_of
from tests.protocol_spec.strategies import calm, messages

ASKING = [message for message in by_code.values() if message.sender is Side.TERMINAL and message.ack is not Ack.NEVER]


def register(suite: Suite) -> Register:
    return Register(
        suite=suite,
        vendor=9999,
        model=1,
        hardware="A1",
        firmware="1.0.0",
        imei="",
        iccid="",
        qr=1,
        division=410171,
        access=AccessClass.MAINS_RELAY,
        capability=Capability.NONE,
    )


def answers_to(wire: Wire, frame: Frame) -> list[Message]:
    answers = [one.message() for one in [*wire.give(frame), *wire.store()]]
    return [one for one in answers if isinstance(one, Message) and one.values().get("answers") == frame.sequence]


@pytest.mark.clause("ACK-11", "ACK-02")
@pytest.mark.parametrize("declared", ASKING, ids=lambda m: m.title)
@settings(calm, max_examples=15)
@given(data=st.data())
def test_any_message_in_order_is_answered_once_with_what_its_declaration_names(
    declared: type[Message], data: st.DataObject
) -> None:
    """Whatever it says: a LOGIN that is refused is told so in LOGIN_ACK."""
    wire = Wire().live()
    message = data.draw(messages(declared))
    opens = declared.when is When.LOGIN
    (answer,) = answers_to(wire, wire.frame(message, Flag.ACK_REQUIRED, KEY if opens else None))
    assert answer.title in declared.answered_by
    assert opens or getattr(answer, "result", Result.OK) is Result.OK


# ---- by which suite ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("SEC-20", "SEC-16")
@pytest.mark.parametrize("known", [False, True], ids=["new", "registered before"])
@pytest.mark.parametrize("suite", list(Suite))
def test_a_register_is_answered_by_the_suite_that_it_names(suite: Suite, known: bool) -> None:
    wire = Wire(suite=suite)
    wire.book.entries[TERMINAL] = replace(wire.book.entries[TERMINAL], registered=known)
    (answer,) = wire.give(wire.frame(register(suite), key=KEY))
    ack = answer.message()
    assert isinstance(ack, RegisterAck)
    assert ack.result is (Result.ALREADY_REGISTERED if known else Result.OK)
    assert [one for one in Suite if answer.tag_holds(one, KEY)] == [suite]


@pytest.mark.clause("SEC-20", "SEC-11")
def test_what_a_session_answers_is_tagged_by_the_suite_that_its_login_named_last() -> None:
    """Registered under one suite, logged in under the other, and under the first again on the same connection."""
    wire = Wire()
    nonce = 5
    for opens, suite in ((Suite.HMAC_SM3, Suite.HMAC_SHA256), (Suite.HMAC_SHA256, Suite.HMAC_SM3)):
        wire.suite = opens
        wire.give(wire.frame(register(opens), key=KEY))
        wire.suite, nonce = suite, nonce + 1
        assert wire.login(nonce=nonce).result is Result.OK, "its tag was looked at by the suite it names"
        for message in (Heartbeat(oldest=1), event(nonce)):
            frames = [*wire.say(message), *wire.store()]
            assert result_of(frames) is Result.OK
            assert [one for one in Suite if frames[0].tag_holds(one, wire.key)] == [suite]


@pytest.mark.clause("SEC-20")
def test_a_refused_login_under_another_suite_does_not_change_how_the_session_is_tagged() -> None:
    wire = Wire().live()
    key = wire.key
    wire.suite = Suite.HMAC_SM3
    assert wire.login(nonce=1).result is Result.LOGIN_REPLAYED
    wire.suite, wire.key = Suite.HMAC_SHA256, key
    (answer,) = wire.say(Heartbeat(oldest=1))
    assert answer.tag_holds(Suite.HMAC_SHA256, key)
    assert not isinstance(answer.message(), LoginAck)
