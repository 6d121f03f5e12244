"""An impairment joined to somebody's clock and somebody's ends: virtual time and the real loop do it alike."""

from collections.abc import Callable

from protocol_spec.instant import Duration, Instant
from simulator.runtime.impair.carrier import Way
from simulator.runtime.impair.impairment import Impairment

Deliver = Callable[[Way, bytes], None]
"""What comes out, and which way it was going; an empty piece: the sender has hung up."""


class Pump:
    """`later(delay, act)` calls `act` once after so many microseconds; it need not be able to take that back."""

    def __init__(
        self,
        impairment: Impairment,
        now: Callable[[], Instant],
        later: Callable[[Duration, Callable[[], None]], object],
        deliver: Deliver,
    ) -> None:
        self.impairment = impairment
        self._now, self._later, self._deliver = now, later, deliver
        self._armed: Instant | None = None
        self._busy = False
        self.stopped = False

    def enter(self, way: Way, data: bytes) -> None:
        self.impairment.enter(way, data, self._now())
        self.stir()

    def finish(self, way: Way) -> None:
        self.impairment.finish(way, self._now())
        self.stir()

    def powered_up(self, way: Way) -> None:
        """The end that sends this way is switched on."""
        self.impairment.powered_up(way, self._now())
        self.stir()

    def stir(self) -> None:
        """Hand out what is due and arm the next time. Who receives may send at once: that is dealt with in its turn."""
        if self._busy or self.stopped:
            return
        self._busy = True
        try:
            now = self._now()
            while out := self.impairment.leave(now):
                for way, data in out:
                    if not self.stopped:
                        self._deliver(way, data)
        finally:
            self._busy = False
        self._arm()

    def stop(self) -> None:
        """What is under way is forgotten."""
        self.stopped = True

    def _arm(self) -> None:
        due = self.impairment.next_timer()
        if due is None or self.stopped or (self._armed is not None and self._armed <= due):
            return
        self._armed = due
        self._later(max(0, due - self._now()), lambda: self._fired(due))

    def _fired(self, due: Instant) -> None:
        if self._armed == due:
            self._armed = None
            self.stir()
