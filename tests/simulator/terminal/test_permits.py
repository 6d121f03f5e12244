"""Offline permits: presented by hand where there is no link (OFF)."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode, LockState, OfflinePolicy, RelayState, Result, Suite
from protocol_spec.frame import read_frame
from protocol_spec.instant import HOUR, MINUTE, MS, S
from protocol_spec.messages import CommandResult, Login
from protocol_spec.objections import PERMIT_OBJECTIONS, UNLOCK_OBJECTIONS
from protocol_spec.security import permit_key

from .bench import BORIS, KEY, Bench, profile_of
from .programs import permit

ABLE = profile_of().capability | Capability.OFFLINE_PERMIT


def offline(policy: OfflinePolicy = OfflinePolicy.OFFLINE_PERMIT, **over: Any) -> Bench:
    """A terminal that knows what time it is and has lost its link."""
    bench = Bench(profile=profile_of(capability=ABLE), policy=policy, **over)
    bench.advance(10 * S)
    bench.pull_cable()
    bench.advance(10 * S)
    return bench


def present(bench: Bench, data: bytes) -> Result:
    """What the phone is told, a second later at the latest."""
    told = len(bench.notes("permit"))
    bench.do("offline-permit", data.hex())
    bench.advance(S)
    ((_, note),) = bench.notes("permit")[told:]
    return Result[str(note.facts["result"])]


@pytest.mark.clause("OFF-01", "OFF-06")
@pytest.mark.parametrize("suite", list(Suite))
def test_a_good_permit_closes_the_relay_and_its_use_is_an_event_with_its_counter(suite: Suite) -> None:
    bench = offline(suite=suite)
    assert present(bench, permit(bench, 7)) is Result.OK
    assert bench.relay_closed
    bench.reconnect()
    bench.advance(5 * S)
    assert [sent.message.value for sent in bench.alarms(EventCode.OFFLINE_PERMIT_USED)] == [7]
    assert bench.status().grant == 9007
    bench.lock()
    bench.advance(S)
    assert (bench.summary().grant, bench.summary().reason) == (9007, EndReason.PLATFORM)


@pytest.mark.clause("OFF-01")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("under the terminal key", Result.BAD_TAG),
        ("one bit changed", Result.BAD_TAG),
        ("of another terminal", Result.NOT_FOR_ME),
        ("no frame", Result.MALFORMED),
        ("an UNLOCK", Result.MALFORMED),
    ],
)
def test_what_is_no_true_permit_of_this_terminal_closes_nothing(name: str, why: Result) -> None:
    bench = offline()
    data = permit(bench, 7)
    frame = read_frame(data)
    assert frame is not None
    bare = replace(frame, tag=b"", flags=0)
    wrong = {
        "under the terminal key": bare.sealed(bench.identity.suite, KEY),
        "one bit changed": replace(frame, body=frame.body[:-1] + bytes([frame.body[-1] ^ 1])),
        "of another terminal": replace(frame, terminal="9999010000000043"),
        "an UNLOCK": bench.frame(bench.unlock_message(), key=KEY),
    }
    assert present(bench, wrong[name].encode() if name in wrong else data[:-1]) is why
    assert not bench.relay_closed
    assert bench.terminal.flash.permit_counter == 0


@pytest.mark.clause("OFF-02")
@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"lasts": 8 * HOUR}, Result.OK),
        ({"lasts": 8 * HOUR + S}, Result.PERMIT_TOO_LONG),
        ({"lasts": S}, Result.EXPIRED),
        ({"valid_from": 20 * S}, Result.EXPIRED),
    ],
)
def test_a_permit_outside_its_validity_or_valid_for_too_long_is_refused(over: dict[str, int], why: Result) -> None:
    bench = offline()
    if "valid_from" in over:
        over = {"valid_from": bench.utc + over["valid_from"]}
    assert present(bench, permit(bench, 1, **over)) is why
    assert bench.relay_closed is (why is Result.OK)


@pytest.mark.clause("OFF-03")
def test_a_counter_is_taken_once_and_the_last_one_survives_power_cuts() -> None:
    bench = offline()
    assert present(bench, permit(bench, 5)) is Result.OK
    again = permit(bench, 5)
    bench.network = True
    bench.power_cut(as_json=True)
    bench.advance(S)
    bench.pull_cable()
    for counter, why in ((5, Result.COUNTER_USED), (4, Result.COUNTER_USED), (6, Result.OK)):
        assert present(bench, permit(bench, counter)) is why
    assert present(bench, again) is Result.COUNTER_USED


@pytest.mark.clause("OFF-03")
def test_a_permit_that_was_refused_does_not_use_up_its_counter() -> None:
    bench = offline()
    bench.do("gas")
    data = permit(bench, 5)
    assert present(bench, data) is Result.GAS
    bench.do("gas", False)
    assert present(bench, data) is Result.OK


@pytest.mark.clause("OFF-04")
@pytest.mark.parametrize("policy", [OfflinePolicy.FAIL_SECURE, OfflinePolicy.HOLD_SESSION])
def test_under_another_policy_a_permit_is_not_supported(policy: OfflinePolicy) -> None:
    bench = offline(policy)
    assert present(bench, permit(bench, 1)) is Result.NOT_SUPPORTED
    assert not bench.relay_closed


@pytest.mark.clause("DIA-06")
def test_a_terminal_without_the_capability_supports_no_permit() -> None:
    bench = Bench(policy=OfflinePolicy.OFFLINE_PERMIT)
    bench.pull_cable()
    assert present(bench, permit(bench, 1)) is Result.NOT_SUPPORTED


@pytest.mark.clause("OFF-05")
def test_a_permit_while_there_is_a_session_is_refused_online() -> None:
    bench = Bench(profile=profile_of(capability=ABLE), policy=OfflinePolicy.OFFLINE_PERMIT)
    bench.advance(S)
    assert present(bench, permit(bench, 1)) is Result.ONLINE
    assert not bench.relay_closed


def test_a_terminal_that_does_not_know_the_time_takes_no_permit() -> None:
    bench = offline()
    bench.power_cut(as_json=True)
    assert present(bench, permit(bench, 1)) is Result.CLOCK_NOT_SET


# ---- what the phone is told --------------------------------------------------------------------------------------------


def answer(bench: Bench) -> tuple[int, CommandResult]:
    """The last answer to a permit, and when it was given; that it is sealed as OFF-10 says is looked at here."""
    at, note = bench.notes("permit")[-1]
    frame = read_frame(bytes.fromhex(str(note.facts["answer"])))
    assert frame is not None
    suite = bench.identity.suite
    assert frame.terminal == bench.identity.terminal
    assert frame.tag_holds(suite, permit_key(suite, KEY, frame.terminal))
    assert not frame.tag_holds(suite, KEY)
    message = frame.message()
    assert isinstance(message, CommandResult)
    assert (message.answers, message.command) == (0, 0)
    return at, message


@pytest.mark.clause("OFF-10", "OFF-09", "OFF-01")
@pytest.mark.parametrize("suite", list(Suite))
def test_a_permit_is_answered_as_it_came_when_the_relay_was_measured_and_nothing_leaves_over_the_link(
    suite: Suite,
) -> None:
    bench = offline(suite=suite)
    sent = len(bench.sent)
    asked = bench.now
    assert present(bench, permit(bench, 7)) is Result.OK
    at, result = answer(bench)
    assert asked + bench.profile.relay_millis * MS <= at <= asked + S
    assert result.result is Result.OK
    assert result.relay_command is result.relay_feedback is RelayState.CLOSED
    assert result.took == (at - asked) // MS
    assert len(bench.sent) == sent


@pytest.mark.clause("OFF-10")
def test_a_permit_that_is_refused_is_answered_at_once_with_the_relay_as_it_is() -> None:
    bench = offline()
    asked = bench.now
    assert present(bench, permit(bench, 7, lasts=S)) is Result.EXPIRED
    at, result = answer(bench)
    assert at == asked
    assert (result.result, result.relay_command, result.relay_feedback) == (
        Result.EXPIRED,
        RelayState.OPEN,
        RelayState.OPEN,
    )


@pytest.mark.clause("OFF-10", "LCK-03")
@pytest.mark.parametrize(("what", "why"), [("stuck", Result.RELAY_FAULT), ("switch-off", Result.OVERTAKEN)])
def test_a_permit_whose_relay_did_not_close_is_answered_so_once(what: str, why: Result) -> None:
    bench = offline()
    bench.do("offline-permit", permit(bench, 7).hex())
    if what == "stuck":
        bench.do("relay-stuck")
    else:
        bench.do(what)
    bench.advance(2 * S)
    assert len(bench.notes("permit")) == 1
    assert answer(bench)[1].result is why
    assert not bench.relay_closed


@pytest.mark.clause("OFF-10")
def test_a_login_meanwhile_does_not_lose_the_answer_and_does_not_send_it_over_the_link() -> None:
    bench = offline(ack_timeout=60)
    bench.answers_logins = False
    bench.reconnect()
    bench.do("offline-permit", permit(bench, 7).hex())
    bench.advance(100 * MS)
    ack = bench.login_ack(bench.of(Login)[-1])
    bench.key = bench.key_for(bench.login, ack)
    bench.say(ack)
    assert bench.terminal.conversation.live
    assert not bench.notes("permit"), "the relay is still moving"
    bench.advance(5 * S)
    assert answer(bench)[1].result is Result.OK
    assert not bench.of(CommandResult)


def test_a_terminal_that_is_off_tells_a_phone_nothing() -> None:
    bench = offline()
    bench.do("switch-off")
    bench.advance(5 * S)
    bench.do("offline-permit", permit(bench, 7).hex())
    bench.advance(S)
    assert not bench.notes("permit")


# ---- several things wrong ----------------------------------------------------------------------------------------------


def spoilt(name: str, data: bytes) -> bytes:
    frame = read_frame(data)
    assert frame is not None
    if name == "another terminal's":
        frame = replace(frame, terminal="9999010000000043")
    if name == "idle limit 0":
        frame = replace(frame, body=frame.body[:-2] + bytes(2))
    return replace(frame, tag=bytes(8) if name == "tag" else frame.tag).encode()


WRONG: dict[tuple[Result, str], str] = {
    (Result.NOT_SUPPORTED, "DIA-06"): "capability",
    (Result.MALFORMED, "FRM-14"): "idle limit 0",
    (Result.NOT_FOR_ME, "FRM-17"): "another terminal's",
    (Result.BAD_TAG, "OFF-01"): "tag",
    (Result.NOT_SUPPORTED, "OFF-04"): "policy",
    (Result.ONLINE, "OFF-05"): "online",
    (Result.CLOCK_NOT_SET, "LCK-15"): "clock",
    (Result.COUNTER_USED, "OFF-03"): "counter",
    (Result.PERMIT_TOO_LONG, "OFF-02"): "too long",
    (Result.EXPIRED, "OFF-02"): "over",
    (Result.TAMPERED, "LCK-10"): "cover",
    (Result.GAS, "LCK-10"): "gas",
    (Result.OVER_TEMPERATURE, "LCK-10"): "temperature",
    (Result.RELAY_FAULT, "LCK-20"): "relay fault",
    (Result.ALREADY_GRANTED, "LCK-16"): "another's grant",
}
"""What makes each objection."""

LATER = [one for one in UNLOCK_OBJECTIONS if one in WRONG and one not in PERMIT_OBJECTIONS]
"""What an UNLOCK can meet that a permit has not met before: it has no command id, and its window is its validity."""


def wrong_with(*names: str) -> tuple[Bench, bytes]:
    """A terminal and a permit with all of this wrong."""
    policy = OfflinePolicy.FAIL_SECURE if "policy" in names else OfflinePolicy.OFFLINE_PERMIT
    capability = profile_of().capability if "capability" in names else ABLE
    bench = Bench(profile=profile_of(capability=capability), policy=policy, link_grace=86_400)
    bench.advance(10 * S)
    if "another's grant" in names:
        bench.unlocked(worker=BORIS, idle=60_000)
    if "online" not in names:
        bench.pull_cable()
    bench.terminal.guard._own_reason = lambda *args: None  # type: ignore[method-assign]
    for name, value in (("cover", 1), ("gas", 1), ("temperature", 900)):
        if name in names:
            bench.do(name, value)
    bench.terminal.guard.faulty = "relay fault" in names
    bench.terminal.flash.permit_counter = 9 if "counter" in names else 0
    validity = {"valid_from": bench.utc - 9 * HOUR, "valid_until": bench.utc + HOUR}
    if "over" in names:
        validity["valid_until"] = bench.utc - S
    if "too long" not in names:
        validity["valid_from"] = validity["valid_until"] - 2 * HOUR
    data = permit(bench, 5, **validity)
    for name in ("another terminal's", "idle limit 0", "tag"):
        data = spoilt(name, data) if name in names else data
    if "clock" in names:
        bench.terminal.clock._offset = None
    return bench, data


@pytest.mark.clause("OFF-11", "LCK-24")
@pytest.mark.parametrize(("one", "two"), list(combinations([*PERMIT_OBJECTIONS, *LATER], 2)))
def test_of_two_things_wrong_with_a_permit_the_first_of_the_tables_is_told(
    one: tuple[Result, str], two: tuple[Result, str]
) -> None:
    bench, data = wrong_with(WRONG[one], WRONG[two])
    bench.do("offline-permit", data.hex())
    assert Result[str(bench.notes("permit")[-1][1].facts["result"])] is one[0]


@pytest.mark.clause("OFF-11")
def test_each_objection_of_both_tables_is_tried_and_alone_is_told() -> None:
    assert set(WRONG) >= set(PERMIT_OBJECTIONS)
    tried = {result for result, _ in WRONG}
    assert {result for result, _ in UNLOCK_OBJECTIONS} - tried == {Result.REPLAYED, Result.WINDOW_TOO_LONG}
    for (result, _), name in WRONG.items():
        bench, data = wrong_with(name)
        assert present(bench, data) is result
        assert bench.terminal.flash.permit_counter in (0, 9)
    bench, data = wrong_with()
    assert present(bench, data) is Result.OK


# ---- the grant it gives ------------------------------------------------------------------------------------------------


@pytest.mark.clause("OFF-08")
def test_a_grant_under_a_permit_ends_when_the_permit_does_and_not_for_want_of_a_link() -> None:
    bench = offline(link_grace=30)
    bench.advance(HOUR)
    assert present(bench, permit(bench, 1, lasts=20 * MINUTE, idle_limit=3600)) is Result.OK
    end = bench.utc - 2 * S + 20 * MINUTE
    bench.advance(15 * MINUTE)
    assert bench.relay_closed
    bench.advance(10 * MINUTE)
    assert end <= bench.opened_at() + bench.offset <= end + S
    bench.reconnect()
    bench.advance(10 * S)
    assert bench.summary().reason is EndReason.GRANT_END


@pytest.mark.clause("OFF-08")
@pytest.mark.parametrize("what", ["cover", "gas", "idle"])
def test_everything_else_that_locks_applies_to_it(what: str) -> None:
    bench = offline()
    assert present(bench, permit(bench, 1, idle_limit=60)) is Result.OK
    at = bench.now
    if what == "idle":
        bench.advance(62 * S)
        at += 59 * S
    else:
        bench.do(what)
        bench.advance(2 * S)
    assert at <= bench.opened_at() <= at + S
    assert bench.terminal.guard.lock_state is LockState.LOCKED


@pytest.mark.clause("LCK-11")
def test_under_the_policy_of_permits_a_grant_of_the_platform_ends_after_the_grace() -> None:
    bench = Bench(profile=profile_of(capability=ABLE), policy=OfflinePolicy.OFFLINE_PERMIT, link_grace=30)
    bench.unlocked()
    bench.pull_cable()
    lost = bench.now
    bench.advance(MINUTE)
    assert lost + 30 * S <= bench.opened_at() <= lost + 31 * S
