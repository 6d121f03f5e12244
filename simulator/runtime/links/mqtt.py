"""MQTT through paho (BND-02): the terminal's end, and the platform's ingress over any broker."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from protocol_spec.bindings import MQTT_PORT, MQTT_QOS, WILL, down_topic, host_port, terminal_of, up_topic, will_topic
from simulator.runtime.driver import Driver, Link, LinkUser


class MqttTerminalLink:
    """Up when the broker has granted the subscription: before that an answer could be missed."""

    def __init__(self, driver: LinkUser, terminal: str, host: str, port: int = MQTT_PORT) -> None:
        self._driver = driver
        self._terminal = terminal
        self._born = self._host, self._port = host, port
        self._loop = asyncio.get_running_loop()
        self._client: paho.Client | None = None
        self._up = False
        self.last_error = ""
        driver.attach(self)

    def open(self) -> None:
        self.close()
        # BND-06 "On MQTT the client id MUST be the terminal id, and the MQTT session a clean one."
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=self._terminal, clean_session=True, reconnect_on_failure=False
        )
        client.will_set(will_topic(self._terminal), WILL, qos=MQTT_QOS)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = lambda _c, _u, message: self._tell(client, self._driver.receive, message.payload)
        client.on_disconnect = lambda *_: self._tell(client, self._lost, "the broker hung up")
        client.on_connect_fail = lambda *_: self._tell(client, self._lost, "no broker answers")
        self._client = client
        client.connect_async(self._host, self._port, keepalive=60)
        client.loop_start()

    def aim(self, address: str) -> bool:
        self._host, self._port = host_port(address) if address else self._born
        return True

    def send(self, frame: bytes) -> None:
        if self._client is not None and self._up:
            # BND-13 "A terminal MUST publish its frames without the retain flag of MQTT."
            self._client.publish(up_topic(self._terminal), frame, qos=MQTT_QOS, retain=False)

    def close(self) -> None:
        client, self._client = self._client, None
        self._up = False
        if client is not None:
            client.disconnect()
            client.loop_stop()

    def abort(self) -> None:
        """The socket breaks without a word: the broker publishes the will (BND-07)."""
        client = self._client
        wire = client.socket() if client is not None else None
        if isinstance(wire, socket.socket):
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        self._client, self._up = None, False
        if client is not None:
            client.loop_stop()

    def _connected(self, client: paho.Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._tell(client, self._lost, f"the broker refused: {reason}")
        else:
            client.subscribe(down_topic(self._terminal), qos=MQTT_QOS)

    def _subscribed(self, client: paho.Client, _userdata: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        # BND-12 "On MQTT the link is up when the subscription was granted, and a terminal MUST NOT send a frame before."
        refused = any(reason.is_failure for reason in reasons)
        if refused:
            self._tell(client, self._lost, "the broker refused the subscription to the terminal's own topic")
        else:
            self._tell(client, self._came_up)

    def _came_up(self) -> None:
        self._up = True
        self._driver.link_up()

    def _lost(self, why: str) -> None:
        self.last_error = f"{self._host}:{self._port}: {why}"
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
        client.subscribe([(up_topic("+"), MQTT_QOS), (will_topic("+"), MQTT_QOS)])

    def _soon(self, what: Callable[..., Any], *args: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(what, *args)

    def _arrived(self, topic: str, payload: bytes) -> None:
        terminal = terminal_of(topic)
        if terminal is None:
            return
        link = self._links.get(terminal)
        if topic == will_topic(terminal):
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
        self._client.publish(down_topic(terminal), frame, qos=MQTT_QOS)

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
