"""The embedded broker's access list, with a client that tries."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from protocol_spec.bindings import WILL, down_topic, up_topic, will_topic
from reference_platform.edge.broker import PLATFORM, EmbeddedBroker

pytestmark = pytest.mark.realtime

MINE, OTHER = "9999010000000001", "9999010000000002"


class Client:
    """A paho client whose answers are waited for."""

    def __init__(self, port: int, client_id: str, user: str | None = None, password: str = "", will: str = "") -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, reconnect_on_failure=False)
        if user is not None:
            self._client.username_pw_set(user, password)
        if will:
            self._client.will_set(will, WILL, qos=1)
        self._answer: Any = None
        self._answered = threading.Event()
        self.heard: list[tuple[str, bytes]] = []
        self._client.on_connect = lambda c, u, f, reason, p: self._take(not reason.is_failure)
        self._client.on_subscribe = lambda c, u, mid, reasons, p: self._take(not reasons[0].is_failure)
        self._client.on_publish = lambda c, u, mid, reason, p: self._take(True)
        self._client.on_message = lambda c, u, message: self.heard.append((message.topic, bytes(message.payload)))
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self.connected = self._wait()

    def subscribe(self, topic: str) -> bool:
        self._client.subscribe(topic, qos=1)
        return self._wait()

    def publish(self, topic: str, payload: bytes) -> bool:
        self._client.publish(topic, payload, qos=1)
        return self._wait()

    def end(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _take(self, answer: bool) -> None:
        self._answer = answer
        self._answered.set()

    def _wait(self) -> bool:
        assert self._answered.wait(10), "the broker said nothing"
        self._answered.clear()
        return bool(self._answer)


def with_broker(act: Callable[[int, str], None]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]

    async def play() -> None:
        broker = EmbeddedBroker(port)
        await broker.start()
        try:
            await asyncio.to_thread(act, port, broker.password)
        finally:
            await broker.stop()

    asyncio.run(play())


@contextmanager
def client(port: int, client_id: str, user: str | None = None, password: str = "", will: str = "") -> Iterator[Client]:
    made = Client(port, client_id, user, password, will)
    try:
        yield made
    finally:
        made.end()


@pytest.mark.clause("BND-08")
def test_a_terminal_hears_its_own_down_and_nothing_else() -> None:
    def act(port: int, password: str) -> None:
        with client(port, MINE) as terminal:
            assert terminal.connected
            assert terminal.subscribe(down_topic(MINE))
            for topic in (down_topic(OTHER), up_topic(MINE), up_topic(OTHER), "wtp/1/+/down", "wtp/#", "#"):
                assert not terminal.subscribe(topic), topic

    with_broker(act)


@pytest.mark.clause("BND-08")
def test_a_terminal_is_heard_on_its_own_up_and_will_and_nowhere_else() -> None:
    def act(port: int, password: str) -> None:
        with client(port, "platform-1", PLATFORM, password) as platform, client(port, MINE) as terminal:
            assert platform.subscribe("wtp/1/+/up")
            assert platform.subscribe("wtp/1/+/will")
            for topic in (up_topic(OTHER), will_topic(OTHER), down_topic(MINE), up_topic(MINE), will_topic(MINE)):
                terminal.publish(topic, topic.encode())
            for _ in range(100):
                if len(platform.heard) >= 2:
                    break
                threading.Event().wait(0.02)
            assert [topic for topic, _ in platform.heard] == [up_topic(MINE), will_topic(MINE)]

    with_broker(act)


@pytest.mark.clause("BND-08")
@pytest.mark.parametrize(
    ("client_id", "user", "will"),
    [
        ("somebody", None, ""),
        (MINE + "0", None, ""),
        (MINE, None, will_topic(OTHER)),
        ("platform-2", PLATFORM, ""),
    ],
)
def test_who_is_no_terminal_or_has_another_s_will_does_not_get_in(client_id: str, user: str | None, will: str) -> None:
    def act(port: int, password: str) -> None:
        with client(port, client_id, user, "guess", will) as stranger:
            assert not stranger.connected

    with_broker(act)


@pytest.mark.clause("BND-08")
def test_a_terminal_keeps_its_own_will() -> None:
    def act(port: int, password: str) -> None:
        with client(port, MINE, will=will_topic(MINE)) as terminal:
            assert terminal.connected

    with_broker(act)
