"""The phone's API, over a real socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from protocol_spec.ident import qr_payload
from reference_platform.edge.serve import Doors, PortTaken, serving
from tests.runtime.worlds import TERMINAL, World, world

pytestmark = pytest.mark.realtime

PLACE = {"latitude": 34.722, "longitude": 113.738}


def scan(**changed: Any) -> dict[str, Any]:
    return {"qr": qr_payload(1), "token": "demo-jia", "permit": 1, "place": PLACE} | changed


def with_platform(act: Callable[[httpx.AsyncClient, World, str], Any]) -> None:
    async def play() -> None:
        doors = Doors(tcp=("127.0.0.1", 0), http=("127.0.0.1", 0))
        async with world("tcp") as made, serving(made.platform, doors, made.clock) as state:
            from simulator.runtime.links.tcp import TcpDialLink

            assert state.tcp_port
            TcpDialLink(made.driver, "127.0.0.1", state.tcp_port)
            made.driver.start()
            await made.until(lambda: made.platform.is_online(TERMINAL), "login")
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{state.http_port}/api/v1") as phone:
                await act(phone, made, state.supervisor_token)

    asyncio.run(play())


@pytest.mark.clause("API-01", "API-02")
def test_a_scan_is_granted_and_followed_to_powered() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        answer = await phone.post("/scans", json=scan())
        assert answer.status_code == 201
        assert answer.json()["granted"] is True
        assert answer.json()["reason_zh"] == "授权通过"
        await made.until(lambda: made.terminal.plant.relay_closed, "relay closed")
        for _ in range(100):
            state = (await phone.get(f"/grants/{answer.json()['grant']}")).json()
            if state["state"] == "powered":
                break
            await asyncio.sleep(0.02)
        assert state["state"] == "powered"
        assert state["powered_after_ms"] < 5_000

    with_platform(act)


@pytest.mark.clause("API-01", "PLT-02", "PLT-03")
def test_an_expired_certificate_is_refused_with_its_reason_and_the_relay_stays_open() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        answer = (await phone.post("/scans", json=scan(token="demo-yi"))).json()
        assert (answer["granted"], answer["reason"]) == (False, "CERTIFICATE_EXPIRED")
        assert answer["grant"] is None
        await asyncio.sleep(0.5)
        assert not made.terminal.plant.relay_closed

    with_platform(act)


@pytest.mark.clause("API-04", "API-05")
def test_what_is_no_scan_is_refused_by_field() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        for wrong, field in (
            ({"place": {"latitude": 91, "longitude": 0}}, "latitude"),
            ({"permit": -1}, "permit"),
            ({"colour": "red"}, "colour"),
            ({"token": "x" * 200}, "token"),
            ({"name": "示例甲"}, "name"),
            ({"certificate": "T410100000000000000"}, "certificate"),
            ({"token": None}, "token"),
        ):
            answer = await phone.post("/scans", json=scan(**wrong))
            assert answer.status_code == 422
            (fault,) = answer.json()["detail"]
            assert fault["loc"][-1] == field
            assert fault["msg"]

    with_platform(act)


@pytest.mark.clause("API-04")
def test_every_error_is_json_that_says_what_is_wrong() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        good = {"Authorization": f"Bearer {token}"}
        for answer, said in (
            (await phone.post("/scans", content=b'{"qr":', headers={"Content-Type": "application/json"}), "JSON"),
            (await phone.get("/grants/99"), "no grant 99"),
            (await phone.get("/grants/one"), "integer"),
            (await phone.post("/terminals/1/lock", headers=good), "no terminal 1"),
            (await phone.post(f"/terminals/{TERMINAL}/lock"), "supervisor"),
        ):
            assert 400 <= answer.status_code < 500
            assert said in str(answer.json()["detail"])

    with_platform(act)


@pytest.mark.clause("API-06")
def test_every_route_is_described_in_openapi() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        root = str(phone.base_url).removesuffix("/api/v1/")
        described = (await phone.get(f"{root}/openapi.json")).json()
        assert described["openapi"].startswith("3.")
        assert {(path, verb) for path, verbs in described["paths"].items() for verb in verbs} == {
            ("/api/v1/scans", "post"),
            ("/api/v1/grants/{grant}", "get"),
            ("/api/v1/terminals/{terminal}/lock", "post"),
            ("/api/v1/health", "get"),
        }
        answers = described["paths"]["/api/v1/scans"]["post"]["responses"]
        assert set(answers) == {"201", "422"}

    with_platform(act)


def test_remote_lock_needs_the_supervisor_s_token() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        assert (await phone.post(f"/terminals/{TERMINAL}/lock")).status_code == 401
        good = {"Authorization": f"Bearer {token}"}
        assert (await phone.post(f"/terminals/{TERMINAL}/lock", headers=good)).status_code == 202
        assert (await phone.post("/terminals/1/lock", headers=good)).status_code == 404
        other = "9999040000000001"
        assert (await phone.post(f"/terminals/{other}/lock", headers=good)).status_code == 409

    with_platform(act)


def test_health_counts_terminals_and_records() -> None:
    async def act(phone: httpx.AsyncClient, made: World, token: str) -> None:
        assert (await phone.get("/health")).json()["terminals_online"] == 1
        assert (await phone.get("/grants/99")).status_code == 404

    with_platform(act)


def test_a_port_that_is_taken_is_named() -> None:
    async def play() -> None:
        async with world("tcp") as made, serving(made.platform, Doors(tcp=("127.0.0.1", 0)), made.clock) as first:
            assert first.tcp_port
            for doors in (Doors(tcp=("127.0.0.1", first.tcp_port)), Doors(http=("127.0.0.1", first.tcp_port))):
                with pytest.raises(PortTaken, match=str(first.tcp_port)):
                    async with serving(made.platform, doors, made.clock):
                        pass

    asyncio.run(play())
