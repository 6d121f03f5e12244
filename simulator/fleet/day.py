"""A terminal-day: one machine with its terminal, the people who use it, the platform, a link and what befalls them.

Virtual time, and a pure function of what is asked for: the same `Asked` gives the same frames at the same instants, the same
truth, the same digest, whatever else the process does. After the last deed faults end, the link is healed and everything drains,
so that what has not arrived never will; then the oracle judges.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import simpy

from protocol_spec.codes import EndReason, Suite
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import HOUR, MINUTE, Duration, Instant
from reference_platform.platform import Connection, GrantPolicy, Platform
from reference_platform.session_parameters import SessionParameters
from simulator.draw import Draw
from simulator.fleet.bay import Bay, Fitting
from simulator.fleet.cheats import cheat_named
from simulator.fleet.hands import Hands
from simulator.fleet.oracle import Evidence, Violation, judge
from simulator.fleet.programme import Programme, programme
from simulator.fleet.site import books, identity_of
from simulator.fleet.sprinkling import Mishap, sprinkled
from simulator.people.intent import Intent
from simulator.runtime.driver import Driver, Link
from simulator.runtime.impair import load_quality
from simulator.runtime.tape import Sink
from simulator.runtime.virtual import VirtualDriver, after
from simulator.terminal import Terminal, load_profile
from simulator.terminal.faults import Fault

DRAINS_WITHIN: Duration = 6 * HOUR
LOOKS_EVERY: Duration = MINUTE
HEALTHY_PPM = 20
"""A healthy crystal is within so many parts of a million, and every terminal has its own."""


@dataclass(frozen=True)
class Asked:
    """What a day is a function of. `rates` of faults are per 1,000 machine-days; `faults` are there besides, each at so long
    after the first power-up."""

    seed: int = 0
    day: int = 0
    profile: str = "cat1_retrofit"
    serial: int = 1
    quality: str = ""
    rates: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[tuple[Duration, Fault], ...] = ()
    cheat: str = ""
    suite: Suite = Suite.HMAC_SHA256


@dataclass(frozen=True)
class Cast:
    """Who plays: the good ones, or one that is deliberately wrong. `tape` gets the terminal's inputs and outputs."""

    terminal: type[Terminal] = Terminal
    platform: type[Platform] = Platform
    parameters: SessionParameters = field(default_factory=SessionParameters)
    policy: GrantPolicy = field(default_factory=GrantPolicy)
    tape: Sink | None = None
    keep_frames: bool = False


GOOD = Cast()


class TerminalDay:
    """`play` it once; then look at its parts."""

    def __init__(self, asked: Asked, cast: Cast = GOOD) -> None:
        self.asked = asked
        profile = load_profile(asked.profile)
        identity = identity_of(profile, asked.serial, asked.suite)
        self.draw = Draw(asked.seed, identity.terminal)
        cheat = cheat_named(asked.cheat) if asked.cheat else None
        self.programme: Programme = programme(self.draw, asked.day, profile, cheat=cheat)
        begins = self.programme.begins
        self.storage = books([(identity, profile)], begins, asked.seed.to_bytes(8, "big") * 4)
        self.env = simpy.Environment(initial_time=begins)
        self.down: list[bytes] = []
        self.platform = cast.platform(self.storage, self._nonce, cast.parameters, cast.policy)
        ppm = self.draw.below(2 * HEALTHY_PPM + 1, "crystal", 0) - HEALTHY_PPM
        quality = load_quality(asked.quality) if asked.quality else None
        fitting = Fitting(identity, profile, asked.seed, quality, cast.terminal, cast.tape, ppm=ppm)
        self.bay = Bay(self.env, self._accept, fitting)
        if cast.keep_frames:
            self.bay.wire.frames = []
        self.hands = Hands(self.env, self.platform, self.bay)
        self.mishaps = self._mishaps()
        self._nonces = 0

    def _mishaps(self) -> tuple[Mishap, ...]:
        able = self.bay.fitting.profile.capability
        plan, asked = self.programme, self.asked
        drawn = sprinkled(self.draw, asked.day, plan.begins, plan.ends, asked.rates, able)
        return (*drawn, *(Mishap(fault, plan.begins + at, fault.lasts[0]) for at, fault in asked.faults))

    # ---- platform ------------------------------------------------------------------------------------------------

    def _nonce(self) -> int:
        self._nonces += 1
        return self.draw.at("platform nonce", self.asked.day << 20 | self._nonces)

    def _accept(self, _link: Link) -> Driver:
        connection: Connection = self.platform.accept()

        def observe(event: Event, now: Instant) -> None:
            self.platform.on_event(connection, event, now)

        driver = VirtualDriver(self.env, connection.session, observe)
        connection.stimulate = driver.stimulate
        return driver

    # ---- the day -------------------------------------------------------------------------------------------------

    def play(self) -> "TerminalDay":
        for intent in self.programme.intents:
            self._at(intent.at, lambda intent=intent: self._do(intent))
        for at, move in self.programme.moves:
            self._at(at, lambda move=move: self.bay.move(move))
        for mishap in self.mishaps:
            self._befall(mishap)
        for begins, ends, name in self.programme.labels:
            self.bay.truth.label(begins, ends, name)
        last = max([self.programme.ends, *(at for at, _ in self.programme.moves)])
        self.env.run(until=last + MINUTE)
        self._drain()
        return self

    def _do(self, intent: Intent) -> None:
        if intent.label is not None:
            self.bay.truth.label(intent.at, intent.at + MINUTE, intent.label.name.lower())
        self.hands.do(intent)

    def _at(self, at: Instant, act: object) -> None:
        after(self.env, max(0, at - int(self.env.now)), act)

    def _befall(self, mishap: Mishap) -> None:
        fault = mishap.fault
        for step in fault.begins:
            self._at(mishap.at + step.after, lambda step=step: self.bay.undergo(step, fault.where))
        for step in fault.ends:
            at = min(mishap.at + mishap.lasts + step.after, self.programme.ends)
            self._at(at, lambda step=step: self.bay.undergo(step, fault.where))

    def _drain(self) -> None:
        """Switch on once more what is off, and wait until nothing is under way: no grant, and no record that is not there."""
        self.bay.heal()
        self.platform.lock(self.bay.fitting.identity.terminal, EndReason.PLATFORM, int(self.env.now))
        limit = int(self.env.now) + DRAINS_WITHIN
        while int(self.env.now) < limit:
            if not self.bay.powered:
                self.bay.stimulate(Stimulus("switch-on"))
            self.env.run(until=int(self.env.now) + LOOKS_EVERY)
            if self._drained():
                return

    def _drained(self) -> bool:
        terminal = self.bay.terminal
        if terminal is None:
            return True
        if terminal.guard.grant is not None or not terminal.powered or not terminal.conversation.live:
            return False
        held = self.storage.held(self.bay.fitting.identity.terminal)
        newest = terminal.flash.store.following - 1
        return all(stored.record.record in held or stored.record.record >= newest for stored in terminal.flash.store)

    # ---- afterwards ----------------------------------------------------------------------------------------------

    def evidence(self, quiet: bool = True) -> Evidence:
        bay = self.bay
        terminal = bay.fitting.identity.terminal
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
        return judge(self.evidence())

    def digest(self) -> str:
        """Of every frame that went up and when, of the truth, and of what the platform has."""
        made = hashlib.sha256(self.bay.wire.digest.digest())
        made.update(repr(self.bay.truth.everything()).encode())
        for _, stored in self.storage.arrived:
            made.update(stored.received.to_bytes(8, "big") + stored.record.encode())
        return made.hexdigest()


def play_day(asked: Asked, cast: Cast = GOOD) -> TerminalDay:
    return TerminalDay(asked, cast).play()
