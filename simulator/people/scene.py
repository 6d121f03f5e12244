"""One machine on one working day: who is there and where, and the intents that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from simulator.draw import Draw
from simulator.people.activity import active_today
from simulator.people.calendar import local_instant
from simulator.people.dice import Dice
from simulator.people.habit import habits
from simulator.people.intent import Deed, Intent, Value
from simulator.people.label import Label
from simulator.people.permit import permit_number
from simulator.people.roster import METRE, Machine, Site
from simulator.people.shift import NOON
from simulator.people.worker import Worker

_AROUND = 15
"""Metres: how far from the machine a phone is, and how far off a fix."""
_ROUND = 20_000
"""Metres: how far a mobile machine goes in each direction."""
_MOVES_AGAIN = 350_000
"""Per million: a mobile team has a second place in the afternoon."""


@dataclass(frozen=True)
class Scene:
    seed: int
    site: Site
    machine: Machine
    day: int

    @cached_property
    def dice(self) -> Dice:
        return Dice(Draw(self.seed, self.machine.terminal), self.day)

    @cached_property
    def welder(self) -> Worker:
        """Who welds by day: the regular, or the second where the regular's certificate does not hold."""
        crew = self.machine.crew
        fit = crew.regular.state(local_instant(self.day)).fit
        return crew.regular if fit or crew.second is None else crew.second

    def active(self, day: int) -> bool:
        return active_today(Draw(self.seed, self.machine.terminal), self.machine.kind, day)

    @cached_property
    def two_welders(self) -> bool:
        """A second who does not have to stand in for the regular welds at night."""
        second = self.machine.crew.second
        return second is not None and self.welder is not second and second.state(local_instant(self.day)).fit

    def manned(self, day: int) -> bool:
        """Whether anybody of the crew may weld on that day. In a long run certificates run out that nobody renews."""
        people = (self.machine.crew.regular, self.machine.crew.second)
        return any(one.state(local_instant(day)).fit for one in people if one is not None)

    def left_on(self, day: int) -> bool:
        """Whether the machine is left on at the end of that working day: a question to that day alone."""
        enterprise = self.site.enterprise
        if not self.machine.crew.regular.habit.forgetful or enterprise.mobile or enterprise.suspended:
            return False
        rates, shares = habits().rates, habits().shares
        dice = Dice(Draw(self.seed, self.machine.terminal), day)
        left = dice.chance(rates.forgotten_on * 1_000_000 // shares.forgetful, "left-on")
        return left and self.active(day) and self.manned(day)

    def place(self, second: int) -> tuple[int, int]:
        """Where the machine stands at that second of the working day, 1e-6 degree. A team moves together."""
        north, east = self.machine.latitude, self.machine.longitude
        if not self.site.enterprise.mobile:
            return north, east
        dice = Dice(Draw(self.seed, str(self.site.number)), self.day)
        part = int(second >= NOON and dice.chance(_MOVES_AGAIN, "moves-again"))
        away = [dice.between(-_ROUND, _ROUND, name, part) * METRE for name in ("round-north", "round-east")]
        return north + away[0], east + away[1]

    def intent(
        self,
        second: int,
        who: Worker,
        do: Deed,
        values: Mapping[str, Value] | None = None,
        label: Label | None = None,
    ) -> Intent:
        return Intent(local_instant(self.day, second), who.worker, do, self.machine.number, values or {}, label)

    def scan(self, second: int, by: "Hand", counter: int = 0, label: Label | None = None) -> Intent:
        """A sound scan: at the machine, of its own code, under the permit of the day, with one's own phone."""
        values = {"qr": self.machine.qr, **self._around(by, counter)}
        return self.intent(second, by.who, Deed.SCAN, values, label)

    def work(self, second: int, seconds: int, by: "Hand", counter: int) -> Intent:
        """`counter`: the how-manieth work of the day."""
        welding = self.machine.welding
        values: dict[str, Value] = {
            "process": welding.process,
            "amperes": self.dice.between(welding.least, welding.most, "amperes", counter),
            "pace": by.who.habit.pace,
            "work": self.day * WORKS_A_DAY + counter,
            "seconds": seconds,
        }
        return self.intent(second, by.who, Deed.WORK, values | self._around(by, counter))

    def _around(self, by: "Hand", counter: int) -> dict[str, Value]:
        north, east = (
            at + self.dice.between(-_AROUND, _AROUND, name, counter) * METRE
            for at, name in zip(by.place, ("fix-north", "fix-east"), strict=True)
        )
        permit = permit_number(self.site, self.machine, self.day, by.night)
        return {"phone": by.who.worker, "permit": permit, "latitude": north, "longitude": east}


@dataclass(frozen=True)
class Hand:
    """Who has a machine in hand during a spell, where it stands then, and under which of the two permits."""

    who: Worker
    place: tuple[int, int]
    night: bool


WORKS_A_DAY = 256
"""Room for the works of one machine on one day in the number of a work."""
