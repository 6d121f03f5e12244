"""Gateways, what hangs behind them, and a platform: put together in virtual time."""

import itertools
from dataclasses import dataclass, field, replace

import simpy

from protocol_spec.endpoint import Event
from protocol_spec.ident import qr_payload
from protocol_spec.instant import MS, Duration, Instant
from protocol_spec.messages import Record
from reference_platform.decision import Scan
from reference_platform.memory_storage import MemoryStorage
from reference_platform.platform import Platform
from simulator.fleet.site import ANNA, PERMIT, books, identity_of, midnight, phone_of
from simulator.runtime.driver import Driver, Link
from simulator.runtime.impair import LinkQuality
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.links.sub_lines import SubLines
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.runtime.virtual import VirtualDriver
from simulator.terminal import Identity, Terminal, load_profile

BEGINS: Instant = midnight(0)


def node(profile: str, serial: int) -> str:
    return identity_of(load_profile(profile), serial).terminal


GATEWAY = node("rs485_gateway", 100)


@dataclass
class Member:
    """A terminal with its driver, its tape and its link up."""

    identity: Identity
    profile: str
    began: Instant
    driver: VirtualDriver = field(init=False)
    link: MemoryLink = field(init=False)
    tape: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terminal = self.fresh()

    @property
    def name(self) -> str:
        return self.identity.terminal

    def fresh(self) -> Terminal:
        return Terminal(self.identity, load_profile(self.profile).at_once(), seed=7, now=self.began)


class Node(Member):
    """`cut`: the cable is in two, and both ends see it."""

    def cut(self, cut: bool) -> None:
        self.link.unplugged = cut
        if cut:
            self.link.reset()

    def carry_to(self, gateway: "Gate", line: int, noticed: bool = True) -> None:
        """`noticed`: the gateway it leaves sees that the line is gone."""
        old = self.link
        self.link = MemoryLink(self.driver.env, gateway.lines.answering(line), 2 * MS, line=True).joins(self.driver)
        if noticed:
            old.reset()
        else:
            old.unplugged = True
            self.driver.link_down()


class Gate(Member):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.lines = SubLines()


class Yard:
    def __init__(self) -> None:
        self.env = simpy.Environment(initial_time=BEGINS)
        self.storage: MemoryStorage = books([], BEGINS, b"a yard full of gateways")
        nonces = itertools.count(1)
        self.told: list[tuple[str, dict[str, object]]] = []
        self.platform = Platform(
            self.storage, lambda: next(nonces), tell=lambda what, facts, now: self.told.append((what, facts))
        )
        self.gateways: dict[str, Gate] = {}
        self.nodes: dict[str, Node] = {}

    # ---- who is there ------------------------------------------------------------------------------------------------

    def add_gateway(self, name: str, quality: LinkQuality | None = None) -> Gate:
        profile = next(one for one in ("rs485_gateway", "lora_gateway") if node(one, int(name[6:])) == name)
        identity = identity_of(load_profile(profile), int(name[6:]))
        gate = self.gateways[name] = Gate(identity, profile, self.now)
        self._enter(identity, profile)
        gate.driver = VirtualDriver(self.env, Recorded(gate.terminal, gate.tape.append), gate.lines.observe)
        gate.lines.join(gate.driver)
        gate.link = MemoryLink(self.env, self._accept, quality=quality).joins(gate.driver)
        gate.driver.start()
        return gate

    def add_node(self, profile: str, serial: int, quality: LinkQuality | None = None) -> Node:
        """Behind the first gateway, on the line with its number."""
        identity = identity_of(load_profile(profile), serial)
        one = self.nodes[identity.terminal] = Node(identity, profile, self.now)
        self._enter(identity, profile)
        one.driver = VirtualDriver(self.env, Recorded(one.terminal, one.tape.append))
        answering = next(iter(self.gateways.values())).lines.answering(serial)
        link = MemoryLink(self.env, answering, 2 * MS, line=True, quality=quality, draw=one.terminal.board.draw)
        one.link = link.joins(one.driver)
        one.driver.start()
        return one

    def _enter(self, identity: Identity, profile: str) -> None:
        more = books([(identity, load_profile(profile))], BEGINS, b"the same").load_registry()
        registry = self.platform.registry
        registry.terminals.update(more.terminals)
        registry.machines.update(more.machines)

    def change_key(self, terminal: str) -> None:
        entry = self.platform.registry.terminals[terminal]
        self.platform.registry.terminals[terminal] = replace(entry, key=bytes(16))

    def _accept(self, _link: Link) -> Driver:
        connection = self.platform.accept()

        def observe(event: Event, now: Instant) -> None:
            self.platform.on_event(connection, event, now)

        driver = VirtualDriver(self.env, connection.session, observe)
        connection.stimulate = driver.stimulate
        return driver

    # ---- time --------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> Instant:
        return int(self.env.now)

    def run(self, duration: Duration) -> None:
        self.env.run(until=self.now + duration)

    def scan(self, qr: int, worker: str = ANNA) -> str:
        machine = self.platform.registry.machines[qr]
        scan = Scan(qr_payload(qr), phone_of(worker), PERMIT, machine.latitude, machine.longitude)
        return self.platform.scan(scan, self.now)[1].reason.name

    # ---- what came of it ---------------------------------------------------------------------------------------------

    def online(self) -> set[str]:
        return {name for name in (*self.gateways, *self.nodes) if self.platform.is_online(name)}

    def records(self, terminal: str) -> list[Record]:
        return [stored.record for name, stored in self.storage.arrived if name == terminal]

    def logins(self, terminal: str) -> int:
        return len([facts for what, facts in self.told if what == "login" and facts["terminal"] == terminal])

    def check_replay(self) -> None:
        for one in (*self.gateways.values(), *self.nodes.values()):
            assert replay(one.tape, one.fresh()) is None
