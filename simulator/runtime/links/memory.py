"""A link in memory, for virtual time: latency, any cutting of the bytes, and a cable that can be pulled."""

from collections.abc import Callable

import simpy

from protocol_spec.instant import MS, Duration
from simulator.runtime.driver import Driver, Link
from simulator.runtime.virtual import after

Accept = Callable[[Link], Driver]
"""Given the far end's link, the driver that answers there: what a listening socket does."""


class MemoryLink:
    """The dialling end. `open` makes a connection to whatever `accept` returns.

    `chunk` cuts every frame into pieces of so many bytes. `unplugged` swallows what is sent either way without telling
    anyone, as a pulled cable or a half-open connection does; `reset` breaks the connection so that both ends see it.
    `line` makes it a serial line: no connections, so the far end's hanging up is seen by nobody, and the next session
    there begins at once.
    """

    def __init__(
        self, env: simpy.Environment, accept: Accept, latency: Duration = 20 * MS, chunk: int = 0, line: bool = False
    ) -> None:
        self._line = line
        self._env = env
        self._accept = accept
        self.latency = latency
        self.chunk = chunk
        self.unplugged = False
        self._near: Driver | None = None
        self._far: _FarEnd | None = None

    def joins(self, driver: Driver) -> "MemoryLink":
        self._near = driver
        driver.attach(self)
        return self

    def open(self) -> None:
        after(self._env, self.latency, self._connect)

    def send(self, frame: bytes) -> None:
        if self._far is not None:
            self._carry(frame, self._far.deliver)

    def close(self) -> None:
        self._part(self._far)

    def reset(self) -> None:
        far, self._far = self._far, None
        if far is not None:
            far.down()
            if self._near is not None:
                self._near.link_down()

    def _connect(self) -> None:
        if self._near is None or self._far is not None:
            return
        if self.unplugged and not self._line:
            self._near.link_down()
            return
        if not self._answer().gone:
            self._near.link_up()

    def _answer(self) -> "_FarEnd":
        far = self._far = _FarEnd(self)
        far.driver = self._accept(far)
        far.driver.attach(far)
        far.driver.link_up()
        return far

    def _part(self, far: "_FarEnd | None") -> None:
        """This side hung up: the other learns of it one latency later, unless the cable is out."""
        self._far = None
        if far is not None and not self.unplugged:
            after(self._env, self.latency, far.down)

    def _far_hung_up(self, far: "_FarEnd") -> None:
        if self._far is far and self._line:
            self._answer()
        elif self._far is far and not self.unplugged:
            self._far = None
            if self._near is not None:
                after(self._env, self.latency, self._near.link_down)

    def _to_near(self, far: "_FarEnd", frame: bytes) -> None:
        if self._far is far and self._near is not None:
            near = self._near
            self._carry(frame, lambda piece: near.receive(piece) if self._far is far else None)

    def _carry(self, frame: bytes, deliver: Callable[[bytes], None]) -> None:
        if self.unplugged:
            return
        size = self.chunk or len(frame)
        for start in range(0, len(frame), size):
            piece = frame[start : start + size]
            after(self._env, self.latency, lambda piece=piece: None if self.unplugged else deliver(piece))


class _FarEnd:
    """The answering end of one connection."""

    def __init__(self, link: MemoryLink) -> None:
        self._link = link
        self.gone = False
        self.driver: Driver | None = None

    def open(self) -> None:
        """An answering end cannot dial."""

    def send(self, frame: bytes) -> None:
        self._link._to_near(self, frame)

    def close(self) -> None:
        if not self.gone:
            self.gone = True
            self._link._far_hung_up(self)

    def deliver(self, piece: bytes) -> None:
        if not self.gone and self.driver is not None:
            self.driver.receive(piece)

    def down(self) -> None:
        if not self.gone and self.driver is not None:
            self.gone = True
            self.driver.link_down()
