"""The core that joins sessions, registry and store: grants, eviction, what is told."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from protocol_spec.codes import EndReason, RelayState, Result
from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import Instant, S
from protocol_spec.reasons import Reason
from reference_platform import platform as core
from reference_platform.audit import decide_again
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.happenings import CommandDone, LoggedIn, WentOffline
from reference_platform.platform import Connection, Platform
from reference_platform.registry import hash_token

TERMINAL = "9999010000000001"
NOW: Instant = 1_772_409_600 * S


class Played:
    def __init__(self) -> None:
        store = SqliteStore()
        fill_demo(store, NOW)
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.platform = Platform(store, lambda: 1, tell=lambda what, facts, now: self.told.append((what, facts)))
        self.asked: list[Stimulus] = []

    def login(self) -> Connection:
        connection = self.platform.accept()
        connection.stimulate = self.asked.append
        self.platform.on_event(connection, LoggedIn(TERMINAL, 1), NOW)
        return connection

    def scan(self, worker: str = "W-0001") -> Any:
        return self.scan_with(demo_token(worker))

    def scan_with(self, token: str, **changed: Any) -> Any:
        machine = self.platform.registry.machines[1]
        scan = Scan(qr_payload(1), token, 1, machine.latitude, machine.longitude)
        return self.platform.scan(replace(scan, **changed), NOW)

    def done(self, connection: Connection, result: Result | None, feedback: RelayState) -> None:
        self.platform.on_event(connection, CommandDone(TERMINAL, 1, 1, result, feedback, 200), NOW + S)


@pytest.mark.clause("PLT-02", "PLT-04")
def test_a_granted_scan_sends_unlock_and_is_powered_when_measured_closed() -> None:
    played = Played()
    connection = played.login()
    _, decision, grant = played.scan()
    assert decision.granted
    (unlock,) = [order for order in played.asked if order.name == "unlock"]
    reference = bytes.fromhex(str(unlock.values["worker"]))
    assert reference == played.platform.registry.reference(played.platform.registry.workers["W-0001"])
    played.done(connection, Result.OK, RelayState.CLOSED)
    assert grant.state == "powered"
    assert ("command", {"terminal": TERMINAL, "result": "OK", "closed": True, "took": 200}) in played.told


@pytest.mark.parametrize(
    ("result", "feedback", "told"),
    [
        (Result.EXPIRED, RelayState.OPEN, "EXPIRED"),
        (Result.OK, RelayState.OPEN, "OK"),
        (None, RelayState.UNKNOWN, "NO_ANSWER"),
    ],
)
def test_anything_but_a_closed_relay_is_no_power_and_frees_the_machine(
    result: Result | None, feedback: RelayState, told: str
) -> None:
    played = Played()
    connection = played.login()
    _, _, grant = played.scan()
    played.done(connection, result, feedback)
    assert (grant.state, grant.result) == ("refused", told)
    assert played.scan()[1].granted


def test_nothing_told_names_a_person() -> None:
    played = Played()
    played.login()
    played.scan()
    played.scan("W-0002")
    text = str(played.told)
    assert "示例" not in text
    assert "demo-" not in text


@pytest.mark.clause("SES-08")
def test_a_second_login_evicts_the_first_connection_and_keeps_the_terminal_online() -> None:
    played = Played()
    first = played.login()
    played.login()
    assert played.asked[-1].name == "evict"
    played.platform.on_event(first, WentOffline(TERMINAL, "logged in elsewhere"), NOW)
    assert played.platform.is_online(TERMINAL)


def test_lock_goes_to_whoever_is_online_and_to_nobody_else() -> None:
    played = Played()
    assert not played.platform.lock(TERMINAL, EndReason.PLATFORM, NOW)
    played.login()
    assert played.platform.lock(TERMINAL, EndReason.PLATFORM, NOW)
    assert played.asked[-1].name == "lock"


@pytest.mark.clause("PLT-02", "PLT-07")
def test_a_scan_of_an_offline_machine_is_refused_and_kept() -> None:
    played = Played()
    assert played.scan()[1].reason.name == "TERMINAL_OFFLINE"
    assert played.platform.storage.decisions_made()[0]["reason"] == "TERMINAL_OFFLINE"  # type: ignore[attr-defined]
    played.login()
    assert not [order for order in played.asked if order.name == "unlock"]


@pytest.mark.clause("PLT-06")
def test_a_machine_that_is_granted_is_refused_to_another_worker_and_renewed_for_the_same() -> None:
    played = Played()
    connection = played.login()
    other = replace(played.platform.registry.workers["W-0001"], worker="W-9", token_hash=hash_token("other"))
    played.platform.change_worker(other, NOW)
    played.scan()
    played.done(connection, Result.OK, RelayState.CLOSED)
    assert played.scan_with("other")[1].reason is Reason.ALREADY_GRANTED
    assert played.scan()[1].reason is Reason.GRANTED


@pytest.mark.clause("PLT-09", "PLT-02")
def test_every_decision_can_be_made_again_from_what_was_kept_of_it() -> None:
    played = Played()
    played.scan()
    connection = played.login()
    for worker in ("W-0001", "W-0002", "W-0003"):
        played.scan(worker)
        played.done(connection, Result.OK, RelayState.CLOSED)
    other = replace(played.platform.registry.workers["W-0001"], worker="W-9", token_hash=hash_token("other"))
    played.platform.change_worker(other, NOW)
    played.scan_with("other")
    played.scan_with("nobody")
    played.scan_with("demo-jia", qr="WTP1:000000000009:0000")
    played.scan_with("demo-jia", latitude=30_000_000)
    played.scan_with("demo-jia", permit=None)
    kept = played.platform.storage.decisions_made()  # type: ignore[attr-defined]
    played.platform.registry.workers.clear()
    assert len({row["reason"] for row in kept}) >= 9
    for row in kept:
        assert decide_again(row).reason.name == row["reason"]
        assert "demo-" not in row["inputs"]
        assert "示例" not in row["inputs"]


@pytest.mark.clause("PLT-15")
def test_a_flood_of_strangers_costs_a_bounded_number_of_sessions_and_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(core, "STRANGERS", 10)
    played = Played()
    known = played.login()
    flood = [played.platform.accept() for _ in range(200)]
    evicted: list[int] = []
    for number, connection in enumerate(flood):
        connection.stimulate = partial(evict, evicted, number)
    for _ in range(10):
        played.platform.accept()
    assert evicted == list(range(190, 200))
    assert len(played.platform._strangers) == 10
    assert played.platform.is_online(TERMINAL)
    assert known not in played.platform._strangers


def evict(evicted: list[int], number: int, order: Stimulus) -> None:
    assert order.name == "evict"
    evicted.append(number)
