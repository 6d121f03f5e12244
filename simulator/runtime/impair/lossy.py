"""A line or a radio: bytes are really lost, doubled, overtaken and changed, and nobody below sends them again.

Order is kept but for what is drawn to be overtaken: a serial line has no second way to the other end. Where the quality
says `reassembled` the unit is what entered in one piece, whole or not at all; otherwise it is the segment.
"""

import heapq

from protocol_spec.instant import Instant
from simulator.runtime.impair.carrier import Carrier, Way
from simulator.runtime.impair.lane import Lane, Segment
from simulator.runtime.impair.line_faults import LineFaults
from simulator.runtime.impair.noise import Noise
from simulator.runtime.impair.quality import MILLION


class LossyLane(Lane):
    def __init__(self, way: Way, carrier: Carrier, connection: int, floor: Instant) -> None:
        super().__init__(way, carrier, connection, floor)
        self._noise = Noise(carrier.draw, self._name, self.counters, floor)
        self._faulty = False
        self._arriving: list[tuple[Instant, int, bytes, Instant, bool]] = []

    def set_faults(self, faults: LineFaults, now: Instant) -> None:
        self._noise.set(faults, now)
        self._faulty = True

    def powered_up(self, at: Instant) -> None:
        """The sending end is switched on."""
        if glitch := self._noise.glitch():
            self._arrive(glitch, at, at)

    def enter(self, data: bytes, at: Instant) -> None:
        super().enter(self._noise.cut(data) if self._faulty else data, at)

    def next_attempt(self) -> Instant | None:
        due = super().next_attempt()
        sound = self._noise.next_sound() if self._faulty else None
        return sound if due is None or (sound is not None and sound < due) else due

    def attempt(self) -> None:
        due, sound = self.next_attempt(), self._noise.next_sound() if self._faulty else None
        if sound is not None and sound == due:
            if heard := self._noise.sound(sound, self.carrier.idle(self.way, sound)):
                self._arrive(heard, sound, sound)
            return
        super().attempt()

    def next_leave(self) -> Instant | None:
        return self._arriving[0][0] if self._arriving else None

    def leave(self, now: Instant) -> list[bytes]:
        pieces: list[bytes] = []
        ended = False
        while self._arriving and self._arriving[0][0] <= now:
            at, _, data, entered, ends = heapq.heappop(self._arriving)
            ended = ended or ends
            if data:
                pieces.append(data)
                self._out(data, entered, at)
        return self._joined(pieces, ended)

    def _attempt(self, segment: Segment, at: Instant) -> None:
        carrier = self.carrier
        if self.way is Way.DOWN and (heard := carrier.hears(at)) != at and not carrier.silent:
            return self._park(segment) if heard is None else self._push(segment, heard, aired=True)
        self.held_bytes -= len(segment.data)
        if self._is_lost(segment, at) and not segment.ends:
            self.counters.lost += 1
            self.counters.bytes_lost += len(segment.data)
            return None
        carrier.passed(self.way, at)
        return self._pass(segment, at)

    def _is_lost(self, segment: Segment, at: Instant) -> bool:
        carrier = self.carrier
        if carrier.silent or (self.way is Way.DOWN and not carrier.mapped(at)) or carrier.out(at):
            return True
        if self._faulty and self._noise.broken(at - carrier.airtime(len(segment.data)), at):
            return True
        return self._drawn_lost(segment)

    def _pass(self, segment: Segment, at: Instant) -> None:
        carrier, quality = self.carrier, self.carrier.quality
        data, counter = segment.data, segment.number * self.ROOM
        arrives = max(at + carrier.delay(self._delay, self._tail, counter), self._floor)
        if quality.corrupt_ppm and data and self._drawn("corrupt", counter, quality.corrupt_ppm):
            data = self._corrupted(data, counter)
        if quality.reorder_ppm and self._drawn("reorder", counter, quality.reorder_ppm):
            self.counters.reordered += 1
            arrives += quality.reorder
        else:
            self._floor = arrives
        if not self._faulty or segment.ends:
            self._arrive(data, arrives, segment.entered, segment.ends)
        else:
            for late, piece in self._noise.spoil(data, at - carrier.airtime(len(data)), at):
                self._arrive(piece, arrives + late, segment.entered)
                self._floor = max(self._floor, arrives + late)
        if quality.double_ppm and data and self._drawn("double", counter, quality.double_ppm):
            self.counters.doubled += 1
            self._arrive(data, arrives + max(quality.reorder, quality.latency), segment.entered)

    def _drawn(self, what: str, counter: int, ppm: int) -> bool:
        return self.carrier.draw.below(MILLION, f"{self._name} {what}", counter) < ppm

    def _corrupted(self, data: bytes, counter: int) -> bytes:
        self.counters.corrupted += 1
        bits = self.carrier.draw.at(f"{self._name} corrupted", counter)
        index = (bits >> 32) * len(data) >> 32
        other = data[index] ^ (1 + (bits & 0xFFFF) % 255)
        return data[:index] + bytes((other,)) + data[index + 1 :]

    def _arrive(self, data: bytes, at: Instant, entered: Instant, ends: bool = False) -> None:
        self._order += 1
        heapq.heappush(self._arriving, (self._coalesced(at), self._order, data, entered, ends))
