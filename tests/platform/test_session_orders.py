"""What the platform asks of a terminal: numbers, deadlines, retransmissions, and which answers count."""

from dataclasses import replace

import pytest

from protocol_spec.codes import EndReason, Flag, LockMode, RebootMode, RelayState, Result, Subject
from protocol_spec.endpoint import LinkWanted
from protocol_spec.frame import Frame
from protocol_spec.ident import ANYBODY
from protocol_spec.instant import S
from protocol_spec.message import Message
from protocol_spec.messages import (
    CommandResult,
    Heartbeat,
    Identify,
    Identity,
    Item,
    Lock,
    ParamGet,
    ParamReport,
    ParamSet,
    Query,
    Reboot,
    TerminalAck,
    Unlock,
)
from protocol_spec.parameters import PARAMETERS, by_name, judge
from reference_platform.happenings import Answered, CommandDone, WentOffline
from reference_platform.session_parameters import ParameterRefused
from simulator.terminal.profile import load_profile
from tests.platform.wire import START, TERMINAL, Wire, result_of

UNLOCK: dict[str, int | str] = {"worker": "00" * 8, "permit": 1, "grant_end": START + 3600 * S, "idle_limit": 60}


def only(frames: list[Frame], kind: type[Message]) -> tuple[Frame, Message]:
    (frame,) = frames
    message = frame.message()
    assert isinstance(message, kind)
    return frame, message


def done(frame: Frame, command: int, result: Result = Result.OK) -> CommandResult:
    return CommandResult(
        answers=frame.sequence,
        command=command,
        result=result,
        relay_command=RelayState.CLOSED,
        relay_feedback=RelayState.CLOSED,
        took=120,
    )


def identity(answers: int) -> Identity:
    profile = load_profile()
    return Identity(
        answers=answers,
        speaks=1,
        vendor=9999,
        model=1,
        hardware="A",
        firmware="1",
        imei="",
        iccid="",
        qr=1,
        division=410171,
        access=profile.access,
        capability=profile.capability,
    )


@pytest.mark.clause("LCK-25")
def test_commands_are_numbered_from_1_in_each_session_whatever_they_are() -> None:
    wire = Wire()
    for nonce in (5, 6):
        wire.login(nonce=nonce)
        numbers = [
            only(wire.order("unlock", grant=1, **UNLOCK), Unlock)[1],
            only(wire.order("lock", reason="PLATFORM"), Lock)[1],
            only(wire.order("parameters", heartbeat=30), ParamSet)[1],
            only(wire.order("reboot", mode="RESTART"), Reboot)[1],
            only(wire.order("unlock", grant=2, **UNLOCK), Unlock)[1],
        ]
        assert [message.values()["command"] for message in numbers] == [1, 2, 3, 4, 5]
    wire.check_replay()


@pytest.mark.clause("LCK-26", "ACK-03")
def test_an_unlock_is_sent_again_byte_for_byte_and_given_up_at_its_accept_until() -> None:
    wire = Wire().live()
    first, unlock = only(wire.order("unlock", grant=3, **UNLOCK), Unlock)
    assert isinstance(unlock, Unlock)
    assert unlock.accept_until - unlock.issued == 30 * S
    assert wire.wait(29.9) == [first, first]
    assert not wire.told(CommandDone)
    wire.give(wire.frame(Heartbeat(oldest=1)))
    assert wire.wait(100) == []
    assert [(one.grant, one.result) for one in wire.told(CommandDone)] == [(3, None)]
    assert wire.say(done(first, 1)) == []
    assert not wire.told(CommandDone)
    wire.check_replay()


@pytest.mark.clause("ACK-03")
def test_a_lock_is_sent_four_times_at_growing_distance_and_then_the_link_is_dead() -> None:
    wire = Wire().live()
    (first,) = wire.order("lock", reason="PLATFORM", grant=3)
    sent_at = []
    for _ in range(200):
        beat = wire.frame(Heartbeat(oldest=1), Flag.NONE)
        assert wire.give(beat) == []
        if again := wire.wait(1):
            assert again == [first]
            sent_at.append((wire.now - START) // S)
    assert sent_at == [5, 15, 45]
    happened = list(wire.events())
    assert WentOffline(TERMINAL, "commands unanswered") in happened
    assert LinkWanted(False) in happened
    assert [(one.grant, one.result) for one in happened if isinstance(one, CommandDone)] == [(3, None)]


@pytest.mark.clause("ACK-09", "ACK-11")
@pytest.mark.parametrize("wrong", ["sequence", "command", "kind", "code", "ok"])
def test_an_answer_that_nobody_waits_for_changes_nothing(wrong: str) -> None:
    wire = Wire().live()
    frame, _ = only(wire.order("unlock", grant=3, **UNLOCK), Unlock)
    strays: dict[str, Message] = {
        "sequence": replace(done(frame, 1), answers=frame.sequence + 1),
        "command": done(frame, 2),
        "kind": identity(frame.sequence),
        "code": TerminalAck(answers=frame.sequence, answered=Lock.code, result=Result.NOT_SUPPORTED),
        "ok": TerminalAck(answers=frame.sequence, answered=Unlock.code, result=Result.OK),
    }
    assert wire.say(strays[wrong]) == []
    assert not list(wire.events())
    assert wire.wait(5) == [frame]
    wire.say(done(frame, 1))
    assert [one.result for one in wire.told(CommandDone)] == [Result.OK]
    assert wire.wait(20) == []
    assert wire.say(done(frame, 1)) == []
    assert not list(wire.events())


def test_a_refusal_by_terminal_ack_ends_a_command_too() -> None:
    wire = Wire().live()
    frame, _ = only(wire.order("unlock", grant=3, **UNLOCK), Unlock)
    wire.say(TerminalAck(answers=frame.sequence, answered=Unlock.code, result=Result.BAD_TAG))
    (one,) = wire.told(CommandDone)
    assert (one.grant, one.result, one.feedback) == (3, Result.BAD_TAG, RelayState.UNKNOWN)
    assert wire.wait(20) == []


def test_what_was_asked_before_a_new_login_is_told_to_be_unanswered() -> None:
    wire = Wire().live()
    frame, _ = only(wire.order("unlock", grant=3, **UNLOCK), Unlock)
    wire.order("query", subject="DIAGNOSIS")
    wire.login(nonce=6)
    happened = list(wire.events())
    assert [one.result for one in happened if isinstance(one, CommandDone)] == [None]
    assert [(one.asked, one.answer) for one in happened if isinstance(one, Answered)] == [("QUERY", None)]
    assert wire.say(done(frame, 1)) == []
    assert not wire.told(CommandDone)


def test_a_lock_has_its_mode_and_bound() -> None:
    wire = Wire().live()
    _, lock = only(wire.order("lock", reason="GRANT_END", mode="AFTER_ARC", bound=20), Lock)
    assert isinstance(lock, Lock)
    assert (lock.reason, lock.mode, lock.bound) == (EndReason.GRANT_END, LockMode.AFTER_ARC, 20)


@pytest.mark.clause("PAR-13", "PAR-01")
@pytest.mark.parametrize("parameter", [p for p in PARAMETERS if not p.read_only], ids=lambda p: p.name)
def test_a_parameter_is_set_within_its_range_and_refused_outside(parameter: object) -> None:
    assert type(parameter) is type(PARAMETERS[0])
    wire = Wire().live()
    wrong: list[int | str] = [99] if parameter.kind.codes else ["here", "h:0", "x" * 60 + ":7808"]
    within: list[int | str] = [2] if parameter.kind.codes else ["platform.example:7808"]
    if parameter.low is not None and parameter.high is not None:
        within, wrong = [parameter.low, parameter.high], [parameter.low - 1, parameter.high + 1, "10", True]
    for value in within:
        _, message = only(wire.order("parameters", **{parameter.name: value}), ParamSet)
        assert isinstance(message, ParamSet)
        assert judge(message.items).values == {parameter.id: value}
    for value in wrong:
        with pytest.raises(ParameterRefused, match=parameter.name):
            wire.order("parameters", **{parameter.name: value})
    assert wire.sent() == []


@pytest.mark.clause("PAR-13")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"heartbeat": 30, "colour": 1}, "colour.*heartbeat"),
        ({"heartbeat": 30, "qr": 5}, "qr: .*nobody can set it"),
        ({"heartbeat": 30, "link_grace": 0}, "link_grace 0 .*1 to 86400"),
        ({}, "no parameter"),
    ],
)
def test_one_bad_parameter_keeps_all_of_them_back_and_uses_up_no_command(values: dict[str, int], said: str) -> None:
    wire = Wire().live()
    with pytest.raises(ParameterRefused, match=said):
        wire.order("parameters", **values)
    assert wire.sent() == []
    _, message = only(wire.order("parameters", heartbeat=30), ParamSet)
    assert message.values()["command"] == 1


def report(frame: Frame, result: Result, *items: Item) -> ParamReport:
    return ParamReport(answers=frame.sequence, result=result, culprit=0, more=0, items=items)


def test_parameters_are_asked_for_by_name_and_their_report_is_handed_on() -> None:
    wire = Wire().live()
    frame, asked = only(wire.order("ask_parameters", names="heartbeat, policy"), ParamGet)
    assert isinstance(asked, ParamGet)
    assert [row.id for row in asked.wanted] == [by_name["heartbeat"].id, by_name["policy"].id]
    answer = report(frame, Result.OK, by_name["heartbeat"].item(60))
    wire.say(answer)
    assert wire.told(Answered) == [Answered(TERMINAL, "PARAM_GET", answer)]
    assert only(wire.order("ask_parameters"), ParamGet)[1] == ParamGet(wanted=())
    with pytest.raises(ParameterRefused, match="colour"):
        wire.order("ask_parameters", names="colour")


@pytest.mark.clause("SES-07")
@pytest.mark.parametrize(("result", "silent_after"), [(Result.OK, 720), (Result.OUT_OF_RANGE, 180)])
def test_silence_is_measured_by_the_heartbeat_that_the_terminal_took(result: Result, silent_after: int) -> None:
    wire = Wire().live()
    frame, _ = only(wire.order("parameters", heartbeat=240), ParamSet)
    wire.say(report(frame, result, by_name["heartbeat"].item(240)))
    list(wire.events())
    wire.wait(silent_after - 1)
    assert not wire.told(WentOffline)
    wire.wait(1)
    assert [one.why for one in wire.told(WentOffline)] == ["silent"]


@pytest.mark.clause("ACK-09", "ACK-11")
def test_a_question_is_not_answered_by_what_answers_another() -> None:
    wire = Wire().live()
    frame, _ = only(wire.order("ask_parameters"), ParamGet)
    wire.say(identity(frame.sequence))
    wire.say(done(frame, 0))
    wire.say(TerminalAck(answers=frame.sequence, answered=ParamGet.code, result=Result.OK))
    assert not list(wire.events())
    wire.say(report(frame, Result.OK))
    assert [one.asked for one in wire.told(Answered)] == ["PARAM_GET"]


@pytest.mark.parametrize("subject", list(Subject))
def test_questions_and_their_answers(subject: Subject) -> None:
    wire = Wire().live()
    frame, asked = only(wire.order("query", subject=subject.name), Query)
    assert asked == Query(subject=subject)
    assert frame.wants_ack
    wire.say(TerminalAck(answers=frame.sequence, answered=Query.code, result=Result.NOT_SUPPORTED))
    assert [one.asked for one in wire.told(Answered)] == ["QUERY"]
    assert wire.wait(30) == []


def test_a_restart_is_a_command() -> None:
    wire = Wire().live()
    frame, asked = only(wire.order("reboot", mode="FACTORY_RESET"), Reboot)
    assert asked == Reboot(command=1, mode=RebootMode.FACTORY_RESET)
    wire.say(done(frame, 1))
    assert [one.command for one in wire.told(CommandDone)] == [1]


def test_who_is_there_can_be_asked_with_and_without_a_session() -> None:
    wire = Wire()
    frame, _ = only(wire.order("identify"), Identify)
    assert (frame.terminal, frame.secured) == (ANYBODY, False)
    assert wire.give(wire.frame(identity(frame.sequence))) == []
    assert wire.told(Answered) == [Answered(TERMINAL, "IDENTIFY", identity(frame.sequence))]
    wire.live()
    frame, _ = only(wire.order("identify"), Identify)
    assert (frame.terminal, frame.secured) == (TERMINAL, True)
    wire.say(identity(frame.sequence))
    assert [one.answer for one in wire.told(Answered)] == [identity(frame.sequence)]
    wire.check_replay()


def test_who_is_not_there_is_told_after_one_ack_timeout() -> None:
    wire = Wire()
    wire.order("identify")
    assert wire.wait(6) == []
    assert [one.answer for one in wire.told(Answered)] == [None]


@pytest.mark.parametrize("name", ["unlock", "lock", "reboot", "query"])
def test_without_a_session_nothing_is_sent_and_that_is_told(name: str) -> None:
    wire = Wire()
    assert wire.order(name, grant=3, subject="STATUS", **UNLOCK) == []
    (told,) = list(wire.events())
    assert isinstance(told, CommandDone | Answered)


@pytest.mark.clause("SEC-01", "ACK-05")
def test_every_order_is_secured_and_asks_for_an_answer() -> None:
    wire = Wire().live()
    for name in ("unlock", "lock", "ask_parameters", "query", "reboot", "identify"):
        (frame,) = wire.order(name, grant=1, subject="STATUS", **UNLOCK)
        assert frame.tag_holds(wire.suite, wire.key)
        assert frame.wants_ack
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK


def test_an_order_that_is_none_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="explode"):
        Wire().live().order("explode")
