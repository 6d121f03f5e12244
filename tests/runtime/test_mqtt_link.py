"""What the terminal's end of MQTT says to its broker (BND-02, BND-03, BND-06, BND-07, BND-12, BND-13). No broker, no wire."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.runtime.driver import Driver
from simulator.runtime.links import mqtt

TERMINAL = "9999010000000042"
UP, DOWN, GONE = f"wtp/1/{TERMINAL}/up", f"wtp/1/{TERMINAL}/down", f"wtp/1/{TERMINAL}/will"
GRANTED, FAILED = SimpleNamespace(is_failure=False), SimpleNamespace(is_failure=True)


@dataclass
class Broker:
    """In the place of paho's client: writes down what it is told."""

    args: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    will: tuple[Any, ...] = ()
    subscribed: list[tuple[str, int]] = field(default_factory=list)
    published: list[tuple[str, bytes, int, bool]] = field(default_factory=list)
    closed: bool = False

    def will_set(self, topic: str, payload: bytes, qos: int = 0, retain: bool = False) -> None:
        self.will = topic, payload, qos, retain

    def subscribe(self, topic: str, qos: int = 0) -> None:
        self.subscribed.append((topic, qos))

    def publish(self, topic: str, payload: bytes, qos: int = 0, retain: bool = False) -> None:
        self.published.append((topic, payload, qos, retain))

    def connect_async(self, host: str, port: int, keepalive: int) -> None: ...
    def loop_start(self) -> None: ...
    def loop_stop(self) -> None: ...
    def disconnect(self) -> None:
        self.closed = True

    # ---- what happens at the broker

    def on_connect(self, *args: Any) -> None: ...
    def on_subscribe(self, *args: Any) -> None: ...
    def on_message(self, *args: Any) -> None: ...
    def on_disconnect(self, *args: Any) -> None: ...

    def connects(self, reason: Any = GRANTED) -> None:
        self.on_connect(self, None, None, reason, None)

    def grants(self, *reasons: Any) -> None:
        self.on_subscribe(self, None, 1, list(reasons) or [GRANTED], None)


class Heard(Driver):
    """A driver that only writes down what its link reports."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def attach(self, link: Any) -> None: ...
    def link_up(self) -> None:
        self.heard.append("up")

    def link_down(self) -> None:
        self.heard.append("down")

    def receive(self, data: bytes) -> None:
        self.heard.append(data)


Play = Callable[[mqtt.MqttTerminalLink, Broker, Heard, Callable[[], Any]], Any]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Callable[[Play], tuple[Broker, Heard]]:
    """Open a link and play; what was called from the client's thread is delivered at `await settle()`."""
    brokers: list[Broker] = []

    def client(*args: Any, **options: Any) -> Broker:
        brokers.append(Broker(args, options))
        return brokers[-1]

    monkeypatch.setattr(mqtt.paho, "Client", client)

    def run(play: Play) -> tuple[Broker, Heard]:
        heard = Heard()

        async def scene() -> None:
            link = mqtt.MqttTerminalLink(heard, TERMINAL, "broker.example")
            link.open()
            await play(link, brokers[0], heard, lambda: asyncio.sleep(0))

        asyncio.run(scene())
        return brokers[0], heard

    return run


async def comes_up(link: mqtt.MqttTerminalLink, broker: Broker, heard: Heard, settle: Callable[[], Any]) -> None:
    broker.connects()
    broker.grants()
    await settle()


@pytest.mark.clause("BND-06")
def test_the_client_id_is_the_terminal_id_and_the_session_a_clean_one(played: Any) -> None:
    broker, _ = played(comes_up)
    assert broker.options["client_id"] == TERMINAL
    assert broker.options["clean_session"] is True


@pytest.mark.clause("BND-07")
def test_it_leaves_a_last_will(played: Any) -> None:
    broker, _ = played(comes_up)
    assert broker.will == (GONE, b"gone", 1, False)


@pytest.mark.clause("BND-02", "BND-13")
def test_frames_go_up_whole_with_qos_1_and_without_retain_and_come_down_by_its_own_topic(played: Any) -> None:
    async def play(link: Any, broker: Broker, heard: Heard, settle: Any) -> None:
        await comes_up(link, broker, heard, settle)
        link.send(b"one frame")
        broker.on_message(broker, None, SimpleNamespace(payload=b"two frames", topic=DOWN))
        await settle()

    broker, heard = played(play)
    assert broker.subscribed == [(DOWN, 1)]
    assert broker.published == [(UP, b"one frame", 1, False)]
    assert heard.heard == ["up", b"two frames"]


@pytest.mark.clause("BND-12")
def test_the_link_is_up_when_the_subscription_was_granted_and_no_frame_leaves_before(played: Any) -> None:
    async def play(link: Any, broker: Broker, heard: Heard, settle: Any) -> None:
        link.send(b"too early")
        broker.connects()
        await settle()
        link.send(b"still too early")
        assert heard.heard == []
        broker.grants()
        await settle()
        link.send(b"now")

    broker, heard = played(play)
    assert heard.heard == ["up"]
    assert [payload for _, payload, _, _ in broker.published] == [b"now"]


@pytest.mark.clause("BND-12")
def test_a_subscription_that_was_refused_is_a_link_that_is_down(played: Any) -> None:
    async def play(link: Any, broker: Broker, heard: Heard, settle: Any) -> None:
        broker.connects()
        broker.grants(FAILED)
        await settle()
        link.send(b"into the void")

    broker, heard = played(play)
    assert heard.heard == ["down"]
    assert broker.closed
    assert broker.published == []


@pytest.mark.clause("BND-03")
def test_a_puback_is_told_to_nobody(played: Any) -> None:
    async def play(link: Any, broker: Broker, heard: Heard, settle: Any) -> None:
        await comes_up(link, broker, heard, settle)
        link.send(b"one frame")
        for name in ("on_publish", "on_log"):
            getattr(broker, name, lambda *_: None)(broker, None, 1, GRANTED, None)
        await settle()

    _, heard = played(play)
    assert heard.heard == ["up"]


def test_a_connection_that_was_refused_is_a_link_that_is_down(played: Any) -> None:
    async def play(link: Any, broker: Broker, heard: Heard, settle: Any) -> None:
        broker.connects(FAILED)
        await settle()

    broker, heard = played(play)
    assert heard.heard == ["down"]
    assert broker.subscribed == []
