"""The platform as a process: store, listeners and HTTP on one asyncio loop."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn

from protocol_spec.bindings import BAUD_DEFAULT, MQTT_PORT
from reference_platform.edge.broker import EmbeddedBroker, OwnIngress
from reference_platform.edge.http import make_app
from reference_platform.edge.ingress import Reception, SerialIngress
from reference_platform.platform import Platform
from simulator.runtime.links.mqtt import MqttIngress
from simulator.runtime.links.tcp import TcpListener
from simulator.runtime.realtime import Clock

LOOPBACK = "127.0.0.1"


class PortTaken(Exception):
    """Something else listens there."""


@dataclass(frozen=True)
class Doors:
    """Where the platform listens; None: not there. Port 0: any free one. `mqtt`: None, "embedded" or host:port."""

    tcp: tuple[str, int] | None = None
    serial: str | None = None
    baud: int = BAUD_DEFAULT
    mqtt: str | None = None
    http: tuple[str, int] | None = None


@dataclass
class Serving:
    """What is open, and the token that a supervisor needs."""

    supervisor_token: str
    tcp_port: int | None = None
    http_port: int | None = None
    mqtt: tuple[str, int] | None = None


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C belongs to the whole process, not to its HTTP listener."""
        yield


@contextlib.asynccontextmanager
async def serving(platform: Platform, doors: Doors, clock: Clock) -> AsyncIterator[Serving]:
    """Everything open inside the block, closed after it.

    Raises:
        PortTaken: a port is in use.
        LineUnavailable: the serial device cannot be opened.
        TimeoutError: no broker answered.
    """
    reception = Reception(platform, clock)
    state = Serving(secrets.token_urlsafe(16))
    async with contextlib.AsyncExitStack() as stack:
        if doors.tcp is not None:
            listener = TcpListener(*doors.tcp, reception.accept)
            try:
                state.tcp_port = await listener.start()
            except OSError as error:
                raise _taken(doors.tcp, error) from None
            stack.push_async_callback(listener.stop)
        if doors.serial is not None:
            ingress = SerialIngress(reception, doors.serial, doors.baud)
            ingress.start()
            stack.callback(ingress.stop)
        if doors.mqtt is not None:
            state.mqtt = await _open_mqtt(stack, reception, doors.mqtt)
        if doors.http is not None:
            state.http_port = await _open_http(stack, make_app(platform, clock, state.supervisor_token), doors.http)
        yield state


async def _open_mqtt(stack: contextlib.AsyncExitStack, reception: Reception, where: str) -> tuple[str, int]:
    name, _, port_text = where.partition(":")
    host, port = (LOOPBACK if name == "embedded" else name), int(port_text or MQTT_PORT)
    ingress = MqttIngress(host, port, reception.accept)
    if name == "embedded":
        broker = EmbeddedBroker(port, host)
        await broker.start()
        stack.push_async_callback(broker.stop)
        ingress = OwnIngress(host, port, reception.accept, broker.password)
    await ingress.start()
    stack.callback(ingress.stop)
    return host, port


async def _open_http(stack: contextlib.AsyncExitStack, app: object, where: tuple[str, int]) -> int:
    config = uvicorn.Config(app, host=where[0], port=where[1], log_level="warning", lifespan="off")  # type: ignore[arg-type]
    server = _Uvicorn(config)
    try:
        bound = socket.create_server(where)
    except OSError as error:
        raise _taken(where, error) from None
    task = asyncio.create_task(server.serve([bound]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)

    async def stop() -> None:
        server.should_exit = True
        await task
        bound.close()

    stack.push_async_callback(stop)
    port: int = bound.getsockname()[1]
    return port


def _taken(where: tuple[str, int], error: OSError) -> PortTaken:
    return PortTaken(f"{where[0]}:{where[1]} cannot be listened on: {error.strerror}. Choose another port")
