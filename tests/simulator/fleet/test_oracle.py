"""What the oracle says of small evidence made by hand, and that it may be asked while a day runs."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import EndReason, LockMode
from protocol_spec.instant import HOUR, MINUTE, MS, S
from protocol_spec.messages import Lock, Unlock
from reference_platform.decision import certificate_objection
from reference_platform.grants import Grant
from reference_platform.registry import FUSION_WELDING, Certificate, Registry, Worker
from simulator.fleet.day import TerminalDay
from simulator.fleet.oracle import Evidence, Violation, judge
from simulator.fleet.oracle.people import may_weld
from simulator.fleet.truth import TruthLog
from simulator.fleet.witness import Heard
from simulator.terminal import Note

from .days import QUICK, asked

T = "9999010000000001"
ANNA = Worker("anna", "anna", "", (Certificate(FUSION_WELDING, 0, 9 * HOUR, 9 * HOUR),))
GRANT = Grant(1, 7, T, "anna", 1, 1, 10 * S)
UNLOCK = Unlock(
    command=1,
    grant=7,
    worker=b"anna....",
    permit=1,
    issued=10 * S,
    accept_until=40 * S,
    grant_end=HOUR,
    idle_limit=600,
)


def evidence(**given_: Any) -> Evidence:
    """A grant of an hour that came down at 11 s, under which nothing has happened yet; `closed`, `arc`, … are spans."""
    truth = TruthLog(T)
    for key in ("closed", "arc", "cover_open", "gas", "hot", "welded", "blind"):
        for begins, ends in given_.pop(key, []):
            truth.note(begins, key, True)
            truth.note(ends, key, False)
    truth.note(0, "clock_off", given_.pop("clock_off", 0))
    for at, who in given_.pop("hands", []):
        truth.note(at, "operator", who)
    truth.reach(2 * HOUR)
    fields: dict[str, Any] = {
        "terminal": T,
        "truth": truth,
        "heard": [Heard(11 * S, UNLOCK, b"unlock")],
        "notes": [],
        "arrived": [],
        "grants": {7: GRANT},
        "registry": Registry(b"", workers={"anna": ANNA}),
        "quiet": False,
    }
    return Evidence(**(fields | given_))


def found(**given_: Any) -> list[tuple[str, int]]:
    return [(one.invariant, one.at) for one in judge(evidence(**given_))]


ARCS = {"arc": [(at * S, (at + 500) * S) for at in range(12, 3_500, 550)]}
BOUND = 1_150 * MS


def test_a_relay_that_is_closed_under_its_grant_is_no_violation() -> None:
    assert found(closed=[(11 * S, HOUR)], **ARCS) == []


def test_a_relay_that_closes_before_any_grant_is_s1() -> None:
    assert found(closed=[(5 * S, 60 * S)]) == [("S1", 5 * S)]
    assert found(closed=[(12 * S, 60 * S)], grants={}) == [("S1", 12 * S)]
    assert found(closed=[(12 * S, 60 * S)], grants={7: replace(GRANT, terminal="1")}) == [("S1", 12 * S)]


def test_a_relay_that_outlasts_its_grant_is_s3_at_the_end_of_its_bound() -> None:
    assert found(closed=[(11 * S, HOUR + BOUND + MS)], **ARCS) == []
    assert found(closed=[(11 * S, HOUR + 2 * S)], **ARCS) == [("S3", HOUR + 150 * MS + BOUND)]


def test_a_clock_that_is_slow_may_obey_so_much_later_and_no_more() -> None:
    late = {"closed": [(11 * S, HOUR + 9 * S)], **ARCS}
    assert found(clock_off=-8 * S, **late) == []
    assert found(clock_off=-7 * S, **late) == [("S3", HOUR + 7 * S + 150 * MS + BOUND)]
    assert found(clock_off=8 * S, **late) == [("S3", HOUR + 150 * MS + BOUND)]


@pytest.mark.parametrize("bound", [0, 30])
def test_after_a_lock_the_relay_has_a_second_and_the_bound_of_the_lock(bound: int) -> None:
    mode = LockMode.AFTER_ARC if bound else LockMode.NOW
    lock = Lock(command=2, reason=EndReason.PLATFORM, mode=mode, bound=bound)
    heard = [Heard(11 * S, UNLOCK, b"unlock"), Heard(MINUTE, lock, b"lock")]
    arc = [(12 * S, 5 * MINUTE)]
    assert found(closed=[(11 * S, MINUTE + bound * S + S)], arc=arc, heard=heard) == []
    over = MINUTE + bound * S + BOUND
    assert found(closed=[(11 * S, 3 * MINUTE)], arc=arc, heard=heard) == [("S3", over)]


def test_a_copy_of_a_lock_that_comes_behind_a_new_grant_ends_nothing() -> None:
    lock = Lock(command=1, reason=EndReason.PLATFORM, mode=LockMode.NOW, bound=0)
    heard = [Heard(5 * S, lock, b"lock"), Heard(11 * S, UNLOCK, b"unlock"), Heard(12 * S, lock, b"lock")]
    assert found(closed=[(11 * S, 60 * S)], heard=heard) == []


def test_a_refusal_in_a_later_session_does_not_end_the_grant_of_the_same_command_before() -> None:
    """Command ids count anew with each login: the refused command 1 is another than the one the relay is closed under."""
    late = replace(UNLOCK, grant=8)
    grants = {7: GRANT, 8: replace(GRANT, grant=8)}
    heard = [Heard(11 * S, UNLOCK, b"unlock"), Heard(MINUTE, late, b"another")]
    notes = [(MINUTE, Note("command", {"command": 1, "result": "EXPIRED"}))]
    assert found(closed=[(11 * S, HOUR)], heard=heard, notes=notes, grants=grants, **ARCS) == []
    first = [(12 * S, Note("command", {"command": 1, "result": "RELAY_FAULT"}))]
    assert found(closed=[(11 * S, MINUTE)], notes=first) == [("S3", 12 * S + BOUND)]


@pytest.mark.parametrize("hazard", ["cover_open", "gas", "hot"])
def test_a_hazard_leaves_the_relay_a_second(hazard: str) -> None:
    assert found(closed=[(11 * S, MINUTE + S)], **{hazard: [(MINUTE, 2 * MINUTE)]}) == []
    assert found(closed=[(11 * S, 3 * MINUTE)], **{hazard: [(MINUTE, 2 * MINUTE)]}) == [("S3", MINUTE + BOUND)]
    assert found(closed=[(90 * S, 100 * S)], **{hazard: [(MINUTE, 2 * MINUTE)]}) == [("S3", 90 * S)]


def test_the_idle_limit_runs_from_the_last_arc() -> None:
    arc = [(5 * MINUTE, 6 * MINUTE)]
    assert found(closed=[(11 * S, 16 * MINUTE + S)], arc=arc) == []
    assert found(closed=[(11 * S, 17 * MINUTE)], arc=arc) == [("S3", 16 * MINUTE + BOUND)]
    assert found(closed=[(11 * S, 17 * MINUTE)], arc=arc, blind=[(0, HOUR)]) == []


def test_a_welded_contact_is_excused_until_it_opens() -> None:
    assert found(closed=[(11 * S, HOUR)], heard=[], welded=[(11 * S, HOUR)]) == []
    assert found(closed=[(11 * S, HOUR)], heard=[], welded=[(12 * S, HOUR)]) == [("S1", 11 * S)]


def test_an_unlock_that_comes_late_allows_nothing() -> None:
    late = [Heard(41 * S, UNLOCK, b"unlock")]
    notes = [(42 * S, Note("unlocked", {"grant": 7}))]
    assert found(closed=[(42 * S, 60 * S)], heard=late, notes=notes) == [("S1", 42 * S), ("S4", 42 * S)]
    assert found(closed=[(42 * S, 60 * S)], heard=late, notes=notes, clock_off=-2 * S) == []


def test_a_grant_that_begins_twice_is_s4() -> None:
    notes = [(12 * S, Note("unlocked", {"grant": 7})), (30 * S, Note("unlocked", {"grant": 7}))]
    assert found(closed=[(12 * S, 60 * S)], notes=notes) == [("S4", 30 * S)]


def test_whoever_welds_is_the_worker_of_the_grant() -> None:
    weld = {"closed": [(11 * S, MINUTE)], "arc": [(20 * S, 30 * S)]}
    assert found(hands=[(15 * S, "anna")], **weld) == []
    assert found(hands=[(15 * S, "dora")], **weld) == [("S2", 20 * S)]
    assert found(hands=[(15 * S, "anna"), (25 * S, "dora")], **weld) == [("S2", 25 * S)]


def test_a_grant_for_somebody_without_a_certificate_is_s2_when_it_is_made() -> None:
    nobody = Registry(b"", workers={"anna": replace(ANNA, certificates=())})
    assert found(registry=nobody) == [("S2", 10 * S)]


CERTIFICATES = st.builds(
    Certificate,
    st.sampled_from([FUSION_WELDING, "压力焊作业"]),
    st.integers(0, 5),
    st.integers(0, 9),
    st.integers(0, 9),
    st.booleans(),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(CERTIFICATES, max_size=3), st.integers(0, 10))
def test_the_oracle_and_the_platform_read_certificates_alike(held: list[Certificate], at: int) -> None:
    """Two readings of one rule, neither taken from the other."""
    worker = Worker("w", "w", "", tuple(held))
    assert may_weld(worker, at) is (certificate_objection(worker, at) is None)


def test_a_day_may_be_judged_at_any_moment_of_it() -> None:
    day = TerminalDay(asked(), QUICK)
    judged: list[list[Violation]] = []
    for at in range(day.programme.begins + MINUTE, day.programme.ends, 37 * MINUTE):
        day.at(at, lambda: judged.append(judge(day.known(quiet=False))))
    day.play()
    assert len(judged) > 10
    assert judged == [[]] * len(judged)
