"""The core that joins sessions, registry and store: grants, eviction, what is told."""

from typing import Any

import pytest

from protocol_spec.codes import EndReason, RelayState, Result
from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import Instant, S
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.happenings import CommandDone, LoggedIn, WentOffline
from reference_platform.platform import Connection, Platform

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
        machine = self.platform.registry.machines[1]
        scan = Scan(qr_payload(1), demo_token(worker), 1, machine.latitude, machine.longitude)
        return self.platform.scan(scan, NOW)

    def done(self, connection: Connection, result: Result | None, feedback: RelayState) -> None:
        self.platform.on_event(connection, CommandDone(TERMINAL, 1, 1, result, feedback, 200), NOW + S)


def test_a_granted_scan_sends_unlock_and_is_powered_when_measured_closed() -> None:
    played = Played()
    connection = played.login()
    _, decision, grant = played.scan()
    assert decision.granted
    assert played.asked[-1].name == "unlock"
    assert played.asked[-1].values["worker"] != "W-0001"
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


def test_a_scan_of_an_offline_machine_is_refused_and_kept() -> None:
    played = Played()
    assert played.scan()[1].reason.name == "TERMINAL_OFFLINE"
    assert played.platform.storage.decisions_made()[0]["reason"] == "TERMINAL_OFFLINE"  # type: ignore[attr-defined]
