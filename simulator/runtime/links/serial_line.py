"""A serial line through pyserial (BND-04): any device path, COM port or URL that pyserial opens."""

import asyncio
import contextlib
import threading
from queue import SimpleQueue

import serial

from protocol_spec.bindings import BAUD_DEFAULT
from simulator.runtime.driver import LinkUser


class LineUnavailable(Exception):
    """The device cannot be opened: wrong path, no right to it, or taken."""


class SerialLink:
    """A serial line is up as long as its device is open: what hangs at the other end cannot be seen.

    Reading and writing block, so each has a thread; what arrives is handed to the loop. A device that disappears
    (pulled adapter) brings the link down, and `open` may be tried again.
    """

    def __init__(self, driver: LinkUser, url: str, baud: int = BAUD_DEFAULT) -> None:
        self._driver = driver
        self._url, self._baud = url, baud
        self._loop = asyncio.get_running_loop()
        self._port: serial.SerialBase | None = None
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._generation = 0
        self.last_error = ""
        driver.attach(self)

    def check(self) -> None:
        """Open the device now.

        Raises:
            LineUnavailable: with what the operating system said.
        """
        if self._port is None:
            try:
                self._port = serial.serial_for_url(self._url, baudrate=self._baud, timeout=0.05, exclusive=True)
            except (serial.SerialException, ValueError, OSError) as error:
                raise LineUnavailable(f"cannot open {self._url}: {error}") from None

    def open(self) -> None:
        try:
            self.check()
        except LineUnavailable as error:
            self.last_error = str(error)
            self._loop.call_soon(self._driver.link_down)
            return
        assert self._port is not None
        self._generation += 1
        self._outgoing = SimpleQueue()
        for work in (self._read, self._write):
            threading.Thread(target=work, args=(self._port, self._outgoing, self._generation), daemon=True).start()
        self._loop.call_soon(self._driver.link_up)

    def send(self, frame: bytes) -> None:
        if self._port is not None:
            self._outgoing.put(frame)

    def close(self) -> None:
        self._generation += 1
        port, self._port = self._port, None
        self._outgoing.put(None)
        if port is not None:
            with contextlib.suppress(OSError, serial.SerialException):
                port.close()

    def _read(self, port: serial.SerialBase, outgoing: "SimpleQueue[bytes | None]", generation: int) -> None:
        try:
            while generation == self._generation:
                if data := port.read(port.in_waiting or 1):
                    self._tell(generation, self._driver.receive, data)
        except (OSError, serial.SerialException, TypeError, AttributeError):
            # pyserial raises the last two when the port is closed under a read
            self._tell(generation, self._lost)

    def _write(self, port: serial.SerialBase, outgoing: "SimpleQueue[bytes | None]", generation: int) -> None:
        while (frame := outgoing.get()) is not None:
            try:
                port.write(frame)
            except (OSError, serial.SerialException, TypeError):
                self._tell(generation, self._lost)
                return

    def _tell(self, generation: int, what: object, *args: object) -> None:
        def deliver() -> None:
            if generation == self._generation:
                what(*args)  # type: ignore[operator]

        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(deliver)

    def _lost(self) -> None:
        self.close()
        self._driver.link_down()
