"""Weld samples: once a second while an arc burns, in blocks (REP-10).

A block is a record only when it is full or the arc is over; its time is that of its first sample. It is reckoned back from
the moment it is recorded, so that a clock that was set meanwhile is set for all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from protocol_spec.codes import Capability, ClockState
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import Record, Sample, WeldSamples
from simulator.terminal.records.reporter import Make
from simulator.terminal.settings.parameters_held import ParametersHeld

EVERY: Duration = S


@dataclass
class Block:
    grant: int
    began: Instant
    samples: list[Sample] = field(default_factory=list)

    @property
    def next_due(self) -> Instant:
        return self.began + len(self.samples) * EVERY


class Sampler:
    """`sample` reads the sensors now, `keep` records."""

    def __init__(
        self,
        capability: Capability,
        parameters: ParametersHeld,
        sample: Callable[[], Sample],
        keep: Callable[[Make, Instant], object],
    ) -> None:
        self._able = bool(capability & Capability.WELD_SAMPLES)
        self._parameters = parameters
        self._sample = sample
        self._keep = keep
        self._block: Block | None = None

    def look(self, arc: bool, grant: int, now: Instant) -> None:
        if not self._able:
            return
        if self._block is not None and (not arc or self._block.grant != grant):
            self._end(now)
        if not arc:
            return
        if self._block is None:
            self._block = Block(grant, now)
        # A driver that was held up takes one sample for each second that it missed: a block has no gaps.
        while now >= self._block.next_due:
            self._block.samples.append(self._sample())
            if len(self._block.samples) >= self._parameters.number("sample_block"):
                due = self._block.next_due
                self._end(now)
                self._block = Block(grant, due)

    def next_timer(self) -> Instant | None:
        return self._block.next_due if self._block else None

    def _end(self, now: Instant) -> None:
        block, self._block = self._block, None
        if block is None or not block.samples:
            return
        since = now - block.began

        def make(number: int, time: Instant, clock: ClockState) -> Record:
            return WeldSamples(
                record=number, time=time - since, clock=clock, grant=block.grant, samples=tuple(block.samples)
            )

        self._keep(make, now)
