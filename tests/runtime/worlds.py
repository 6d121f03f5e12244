"""A terminal and a platform joined by any line, so that one law can be tested on all of them."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import Instant
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import Platform
from reference_platform.session import SessionParameters
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.terminal import Identity, Note, Terminal, load_profile

TERMINAL = "9999010000000001"
BRISK = SessionParameters(heartbeat=2, status_idle=1, status_welding=1, ack_timeout=1)


@dataclass
class World:
    """One terminal driven in real time against one platform; its tape is kept."""

    binding: str
    store: SqliteStore = field(default_factory=SqliteStore)
    clock: Clock = field(default_factory=Clock)
    tape: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        fill_demo(self.store, self.clock.now())
        counter = itertools.count(1)
        self.platform = Platform(self.store, lambda: next(counter), BRISK)
        self.booted: Instant = self.clock.now()
        self.terminal = self.fresh_terminal()
        self.driver = RealtimeDriver(Recorded(self.terminal, self.tape.append), self._observe, self.clock)

    def fresh_terminal(self) -> Terminal:
        identity = Identity(TERMINAL, lab_key(TERMINAL))
        return Terminal(identity, load_profile().over(self.binding).at_once(), seed=5, now=self.booted)

    def _observe(self, event: Event, now: Instant) -> None:
        if isinstance(event, Note):
            self.notes.append(event)

    def scan(self, worker: str = "W-0001") -> str:
        machine = self.platform.registry.machines[1]
        scan = Scan(qr_payload(1), demo_token(worker), 1, machine.latitude, machine.longitude)
        return self.platform.scan(scan, self.clock.now())[1].reason.name

    async def until(self, true: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what}; notes: {self.notes[-8:]}") from None

    async def weld_once(self) -> None:
        """Scan, unlock, weld for a moment, lock."""
        await self.until(lambda: self.platform.is_online(TERMINAL), "login")
        assert self.scan("W-0002") == "CERTIFICATE_EXPIRED"
        assert not self.terminal.plant.relay_closed
        assert self.scan() == "GRANTED"
        await self.until(lambda: self.terminal.plant.relay_closed, "relay closed")
        self.driver.stimulate(Stimulus("trigger", {"value": True}))
        await asyncio.sleep(0.6)
        self.driver.stimulate(Stimulus("trigger", {"value": False}))
        await self.until(lambda: self.platform.grants[1].state == "powered", "powered")

    async def lock(self) -> None:
        from protocol_spec.codes import EndReason

        self.platform.lock(TERMINAL, EndReason.PLATFORM, self.clock.now())
        await self.until(lambda: not self.terminal.plant.relay_closed, "relay open")

    def made(self) -> list[int]:
        return list(range(1, self.terminal.flash.store.following))

    def held(self) -> list[int]:
        return [record.record for record in self.store.records_of(TERMINAL)]

    async def all_held(self, seconds: float = 15.0) -> None:
        def settled() -> bool:
            return self.held() == self.made()

        await self.until(settled, "each record exactly once", seconds)

    def check_replay(self) -> None:
        assert len(self.tape) > 20
        assert replay(self.tape, self.fresh_terminal()) is None


@asynccontextmanager
async def world(binding: str) -> AsyncIterator[World]:
    made = World(binding)
    try:
        yield made
    finally:
        made.driver.stop()
        made.store.close()
