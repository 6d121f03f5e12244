"""From a stream of bytes to frames, whatever the line does to it (FRM-10 to FRM-13).

Theory of operation. The buffer always begins where a frame might begin. Three things can be there:

* no magic: the bytes up to the next possible magic are noise and go;
* a magic whose header is not believed: one byte goes, and the search starts again behind it. Only one, because the
  real frame may begin inside what looked like a header;
* a believed header: wait for the promised end. If the CRC is wrong, again one byte goes and the search starts inside:
  a header that lied about its length must not swallow the good frames it claimed as its body.

The wait is bounded (`BODY_WAIT`), and measured from the arrival of the header's last byte, not from the moment its turn
came: so a sender that trickles one byte a second cannot hold the line, and a hundred liars in a row hold it no longer
than one. A promised frame is at most `MAX_FRAME` long, so the buffer never grows past that
plus the bytes handed in at once.
"""

from collections import deque

from protocol_spec.endpoint import Discarded
from protocol_spec.frame import HEADER_SIZE, MAGIC, Frame, promised_size, read_frame
from protocol_spec.instant import Instant
from protocol_spec.timers import BODY_WAIT


class StreamDecoder:
    """Feed `receive`, take frames. Noise is counted and, where a caller wants it, told (`take_discarded`)."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._deadline: Instant | None = None
        self._arrivals: deque[tuple[int, Instant]] = deque()
        self._taken = 0
        self._discarded: dict[tuple[str, str], int] = {}
        self.noise_bytes = 0
        self.bad_headers = 0
        self.bad_crcs = 0
        self.timeouts = 0

    def receive(self, data: bytes, now: Instant) -> list[Frame]:
        if data:
            self._buffer += data
            self._arrivals.append((self._taken + len(self._buffer), now))
        return self._read(now)

    def handle_timer(self, now: Instant) -> list[Frame]:
        """Frames that came free because a promised body never came (FRM-12)."""
        if self._deadline is None or now < self._deadline:
            return []
        return self._read(now)

    def next_timer(self) -> Instant | None:
        return self._deadline

    def take_discarded(self) -> list[Discarded]:
        taken = [Discarded(clause, why, count) for (clause, why), count in self._discarded.items()]
        self._discarded.clear()
        return taken

    def reset(self) -> None:
        """Forget a half frame: the line it came over is gone."""
        self._buffer.clear()
        self._arrivals.clear()
        self._deadline = None

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def _read(self, now: Instant) -> list[Frame]:
        frames: list[Frame] = []
        while self._find_magic() and len(self._buffer) >= HEADER_SIZE:
            size = promised_size(bytes(self._buffer[:HEADER_SIZE]))
            if size is None:
                self.bad_headers += 1
                self._skip(1, "FRM-06", "header not believed")
                continue
            if len(self._buffer) < size:
                self._deadline = self._arrival(HEADER_SIZE) + BODY_WAIT
                if now < self._deadline:
                    break
                self.timeouts += 1
                self._skip(1, "FRM-12", "promised body did not come")
                continue
            frame = read_frame(bytes(self._buffer[:size]))
            if frame is None:
                self.bad_crcs += 1
                self._skip(1, "FRM-08", "wrong CRC")
                continue
            frames.append(frame)
            self._take(size)
        return frames

    def _arrival(self, offset: int) -> Instant:
        """When the byte before this offset of the buffer arrived."""
        end = self._taken + offset
        return next(at for upto, at in self._arrivals if upto >= end)

    def _take(self, count: int) -> None:
        del self._buffer[:count]
        self._deadline = None
        self._taken += count
        while self._arrivals and self._arrivals[0][0] <= self._taken:
            self._arrivals.popleft()

    def _find_magic(self) -> bool:
        """Bring a possible magic to the front; False where there is not even the first byte of one."""
        at = self._buffer.find(MAGIC)
        if at < 0:
            at = len(self._buffer) - (1 if self._buffer[-1:] == MAGIC[:1] else 0)
        if at:
            self._skip(at, "FRM-11", "noise between frames")
        return bool(self._buffer)

    def _skip(self, count: int, clause: str, why: str) -> None:
        self._take(count)
        self.noise_bytes += count
        self._discarded[clause, why] = self._discarded.get((clause, why), 0) + count
