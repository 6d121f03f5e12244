"""How warm it is: around the machine, as a pure function of (draw, instant), and in its cabinet, from what the machine loses.

Both stand still for ten seconds at a time, on a grid of the time line itself, so how time is cut up changes nothing. The
surroundings have a daily curve, warmest at 15:00 of China's time where `now` is UTC, and a drift from day to day. The cabinet
is warmer by a rise that runs after the losses with a time constant of a quarter of an hour. In a laboratory nothing moves: it
is 25.0 °C, in the cabinet too; that is for tests and for benches.

Stated, and tested (`tests/simulator/machine/test_climate.py`): the temperature is within `limits`; from one step of the grid
to the next it moves by `steepest` at most, so whoever waits for a threshold knows how long he may sleep.

Units: 0.1 °C; the rise inside in 0.001 °C.
"""

from dataclasses import dataclass
from typing import Final

from protocol_spec.instant import DAY, HOUR, MINUTE, Duration, Instant, S
from simulator.draw import Draw
from simulator.machine.power_source import PowerSource

GRID: Final[Duration] = 10 * S
LAG: Final[Duration] = 15 * MINUTE
TO_CHINA: Final[Duration] = 8 * HOUR
FROM_MORNING: Final[Duration] = 9 * HOUR
"""When the daily curve crosses its middle on the way up."""


@dataclass(frozen=True)
class Climate:
    """0.1 °C: the middle, the swing of the day and the drift of the days around it; whether the cabinet warms."""

    name: str
    middle: int
    swing: int
    drift: int
    warms: bool


CLIMATES: Final = {
    climate.name: climate
    for climate in (
        Climate("laboratory", 250, 0, 0, warms=False),
        Climate("workshop", 220, 50, 50, warms=True),
        Climate("outdoors", 160, 80, 80, warms=True),
    )
}


def climate_named(name: str) -> Climate:
    """
    Raises:
        ValueError: there is none of this name; names those that there are.
    """
    if (climate := CLIMATES.get(name)) is None:
        raise ValueError(f"no climate {name!r}; there are: {', '.join(CLIMATES)}")
    return climate


def ambient(climate: Climate, draw: Draw, at: Instant) -> int:
    """0.1 °C around the machine."""
    if not climate.swing and not climate.drift:
        return climate.middle
    local = at // GRID * GRID + TO_CHINA
    day, seconds = local // DAY, local % DAY // S
    today, tomorrow = (draw.below(2 * climate.drift + 1, "weather", one) - climate.drift for one in (day, day + 1))
    drift = today * 1_000 + (tomorrow - today) * 1_000 * seconds // (DAY // S)
    return (climate.middle * 1_000 + climate.swing * _wave(seconds - FROM_MORNING // S) + drift) // 1_000


def _wave(seconds: int) -> int:
    """Thousandths from -1000 to 1000: two parabolas for a sine, so that it needs no table."""
    half = DAY // S // 2
    side, x = divmod(seconds % (2 * half), half)
    height = 4_000 * x * (half - x) // (half * half)
    return -height if side else height


class Cabinet:
    """The temperature inside, on the grid. `pass_step` once for each boundary that is passed, in order."""

    def __init__(self, climate: Climate, source: PowerSource | None, draw: Draw, at: Instant) -> None:
        self._climate = climate
        self._draw = draw
        self._rise = 0
        self._warms = source.warms * 1_000 if source is not None and climate.warms else 0
        self._rated = rated_loss(source) if source is not None else 1
        self._step = at // GRID
        self._around: tuple[int, int] | None = None

    @property
    def next_step(self) -> Instant | None:
        """The boundary ahead; None where nothing ever moves."""
        return None if not self._moves else (self._step + 1) * GRID

    def rest_until(self, at: Instant) -> None:
        """Pass all boundaries up to `at` at once: the machine lost nothing, and the cabinet is as cold as it gets."""
        self._step = max(self._step, at // GRID)

    @property
    def cold(self) -> bool:
        return self._rise == 0

    def pass_step(self, lost: int) -> None:
        """One boundary on; `lost` µJ since the last one."""
        wanted = min(lost * self._warms // (GRID * self._rated), 2 * self._warms)
        self._rise = (self._rise * (LAG - GRID) + wanted * GRID) // LAG
        self._step += 1

    @property
    def temperature(self) -> int:
        """0.1 °C."""
        if self._around is None or self._around[0] != self._step:
            self._around = self._step, ambient(self._climate, self._draw, self._step * GRID)
        return self._around[1] + self._rise // 100

    @property
    def limits(self) -> tuple[int, int]:
        """0.1 °C between which it always is."""
        around = self._climate.swing + self._climate.drift + 1
        return self._climate.middle - around, self._climate.middle + around + 2 * self._warms // 100

    @property
    def steepest(self) -> int:
        """0.1 °C by which it moves at most from one step to the next; 0 where nothing ever moves."""
        return 3 + 2 * self._warms * GRID // (LAG * 100) if self._moves else 0

    @property
    def _moves(self) -> bool:
        return bool(self._warms or self._climate.swing or self._climate.drift)


def rated_loss(source: PowerSource) -> int:
    """W that stay in the machine, on average over ten minutes at its rated duty, on a load line of 20 V + 0.04 I."""
    arc = source.max_amperes * (200 + min(source.max_amperes, 600) * 40 // 100) // 10
    return (
        max(1, arc * (100 - source.efficiency) * source.duty_percent // (source.efficiency * 100)) + source.idle_watts
    )
