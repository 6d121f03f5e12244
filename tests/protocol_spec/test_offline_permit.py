"""A permit that comes by hand: under a key of its own, never twice, not for long (OFF)."""

from dataclasses import replace
from typing import Any

import pytest

from protocol_spec.codes import Flag, OfflinePolicy, Result, Suite
from protocol_spec.frame import Frame, read_frame
from protocol_spec.instant import HOUR, MS, Instant, S
from protocol_spec.message import BodyError
from protocol_spec.messages import OfflinePermit
from protocol_spec.offline_permit import issue, objection, tag_holds
from protocol_spec.security import permit_key, session_key
from protocol_spec.vectors import TERMINAL, TERMINAL_KEY, VECTORS, Vector
from tests.protocol_spec.typed import message_of

KEY = bytes.fromhex(TERMINAL_KEY)
FROM: Instant = 1_763_947_800 * S
PERMIT = OfflinePermit(
    counter=5, grant=701, worker=bytes(8), permit=9, valid_from=FROM, valid_until=FROM + 8 * HOUR, idle_limit=600
)
RIGHT: dict[str, Any] = {
    "last_counter": 4,
    "online": False,
    "policy": OfflinePolicy.OFFLINE_PERMIT,
    "now": FROM + HOUR,
}

each_suite = pytest.mark.parametrize("suite", Suite)
each_typed = pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v.title == "OFFLINE_PERMIT"], ids=lambda v: v.name
)


def frame_of(data: bytes) -> Frame:
    frame = read_frame(data)
    assert frame is not None
    return frame


@pytest.mark.clause("OFF-01")
@each_typed
def test_the_permit_of_the_typed_values_is_the_typed_frame_and_its_tag_holds(vector: Vector) -> None:
    assert vector.secured is not None
    permit, suite = message_of(vector), Suite.of(vector.secured.suite)
    assert isinstance(permit, OfflinePermit)
    assert issue(permit, TERMINAL, suite, KEY) == vector.frame
    assert tag_holds(frame_of(vector.frame), suite, KEY)


@pytest.mark.clause("OFF-01")
@each_suite
def test_a_permit_is_a_whole_frame_of_sequence_0_that_asks_for_no_answer(suite: Suite) -> None:
    frame = frame_of(issue(PERMIT, TERMINAL, suite, KEY))
    assert (frame.sequence, frame.flags, frame.terminal) == (0, Flag.SECURED, TERMINAL)
    assert frame.message() == PERMIT


@pytest.mark.clause("OFF-01")
@each_suite
def test_the_permit_key_is_neither_the_terminal_key_nor_a_session_key_nor_another_terminals(suite: Suite) -> None:
    key = permit_key(suite, KEY, TERMINAL)
    assert len(key) == 32
    assert key not in (KEY, session_key(suite, KEY, TERMINAL, 0, 0, 0), permit_key(suite, KEY, "9999010000000043"))
    assert permit_key(suite, bytes(16), TERMINAL) != key


@pytest.mark.clause("OFF-01")
@each_suite
def test_nothing_under_another_key_or_for_another_terminal_verifies_as_a_permit(suite: Suite) -> None:
    good = frame_of(issue(PERMIT, TERMINAL, suite, KEY))
    assert tag_holds(good, suite, KEY)
    assert not tag_holds(replace(good, terminal="9999010000000043"), suite, KEY)
    assert not tag_holds(replace(good, body=good.body[:-1] + b"\xff"), suite, KEY)
    assert not tag_holds(good, Suite.of(3 - suite), KEY)
    assert not tag_holds(good.sealed(suite, KEY), suite, KEY)
    assert not tag_holds(good.sealed(suite, session_key(suite, KEY, TERMINAL, 1, 2, 3)), suite, KEY)


def test_a_right_permit_has_no_objection() -> None:
    assert objection(PERMIT, **RIGHT) is None


@pytest.mark.clause("OFF-02", "OFF-03", "OFF-04", "OFF-05")
@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"policy": OfflinePolicy.FAIL_SECURE}, Result.NOT_SUPPORTED),
        ({"policy": OfflinePolicy.HOLD_SESSION}, Result.NOT_SUPPORTED),
        ({"online": True}, Result.ONLINE),
        ({"now": None}, Result.CLOCK_NOT_SET),
        ({"last_counter": 5}, Result.COUNTER_USED),
        ({"last_counter": 2**32 - 1}, Result.COUNTER_USED),
        ({"now": FROM - MS}, Result.EXPIRED),
        ({"now": FROM + 8 * HOUR}, Result.EXPIRED),
    ],
)
def test_a_permit_is_refused_by_a_result_of_its_own(wrong: dict[str, Any], expected: Result) -> None:
    assert objection(PERMIT, **RIGHT | wrong) is expected


@pytest.mark.clause("OFF-02")
def test_a_permit_of_more_than_eight_hours_is_too_long_and_one_of_eight_is_not() -> None:
    long = replace(PERMIT, valid_until=FROM + 8 * HOUR + MS)
    assert objection(long, **RIGHT) is Result.PERMIT_TOO_LONG
    assert objection(PERMIT, **RIGHT) is None


@pytest.mark.clause("OFF-02")
def test_a_permit_counts_from_its_first_moment_to_its_last_but_one() -> None:
    assert objection(PERMIT, **RIGHT | {"now": FROM}) is None
    assert objection(PERMIT, **RIGHT | {"now": FROM + 8 * HOUR - MS}) is None


@pytest.mark.clause("LCK-29")
@pytest.mark.parametrize("name", ["grant", "idle_limit"])
def test_a_permit_without_a_grant_or_an_idle_limit_is_malformed(name: str) -> None:
    error = OfflinePermit.decode(replace(PERMIT, **{name: 0}).encode())
    assert isinstance(error, BodyError)
    assert (error.clause, error.field) == ("LCK-29", name)


def test_a_permit_that_ends_before_it_begins_never_counts() -> None:
    backwards = replace(PERMIT, valid_until=FROM - HOUR)
    for now in (FROM - 2 * HOUR, FROM - HOUR, FROM, FROM + HOUR):
        assert objection(backwards, **RIGHT | {"now": now}) is Result.EXPIRED


def test_of_several_objections_the_first_is_told() -> None:
    wrong: list[tuple[str, object, Result]] = [
        ("policy", OfflinePolicy.FAIL_SECURE, Result.NOT_SUPPORTED),
        ("online", True, Result.ONLINE),
        ("now", None, Result.CLOCK_NOT_SET),
        ("last_counter", 9, Result.COUNTER_USED),
    ]
    for at, (_, _, expected) in enumerate(wrong):
        assert objection(PERMIT, **RIGHT | {name: value for name, value, _ in wrong[at:]}) is expected


@pytest.mark.clause("OFF-12")
@pytest.mark.parametrize(("counter", "good"), [(0, False), (1, True), (2**31 - 1, True), (2**31, False)])
def test_a_counter_is_between_one_and_what_an_event_can_say(counter: int, good: bool) -> None:
    vector = next(vector for vector in VECTORS if vector.title == "OFFLINE_PERMIT")
    read = OfflinePermit.decode(OfflinePermit(**{**vector.values, "counter": counter}).encode())
    assert isinstance(read, OfflinePermit) is good
