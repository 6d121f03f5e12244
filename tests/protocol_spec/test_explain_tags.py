"""Tags are checked where a key is given."""

import pytest

from protocol_spec.codes import Flag, OfflinePolicy, Result, Suite
from protocol_spec.explain import Keys, explain
from protocol_spec.frame import frame_of
from protocol_spec.instant import S
from protocol_spec.messages import (
    Heartbeat,
    LoginAck,
    OfflinePermit,
)
from protocol_spec.offline_permit import issue
from protocol_spec.security import session_key
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec.explaining import KEY, SUB, a_login, clauses_of


def a_session(suite: Suite, answers: int = 0) -> list[bytes]:
    """LOGIN, LOGIN_ACK, and two frames of the session, of which the second has its tag under the wrong key."""
    session = session_key(suite, KEY, TERMINAL, 17, 5, 9)
    ack = LoginAck(
        answers=answers,
        result=Result.OK,
        nonce=9,
        now=1_763_947_859 * S,
        watermark=1,
        heartbeat=60,
        status_idle=60,
        status_welding=10,
        ack_timeout=5,
        link_grace=600,
        policy=OfflinePolicy.FAIL_SECURE,
    )
    beat = frame_of(Heartbeat(oldest=3), TERMINAL, 1, Flag.ACK_REQUIRED)
    return [
        frame_of(a_login(suite), TERMINAL, 0, Flag.ACK_REQUIRED).sealed(suite, KEY).encode(),
        frame_of(ack, TERMINAL, 0).sealed(suite, session).encode(),
        beat.sealed(suite, session).encode(),
        beat.sealed(suite, KEY).encode(),
    ]


def holds(data: bytes, keys: Keys) -> list[bool | None]:
    return [each.tag.holds if each.tag else None for each in explain(data, keys)]


@pytest.mark.parametrize("suite", list(Suite))
def test_with_the_terminal_key_a_whole_session_is_checked(suite: Suite) -> None:
    found = explain(b"".join(a_session(suite)), Keys(KEY))
    assert [each.tag.holds if each.tag else None for each in found] == [True, True, True, False]
    assert [each.in_order for each in found] == [True, True, True, False]
    assert clauses_of(found[3]) == ["SEC-05"]


def test_a_session_goes_on_over_several_calls_with_the_same_keys() -> None:
    keys = Keys(of={TERMINAL: KEY})
    assert [holds(frame, keys) for frame in a_session(Suite.HMAC_SHA256)] == [[True], [True], [True], [False]]


def test_without_a_key_or_a_login_no_tag_is_checked_and_nothing_is_wrong() -> None:
    session = b"".join(a_session(Suite.HMAC_SHA256))
    assert holds(session, Keys()) == [None] * 4
    assert holds(session, Keys(of={SUB: KEY})) == [None] * 4
    assert holds(b"".join(a_session(Suite.HMAC_SHA256)[2:]), Keys(KEY)) == [None] * 2
    assert all(each.in_order for each in explain(session))


def test_a_login_answered_with_another_sequence_opens_nothing() -> None:
    assert holds(b"".join(a_session(Suite.HMAC_SHA256, answers=1)), Keys(KEY)) == [True, None, None, None]


def test_under_another_key_a_login_does_not_hold() -> None:
    assert holds(a_session(Suite.HMAC_SHA256)[0], Keys(bytes(16))) == [False]


def test_an_offline_permit_is_checked_under_the_permit_key() -> None:
    times = {"valid_from": 1_763_947_859 * S, "valid_until": 1_763_949_859 * S}
    permit = OfflinePermit(counter=1, grant=2, worker=bytes(8), permit=3, idle_limit=60, **times)
    data = issue(permit, TERMINAL, Suite.HMAC_SM3, KEY)
    assert holds(data, Keys(KEY)) == [True]
    assert holds(data, Keys(bytes(16))) == [False]


def test_vectors_with_a_tag_hold_under_their_key() -> None:
    login = next(vector for vector in VECTORS if vector.title == "LOGIN" and vector.secured)
    assert holds(login.frame, Keys(KEY)) == [True]


def test_a_key_is_not_in_what_is_said() -> None:
    keys = Keys(KEY)
    said = repr([explain(frame, keys) for frame in a_session(Suite.HMAC_SHA256)]) + repr(vars(keys)["_sessions"])
    assert KEY.hex() not in said.lower()
    assert repr(session_key(Suite.HMAC_SHA256, KEY, TERMINAL, 17, 5, 9)) not in said
