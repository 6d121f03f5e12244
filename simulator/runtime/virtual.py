"""The virtual driver: SimPy keeps the clock, in integer microseconds."""

from typing import Any

import simpy

from protocol_spec.endpoint import Endpoint
from protocol_spec.instant import Duration, Instant
from simulator.runtime.driver import Driver, Observer


class VirtualDriver(Driver):
    """One endpoint in a SimPy environment whose time is microseconds."""

    def __init__(self, env: simpy.Environment, endpoint: Endpoint, observe: Observer | None = None) -> None:
        super().__init__(endpoint, observe)
        self.env = env
        self._due: Instant | None = None
        self._wakes_at: Instant | None = None

    def now(self) -> Instant:
        return int(self.env.now)

    def _arm(self, due: Instant | None) -> None:
        """A timer mostly moves away before it is due, so it is looked at again when the last alarm goes off: an alarm for each
        move would be most of the events of a quiet day."""
        if due is not None:
            due = max(due, self.now())
        self._due = due
        if due is not None and (self._wakes_at is None or due < self._wakes_at):
            self._wakes_at = due
            after(self.env, due - self.now(), lambda: self._woken(due))

    def _woken(self, at: Instant) -> None:
        if at != self._wakes_at:
            return
        self._wakes_at = None
        due, self._due = self._due, None
        if due is not None and due <= at:
            self._ring()
        else:
            self._arm(due)


def after(env: simpy.Environment, delay: Duration, act: Any) -> None:
    """Run `act()` when `delay` microseconds have passed."""
    env.timeout(delay).callbacks.append(lambda _event: act())


def run_until(env: simpy.Environment, done: Any, limit: Instant) -> bool:
    """Advance until `done()` or until nothing is left before `limit`; True where it was done."""
    while not done():
        if env.peek() > limit:
            return False
        env.step()
    return True
