"""What asks for an answer gets the one that its declaration names, whatever the message (ACK-11)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Flag, LockMode, RebootMode, Result, Side, Subject
from protocol_spec.instant import S
from protocol_spec.message import Ack, Message, When, by_code
from protocol_spec.messages import (
    Identify,
    Lock,
    ParamGet,
    ParamSet,
    Query,
    Reboot,
    TerminalAck,
    Unlock,
    UpgradeChunk,
    UpgradeOffer,
)
from tests.protocol_spec.strategies import calm, messages

from .bench import Bench

ASKING = [
    message
    for message in by_code.values()
    if message.sender is Side.PLATFORM and message.ack is not Ack.NEVER and message.when is not When.OFFLINE
]
each_asking = pytest.mark.parametrize("declared", ASKING, ids=lambda m: m.title)


def answers_to(bench: Bench, message: Message) -> list[Message]:
    frame = bench.say(message, Flag.ACK_REQUIRED)
    bench.advance(2 * S)
    return [sent.message for sent in bench.sent if sent.has(Flag.RESPONSE) and sent.message.answers == frame.sequence]


def quiet() -> Bench:
    bench = Bench(heartbeat=240, status_idle=600)
    bench.advance(S)
    return bench


ACCEPTED: dict[type[Message], list[Any]] = {
    Unlock: [lambda bench: bench.unlock_message()],
    Lock: [lambda bench, mode=mode: bench.lock_message(mode=mode) for mode in LockMode],
    ParamSet: [lambda bench: ParamSet(command=1, items=())],
    ParamGet: [lambda bench: ParamGet(wanted=())],
    Query: [lambda bench, subject=subject: Query(subject=subject) for subject in Subject],
    Reboot: [lambda bench: Reboot(command=1, mode=RebootMode.RESTART)],
    Identify: [lambda bench: Identify()],
}
"""A good one, or one of each kind, of what this terminal can do."""

NOT_HAD: set[type[Message]] = {UpgradeOffer, UpgradeChunk}
"""Optional features that it does not have (DIA-06)."""


@pytest.mark.clause("ACK-11", "ACK-02")
@pytest.mark.parametrize("declared", [message for message in ASKING if message in ACCEPTED], ids=lambda m: m.title)
def test_a_message_that_is_accepted_is_answered_once_with_what_its_declaration_names(declared: type[Message]) -> None:
    seen = set()
    for make in ACCEPTED[declared]:
        (answer,) = answers_to(bench := quiet(), make(bench))
        assert getattr(answer, "result", Result.OK) is Result.OK
        seen.add(answer.title)
    assert seen == set(declared.answered_by)


def test_every_message_that_asks_is_tried_or_not_had() -> None:
    assert set(ACCEPTED) | NOT_HAD == set(ASKING)


@pytest.mark.clause("ACK-11", "DIA-06")
@each_asking
@settings(calm, max_examples=15)
@given(data=st.data())
def test_any_message_at_all_is_answered_once_with_what_its_declaration_names_or_refused(
    declared: type[Message], data: st.DataObject
) -> None:
    (answer,) = answers_to(quiet(), data.draw(messages(declared)))
    if isinstance(answer, TerminalAck) and answer.result is not Result.OK:
        assert answer.answered == declared.code
        assert (answer.result is Result.NOT_SUPPORTED) is (declared in NOT_HAD)
    else:
        assert answer.title in declared.answered_by
