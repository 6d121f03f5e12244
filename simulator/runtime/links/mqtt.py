"""MQTT through paho (BND-02): the terminal's end, and the platform's ingress over any broker."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from simulator.runtime.driver import Driver, Link

DEFAULT_PORT = 1883
QOS = 1


def up_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/up"


def down_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/down"


def will_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/will"


class MqttTerminalLink:
    """Up when the broker has granted the subscription: before that an answer could be missed."""

    def __init__(self, driver: Driver, terminal: str, host: str, port: int = DEFAULT_PORT) -> None:
        self._driver = driver
        self._terminal = terminal
        self._host, self._port = host, port
        self._loop = asyncio.get_running_loop()
        self._client: paho.Client | None = None
        driver.attach(self)

    def open(self) -> None:
        self.close()
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id=self._terminal, reconnect_on_failure=False)
        client.will_set(will_topic(self._terminal), b"gone", qos=QOS)
        client.on_connect = self._connected
        client.on_subscribe = lambda *_: self._tell(client, self._driver.link_up)
        client.on_message = lambda _c, _u, message: self._tell(client, self._driver.receive, message.payload)
        client.on_disconnect = lambda *_: self._tell(client, self._lost)
        client.on_connect_fail = lambda *_: self._tell(client, self._lost)
        self._client = client
        client.connect_async(self._host, self._port, keepalive=60)
        client.loop_start()

    def send(self, frame: bytes) -> None:
        if self._client is not None:
            self._client.publish(up_topic(self._terminal), frame, qos=QOS)

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()

    def _connected(self, client: paho.Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._tell(client, self._lost)
        else:
            client.subscribe(down_topic(self._terminal), qos=QOS)

    def _lost(self) -> None:
        self.close()
        self._driver.link_down()

    def _tell(self, client: paho.Client, what: Callable[..., None], *args: Any) -> None:
        def deliver() -> None:
            if client is self._client:
                what(*args)

        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(deliver)


class MqttIngress:
    """The platform's end: one link for every terminal that speaks, made when it first does.

    MQTT tells nobody of a connection, so a terminal's link is up from its first frame until its will or its driver
    closes it.
    """

    def __init__(self, host: str, port: int, accept: Callable[[Link], Driver | None]) -> None:
        self._host, self._port = host, port
        self._accept = accept
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._links: dict[str, _IngressLink] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="")
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: self._soon(self._ready.set)
        self._client.on_message = lambda _c, _u, message: self._soon(self._arrived, message.topic, message.payload)

    async def start(self, timeout: float = 10.0) -> None:
        """Connect and subscribe.

        Raises:
            TimeoutError: no broker answered.
        """
        self._client.connect_async(self._host, self._port)
        self._client.loop_start()
        async with asyncio.timeout(timeout):
            await self._ready.wait()

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: paho.Client, *_: Any) -> None:
        client.subscribe([("wtp/1/+/up", QOS), ("wtp/1/+/will", QOS)])

    def _soon(self, what: Callable[..., Any], *args: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(what, *args)

    def _arrived(self, topic: str, payload: bytes) -> None:
        _, _, terminal, kind = topic.split("/")
        link = self._links.get(terminal)
        if kind == "will":
            if link is not None:
                link.down()
            return
        if link is None:
            link = self._links[terminal] = _IngressLink(self, terminal)
            driver = self._accept(link)
            if driver is None:
                del self._links[terminal]
                return
            link.driver = driver
            driver.attach(link)
            driver.link_up()
        assert link.driver is not None
        link.driver.receive(payload)

    def _publish(self, terminal: str, frame: bytes) -> None:
        self._client.publish(down_topic(terminal), frame, qos=QOS)

    def _forget(self, terminal: str) -> None:
        self._links.pop(terminal, None)


class _IngressLink:
    def __init__(self, ingress: MqttIngress, terminal: str) -> None:
        self._ingress = ingress
        self._terminal = terminal
        self.driver: Driver | None = None

    def open(self) -> None:
        """Only the terminal can connect."""

    def send(self, frame: bytes) -> None:
        self._ingress._publish(self._terminal, frame)

    def close(self) -> None:
        self._ingress._forget(self._terminal)

    def down(self) -> None:
        self.close()
        if self.driver is not None:
            self.driver.link_down()
