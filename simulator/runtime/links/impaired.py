"""A real link with a bad way in it: what `impair` does to bytes, on the real clock, between a driver and its link.

A connection loses nothing, it is only late; a serial line loses what the quality says. Without a quality it is not there.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from protocol_spec.instant import Duration, S
from simulator.draw import Draw
from simulator.runtime.driver import Link, LinkUser
from simulator.runtime.impair import Air, Counters, LinkQuality, Pump, Way
from simulator.runtime.links.cable import break_off
from simulator.runtime.realtime import Clock


class ImpairedLink:
    """`reliable` is False for a serial line; `whole`: what is sent is handed on frame by frame, as MQTT wants it (BND-02).
    Make the link with this in the driver's place."""

    def __init__(self, driver: LinkUser, draw: Draw, clock: Clock, reliable: bool = True, whole: bool = False) -> None:
        self._driver = driver
        self._draw = draw
        self._clock = clock
        self._reliable = reliable
        self._whole = whole
        self._loop = asyncio.get_running_loop()
        self._link: Link | None = None
        self._air: Air | None = None
        self._pump: Pump | None = None
        self._up = False
        self._lengths: deque[int] = deque()
        self._joined = bytearray()
        driver.attach(self)

    @property
    def quality(self) -> LinkQuality | None:
        return self._air.quality if self._air else None

    @quality.setter
    def quality(self, quality: LinkQuality) -> None:
        if self._air is not None:
            self._air.set_quality(quality)
            return
        self._air = Air(self._draw, quality, self._clock.now, self._later)
        if self._up:
            self._pump = self._air.connect(self._carried, reliable=self._reliable)

    @property
    def counters(self) -> tuple[Counters, Counters]:
        """What was done to the bytes, up and down."""
        return self._air.counters if self._air else (Counters(), Counters())

    def burning(self, arc: bool) -> None:
        if self._air is not None:
            self._air.burning(arc)

    # ---- a link, to the driver -----------------------------------------------------------------------------------

    def open(self) -> None:
        if self._link is not None:
            self._link.open()

    def send(self, frame: bytes) -> None:
        if self._pump is None:
            self._hand_on(frame)
            return
        if self._whole:
            self._lengths.append(len(frame))
        self._pump.enter(Way.UP, frame)

    def close(self) -> None:
        self._end()
        if self._link is not None:
            self._link.close()

    def abort(self) -> None:
        self._end()
        break_off(self._link)

    # ---- a driver, to the link -----------------------------------------------------------------------------------

    def attach(self, link: Link | None) -> None:
        self._link = link

    def link_up(self) -> None:
        self._end()
        self._up = True
        if self._air is not None:
            self._pump = self._air.connect(self._carried, reliable=self._reliable)
        self._driver.link_up()

    def link_down(self) -> None:
        self._end()
        self._driver.link_down()

    def receive(self, data: bytes) -> None:
        if self._pump is None:
            self._driver.receive(data)
        else:
            self._pump.enter(Way.DOWN, data)

    # ---- the way -------------------------------------------------------------------------------------------------

    def _carried(self, way: Way, data: bytes) -> None:
        if way is Way.DOWN:
            self._driver.receive(data)
        elif not self._whole:
            self._hand_on(data)
        else:
            self._join(data)

    def _join(self, data: bytes) -> None:
        self._joined += data
        while self._lengths and len(self._joined) >= self._lengths[0]:
            length = self._lengths.popleft()
            self._hand_on(bytes(self._joined[:length]))
            del self._joined[:length]

    def _hand_on(self, frame: bytes) -> None:
        if self._link is not None:
            self._link.send(frame)

    def _end(self) -> None:
        self._up = False
        self._lengths.clear()
        self._joined.clear()
        if self._pump is not None:
            self._pump.stop()
            self._pump = None

    def _later(self, delay: Duration, act: Callable[[], None]) -> object:
        return self._loop.call_later(delay / S, act)
