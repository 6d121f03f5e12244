"""The draws of one owner on one day. Nothing is consumed: each number has its own name and counter.

Every name begins with "people ", so that a terminal's people and its firmware never draw the same number.
"""

from collections.abc import Sequence
from typing import TypeVar

from simulator.draw import Draw
from simulator.people.table import Band

T = TypeVar("T")

PER_DAY = 1 << 10
"""Counters a day: day 20,000 of the epoch begins at 20,480,000, and a day never draws the same name 1,024 times."""


class Dice:
    def __init__(self, draw: Draw, day: int = 0) -> None:
        self._draw = draw
        self._base = day * PER_DAY

    def below(self, bound: int, name: str, counter: int = 0) -> int:
        return self._draw.below(bound, "people " + name, self._base + counter)

    def between(self, first: int, last: int, name: str, counter: int = 0) -> int:
        """An integer in [first, last]."""
        return first + self.below(last - first + 1, name, counter)

    def chance(self, per_million: int, name: str, counter: int = 0) -> bool:
        return self.below(1_000_000, name, counter) < per_million

    def pick(self, choices: Sequence[T], name: str, counter: int = 0) -> T:
        return choices[self.below(len(choices), name, counter)]

    def weighted(self, weights: Sequence[int], name: str, counter: int = 0) -> int:
        """The index of the choice."""
        point = self.below(sum(weights), name, counter)
        for index, weight in enumerate(weights):
            point -= weight
            if point < 0:
                return index
        raise AssertionError("a point below the sum lies within one of the weights")

    def within(self, bands: Sequence[Band], name: str, counter: int = 0) -> int:
        """A number of one of the bands: which by its weight, where by equal chance."""
        first, last, _weight = bands[self.weighted([band[2] for band in bands], name + "-band", counter)]
        return self.between(first, last, name, counter)
