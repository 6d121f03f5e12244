"""A pseudo-terminal pair: two serial devices joined by a cable, where there is no hardware. POSIX only."""

import contextlib
import os
import select
import threading
import tty


class PtyLine:
    """`one` and `other` are device paths; what is written to one is read from the other.

    The cable can be pulled (`unplugged = True`): bytes vanish and neither end is told, as on a real line. Open the
    devices with pyserial like any other.
    """

    def __init__(self) -> None:
        self._ends: list[tuple[int, int]] = []
        for _ in range(2):
            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._ends.append((master, slave))
        self.one, self.other = (os.ttyname(slave) for _, slave in self._ends)
        self.unplugged = False
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._waker, b"x")
        self._thread.join()
        for master, slave in self._ends:
            os.close(master)
            os.close(slave)
        os.close(self._wake)
        os.close(self._waker)

    def __enter__(self) -> "PtyLine":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _carry(self) -> None:
        (one, _), (other, _) = self._ends
        across = {one: other, other: one}
        while True:
            ready, _, _ = select.select([one, other, self._wake], [], [])
            if self._wake in ready:
                return
            for source in ready:
                with contextlib.suppress(OSError):
                    data = os.read(source, 4096)
                    if not self.unplugged:
                        self._write(across[source], data)

    @staticmethod
    def _write(target: int, data: bytes) -> None:
        """What the far end has no room for is lost, as on a line without flow control."""
        while data:
            try:
                data = data[os.write(target, data) :]
            except BlockingIOError:
                if not select.select([], [target], [], 0.2)[1]:
                    return
