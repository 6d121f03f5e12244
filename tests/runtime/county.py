"""A county in virtual time: platforms at their addresses, and terminals that dial them.

Everything is the real thing but for the clock and the wire: the terminal's core, the platform's core, the drivers, the links.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any

import simpy

from protocol_spec.codes import EventCode
from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import DAY, Duration, Instant, S
from protocol_spec.messages import EventRecord
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import Platform
from reference_platform.registry import Machine, Permit, TerminalEntry
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.memory import Accept, MemoryLink
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.runtime.virtual import VirtualDriver, run_until
from simulator.terminal import Flash, Identity, Profile, Terminal

START: Instant = 1_772_409_600 * S
ENTERPRISE = "91410100MA00000001"


class Seat:
    """A platform and all it has told."""

    def __init__(self, env: simpy.Environment, terminals: list[str]) -> None:
        self._env = env
        self.store = SqliteStore()
        fill_demo(self.store, START)
        for number, terminal in enumerate(terminals, 100):
            self.store.save_terminal(TerminalEntry(terminal, lab_key(terminal), ENTERPRISE))
            self.store.save_machine(Machine(number, terminal, ENTERPRISE, None, None))
        self.store.save_permit(Permit(77, ENTERPRISE, None, START - DAY, START + DAY))
        self.told: list[tuple[str, dict[str, Any]]] = []
        nonces = itertools.count(1)
        self.platform = Platform(self.store, lambda: next(nonces), tell=self._tell)
        self.qr = {terminal: number for number, terminal in enumerate(terminals, 100)}

    def accept(self, _link: Link) -> Driver:
        connection = self.platform.accept()
        driver = VirtualDriver(
            self._env, connection.session, lambda event, now: self.platform.on_event(connection, event, now)
        )
        connection.stimulate = driver.stimulate
        return driver

    def scan(self, terminal: str, worker: str = "W-0001") -> str:
        scan = Scan(qr_payload(self.qr[terminal]), demo_token(worker), 77, 0, 0)
        return self.platform.scan(scan, int(self._env.now))[1].reason.name

    def held(self, terminal: str) -> list[int]:
        return [record.record for record in self.store.records_of(terminal)]

    def events(self, terminal: str) -> list[tuple[EventCode, int]]:
        records = self.store.records_of(terminal)
        return [(record.event, record.value) for record in records if isinstance(record, EventRecord)]

    def facts(self, what: str) -> list[dict[str, Any]]:
        return [facts for said, facts in self.told if said == what]

    def _tell(self, what: str, facts: dict[str, Any], now: Instant) -> None:
        self.told.append((what, facts))


@dataclass
class Station:
    """A terminal with its driver and its link. After a power cut it is a new one on the same flash."""

    terminal: Terminal
    driver: Driver
    link: MemoryLink
    tape: list[Entry] = field(default_factory=list)

    def do(self, name: str, value: Any = True) -> None:
        self.driver.stimulate(Stimulus(name, {"value": value}))


class County:
    """`terminals` are the ids that every platform knows; `addresses` those of platforms beside the one of the factory."""

    def __init__(self, terminals: list[str], addresses: tuple[str, ...] = ()) -> None:
        self.env = simpy.Environment(initial_time=START)
        self.seat = Seat(self.env, terminals)
        self.seats = {address: Seat(self.env, terminals) for address in addresses}
        self.stations: dict[str, Station] = {}

    def station(self, number: str, profile: Profile, flash: Flash | None = None) -> Station:
        """A terminal that dials."""
        terminal, tape = self._terminal(number, profile, flash), []
        driver = VirtualDriver(self.env, Recorded(terminal, tape.append))
        link = MemoryLink(self.env, self.seat.accept, elsewhere=self._elsewhere).joins(driver)
        driver.start()
        self.stations[number] = Station(terminal, driver, link, tape)
        return self.stations[number]

    def power_cut(self, number: str, off_for: Duration = 10 * S) -> Station:
        """The object is dropped, and what is left is the flash."""
        old = self.stations.pop(number)
        old.link.close()
        old.driver.attach(None)
        self.wait(off_for)
        flash = Flash.from_json(old.terminal.flash.as_json())
        return self.station(number, old.terminal.profile, flash)

    def wait(self, duration: Duration) -> None:
        self.env.run(int(self.env.now) + duration)

    def until(self, true: Any, what: str, within: Duration = 600 * S) -> None:
        assert run_until(self.env, true, int(self.env.now) + within), f"not within {within // S} s: {what}"

    def online(self, *numbers: str) -> bool:
        return all(self.seat.platform.is_online(number) for number in numbers)

    def check_replay(self, number: str, profile: Profile) -> None:
        station = self.stations[number]
        assert len(station.tape) > 20
        assert replay(station.tape, self._terminal(number, profile, None, START)) is None

    def _elsewhere(self, address: str) -> Accept | None:
        seat = self.seats.get(address)
        return seat.accept if seat is not None else None

    def _terminal(self, number: str, profile: Profile, flash: Flash | None, now: Instant | None = None) -> Terminal:
        identity = Identity(number, lab_key(number))
        return Terminal(identity, profile, flash, seed=3, now=int(self.env.now) if now is None else now)
