"""A proxy between two serial devices: what is read from one goes to the other, paced by the baud rate and spoilt.

The unit is what one read returned. A device that disappears is tried again every second; meanwhile what should go to it
is lost, as on a line with nothing at its end.
"""

import asyncio
from collections.abc import Callable

from simulator.runtime.driver import Link
from simulator.runtime.impair import Air, LineFaults, Pump, Way, load_line_faults
from simulator.runtime.links.serial_line import SerialLink

TRY_AGAIN = 1.0
Tell = Callable[[str], None]


class SerialProxy:
    """Between two devices, each a path or URL of pyserial. UP is from `one` to `other`."""

    def __init__(self, one: str, other: str, baud: int, air: Air, tell: Tell = lambda words: None) -> None:
        self.air, self.baud, self.tell = air, baud, tell
        self._urls = (one, other)
        self._pump: Pump | None = None
        self._links: tuple[SerialLink, ...] = ()
        self._stopped = False

    def start(self) -> None:
        """Open both devices.

        Raises:
            LineUnavailable: which cannot be opened, and why.
        """
        if self.air.carrier.faults is None:
            self.air.set_faults(load_line_faults("clean"), self.baud)
        self._pump = self.air.connect(self._deliver, reliable=False)
        self._links = tuple(
            SerialLink(_End(self, way), url, self.baud) for way, url in zip(Way, self._urls, strict=True)
        )
        try:
            for link in self._links:
                link.check()
        except Exception:
            self.stop()
            raise
        for way, link in zip(Way, self._links, strict=True):
            link.open()
            self._pump.powered_up(way)

    def stop(self) -> None:
        self._stopped = True
        if self._pump is not None:
            self._pump.stop()
        for link in self._links:
            link.close()

    def set_faults(self, faults: LineFaults) -> None:
        self.air.set_faults(faults, self.baud)

    def powered_up(self) -> None:
        """Garbage as if the device at `one` had been switched on."""
        if self._pump is not None:
            self._pump.powered_up(Way.UP)

    def cut(self) -> None:
        self.air.sever(True)

    def heal(self) -> None:
        self.air.sever(False)

    def arrived(self, way: Way, data: bytes) -> None:
        if self._pump is not None:
            self._pump.enter(way, data)

    def lost(self, way: Way) -> None:
        if not self._stopped:
            self.tell(f"{self._urls[way]}: {self._links[way].last_error or 'gone'}; trying again every second")
            asyncio.get_running_loop().call_later(TRY_AGAIN, self._try_again, way)

    def _try_again(self, way: Way) -> None:
        if not self._stopped:
            self._links[way].open()

    def _deliver(self, way: Way, data: bytes) -> None:
        if data:
            self._links[1 - way].send(data)


class _End:
    """What a serial link reports to."""

    def __init__(self, proxy: SerialProxy, way: Way) -> None:
        self._proxy, self._way = proxy, way

    def attach(self, link: Link | None) -> None:
        """The proxy has its links."""

    def link_up(self) -> None:
        """A device that is open: nothing to tell."""

    def link_down(self) -> None:
        self._proxy.lost(self._way)

    def receive(self, data: bytes) -> None:
        self._proxy.arrived(self._way, data)
