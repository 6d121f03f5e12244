"""A stand whose platform is in the same process: no port, no waiting, the core's own clock stands still."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from arclock.links import HostString
from arclock.stand.desk import Desk
from arclock.stand.stand import Setup, Stand
from arclock.stand.verbs import parse
from protocol_spec.explain import Words
from protocol_spec.ident import qr_payload
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import Platform
from simulator.runtime.driver import Driver
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.terminal import Identity, load_profile

TERMINAL = "9999010000000001"
NOWHERE = HostString("tcp", "127.0.0.1", 1)
T = TypeVar("T")


class StillClock(Clock):
    """Says what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 1_790_000_000_000_000

    def now(self) -> int:
        return self.at


class Joined:
    """The terminal's link, straight into a session of the platform."""

    def __init__(self, stand: Stand, platform: Platform) -> None:
        self._bench = stand
        self._platform = platform
        self._far: Driver | None = None
        self.last_error = ""
        stand.way.attach(self)

    def open(self) -> None:
        asyncio.get_running_loop().call_soon(self._connect)

    def send(self, frame: bytes) -> None:
        if self._far is not None:
            asyncio.get_running_loop().call_soon(self._far.receive, frame)

    def close(self) -> None:
        far, self._far = self._far, None
        if far is not None:
            far.link_down()

    def _connect(self) -> None:
        connection = self._platform.accept()
        clock = self._bench.clock
        far = RealtimeDriver(
            connection.session, lambda event, now: self._platform.on_event(connection, event, now), clock
        )
        connection.stimulate = far.stimulate
        far.attach(_Down(self._bench))
        self._far = far
        far.link_up()
        self._bench.way.link_up()


class _Down:
    def __init__(self, stand: Stand) -> None:
        self._bench = stand

    def open(self) -> None: ...
    def close(self) -> None: ...
    def send(self, frame: bytes) -> None:
        asyncio.get_running_loop().call_soon(self._bench.way.receive, frame)


class Scene:
    """A stand, its desk and its platform; `said` is what was said to the person."""

    def __init__(self, profile: str = "cat1_retrofit", state: Path | None = None) -> None:
        self.clock = StillClock()
        self.said: list[Words] = []
        self.heard: list[Any] = []
        setup = Setup(NOWHERE, Identity(TERMINAL, lab_key(TERMINAL)), load_profile(profile).at_once(), state=state)
        self.stand = Stand(setup, self.clock)
        self.stand.listeners.append(self.heard.append)
        self.desk = Desk(self.stand, None, self.said.append)
        self.store = SqliteStore()
        fill_demo(self.store, self.clock.now())
        nonces = iter(range(1, 1 << 30))
        self.platform = Platform(self.store, lambda: next(nonces))
        self.link = Joined(self.stand, self.platform)

    async def turn(self, micros: int = 0) -> None:
        """Let everything that waits for nothing be done; then time has gone on, and again."""
        for _ in range(2):
            for _ in range(60):
                await asyncio.sleep(0)
            self.clock.at += micros
            self.stand.driver.wake()
            micros = 0

    async def do(self, line: str) -> None:
        await self.desk.do(parse(line))
        await self.turn()

    async def unlock(self, worker: str = "W-0001") -> None:
        machine = self.platform.registry.machines[1]
        scan = Scan(qr_payload(1), demo_token(worker), 1, machine.latitude, machine.longitude)
        assert self.platform.scan(scan, self.clock.now())[1].granted
        for _ in range(4):
            await self.turn(100_000)

    def whats(self) -> list[str]:
        return [happening["what"] for happening in self.heard]

    def close(self) -> None:
        self.stand.stop()
        self.store.close()


def play(act: Callable[[Scene], Coroutine[Any, Any, T]], **options: Any) -> T:
    async def scene() -> T:
        made = Scene(**options)
        try:
            made.stand.start()
            await made.turn()
            return await act(made)
        finally:
            made.close()

    return asyncio.run(scene())
