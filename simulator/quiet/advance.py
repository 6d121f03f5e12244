"""Many stretches at once: their frames, and where each of them ended."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from simulator.quiet.frames import Frames, frames_of
from simulator.quiet.stretch import Stretch
from simulator.quiet.tables import Tables
from simulator.quiet.walk import ROW, walk

CHUNK = 16_384
"""Frames that are made together: they stay in the cache from the row to the check."""
SAMPLES = 8 * CHUNK


class Advance:
    """Iterate to have the frames, a chunk at a time, terminal by terminal; then ask for the ends. How long the chunks are and
    how the stretches are dealt out among several of these changes no byte."""

    def __init__(self, stretches: Sequence[Stretch], chunk: int = CHUNK) -> None:
        self._stretches = stretches
        self._tables = Tables.of(stretches)
        self._rows = np.zeros(chunk, dtype=ROW)
        self._pool = np.zeros((SAMPLES, 3), dtype=np.uint16)

    def __iter__(self) -> Iterator[Frames]:
        tables, number = self._tables, 0
        absents = np.stack([tables.templates[name] for name in ("mains_current", "arc_current", "arc_voltage")], axis=1)
        while number < len(self._stretches):
            number, filled = walk(
                tables.settings,
                tables.states,
                tables.demands,
                tables.flows,
                tables.pending,
                tables.samples,
                absents,
                number,
                self._rows,
                self._pool,
            )
            if filled:
                yield frames_of(self._rows[:filled], self._pool, tables)

    @property
    def nbytes(self) -> int:
        """What all terminals take; a chunk's buffers come on top, and do not grow with their number."""
        return self._tables.nbytes

    def end(self, number: int) -> Stretch:
        """The stretch of this number where it has come to."""
        tables = self._tables
        return dataclasses.replace(
            self._stretches[number],
            state=tables.state(number),
            pending=tables.answers(number),
            samples=tables.block(number),
        )


def advance(stretches: Sequence[Stretch]) -> tuple[list[Frames], list[Stretch]]:
    """All frames and all ends: for few terminals or a short time."""
    walked = Advance(stretches)
    frames = list(walked)
    return frames, [walked.end(number) for number in range(len(stretches))]
