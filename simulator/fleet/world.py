"""What all days have in common: the platform, the bays, those who stand at them, and the end of the day.

Virtual time, and a pure function of what it is made of. After the last deed faults end, the link is healed and everything
drains, so that what has not arrived never will; then the oracle judges.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import simpy

from protocol_spec.codes import EndReason
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import HOUR, MINUTE, Duration, Instant
from reference_platform.memory_storage import MemoryStorage
from reference_platform.platform import Connection, GrantPolicy, Platform
from reference_platform.session_parameters import SessionParameters
from simulator.draw import Draw
from simulator.fleet.bay import Bay, Fitting
from simulator.fleet.cheats import Move
from simulator.fleet.hands import Hands
from simulator.fleet.oracle import Evidence, Violation, judge
from simulator.fleet.sprinkling import Mishap
from simulator.people.intent import Intent
from simulator.runtime.driver import Driver, Link
from simulator.runtime.tape import Sink
from simulator.runtime.virtual import VirtualDriver, after
from simulator.terminal import Terminal

DRAINS_WITHIN: Duration = 6 * HOUR
LOOKS_EVERY: Duration = MINUTE


@dataclass(frozen=True)
class Cast:
    """Who plays: the good ones, or one that is deliberately wrong. `tape` gets the terminals' inputs and outputs."""

    terminal: type[Terminal] = Terminal
    platform: type[Platform] = Platform
    parameters: SessionParameters = field(default_factory=SessionParameters)
    policy: GrantPolicy = field(default_factory=GrantPolicy)
    tape: Sink | None = None
    keep_frames: bool = False


GOOD = Cast()


class World:
    """`begins` is UTC. Bays are added before it is played, once."""

    def __init__(self, storage: MemoryStorage, draw: Draw, begins: Instant, cast: Cast = GOOD) -> None:
        self.storage = storage
        self.env = simpy.Environment(initial_time=begins)
        self.platform = cast.platform(storage, self._nonce, cast.parameters, cast.policy)
        self.bays: dict[str, Bay] = {}
        self.hands: dict[str, Hands] = {}
        self._cast = cast
        self._draw = draw
        self.begins = begins
        self._nonces = 0

    @property
    def now(self) -> Instant:
        return int(self.env.now)

    def add(self, fitting: Fitting) -> Bay:
        bay = Bay(self.env, self._accept, fitting)
        if self._cast.keep_frames:
            bay.wire.frames = []
        self.bays[fitting.identity.terminal] = bay
        self.hands[fitting.identity.terminal] = Hands(self.env, self.platform, bay)
        return bay

    # ---- platform ------------------------------------------------------------------------------------------------

    def _nonce(self) -> int:
        self._nonces += 1
        return self._draw.at("platform nonce", self.begins // MINUTE << 20 | self._nonces)

    def _accept(self, _link: Link) -> Driver:
        connection: Connection = self.platform.accept()

        def observe(event: Event, now: Instant) -> None:
            self.platform.on_event(connection, event, now)

        driver = VirtualDriver(self.env, connection.session, observe)
        connection.stimulate = driver.stimulate
        return driver

    # ---- what is to come -----------------------------------------------------------------------------------------

    def at(self, at: Instant, act: Callable[[], object]) -> None:
        after(self.env, max(0, at - self.now), act)

    def intend(self, bay: Bay, intent: Intent) -> None:
        """Somebody means to do this at its time."""
        self.at(intent.at, lambda: self.hands[bay.truth.machine].do(intent))

    def move(self, bay: Bay, at: Instant, move: Move) -> None:
        if move.where == "platform":
            self.at(at, lambda: self.platform.lock(bay.truth.machine, EndReason.PLATFORM, self.now))
        else:
            self.at(at, lambda: bay.move(move))

    def befall(self, bay: Bay, mishap: Mishap, by: Instant) -> None:
        """The fault comes at its time and is over by `by` at the latest."""
        fault = mishap.fault
        for step in fault.begins:
            self.at(mishap.at + step.after, partial(bay.undergo, step, fault.where))
        for step in fault.ends:
            self.at(min(mishap.at + mishap.lasts + step.after, by), partial(bay.undergo, step, fault.where))

    # ---- time ----------------------------------------------------------------------------------------------------

    def run(self, until: Instant) -> None:
        self.env.run(until=until)

    def drain(self) -> None:
        """Switch on once more what is off, and wait until nothing is under way: no grant, and no record that is not there."""
        for bay in self.bays.values():
            bay.heal()
            self.platform.lock(bay.truth.machine, EndReason.PLATFORM, self.now)
        limit = self.now + DRAINS_WITHIN
        while self.now < limit:
            for bay in self.bays.values():
                if bay.terminal is not None and not bay.powered:
                    bay.stimulate(Stimulus("switch-on"))
            self.run(self.now + LOOKS_EVERY)
            if self.drained():
                return

    def drained(self) -> bool:
        return all(self._has_everything_of(bay) for bay in self.bays.values())

    def _has_everything_of(self, bay: Bay) -> bool:
        terminal = bay.terminal
        if terminal is None:
            return True
        if terminal.guard.grant is not None or not terminal.powered or not terminal.conversation.live:
            return False
        held, store = self.storage.held(bay.truth.machine), terminal.flash.store
        return all(one.record.record in held or one.record.record >= store.following - 1 for one in store)

    # ---- afterwards ----------------------------------------------------------------------------------------------

    def evidence(self, bay: Bay, quiet: bool = True) -> Evidence:
        """`quiet`: it has drained."""
        terminal = bay.truth.machine
        return Evidence(
            terminal=terminal,
            truth=bay.truth,
            heard=bay.witness.heard if bay.witness else (),
            notes=bay.notes,
            arrived=[stored for who, stored in self.storage.arrived if who == terminal],
            grants=self.platform.grants.all(),
            registry=self.platform.registry,
            quiet=quiet,
        )

    def violations(self) -> list[Violation]:
        return sorted(one for bay in self.bays.values() for one in judge(self.evidence(bay)))

    def digest(self) -> str:
        """Of every frame that went up and when, of the truth, and of what the platform has."""
        made = hashlib.sha256()
        for bay in self.bays.values():
            made.update(bay.wire.digest.digest() + repr(bay.truth.everything()).encode())
        for terminal, stored in self.storage.arrived:
            made.update(terminal.encode() + stored.received.to_bytes(8, "big") + stored.record.encode())
        return made.hexdigest()
