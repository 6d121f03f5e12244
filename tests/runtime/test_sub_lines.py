"""A gateway whose sub-terminals hang on real serial devices: pseudo-terminal pairs, real time, the platform over TCP."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from protocol_spec.codes import EndReason
from protocol_spec.endpoint import Stimulus, ToSub
from protocol_spec.ident import qr_payload
from protocol_spec.instant import Duration, Instant, S
from reference_platform.decision import Scan
from reference_platform.edge.serve import Doors, serving
from reference_platform.platform import Platform
from reference_platform.session import SessionParameters
from simulator.fleet.site import ANNA, PERMIT, books, identity_of, phone_of
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.links.sub_lines import LOOKS_AGAIN, SubLines
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.terminal import Identity, Terminal, load_profile

BRISK = SessionParameters(heartbeat=2, status_idle=1, status_welding=1, ack_timeout=1)
WHO = [
    (identity_of(load_profile(name), serial), name) for serial, name in enumerate(("rs485_gateway", "rs485_node"), 1)
]
WHO.append((identity_of(load_profile("rs485_node"), 3), "rs485_node"))


class Wall:
    """A gateway on the wall, and two nodes on two pairs of wires."""

    def __init__(self, lines: list[PtyLine], clock: Clock) -> None:
        self.clock, self.booted = clock, clock.now()
        self.store = books([(who, load_profile(name)) for who, name in WHO], self.booted, b"a wall")
        nonces = itertools.count(1)
        self.platform = Platform(self.store, lambda: next(nonces), BRISK)
        loop = asyncio.get_running_loop()
        self.subs = SubLines(lambda delay, act: loop.call_later(delay / S, act))
        self.tapes: list[list[Entry]] = [[], [], []]
        self.gateway = RealtimeDriver(self.recorded(0), self.subs.observe, clock)
        self.subs.join(self.gateway)
        self.nodes = [RealtimeDriver(self.recorded(number), None, clock) for number in (1, 2)]
        for number, (line, node) in enumerate(zip(lines, self.nodes, strict=True), 1):
            SerialLink(node, line.one)
            SerialLink(self.subs[number], line.other)

    def fresh(self, number: int) -> Terminal:
        identity, profile = WHO[number]
        return Terminal(identity, load_profile(profile).at_once(), seed=3, now=self.booted)

    def recorded(self, number: int) -> Recorded:
        return Recorded(self.fresh(number), self.tapes[number].append)

    def start(self) -> None:
        for driver in (self.gateway, *self.nodes):
            driver.start()
        for number in (1, 2):
            self.subs[number].open()

    def stop(self) -> None:
        self.subs.close()
        for driver in (*self.nodes, self.gateway):
            driver.stop()

    def scan(self, who: Identity) -> str:
        machine = self.platform.registry.machines[who.qr]
        scan = Scan(qr_payload(who.qr), phone_of(ANNA), PERMIT, machine.latitude, machine.longitude)
        return self.platform.scan(scan, self.clock.now())[1].reason.name

    async def until(self, true: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what}") from None


async def story(wall: Wall, lines: list[PtyLine]) -> None:
    gateway, first, second = (who for who, _ in WHO)
    online = wall.platform.is_online
    await wall.until(lambda: all(online(who.terminal) for who, _ in WHO), "all three are in session")
    node = wall.nodes[0].endpoint.endpoint  # type: ignore[attr-defined]
    assert wall.scan(first) == "GRANTED"
    await wall.until(lambda: node.plant.relay_closed, "the relay is closed through the gateway")
    wall.nodes[0].stimulate(Stimulus("trigger", {"value": True}))
    await asyncio.sleep(0.6)
    wall.nodes[0].stimulate(Stimulus("trigger", {"value": False}))
    wall.platform.lock(first.terminal, EndReason.PLATFORM, wall.clock.now())
    await wall.until(lambda: not node.plant.relay_closed, "the relay is open")
    lines[0].unplugged = True
    await wall.until(lambda: not online(first.terminal), "a dead line is silence, and silence is offline")
    assert online(gateway.terminal)
    assert online(second.terminal)
    lines[0].unplugged = False
    await wall.until(lambda: online(first.terminal), "it is back, by itself")
    for who in (first, second):
        held = wall.store.held(who.terminal)
        await wall.until(lambda held=held: len(held) > 3 and sorted(held) == list(range(1, max(held) + 1)), "no gap")


@pytest.mark.realtime
@pytest.mark.clause("GWY-02", "GWY-06")
def test_nodes_on_serial_devices_behind_a_gateway_in_real_time() -> None:
    async def play(lines: list[PtyLine]) -> None:
        wall = Wall(lines, Clock())
        async with serving(wall.platform, Doors(tcp=("127.0.0.1", 0)), wall.clock) as doors:
            assert doors.tcp_port
            TcpDialLink(wall.gateway, "127.0.0.1", doors.tcp_port)
            wall.start()
            try:
                await story(wall, lines)
            finally:
                wall.stop()
        for number, tape in enumerate(wall.tapes):
            assert replay(tape, wall.fresh(number)) is None

    with ExitStack() as stack:
        asyncio.run(play([stack.enter_context(PtyLine()) for _ in range(2)]))


# ---- what needs no time ----------------------------------------------------------------------------------------------


class Heard(RealtimeDriver):
    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def stimulate(self, stimulus: Stimulus) -> None:
        self.told.append((stimulus.name, int(stimulus.values["line"])))


class Device:
    def __init__(self) -> None:
        self.opened, self.closed = 0, 0
        self.sent: list[bytes] = []

    def open(self) -> None:
        self.opened += 1

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def close(self) -> None:
        self.closed += 1


def test_a_device_that_disappears_is_a_line_that_is_gone_and_is_looked_for_until_it_is_given_up() -> None:
    later: list[tuple[Duration, Callable[[], None]]] = []
    gateway, device = Heard(), Device()
    lines = SubLines(lambda delay, act: later.append((delay, act)))
    lines.join(gateway)
    line = lines[4]
    line.attach(device)
    line.open()
    line.link_down()
    assert gateway.told == [], "it never was there"
    assert later.pop()[0] == LOOKS_AGAIN
    line.link_up()
    line.receive(b"\x01")
    now: Instant = 0
    lines.observe(ToSub(4, b"down"), now)
    line.link_down()
    lines.observe(ToSub(4, b"nobody"), now)
    assert gateway.told == [("sub-up", 4), ("sub-data", 4), ("sub-down", 4)]
    assert device.sent == [b"down"]
    later.pop()[1]()
    assert device.opened == 2
    line.link_up()
    lines.close()
    assert gateway.told[-1] == ("sub-down", 4)
    line.link_down()
    assert later == [], "nobody looks for it any more"
    assert device.closed == 1
