"""A terminal-day: one machine with its terminal, those who use it, the platform, a link, and what befalls them.

A pure function of what is asked for: the same `Asked` gives the same frames at the same instants, the same truth, the same
digest, whatever else the process does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol_spec.codes import Suite
from protocol_spec.instant import MINUTE, Duration
from simulator.draw import Draw
from simulator.fleet.bay import Fitting
from simulator.fleet.cheats import cheat_named
from simulator.fleet.hands import Hands
from simulator.fleet.oracle import Evidence
from simulator.fleet.programme import Programme, programme
from simulator.fleet.site import books, identity_of
from simulator.fleet.sprinkling import Mishap, sprinkled
from simulator.fleet.world import GOOD, Cast, World
from simulator.runtime.impair import load_quality
from simulator.terminal import load_profile
from simulator.terminal.faults import Fault

HEALTHY_PPM = 20
"""A healthy crystal is within so many parts of a million, and every terminal has its own."""


@dataclass(frozen=True)
class Asked:
    """What a day is a function of. `quality` is a link's by name, "" for 20 ms and nothing else; `rates` of faults are per
    1,000 machine-days; `faults` are there besides, each at so long after the first power-up."""

    seed: int = 0
    day: int = 0
    profile: str = "cat1_retrofit"
    serial: int = 1
    quality: str = ""
    rates: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[tuple[Duration, Fault], ...] = ()
    cheat: str = ""
    suite: Suite = Suite.HMAC_SHA256


class TerminalDay(World):
    """`play` it once; then look at its parts."""

    def __init__(self, asked: Asked, cast: Cast = GOOD) -> None:
        self.asked = asked
        profile = load_profile(asked.profile)
        identity = identity_of(profile, asked.serial, asked.suite)
        draw = Draw(asked.seed, identity.terminal)
        cheat = cheat_named(asked.cheat) if asked.cheat else None
        self.programme: Programme = programme(draw, asked.day, profile, cheat=cheat)
        begins = self.programme.begins
        secret = asked.seed.to_bytes(8, "big") * 4
        super().__init__(books([(identity, profile)], begins, secret), draw, begins, cast)
        quality = load_quality(asked.quality) if asked.quality else None
        ppm = healthy_ppm(draw)
        self.bay = self.add(Fitting(identity, profile, asked.seed, quality, cast.terminal, cast.tape, ppm=ppm))
        drawn = sprinkled(draw, asked.day, begins, self.programme.ends, asked.rates, profile.capability)
        wished = (Mishap(fault, begins + at, fault.lasts[0]) for at, fault in asked.faults)
        self.mishaps = (*drawn, *wished)

    @property
    def worker(self) -> Hands:
        return self.hands[self.bay.truth.machine]

    def play(self) -> "TerminalDay":
        plan, bay = self.programme, self.bay
        for intent in plan.intents:
            self.intend(bay, intent)
        for at, move in plan.moves:
            self.move(bay, at, move)
        for mishap in self.mishaps:
            self.befall(bay, mishap, plan.ends)
        for begins, ends, name in plan.labels:
            bay.truth.label(begins, ends, name)
        self.run(max([plan.ends, *(at for at, _ in plan.moves)]) + MINUTE)
        self.drain()
        return self

    def known(self, quiet: bool = True) -> Evidence:
        return self.evidence(self.bay, quiet)


def healthy_ppm(draw: Draw) -> int:
    return draw.below(2 * HEALTHY_PPM + 1, "crystal", 0) - HEALTHY_PPM


def play_day(asked: Asked, cast: Cast = GOOD) -> TerminalDay:
    return TerminalDay(asked, cast).play()
