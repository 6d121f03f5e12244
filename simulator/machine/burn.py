"""One arc, from its strike to its end: what it gives in any stretch of time, exactly.

Its power stands still for a slot, so its energy is a sum of power times time, in µJ, and the sum over parts is the sum over
the whole, wherever the parts are cut. The mains side is rounded slot by slot for the same reason.
"""

from dataclasses import dataclass
from typing import NamedTuple

from protocol_spec.instant import Duration, Instant
from simulator.draw import Draw
from simulator.machine.arc import SLOT, Flow, Span, flow, powers, steady_span, strike, strike_span
from simulator.machine.mains import mains_power
from simulator.machine.power_source import PowerSource
from simulator.machine.torch import Demand


class Energy(NamedTuple):
    """µJ into the arc, and out of the mains for it."""

    arc: int
    mains: int


@dataclass(eq=False)
class Burn:
    """`number` is the strike's own, the counter of all that is drawn for it; it burns, or burned, up to `until`."""

    number: int
    demand: Demand
    struck: Instant
    until: Instant
    source: PowerSource
    draw: Draw

    def __post_init__(self) -> None:
        self._strike_slots = strike(self.demand.process, self.draw, self.number)[0]
        self._last: tuple[int, Flow] | None = None

    def slot(self, at: Instant) -> int:
        return (at - self.struck) // SLOT

    def slot_end(self, at: Instant) -> Instant:
        """When the slot is over that `at` lies in."""
        return self.struck + (self.slot(at) + 1) * SLOT

    def flow(self, slot: int) -> Flow:
        """Asked again and again within a slot, so the last answer is kept."""
        if self._last is None or self._last[0] != slot:
            self._last = slot, flow(*self.demand, self.draw, self.number, slot)
        return self._last[1]

    def span_from(self, slot: int) -> Span:
        """Between what any slot lies from this one on."""
        steady = steady_span(*self.demand)
        return steady if slot >= self._strike_slots else steady.around(strike_span(*self.demand))

    def energy(self, since: Instant, until: Instant) -> Energy:
        """Of this stretch of the burn."""
        begins, ends = since - self.struck, until - self.struck
        if begins >= ends:
            return Energy(0, 0)
        first, last = begins // SLOT, (ends - 1) // SLOT
        if first == last:
            return self._part(first, ends - begins)
        head, tail = self._part(first, (first + 1) * SLOT - begins), self._part(last, ends - last * SLOT)
        arc, mains = self._whole(first + 1, last)
        return Energy(head.arc + arc + tail.arc, head.mains + mains + tail.mains)

    def _part(self, slot: int, duration: Duration) -> Energy:
        power = self.flow(slot).power
        return Energy(power * duration, mains_power(self.source, power) * duration)

    def _whole(self, first: int, last: int) -> Energy:
        """Of the slots from `first` to before `last`."""
        arc = mains = 0
        efficiency, idle = self.source.efficiency, self.source.idle_watts
        for power in powers(*self.demand, self.draw, self.number, first, last):
            arc += power
            mains += power * 100 // efficiency + idle
        return Energy(arc * SLOT, mains * SLOT)
