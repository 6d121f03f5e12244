"""TCP: the terminal dials (BND-01), a platform or a bench listens."""

import asyncio
import contextlib
from collections.abc import Callable

from protocol_spec.bindings import TCP_PORT, host_port
from simulator.runtime.driver import Driver, Link, LinkUser


class _Wire(asyncio.Protocol):
    """One connected socket, from the loop's side."""

    def __init__(self, on_up: Callable[["_Wire"], LinkUser | None]) -> None:
        self._on_up = on_up
        self._driver: LinkUser | None = None
        self._transport: asyncio.Transport | None = None
        self._closed_by_us = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._driver = self._on_up(self)
        if self._driver is None:
            self.close()
        else:
            self._driver.link_up()

    def data_received(self, data: bytes) -> None:
        if self._driver is not None and not self._closed_by_us:
            self._driver.receive(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._driver is not None and not self._closed_by_us:
            self._driver.link_down()

    def send(self, frame: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(frame)

    def close(self) -> None:
        self._closed_by_us = True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Break off: the other side is told, by a reset."""
        self._closed_by_us = True
        if self._transport is not None:
            self._transport.abort()

    def open(self) -> None:
        """A wire is open or it is not there."""


class TcpDialLink:
    """The terminal's end."""

    def __init__(self, driver: LinkUser, host: str, port: int = TCP_PORT, timeout: float = 10.0) -> None:
        self._driver = driver
        self._born = self._host, self._port = host, port
        self._timeout = timeout
        self._wire: _Wire | None = None
        self._dialling: asyncio.Task[None] | None = None
        self.last_error = ""
        driver.attach(self)

    def open(self) -> None:
        if self._dialling is None or self._dialling.done():
            self._dialling = asyncio.get_running_loop().create_task(self._dial())

    def aim(self, address: str) -> bool:
        self._host, self._port = host_port(address) if address else self._born
        return True

    def send(self, frame: bytes) -> None:
        if self._wire is not None:
            self._wire.send(frame)

    def close(self) -> None:
        if self._dialling is not None:
            self._dialling.cancel()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def abort(self) -> None:
        if self._wire is not None:
            self._wire.abort()
        self.close()

    def _connected(self, wire: _Wire) -> LinkUser:
        self._wire = wire
        return self._driver

    async def _dial(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                await loop.create_connection(lambda: _Wire(self._connected), self._host, self._port)
        except (OSError, TimeoutError) as error:
            self.last_error = f"{self._host}:{self._port}: {_why(error)}"
            self._driver.link_down()


def _why(error: Exception) -> str:
    """asyncio puts the address into the text, once for each that it tried."""
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, ConnectionRefusedError) or "Connect call failed" in str(error):
        return "connection refused"
    return getattr(error, "strerror", "") or str(error)


class TcpListener:
    """Accepts any number of connections; `accept` gives each a driver, or None to turn it away."""

    def __init__(self, host: str, port: int, accept: Callable[[Link], Driver | None]) -> None:
        self._host, self._port = host, port
        self._accept = accept
        self._server: asyncio.Server | None = None
        self._wires: set[_Wire] = set()

    async def start(self) -> int:
        """Listen; returns the port (useful when 0 was asked for)."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Wire(self._made), self._host, self._port)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for wire in self._wires:
            wire.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._server.wait_closed()

    def _made(self, wire: _Wire) -> Driver | None:
        driver = self._accept(wire)
        if driver is not None:
            driver.attach(wire)
            self._wires.add(wire)
        return driver
