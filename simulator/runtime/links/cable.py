"""A cable in a person's hand, between a driver and any real link: pulled and put back, and what else can befall it.

What a pulled cable looks like depends on the line. A connection breaks: the driver is told, and whatever it dials
meanwhile fails at once. A serial line tells nobody: bytes vanish both ways, and the device stays open. A cable that is
`muted` tells nobody on any line. To the driver the cable is its link; to the link it is the driver.
"""

import asyncio
from collections.abc import Callable

from protocol_spec.instant import Duration, S
from simulator.runtime.driver import Link, LinkUser, aimed


class Cable:
    """`tells` is False for a serial line. Make the link with the cable in the driver's place."""

    def __init__(self, driver: LinkUser, tells: bool = True) -> None:
        self._driver = driver
        self._tells = tells
        self._loop = asyncio.get_running_loop()
        self._link: Link | None = None
        self._wanted = False
        self._connection = 0
        self.dialling = False
        self.up = False
        self.pulled = False
        self.muted = False
        """Half-open: nothing gets through, and nobody is told."""
        self.hold: Duration = 0
        """By how much what comes down is late."""
        driver.attach(self)

    # ---- the user's hand -----------------------------------------------------------------------------------------

    def pull(self) -> None:
        self.pulled = True
        if self._tells:
            self.reset()

    def put_back(self) -> None:
        """Whoever wants the link has it dialled at once."""
        self.pulled = False
        if self._tells and self._wanted and not self.up and not self.dialling:
            self.open()

    def reset(self) -> None:
        """The connection breaks, and this end is told."""
        break_off(self._link)
        self._lost()

    def inject(self, data: bytes) -> None:
        """Somebody else's bytes come down the line."""
        self._driver.receive(data)

    # ---- a link, to the driver -----------------------------------------------------------------------------------

    def open(self) -> None:
        self._wanted = self.dialling = True
        if self.pulled and self._tells:
            self._loop.call_soon(self._lost)
        elif self._link is not None:
            self._link.open()

    def aim(self, address: str) -> bool:
        return self._link is not None and aimed(self._link, address)

    def send(self, frame: bytes) -> None:
        if self._link is not None and not self.pulled and not self.muted:
            self._link.send(frame)

    def close(self) -> None:
        self._wanted = self.dialling = self.up = False
        if self._link is not None:
            self._link.close()

    # ---- a driver, to the link -----------------------------------------------------------------------------------

    def attach(self, link: Link | None) -> None:
        self._link = link

    def link_up(self) -> None:
        self.dialling, self.up = False, True
        self._connection += 1
        self._driver.link_up()

    def link_down(self) -> None:
        self._lost()

    def receive(self, data: bytes) -> None:
        if self.hold:
            self._loop.call_later(self.hold / S, self._deliver, data, self._connection)
        else:
            self._deliver(data, self._connection)

    def _deliver(self, data: bytes, connection: int) -> None:
        if self.up and connection == self._connection and not self.pulled and not self.muted:
            self._driver.receive(data)

    def _lost(self) -> None:
        if self.up or self.dialling:
            self.dialling = self.up = False
            self._driver.link_down()


def break_off(link: Link | None) -> None:
    """End a link as an accident does: without a farewell, where the line knows one."""
    if link is not None:
        abort: Callable[[], None] = getattr(link, "abort", link.close)
        abort()
