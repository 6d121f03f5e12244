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
        self._armed: Instant | None = None

    def now(self) -> Instant:
        return int(self.env.now)

    def _arm(self, due: Instant | None) -> None:
        if due is not None:
            due = max(due, self.now())
        if due == self._armed:
            return
        self._armed = due
        if due is not None:
            after(self.env, due - self.now(), lambda: self._fired(due))

    def _fired(self, due: Instant) -> None:
        if self._armed == due:
            self._armed = None
            self._ring()


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
