"""Who belongs to which machine, as of a day.

Every welder belongs to one machine, so that two machines never want the same person, and everything about a machine is
drawn from the stream of its own terminal: a machine more or less changes nobody else's crew and nobody else's plan.
"""

from dataclasses import dataclass
from typing import TypeVar

from protocol_spec.instant import Instant
from simulator.draw import Draw
from simulator.people.calendar import local_instant
from simulator.people.certificate import State
from simulator.people.dice import Dice
from simulator.people.enterprise import Enterprise, MachineKind, Welding, composition
from simulator.people.identity import credit_code, enterprise_name
from simulator.people.worker import Role, Worker, make_worker

T = TypeVar("T")

VENDOR = "9999"
"""Terminals of the laboratory: keys follow from the id (`protocol_spec.security.lab_key`)."""
SITES = 1 << 23
SITE_ROOM = 1_000
"""Machines of one site at most, one number being left for the site itself."""
METRE = 9
"""1e-6 degree of latitude; of longitude, at 35 degrees, eleven."""


@dataclass(frozen=True)
class Crew:
    """Who is at one machine. `second` welds at night and stands in for a regular whose certificate has run out."""

    regular: Worker
    second: Worker | None = None
    apprentice: Worker | None = None

    @property
    def people(self) -> tuple[Worker, ...]:
        return tuple(one for one in (self.regular, self.second, self.apprentice) if one is not None)


@dataclass(frozen=True)
class Machine:
    """`number` from 1 within the site; `qr` the number on its code; position in 1e-6 degree, where it has its place."""

    number: int
    terminal: str
    qr: int
    kind: MachineKind
    welding: Welding
    latitude: int
    longitude: int
    crew: Crew


@dataclass(frozen=True)
class Site:
    """One enterprise at one place. `team`: the one from outside that some crews belong to, if there is one."""

    number: int
    enterprise: Enterprise
    team: Enterprise | None
    latitude: int
    longitude: int
    foreman: Worker
    guardian: Worker
    machines: tuple[Machine, ...]

    @property
    def people(self) -> tuple[Worker, ...]:
        """Everybody, once: who has to be enrolled at a platform, but for those whom it shall not know."""
        crews = [one for machine in self.machines for one in machine.crew.people]
        return tuple(dict.fromkeys((self.foreman, self.guardian, *crews)))


def site_of(seed: int, number: int, day: int, machines: int | None = None) -> Site:
    """The site with this number (1 to 8,388,607), its people's certificates being as they are on `day`.

    `machines`: how many, at most 999; else drawn, as enterprises of the province have them.

    Raises:
        ValueError: there is no such number, or no room for so many machines.
    """
    if not 0 < number < SITES:
        raise ValueError(f"site {number}: sites are numbered 1 to {SITES - 1}")
    dice = Dice(Draw(seed, str(number)))
    count = dice.within(composition().sizes, "site-size") if machines is None else machines
    if not 0 < count < SITE_ROOM:
        raise ValueError(f"site {number}: {count} machines; a site has 1 to {SITE_ROOM - 1}")
    own, team = _enterprises(number, count, dice)
    latitude, longitude = 34_550_000 + dice.below(400_000, "north"), 113_400_000 + dice.below(500_000, "east")
    now = local_instant(day)
    foreman = make_worker(f"{number:07d}-F", Role.FOREMAN, own.code, State.NONE, now, dice, 1)
    guardian = foreman
    if count > 1:
        guardian = make_worker(f"{number:07d}-G", Role.GUARDIAN, own.code, State.NONE, now, dice, 2)
    place = (latitude, longitude)
    fitted = tuple(machine_of(seed, number, index, place, own, team, now) for index in range(1, count + 1))
    return Site(number, own, team, latitude, longitude, foreman, guardian, fitted)


def terminal_of(site: int, machine: int) -> str:
    return f"{VENDOR}01{site * SITE_ROOM + machine:010d}"


def machine_of(
    seed: int, site: int, number: int, place: tuple[int, int], own: Enterprise, team: Enterprise | None, now: Instant
) -> Machine:
    """One machine and its crew, from the stream of its terminal and nothing else."""
    terminal = terminal_of(site, number)
    dice = Dice(Draw(seed, terminal))
    shares, kinds = composition().shares, composition().kinds
    kind = _of_weights(kinds, dice, "machine-kind")
    hired = team if team is not None and dice.chance(shares.contracted, "contracted") else own
    return Machine(
        number,
        terminal,
        site * SITE_ROOM + number,
        kind,
        _of_weights(composition().welding[kind], dice, "welding"),
        place[0] + dice.between(-90, 90, "off-north") * METRE,
        place[1] + dice.between(-90, 90, "off-east") * METRE,
        _crew(f"{site:07d}-{number:03d}", hired.code, kind, now, dice),
    )


def _crew(name: str, employer: str, kind: MachineKind, now: Instant, dice: Dice) -> Crew:
    made = composition()
    state = _of_weights(made.welders, dice, "welder-state")
    regular = make_worker(f"{name}-A", Role.WELDER, employer, state, now, dice, 1)
    second = apprentice = None
    if kind is MachineKind.HEAVY or not state.fit or dice.chance(made.shares.second_welder, "second"):
        second = make_worker(f"{name}-B", Role.WELDER, employer, State.VALID, now, dice, 2)
    if dice.chance(made.shares.apprentice, "apprentice"):
        lacking = _of_weights(made.apprentices, dice, "apprentice-state")
        apprentice = make_worker(f"{name}-C", Role.APPRENTICE, employer, lacking, now, dice, 3)
    return Crew(regular, second, apprentice)


def _enterprises(number: int, machines: int, dice: Dice) -> tuple[Enterprise, Enterprise | None]:
    shares = composition().shares
    mobile = dice.chance(shares.mobile, "mobile")
    suspended = dice.chance(shares.suspended, "suspended")
    kind = "92" if machines < 3 and dice.below(2, "individual") else "91"
    name = enterprise_name(dice, "mobile" if mobile else "fixed", 0)
    own = Enterprise(credit_code(kind, 2 * number), name, mobile, suspended)
    if mobile or machines < 3 or not dice.chance(shares.contracting, "contracting"):
        return own, None
    return own, Enterprise(credit_code("91", 2 * number + 1), enterprise_name(dice, "team", 1))


def _of_weights(weights: dict[T, int], dice: Dice, name: str) -> T:
    return list(weights)[dice.weighted(list(weights.values()), name)]
