"""The arc as numbers: what flows in each slot of 100 ms after the strike, as a pure function of (draw, burn, slot).

Slots are counted from the strike and not on the clock, and `burn` is the running number of the strike: so the same weld is
the same numbers whatever the microsecond it began in, in virtual time and in real time, in one terminal and in an array of
them. Four slots share one word of the draw (sixteen bits a slot: eight say how the current flickers, eight where around the
load line the voltage is), so an hour of arc costs nine thousand draws. Integers only, every intermediate below 2^63; what an
array has to copy is `_flow`, and the counters:

    word of slots 4n to 4n + 3      at("arc", burn << 20 | n)
    the beginning                   at("strike", burn << 20)

Stated, and tested (`tests/simulator/machine/test_arc.py`): the current is the set one within the flicker, and at the beginning
within the surge of the strike; the voltage is on the load line within its spread; nothing is outside `bounds`.

Units: 0.1 A, 0.1 V, W.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from protocol_spec.instant import MS, Duration
from simulator.draw import Draw
from simulator.machine.process import LoadLine, Process

SLOT: Duration = 100 * MS
SLOTS_A_WORD = 4
BURN_SHIFT = 20
"""A burn has 2^20 words: five days of arc."""


class Flow(NamedTuple):
    """What flows in a slot: 0.1 A, 0.1 V, W."""

    current: int
    voltage: int
    power: int


@dataclass(frozen=True)
class Span:
    """Between what any slot lies, both ends included: 0.1 A, W."""

    least_current: int
    most_current: int
    least_power: int
    most_power: int

    def around(self, other: "Span") -> "Span":
        return Span(
            min(self.least_current, other.least_current),
            max(self.most_current, other.most_current),
            min(self.least_power, other.least_power),
            max(self.most_power, other.most_power),
        )


# ---- one slot --------------------------------------------------------------------------------------------------------


def flow(process: Process, amperes: int, draw: Draw, burn: int, slot: int) -> Flow:
    """What flows in this slot after the strike of this burn."""
    bits = _bits(draw.at("arc", burn << BURN_SHIFT | slot // SLOTS_A_WORD), slot % SLOTS_A_WORD)
    slots, permille = strike(process, draw, burn)
    return _flow(process, amperes, bits, permille if slot < slots else 1_000)


def current(process: Process, amperes: int, draw: Draw, burn: int, slot: int) -> int:
    """0.1 A."""
    return flow(process, amperes, draw, burn, slot).current


def voltage(process: Process, amperes: int, draw: Draw, burn: int, slot: int) -> int:
    """0.1 V."""
    return flow(process, amperes, draw, burn, slot).voltage


def power(process: Process, amperes: int, draw: Draw, burn: int, slot: int) -> int:
    """W."""
    return flow(process, amperes, draw, burn, slot).power


def strike(process: Process, draw: Draw, burn: int) -> tuple[int, int]:
    """How this arc begins: so many slots, at so many thousandths of the set current."""
    word, how = draw.at("strike", burn << BURN_SHIFT), process.strike
    return _between(how.slots, word & 0xFFFF), _between(how.permille, word >> 16 & 0xFFFF)


def load_line(line: LoadLine, current: int) -> int:
    """0.1 V at this current in 0.1 A."""
    return line.base + min(current, line.flat_from * 10) * line.milliohms // 1_000


def _flow(process: Process, amperes: int, bits: int, permille: int) -> Flow:
    steady = amperes * 10 + amperes * 10 * process.flicker * (2 * (bits & 0xFF) - 255) // 255_000
    current = steady * permille // 1_000
    around = ((bits >> 8) * (2 * process.spread + 1) >> 8) - process.spread
    voltage = load_line(process.load_line, current) + around
    return Flow(current, voltage, current * voltage // 100)


def _bits(word: int, lane: int) -> int:
    return word >> 16 * lane & 0xFFFF


def _between(pair: tuple[int, int], sixteen: int) -> int:
    """A number of the pair's range, both ends included, by sixteen bits."""
    return pair[0] + (sixteen * (pair[1] - pair[0] + 1) >> 16)


# ---- many slots ------------------------------------------------------------------------------------------------------


def powers(process: Process, amperes: int, draw: Draw, burn: int, first: int, last: int) -> Iterator[int]:
    """W of the slots from `first` to before `last`: what `power` says of each, an order of magnitude faster."""
    slots, permille = strike(process, draw, burn)
    while first < min(slots, last):
        bits = _bits(draw.at("arc", burn << BURN_SHIFT | first // SLOTS_A_WORD), first % SLOTS_A_WORD)
        yield _flow(process, amperes, bits, permille).power
        first += 1
    if first >= last:
        return
    table, base, at = flows(process, amperes), burn << BURN_SHIFT, draw.at
    wide, spread = 2 * process.spread + 1, process.spread
    for index in range(first // SLOTS_A_WORD, (last - 1) // SLOTS_A_WORD + 1):
        word, begins = at("arc", base | index), index * SLOTS_A_WORD
        for lane in range(max(0, first - begins), min(SLOTS_A_WORD, last - begins)):
            bits = word >> 16 * lane
            current, line = table[bits & 0xFF]
            yield current * (line + ((bits >> 8 & 0xFF) * wide >> 8) - spread) // 100


@lru_cache(maxsize=256)
def flows(process: Process, amperes: int) -> tuple[tuple[int, int], ...]:
    """Current and load line of each of the 256 flickers."""
    steady = (_flow(process, amperes, bits, 1_000) for bits in range(256))
    return tuple((one.current, load_line(process.load_line, one.current)) for one in steady)


# ---- what no slot leaves ---------------------------------------------------------------------------------------------


def bounds(process: Process, amperes: int) -> tuple[int, int]:
    """The lowest and the highest current any slot can have, 0.1 A, the beginning included."""
    whole = steady_span(process, amperes).around(strike_span(process, amperes))
    return whole.least_current, whole.most_current


@lru_cache(maxsize=256)
def steady_span(process: Process, amperes: int) -> Span:
    return _span(process, amperes, (1_000, 1_000))


@lru_cache(maxsize=256)
def strike_span(process: Process, amperes: int) -> Span:
    return _span(process, amperes, process.strike.permille)


def _span(process: Process, amperes: int, permille: tuple[int, int]) -> Span:
    """Current and voltage grow with all that is drawn, so the ends are where it is least and most."""
    low, high = _flow(process, amperes, 0x0000, permille[0]), _flow(process, amperes, 0xFFFF, permille[1])
    return Span(low.current, high.current, low.power, high.power)
