"""The same story over each real line; each tape replays to the same bytes."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from reference_platform.edge.serve import Doors, serving
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.links.serial_line import LineUnavailable, SerialLink
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import RealtimeDriver
from tests.runtime.worlds import TERMINAL, World, world

pytestmark = pytest.mark.realtime


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def story(made: World) -> None:
    made.driver.start()
    await made.weld_once()
    await made.lock()
    await made.all_held()
    made.check_replay()


def test_over_tcp() -> None:
    async def play() -> None:
        async with world("tcp") as made, serving(made.platform, Doors(tcp=("127.0.0.1", 0)), made.clock) as doors:
            assert doors.tcp_port
            TcpDialLink(made.driver, "127.0.0.1", doors.tcp_port)
            await story(made)

    asyncio.run(play())


def test_over_a_serial_line_with_noise_before_the_first_frame() -> None:
    async def play(line: PtyLine) -> None:
        async with world("serial") as made, serving(made.platform, Doors(serial=line.other), made.clock):
            link = SerialLink(made.driver, line.one)
            link.check()
            link.send(b"\x00\xffWTWT\x01noise")
            await story(made)

    with PtyLine() as line:
        asyncio.run(play(line))


def test_over_mqtt_with_the_embedded_broker() -> None:
    async def play() -> None:
        port = free_port()
        async with world("mqtt") as made, serving(made.platform, Doors(mqtt=f"embedded:{port}"), made.clock):
            MqttTerminalLink(made.driver, TERMINAL, "127.0.0.1", port)
            await story(made)

    asyncio.run(play())


@pytest.fixture
def mosquitto(tmp_path: object) -> Iterator[int]:
    binary = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if binary is None:
        if os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail("mosquitto is required here and not installed")
        pytest.skip("mosquitto is not installed (apt-get install mosquitto)")
    port = free_port()
    process = subprocess.Popen([binary, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield port
    process.terminate()
    process.wait(10)


def test_over_mqtt_with_a_real_mosquitto(mosquitto: int) -> None:
    async def play() -> None:
        async with world("mqtt") as made:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", mosquitto)) == 0:
                        break
                await asyncio.sleep(0.05)
            async with serving(made.platform, Doors(mqtt=f"127.0.0.1:{mosquitto}"), made.clock):
                MqttTerminalLink(made.driver, TERMINAL, "127.0.0.1", mosquitto)
                await story(made)

    asyncio.run(play())


def test_a_serial_cable_pulled_in_mid_weld_loses_no_record() -> None:
    async def play(line: PtyLine) -> None:
        async with world("serial") as made, serving(made.platform, Doors(serial=line.other), made.clock):
            SerialLink(made.driver, line.one)
            made.driver.start()
            await made.weld_once()
            line.unplugged = True
            await asyncio.sleep(4)
            unseen = [number for number in made.made() if number not in made.held()]
            assert len(unseen) >= 3
            line.unplugged = False
            await made.all_held(60)

    with PtyLine() as line:
        asyncio.run(play(line))


def test_a_tcp_connection_that_dies_is_dialled_again() -> None:
    async def play() -> None:
        async with world("tcp") as made:
            port = free_port()
            async with serving(made.platform, Doors(tcp=("127.0.0.1", port)), made.clock):
                TcpDialLink(made.driver, "127.0.0.1", port)
                made.driver.start()
                await made.weld_once()
            await asyncio.sleep(1.5)
            async with serving(made.platform, Doors(tcp=("127.0.0.1", port)), made.clock):
                await made.until(lambda: made.platform.is_online(TERMINAL), "login again", 60)
                await made.all_held(60)
            made.check_replay()

    asyncio.run(play())


def test_a_line_that_cannot_be_opened_says_which() -> None:
    async def play() -> None:
        made = World("serial")
        with pytest.raises(LineUnavailable, match="/dev/nowhere"):
            SerialLink(made.driver, "/dev/nowhere").check()
        assert isinstance(made.driver, RealtimeDriver)

    asyncio.run(play())
