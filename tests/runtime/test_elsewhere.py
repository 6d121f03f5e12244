"""Terminals that dial elsewhere: TCP, MQTT, and a line that cannot."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from protocol_spec.bindings import host_port
from protocol_spec.endpoint import Endpoint, LinkWanted, Stimulus
from protocol_spec.instant import S
from protocol_spec.security import lab_key
from reference_platform.edge.serve import Doors, Serving, serving
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import Platform
from reference_platform.registry import TerminalEntry
from simulator.runtime.driver import Driver, aimed
from simulator.runtime.links.cable import Cable
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.terminal import Identity, Terminal, load_profile
from tests.runtime.test_realtime_links import free_port

ALONE = "9999010000000001"


@asynccontextmanager
async def platform(clock: Clock, **doors: object) -> AsyncIterator[tuple[Platform, Serving]]:
    store, nonces = SqliteStore(), itertools.count(1)
    store.save_terminal(TerminalEntry(ALONE, lab_key(ALONE), "E"))
    made = Platform(store, lambda: next(nonces))
    async with serving(made, Doors(**doors), clock) as open_doors:  # type: ignore[arg-type]
        yield made, open_doors
    store.close()


def terminal(number: str, profile: str, binding: str, clock: Clock) -> Terminal:
    kind = load_profile(profile).over(binding).at_once()
    return Terminal(Identity(number, lab_key(number)), kind, now=clock.now())


async def until(true: Callable[[], bool], what: str, seconds: float = 15) -> None:
    for _ in range(int(seconds * 100)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"not within {seconds} s: {what}")


def order_move(made: Platform, address: str, clock: Clock) -> None:
    assert made.order(ALONE, Stimulus("parameters", {"platform_address": address}), clock.now())


@pytest.mark.realtime
@pytest.mark.clause("PAR-16")
@pytest.mark.parametrize("binding", ["tcp", "mqtt"])
def test_a_terminal_moves_to_another_host_and_port(binding: str) -> None:
    async def play() -> None:
        clock = Clock()
        async with AsyncExitStack() as stack:
            made, ports = [], []
            for _ in range(2):
                port = free_port()
                where = {"tcp": ("127.0.0.1", port)} if binding == "tcp" else {"mqtt": f"embedded:{port}"}
                made.append((await stack.enter_async_context(platform(clock, **where)))[0])
                ports.append(port)
            driver = RealtimeDriver(terminal(ALONE, "cat1_retrofit", binding, clock), clock=clock)
            stack.callback(driver.stop)
            if binding == "tcp":
                TcpDialLink(driver, "127.0.0.1", ports[0])
            else:
                MqttTerminalLink(driver, ALONE, "127.0.0.1", ports[0])
            driver.start()
            await until(lambda: made[0].is_online(ALONE), "at the first")
            order_move(made[0], f"127.0.0.1:{ports[1]}", clock)
            await until(lambda: made[1].is_online(ALONE), "at the second")
            order_move(made[1], "", clock)
            await until(lambda: made[0].is_online(ALONE), "and where it was born")

    asyncio.run(play())


class Wishing:
    """An endpoint with one wish."""

    def __init__(self, wish: LinkWanted) -> None:
        self._wishes = [wish]
        self.told: list[str] = []

    def __getattr__(self, name: str) -> object:
        return lambda *_: self.told.append(name)

    def data_to_send(self) -> list[bytes]:
        return []

    def next_timer(self) -> None:
        return None

    def next_event(self) -> LinkWanted | None:
        return self._wishes.pop() if self._wishes else None


class Still(Driver):
    def now(self) -> int:
        return 7 * S

    def _arm(self, due: int | None) -> None:
        pass


class Fixed:
    """A link that leads where it leads."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def open(self) -> None:
        self.did.append("open")

    def send(self, frame: bytes) -> None:
        pass

    def close(self) -> None:
        self.did.append("close")


@pytest.mark.parametrize(
    ("wish", "did", "told"),
    [
        (LinkWanted(True), ["open"], []),
        (LinkWanted(True, "new.example:7808"), [], ["link_down"]),
        (LinkWanted(False, "new.example:7808"), ["close"], []),
    ],
)
def test_a_link_that_cannot_be_aimed_is_down_where_it_does_not_lead(
    wish: LinkWanted, did: list[str], told: list[str]
) -> None:
    core, link = Wishing(wish), Fixed()
    endpoint: Endpoint = core  # type: ignore[assignment]
    driver = Still(endpoint)
    driver.attach(link)
    driver.start()
    assert (link.did, core.told) == (did, told)


def test_a_cable_leads_where_its_link_does() -> None:
    async def play() -> None:
        endpoint: Endpoint = Wishing(LinkWanted(False))  # type: ignore[assignment]
        cable = Cable(Still(endpoint))
        assert not cable.aim("")
        cable.attach(Fixed())
        assert aimed(cable, "")
        assert not aimed(cable, "new.example:7808")
        TcpDialLink(cable, "127.0.0.1", 1)
        assert aimed(cable, "new.example:7808")

    asyncio.run(play())


@pytest.mark.clause("PAR-15")
@pytest.mark.parametrize(
    ("address", "halves"),
    [
        ("new.example:7808", ("new.example", 7808)),
        ("192.0.2.1:1", ("192.0.2.1", 1)),
        ("[2001:db8::7]:99", ("2001:db8::7", 99)),
    ],
)
def test_an_address_has_two_halves(address: str, halves: tuple[str, int]) -> None:
    assert host_port(address) == halves
