"""How long a terminal keeps away after it was refused, and what brings the back-off back to its base (SES-17, SES-25)."""

from itertools import pairwise

import pytest

from protocol_spec.codes import OfflinePolicy, Result
from protocol_spec.instant import DAY, MINUTE, MS, S
from protocol_spec.messages import Login, Register, RegisterAck
from protocol_spec.parameters import PARAMETERS
from protocol_spec.session_table import State

from .bench import KEY, Bench, profile_of


def refusing(binding: str = "tcp", ack_timeout: int = 5, seed: int = 1) -> Bench:
    """Let in once, so that the ack timeout is known, and refused from now on."""
    bench = Bench(profile=profile_of(binding=binding), ack_timeout=ack_timeout, seed=seed)
    bench.advance(S)
    bench.login_result = Result.UNBOUND_ENTERPRISE
    return bench


def logins(bench: Bench, since: int = 0) -> list[int]:
    return [sent.at for sent in bench.of(Login, since)]


@pytest.mark.clause("SES-17")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("ack_timeout", [1, 20])
def test_after_a_refused_login_it_waits_for_an_ack_timeout_at_least(ack_timeout: int, seed: int) -> None:
    bench = refusing(ack_timeout=ack_timeout, seed=seed)
    bench.deny()
    bench.key = None
    bench.advance(10 * MINUTE)
    refused = logins(bench)[1:]
    assert len(refused) == 3
    assert all(later - earlier >= ack_timeout * S for earlier, later in pairwise(refused))


@pytest.mark.clause("SES-16", "SES-17")
@pytest.mark.parametrize("seed", range(8))
def test_a_platform_that_refuses_and_hangs_up_is_not_asked_again_at_once_either(seed: int) -> None:
    """The back-off after a lost link may be nothing at all: full jitter."""
    bench = refusing(ack_timeout=5, seed=seed)
    bench.pull_cable()
    bench.plug_in()
    seen = len(logins(bench))
    while len(logins(bench)) == seen:
        bench.ring()
    bench.pull_cable()
    bench.plug_in()
    while len(logins(bench)) == seen + 1:
        bench.ring()
    first, second = logins(bench)[seen : seen + 2]
    assert second - first >= 5 * S
    assert bench.wishes()[-1] == second, "SES-16: it dials later, and does not wait on the line"


@pytest.mark.clause("SES-17")
def test_a_link_that_somebody_else_brings_up_does_not_shorten_the_wait() -> None:
    bench = refusing(ack_timeout=20)
    bench.deny()
    bench.key = None
    bench.advance(20 * S)
    refused = logins(bench)[-1]
    bench.endpoint.link_down(bench.now)
    bench.endpoint.link_up(bench.now)
    bench.settle()
    bench.advance(15 * S)
    later = [at for at in logins(bench) if at > refused]
    assert all(at >= refused + 20 * S for at in later)


@pytest.mark.clause("SES-25")
def test_neither_a_link_nor_a_refusal_clears_the_count_of_the_back_off() -> None:
    bench = Bench(connect=False)
    while len(bench.wishes()) < 7:
        bench.ring()
    back_off = bench.terminal.conversation._back_off
    before = back_off._attempts
    assert before >= 6
    bench.login_result = Result.UNBOUND_ENTERPRISE
    bench.reconnect()
    bench.advance(MS)
    assert back_off._attempts > before
    bench.login_result = Result.OK
    bench.advance(10 * MINUTE)
    assert bench.key is not None
    assert back_off._attempts == 0


@pytest.mark.clause("SES-21")
def test_a_login_that_was_refused_not_registered_is_followed_by_a_register() -> None:
    bench = Bench()
    bench.login_result = Result.NOT_REGISTERED
    bench.deny()
    bench.key = None
    bench.advance(6 * S)
    bench.login_result = Result.OK
    bench.advance(20 * S)
    assert [type(sent.message) for sent in bench.sent if isinstance(sent.message, Login | Register)] == [
        Login,
        Login,
        Register,
        Login,
    ]


@pytest.mark.clause("SES-10")
def test_after_three_refused_registers_the_long_wait_outlasts_a_lost_link() -> None:
    bench = Bench(registered=False, connect=False)
    bench.answers_register = False
    bench.reconnect()
    for refused in range(3):
        while bench.of(Register)[-1].frame.sequence != refused:
            bench.advance(S)
        bench.say(RegisterAck(answers=refused, result=Result.UNKNOWN_TERMINAL), bare=True)
    asked = len(bench.of(Register))
    bench.pull_cable()
    bench.plug_in()
    bench.advance(25 * MINUTE)
    assert len(bench.of(Register)) == asked
    assert bench.terminal.conversation.state is State.BARRED
    bench.advance(10 * MINUTE)
    assert len(bench.of(Register)) > asked


@pytest.mark.clause("SES-16")
@pytest.mark.parametrize("registered", [True, False])
def test_login_or_register_leaves_within_five_seconds_of_the_link_coming_up(registered: bool) -> None:
    bench = Bench(registered=registered, connect=False)
    bench.reconnect()
    assert isinstance(bench.sent[0].message, Login if registered else Register)
    assert bench.sent[0].at == bench.now


@pytest.mark.clause("BND-14", "FRM-09")
@pytest.mark.parametrize("binding", ["serial", "mqtt"])
def test_no_login_resets_the_sequence_as_long_as_the_link_is_up(binding: str) -> None:
    bench = Bench(profile=profile_of(binding=binding))
    bench.advance(100 * S)
    for _ in range(3):
        bench.deny()
        bench.key = None
        bench.advance(30 * S)
    assert bench.connections == 1
    assert len(logins(bench)) == 4
    numbers = [sent.frame.sequence for sent in bench.sent]
    assert numbers == list(range(len(numbers)))


ODD = {
    "heartbeat": 7,
    "status_idle": 11,
    "status_welding": 3,
    "ack_timeout": 2,
    "link_grace": 44,
    "policy": OfflinePolicy.HOLD_SESSION,
    "watermark": 100_000,
}
"""What a refusal may say and must not bring about."""


@pytest.mark.clause("SES-27")
@pytest.mark.parametrize("sealed", [False, True], ids=["bare", "under the terminal key"])
@pytest.mark.parametrize("before", [False, True], ids=["never let in", "let in before"])
def test_of_a_login_ack_that_refuses_nothing_is_taken_but_the_result(sealed: bool, before: bool) -> None:
    bench = Bench(connect=before)
    bench.advance(10 * S)
    bench.pull_cable()
    bench.answers_logins = False
    bench.reconnect()
    told = bench.of(Login)[-1]
    terminal = bench.terminal
    numbers, following = bench.stored(), terminal.flash.store.following
    values = {parameter.id: terminal.parameters.value(parameter) for parameter in PARAMETERS}
    clock = terminal.clock.utc(bench.now)
    ack = bench.login_ack(told, result=Result.UNBOUND_ENTERPRISE, now=bench.utc + DAY, **ODD)
    bench.say(ack, key=KEY if sealed else None, bare=not sealed)
    assert [note.facts["result"] for _, note in bench.notes("refused")] == ["UNBOUND_ENTERPRISE"]
    assert {parameter.id: terminal.parameters.value(parameter) for parameter in PARAMETERS} == values
    assert terminal.clock.utc(bench.now) == clock
    assert (bench.stored(), terminal.flash.store.following, terminal.flash.store.watermark < 100) == (
        numbers,
        following,
        True,
    )
    assert not terminal.conversation.live
