"""Offline permits: presented by hand where there is no link (OFF)."""

from dataclasses import replace
from typing import Any

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode, LockState, OfflinePolicy, Result, Suite
from protocol_spec.frame import read_frame
from protocol_spec.instant import HOUR, MINUTE, S

from .bench import KEY, Bench, profile_of
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
    bench.do("offline-permit", data.hex())
    _, note = bench.notes("permit")[-1]
    result = Result[str(note.facts["result"])]
    bench.advance(S)
    return result


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
