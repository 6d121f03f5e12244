"""What the worker's hands do: hold the trigger, or weld a work, arc after arc, until told to rest."""

from typing import NamedTuple

from protocol_spec.instant import Duration, Instant
from simulator.draw import Draw
from simulator.machine.pattern import USUAL, Habit, Planned, planned
from simulator.machine.process import Process


class Demand(NamedTuple):
    """An arc that is wanted: the process, and the amperes it is set to."""

    process: Process
    amperes: int


class Torch:
    """`turn` it to the present before asking. A work has precedence over the trigger."""

    def __init__(self, own: Demand, draw: Draw) -> None:
        self.trigger = False
        """Held: one constant arc of the machine's own process."""
        self._own = own
        self._draw = draw
        self._work: Demand | None = None
        self._began: Instant = 0
        self._number = 0
        self._habit = USUAL
        self._k = 0
        self._arc = Planned(0, 0)

    @property
    def working(self) -> bool:
        return self._work is not None

    def work(self, number: int, demand: Demand, now: Instant, habit: Habit = USUAL) -> None:
        """From now on the arcs of the work of this number."""
        self._work, self._began, self._number, self._habit = demand, now, number, habit
        self._k, self._arc = 0, planned(demand.process, self._draw, number, 0, 0, habit)

    def rest(self) -> None:
        self._work = None

    def turn(self, now: Instant) -> None:
        if self._work is not None:
            while self._since(now) >= self._arc.ends:
                self._k += 1
                self._arc = planned(self._work.process, self._draw, self._number, self._k, self._arc.ends, self._habit)

    def demand(self, now: Instant) -> Demand | None:
        if self._work is not None and self._since(now) >= self._arc.begins:
            return self._work
        return self._own if self.trigger else None

    def next_edge(self, now: Instant) -> Instant | None:
        """When an arc of the work begins or ends next."""
        if self._work is None:
            return None
        begun = self._since(now) >= self._arc.begins
        return self._began + (self._arc.ends if begun else self._arc.begins)

    def _since(self, now: Instant) -> Duration:
        return now - self._began
