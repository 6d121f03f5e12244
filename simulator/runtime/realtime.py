"""The real-time driver: the asyncio loop is the inbox, the core's `next_timer()` is the only alarm clock.

SimPy's own real-time environment cannot be woken by an arriving byte, so it is not used here. All cores of a process
live on one loop: no locks, and a thread that reads a serial line hands its bytes over with `call_soon_threadsafe`.
"""

import asyncio
import time
from collections.abc import Callable

from protocol_spec.endpoint import Endpoint
from protocol_spec.instant import Instant, S
from simulator.runtime.driver import Driver, Observer


class Clock:
    """UTC in microseconds at the start, and from there on what the monotonic clock says: it never goes back."""

    def __init__(self) -> None:
        self._start = time.time_ns() // 1000
        self._zero = time.monotonic_ns()

    def now(self) -> Instant:
        return self._start + (time.monotonic_ns() - self._zero) // 1000


class RealtimeDriver(Driver):
    """One endpoint on the running asyncio loop.

    An exception inside the core is our bug; it ends the driver and is kept in `failure` for whoever waits on `failed`.
    """

    def __init__(self, endpoint: Endpoint, observe: Observer | None = None, clock: Clock | None = None) -> None:
        super().__init__(endpoint, observe)
        self.clock = clock or Clock()
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None
        self._stopped = False

    def now(self) -> Instant:
        return self.clock.now()

    def stop(self) -> None:
        """No more timers and no more link; the core stays as it is."""
        self._stopped = True
        self._arm(None)
        if self._link is not None:
            self._link.close()

    def _arm(self, due: Instant | None) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if due is not None and not self._stopped:
            self._handle = self._loop.call_later(max(0.0, (due - self.now()) / S), self._ring)


class WatchedDriver(RealtimeDriver):
    """A driver that calls `settled` after each input was dealt with: for whoever shows a core to a person."""

    def __init__(self, endpoint: Endpoint, observe: Observer | None = None, clock: Clock | None = None) -> None:
        super().__init__(endpoint, observe, clock)
        self.settled: Callable[[Instant], None] = lambda now: None

    def wake(self) -> None:
        """Let the core see what time it is, so that it can be looked at: an early timer changes nothing."""
        if not self._stopped:
            self._ring()

    def _settle(self, now: Instant) -> None:
        super()._settle(now)
        self.settled(now)
