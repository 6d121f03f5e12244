"""Stretches as arrays: one row of SETTING and one of STATE for each, and the tables that rows point into.

The dtypes follow from the dataclasses, field by field, and what is drawn or reckoned once comes from the core's own functions:
the 256 currents of an arc, the quantiles of lengths. Only loops are written twice.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocol_spec.messages import Status
from simulator.machine.arc import flows
from simulator.machine.pattern import strikes
from simulator.machine.process import Length, Process
from simulator.machine.torch import Demand
from simulator.quiet import draws, tags
from simulator.quiet.plain import Answer
from simulator.quiet.stretch import Setting, State, Stretch

STREAMS: Final = ("arc", "strike", "pattern", "electrode", "weather", "sensor noise")
ROOM: Final = 16
"""For answers under way."""
LONGEST_BLOCK: Final = 120
LENGTH: Final = ("median", "spread", "least", "most")

SETTING: Final = np.dtype(
    [
        *((each.name, "i8") for each in dataclasses.fields(Setting)),
        ("demand", "i8"),
        ("hand", "i8"),
        ("block", "i8"),
        *((name.replace(" ", "_") + "_stream", "u8") for name in STREAMS),
    ]
)
STATE: Final = np.dtype([(each.name, "i8") for each in dataclasses.fields(State)])
DEMAND: Final = np.dtype(
    [
        *((name, "i8") for name in ("base", "milliohms", "flat_from", "spread", "electrode", "rest_chance")),
        *((f"{name}_{end}", "i8") for name in ("slots", "permille", "rest", "millis") for end in ("least", "most")),
        *((f"{name}_{part}", "i8") for name in ("arc", "gap", "pause") for part in LENGTH),
    ]
)


@dataclass(eq=False)
class Tables:
    """N terminals. `pending` is (N, ROOM, 4): due, sequence, code, watermark; `samples` is (blocks, 120, 3)."""

    settings: NDArray[np.void]
    states: NDArray[np.void]
    pending: NDArray[np.int64]
    samples: NDArray[np.uint16]
    demands: NDArray[np.void]
    flows: NDArray[np.int64]
    prepared: tags.Prepared
    templates: dict[str, NDArray[Any]]
    """What each terminal's STATUS says, by field."""

    @classmethod
    def of(cls, stretches: Sequence[Stretch]) -> "Tables":
        kinds = {stretch.demand: None for stretch in stretches}
        numbers = {demand: number for number, demand in enumerate(kinds)}
        blocks = np.cumsum([stretch.setting.sample_block > 0 for stretch in stretches])
        table = cls(
            settings=_settings(stretches, numbers, blocks),
            states=np.array([tuple(vars(stretch.state).values()) for stretch in stretches], dtype=STATE),
            pending=np.zeros((len(stretches), ROOM, 4), dtype=np.int64),
            samples=np.zeros((max(1, int(blocks.max(initial=0))), LONGEST_BLOCK, 3), dtype=np.uint16),
            demands=np.array([_demand(demand.process) for demand in kinds], dtype=DEMAND),
            flows=np.array([flows(*demand) for demand in kinds], dtype=np.int64),
            prepared=_prepared(stretches),
            templates=_templates([stretch.template for stretch in stretches]),
        )
        for row, stretch in enumerate(stretches):
            for place, answer in enumerate(stretch.pending):
                table.pending[row, place] = answer.due, answer.sequence, answer.code, answer.watermark
            if stretch.samples:
                table.samples[table.settings[row]["block"], : len(stretch.samples)] = stretch.samples
        return table

    @property
    def nbytes(self) -> int:
        arrays = (self.settings, self.states, self.pending, self.samples, self.prepared.suites, self.prepared.states)
        return sum(array.nbytes for array in (*arrays, *self.templates.values()))

    def state(self, row: int) -> State:
        return State(*(int(value) for value in self.states[row]))

    def answers(self, row: int) -> tuple[Answer, ...]:
        held = self.pending[row, : self.states[row]["answers"]]
        return tuple(Answer(*(int(value) for value in answer)) for answer in held)

    def block(self, row: int) -> tuple[tuple[int, int, int], ...]:
        held = self.samples[self.settings[row]["block"], : self.states[row]["block_count"]]
        return tuple((int(mains), int(arc), int(volts)) for mains, arc, volts in held)


def _settings(stretches: Sequence[Stretch], numbers: dict[Demand, int], blocks: NDArray[np.int64]) -> NDArray[np.void]:
    settings = np.zeros(len(stretches), dtype=SETTING)
    for row, stretch in enumerate(stretches):
        hand = strikes(stretch.demand.process, stretch.draw, stretch.setting.work)
        mine = (numbers[stretch.demand], hand, max(0, int(blocks[row]) - 1))
        settings[row] = (*vars(stretch.setting).values(), *mine, *([0] * len(STREAMS)))
    roots = draws.roots([stretch.draw for stretch in stretches])
    for name in STREAMS:
        settings[name.replace(" ", "_") + "_stream"] = draws.streams(roots, name)
    return settings


def _demand(process: Process) -> tuple[int, ...]:
    line, nothing = process.load_line, (0, 0)
    electrode, rest = process.electrode, process.rest
    return (
        *(line.base, line.milliohms, line.flat_from, process.spread, int(electrode is not None), rest.chance),
        *(*process.strike.slots, *process.strike.permille, *rest.millis),
        *(electrode.millis if electrode else nothing),
        *(part for length in (process.arc, process.gap, process.pause) for part in _length(length)),
    )


def _length(length: Length | None) -> tuple[int, ...]:
    return (0, 0, 0, 0) if length is None else (length.median, length.spread, length.least, length.most)


def _prepared(stretches: Sequence[Stretch]) -> tags.Prepared:
    suites = np.array([int(stretch.suite) for stretch in stretches], dtype=np.uint8)
    keys = np.frombuffer(b"".join(stretch.key for stretch in stretches), dtype=np.uint8)
    return tags.prepare(suites, keys.reshape(-1, tags.DIGEST))


def _templates(templates: Sequence[Status]) -> dict[str, NDArray[Any]]:
    return {name: np.array([int(getattr(one, name)) for one in templates]) for name in Status.fields()}
