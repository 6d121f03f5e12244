"""How a session ends: silence, LOGOUT, a link that goes."""

from dataclasses import replace

import pytest

from protocol_spec.codes import Flag, LogoutReason, Result
from protocol_spec.endpoint import LinkWanted
from protocol_spec.messages import Heartbeat, Login, Logout
from reference_platform.happenings import CommandDone, LoggedOut, RecordsArrived, WatchOver, WentOffline
from tests.platform.test_session_orders import UNLOCK
from tests.platform.wire import KEY, START, TERMINAL, Wire, event, result_of

LOGOUT = Logout(reason=LogoutReason.SERVICE, following=1)


@pytest.mark.clause("SES-07")
def test_three_heartbeats_of_silence_are_offline_and_the_link_is_closed() -> None:
    wire = Wire().live()
    wire.wait(179)
    assert not list(wire.events())
    wire.wait(1)
    assert list(wire.events()) == [WentOffline(TERMINAL, "silent"), LinkWanted(False)]
    wire.check_replay()


@pytest.mark.clause("SES-18")
@pytest.mark.parametrize("flags", [Flag.NONE, Flag.ACK_REQUIRED])
def test_any_good_frame_is_a_sign_of_life(flags: Flag) -> None:
    wire = Wire().live()
    for _ in range(4):
        wire.wait(170)
        wire.say(event(1), flags)
        assert not wire.told(WentOffline)
    wire.wait(170)
    unknown = replace(wire.frame(event(1)), code=0x1F, flags=Flag.ACK_REQUIRED, tag=b"")
    assert result_of(wire.give(unknown.sealed(wire.suite, wire.key))) is Result.UNKNOWN_CODE
    wire.wait(170)
    assert not wire.told(WentOffline)


@pytest.mark.clause("SES-18", "SEC-05", "SEC-08")
@pytest.mark.parametrize("bare", [True, False])
def test_a_frame_that_anybody_could_have_sent_keeps_nobody_alive(bare: bool) -> None:
    wire = Wire().live()
    forged = replace(wire.frame(Heartbeat(oldest=1)), flags=Flag.ACK_REQUIRED, tag=b"")
    for _ in range(18):
        wire.give(forged if bare else forged.sealed(wire.suite, b"z" * 32))
        assert not wire.told(WentOffline)
        wire.wait(10)
    assert [one.why for one in wire.told(WentOffline)] == ["silent"]


@pytest.mark.clause("SES-15", "ACK-08", "SES-05")
def test_a_logout_is_answered_ends_the_session_and_leaves_no_alarm_for_the_silence() -> None:
    wire = Wire().live()
    logout = wire.frame(LOGOUT)
    answer = wire.give(logout)
    assert result_of(answer) is Result.OK
    assert answer[0].tag_holds(wire.suite, wire.key)
    assert list(wire.events()) == [LoggedOut(TERMINAL, LogoutReason.SERVICE)]
    assert wire.give(logout) == answer
    assert result_of(wire.say(event(1))) is Result.NOT_LOGGED_IN
    wire.wait(1_000)
    wire.session.link_down(wire.now)
    assert not wire.told(WentOffline)
    wire.check_replay()


@pytest.mark.clause("SES-15", "SEC-06", "SES-19")
def test_after_a_logout_the_same_login_is_a_replay_and_a_new_one_opens_a_session() -> None:
    wire = Wire()
    login = wire.frame(Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1), key=KEY)
    wire.give(login)
    wire.key = b""
    wire.login(nonce=6)
    wire.say(LOGOUT)
    (refused,) = wire.give(login)
    assert refused.message().result is Result.LOGIN_REPLAYED  # type: ignore[union-attr]
    assert wire.login(nonce=7).result is Result.OK
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK


def test_records_before_a_logout_in_the_same_read_are_handed_out_and_open_commands_given_up() -> None:
    wire = Wire().live()
    wire.order("unlock", grant=3, **UNLOCK)
    wire.give(wire.frame(event(1)), wire.frame(LOGOUT))
    happened = list(wire.events())
    assert [type(one) for one in happened] == [RecordsArrived, LoggedOut, CommandDone]
    assert wire.wait(40) == []


def test_a_link_that_goes_is_offline_with_its_commands_unanswered() -> None:
    wire = Wire().live()
    wire.order("unlock", grant=3, **UNLOCK)
    wire.session.link_down(wire.now)
    happened = list(wire.events())
    assert happened[0] == WentOffline(TERMINAL, "link down")
    assert [one.result for one in happened if isinstance(one, CommandDone)] == [None]
    assert wire.session.next_timer() is None
    assert wire.say(event(1)) == []


@pytest.mark.clause("SES-08")
def test_an_evicted_session_hangs_up_and_hears_nothing_more() -> None:
    wire = Wire().live()
    assert wire.order("evict") == []
    assert list(wire.events()) == [WentOffline(TERMINAL, "logged in elsewhere"), LinkWanted(False)]
    assert wire.say(event(1)) == []
    assert not list(wire.events())


def test_the_session_wakes_the_platform_once_and_at_the_time_it_asked_for() -> None:
    wire = Wire().live()
    wire.order("watch", until=START + 50_000_000)
    wire.wait(49)
    assert not wire.told(WatchOver)
    wire.wait(1)
    assert wire.told(WatchOver) == [WatchOver(TERMINAL)]
    wire.wait(60)
    assert not wire.told(WatchOver)
    wire.check_replay()
