"""The ills of a serial line, done to the bytes of one direction. `uart` knows what a wrong baud rate does."""

from protocol_spec.instant import Duration, Instant
from simulator.draw import Draw
from simulator.runtime.impair.counters import Counters
from simulator.runtime.impair.line_faults import LineFaults
from simulator.runtime.impair.spells import Hits, Spells
from simulator.runtime.impair.uart import received

Piece = tuple[Duration, bytes]
"""How much later than it should have come, and what."""

BREAK_BYTE = b"\x00"


class Noise:
    def __init__(self, draw: Draw, way: str, counters: Counters, now: Instant) -> None:
        self._draw, self._way, self._counters = draw, way, counters
        self._bits = Hits(draw, f"{way} bit error")
        self._gaps = Hits(draw, f"{way} byte gap")
        self._bursts = Spells(draw, f"{way} burst", now)
        self._breaks = Spells(draw, f"{way} break", now)
        self._faults = LineFaults()
        self._drawn = 0

    def set(self, faults: LineFaults, now: Instant) -> None:
        self._faults = faults
        self._bits.set(faults.bit_errors_ppb)
        self._gaps.set(faults.gaps_ppm * 1000)
        self._bursts.set(faults.bursts_per_hour, faults.burst_shortest, faults.burst_longest, now)
        self._breaks.set(faults.breaks_per_hour, faults.break_shortest, faults.break_longest, now)

    def cut(self, data: bytes) -> bytes:
        """A frame, or the beginning of it where the sender stopped in the middle."""
        if not self._faults.half_ppm or self._below(1_000_000) >= self._faults.half_ppm or len(data) < 2:
            return data
        self._counters.halved += 1
        return data[: 1 + self._below(len(data) - 1)]

    def broken(self, begin: Instant, end: Instant) -> bool:
        return bool(self._faults.breaks_per_hour) and self._breaks.touches(begin, end)

    def spoil(self, data: bytes, begin: Instant, end: Instant) -> list[Piece]:
        """What is heard of `data`, which was on the line from `begin` to `end`."""
        out = self._drifted(data)
        for bit in self._bits.among(8 * len(out)):
            out[bit >> 3] ^= 1 << (bit & 7)
            self._counters.bits_turned += 1
        if self._faults.bursts_per_hour and self._bursts.touches(begin, end):
            self._drown(out, begin, end)
        if bytes(out) != data:
            self._counters.corrupted += 1
        return self._spread(bytes(out))

    def next_sound(self) -> Instant | None:
        """When something is heard that nobody sent."""
        starts = [start for start in (self._bursts.next_start(), self._breaks.next_start()) if start is not None]
        return min(starts, default=None)

    def sound(self, at: Instant, idle: bool) -> bytes:
        """What is heard at `next_sound`: garbage of a burst on an idle line, the zero byte that a break reads as."""
        bursts, breaks = self._bursts.count, self._breaks.count
        self._bursts.advance(at)
        self._breaks.advance(at)
        heard = b""
        if self._bursts.count > bursts and idle:
            heard += self.garbage(self._faults.burst_bytes)
        if self._breaks.count > breaks:
            heard += BREAK_BYTE
        return heard

    def garbage(self, most: int) -> bytes:
        """1 to `most` bytes of anything; none where `most` is nought."""
        if not most:
            return b""
        made = bytes(self._below(256) for _ in range(1 + self._below(most)))
        self._counters.noise_bytes += len(made)
        return made

    def glitch(self) -> bytes:
        return self.garbage(self._faults.glitch_bytes)

    def _drifted(self, data: bytes) -> bytearray:
        """Who receives faster in one direction receives slower in the other."""
        if not self._faults.drift_permille:
            return bytearray(data)
        drift = self._faults.drift_permille if self._way == "up" else -self._faults.drift_permille
        return bytearray(received(data, drift, self._below(16))[0])

    def _drown(self, out: bytearray, begin: Instant, end: Instant) -> None:
        """Every byte whose last bit fell into the burst is another one."""
        for index in range(len(out)):
            at = begin + (end - begin) * (index + 1) // len(out)
            if self._bursts.start <= at < self._bursts.until:
                out[index] ^= 1 + self._below(255)

    def _spread(self, data: bytes) -> list[Piece]:
        pieces: list[Piece] = []
        late, start = 0, 0
        for index in self._gaps.among(len(data)):
            pieces.append((late, data[start:index]))
            late += self._faults.gap_shortest + self._below(self._faults.gap_longest - self._faults.gap_shortest + 1)
            start = index
            self._counters.gaps += 1
        return [piece for piece in (*pieces, (late, data[start:])) if piece[1]]

    def _below(self, bound: int) -> int:
        self._drawn += 1
        return self._draw.below(bound, f"{self._way} noise", self._drawn)
