"""The arc pattern of a work: "weld from now on until you are told to rest", as a pure function of (draw, work, k).

A work has a number. Its k-th arc has a gap before it and a length, and both follow from the number, k and the process alone;
where an arc begins is the sum of what came before. So an array reckons gaps and lengths of all arcs of all terminals at once
and sums them up; what it has to copy are `gap` and `length`, and the counters:

    the arc k               at("pattern", work << 20 | k)      sixteen bits each: length, gap, whether a rest, its length
    the electrode e         at("electrode", work << 20 | e)
    the worker's hand       at("hand", work << 20)

A stick electrode is used up: it burns 60 to 90 s in all and is struck two to four times until then, with short pauses; how
often is the worker's hand and the same for the whole of a work, so that the k-th arc is the (k mod strikes)-th of the electrode
k div strikes, and no prefix has to be walked to know that. The parts it is struck for are as the weights of their own draws.

Stated, and tested (`tests/simulator/machine/test_pattern.py`): arcs do not overlap and begin later and later; lengths lie
between the ends of the process; over shifts, arc time and starts are what the trade reports of this process.

Units: ms inside, µs at the outside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from protocol_spec.instant import MS, Duration
from simulator.draw import Draw
from simulator.machine.lognormal import lognormal
from simulator.machine.process import Electrode, Length, Process

WORK_SHIFT = 20
"""A work has 2^20 arcs."""
FIRST_GAP = (500, 5_000)
"""ms from taking up the torch to the first arc."""


@dataclass(frozen=True)
class Habit:
    """How this worker differs from the process's usual one, in thousandths: `pace` 2000 makes gaps half as long, `rests` 0
    takes no breaks."""

    pace: int = 1_000
    rests: int = 1_000


USUAL = Habit()


class Planned(NamedTuple):
    """An arc the worker means to burn: µs from the beginning of the work, and how long."""

    begins: Duration
    lasts: Duration

    @property
    def ends(self) -> Duration:
        return self.begins + self.lasts


def arcs(process: Process, draw: Draw, work: int, habit: Habit = USUAL) -> Iterator[Planned]:
    """All arcs of this work, one after the other, without end."""
    ends, k = 0, 0
    while True:
        arc = planned(process, draw, work, k, ends, habit)
        yield arc
        ends, k = arc.ends, k + 1


def planned(process: Process, draw: Draw, work: int, k: int, after: Duration, habit: Habit = USUAL) -> Planned:
    """The k-th arc; `after` is when the one before it ended, in µs from the beginning of the work."""
    return Planned(after + gap(process, draw, work, k, habit), length(process, draw, work, k))


def gap(process: Process, draw: Draw, work: int, k: int, habit: Habit = USUAL) -> Duration:
    """µs without an arc before the k-th."""
    word = draw.at("pattern", work << WORK_SHIFT | k)
    bits, luck, rest = word >> 16 & 0xFFFF, word >> 32 & 0xFFFF, word >> 48
    if k == 0:
        return _between(FIRST_GAP, bits) * MS
    if process.pause is not None and k % strikes(process, draw, work) != 0:
        return _cut(process.pause, bits) * MS
    if luck * 1_000_000 < process.rest.chance * habit.rests << 16:
        return _between(process.rest.millis, rest) * MS
    return max(1, _cut(process.gap, bits) * 1_000 // habit.pace) * MS


def length(process: Process, draw: Draw, work: int, k: int) -> Duration:
    """µs the k-th arc is meant to last."""
    if process.electrode is not None:
        return _part(process.electrode, draw, work, k, strikes(process, draw, work)) * MS
    assert process.arc is not None, "a process has an arc or an electrode"
    return _cut(process.arc, draw.at("pattern", work << WORK_SHIFT | k) & 0xFFFF) * MS


def strikes(process: Process, draw: Draw, work: int) -> int:
    """How often each electrode is struck in this work; 1 where it is not used up."""
    if process.electrode is None:
        return 1
    return _between(process.electrode.strikes, draw.at("hand", work << WORK_SHIFT) & 0xFFFF)


def _part(electrode: Electrode, draw: Draw, work: int, k: int, strikes: int) -> int:
    """ms of the electrode that fall to its k-th strike. The last takes what rounding leaves, so the parts are the whole."""
    number, own = divmod(k, strikes)
    whole = _between(electrode.millis, draw.at("electrode", work << WORK_SHIFT | number) & 0xFFFF)
    weights = [_weight(draw, work, number * strikes + part) for part in range(strikes)]
    before, total = sum(weights[:own]), sum(weights)
    return whole * (before + weights[own]) // total - whole * before // total


def _weight(draw: Draw, work: int, k: int) -> int:
    return 128 + (draw.at("pattern", work << WORK_SHIFT | k) & 0xFF)


def _cut(length: Length, sixteen: int) -> int:
    return min(max(lognormal(length.median, length.spread, sixteen), length.least), length.most)


def _between(pair: tuple[int, int], sixteen: int) -> int:
    return pair[0] + (sixteen * (pair[1] - pair[0] + 1) >> 16)
