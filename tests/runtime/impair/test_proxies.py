"""Real sockets and real (pseudo-)devices through the proxies: a session survives them, and each way to be hurt is as said."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from protocol_spec.instant import MS
from reference_platform.edge.serve import Doors, serving
from simulator.runtime.impair import LinkQuality, load_line_faults, load_quality
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.links.real_air import real_air
from simulator.runtime.links.serial_line import LineUnavailable, SerialLink
from simulator.runtime.links.serial_proxy import SerialProxy
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.links.tcp_proxy import TcpProxy
from tests.runtime.test_realtime_links import free_port
from tests.runtime.worlds import TERMINAL, world

pytestmark = pytest.mark.realtime


@asynccontextmanager
async def proxied(
    target: int, quality: LinkQuality, seed: int = 7, raw: bool = False
) -> AsyncIterator[tuple[TcpProxy, int]]:
    proxy = TcpProxy(("127.0.0.1", 0), ("127.0.0.1", target), real_air(quality, seed), raw)
    port = await proxy.start()
    try:
        yield proxy, port
    finally:
        await proxy.stop()


def test_a_session_over_tcp_through_a_workshop_loses_no_record() -> None:
    async def play() -> None:
        async with world("tcp") as made, serving(made.platform, Doors(tcp=("127.0.0.1", 0)), made.clock) as doors:
            assert doors.tcp_port
            async with proxied(doors.tcp_port, load_quality("cat1_workshop")) as (proxy, port):
                TcpDialLink(made.driver, "127.0.0.1", port)
                made.driver.start()
                await made.weld_once()
                proxy.air.set_quality(load_quality("cat1_good"))
                proxy.cut()
                await asyncio.sleep(1)
                proxy.heal()
                await made.lock()
                await made.all_held(30)
                made.check_replay()
                up, down = proxy.air.counters
                assert up.bytes_in == up.bytes_out > 500
                assert up.lost == down.lost == 0
                assert up.slowest >= 25 * MS

    asyncio.run(play())


def test_a_terminal_whose_mapping_is_forgotten_dials_again() -> None:
    async def play() -> None:
        async with world("tcp") as made, serving(made.platform, Doors(tcp=("127.0.0.1", 0)), made.clock) as doors:
            assert doors.tcp_port
            async with proxied(doors.tcp_port, load_quality("cat1_good")) as (proxy, port):
                TcpDialLink(made.driver, "127.0.0.1", port)
                made.driver.start()
                await made.until(lambda: made.platform.is_online(TERMINAL), "login")
                logins = sum(note.what == "login" for note in made.notes)
                proxy.rebind()
                await made.until(
                    lambda: sum(note.what == "login" for note in made.notes) > logins, "login over a new mapping", 30
                )
                await made.all_held(30)

    asyncio.run(play())


def test_a_session_over_mqtt_through_the_proxy() -> None:
    async def play() -> None:
        broker = free_port()
        async with (
            world("mqtt") as made,
            serving(made.platform, Doors(mqtt=f"embedded:{broker}"), made.clock),
            proxied(broker, load_quality("cat1_good")) as (proxy, port),
        ):
            MqttTerminalLink(made.driver, TERMINAL, "127.0.0.1", port)
            made.driver.start()
            await made.weld_once()
            await made.lock()
            await made.all_held()
            assert proxy.air.counters[0].bytes_out > 500

    asyncio.run(play())


def test_a_session_over_a_noisy_line_between_two_pairs_loses_no_record() -> None:
    async def play(one: PtyLine, other: PtyLine) -> None:
        async with world("serial") as made, serving(made.platform, Doors(serial=other.other), made.clock):
            air = real_air(LinkQuality(), 3)
            proxy = SerialProxy(one.other, other.one, 38_400, air)
            proxy.set_faults(load_line_faults("harsh"))
            proxy.start()
            try:
                SerialLink(made.driver, one.one)
                made.driver.start()
                await made.until(lambda: made.platform.is_online(TERMINAL), "login", 30)
                for _ in range(20):
                    if made.terminal.plant.relay_closed:
                        break
                    made.scan()
                    await asyncio.sleep(0.5)
                await asyncio.sleep(3)
                proxy.set_faults(load_line_faults("clean"))
                await made.all_held(30)
                up = air.counters[0]
                assert up.noise_bytes + up.bits_turned + up.gaps + up.halved > 0
            finally:
                proxy.stop()

    with PtyLine() as one, PtyLine() as other:
        asyncio.run(play(one, other))


def test_the_baud_rate_paces_a_line() -> None:
    async def play(one: PtyLine, other: PtyLine) -> None:
        loop = asyncio.get_running_loop()
        proxy = SerialProxy(one.other, other.one, 9_600, real_air(LinkQuality(), 1))
        proxy.start()
        reader = _Reader()
        far, near = SerialLink(reader, other.other), SerialLink(_Reader(), one.one)
        far.open()
        near.open()
        began = loop.time()
        near.send(bytes(480))
        async with asyncio.timeout(5):
            while len(reader.data) < 480:
                await asyncio.sleep(0.01)
        assert 0.5 <= loop.time() - began < 1.5
        for link in (far, near):
            link.close()
        proxy.stop()

    with PtyLine() as one, PtyLine() as other:
        asyncio.run(play(one, other))


class _Reader:
    def __init__(self) -> None:
        self.data = b""

    def attach(self, link: object) -> None: ...

    def link_up(self) -> None: ...

    def link_down(self) -> None: ...

    def receive(self, data: bytes) -> None:
        self.data += data


def test_a_device_that_is_not_there_is_named() -> None:
    async def play(one: PtyLine) -> None:
        with pytest.raises(LineUnavailable, match="/dev/nowhere"):
            SerialProxy(one.one, "/dev/nowhere", 9_600, real_air(LinkQuality(), 1)).start()

    with PtyLine() as one:
        asyncio.run(play(one))


# ---- sockets without a terminal ----------------------------------------------------------------------------------------

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Act = Callable[[TcpProxy, Streams, Streams], Awaitable[None]]


def between(act: Act, quality: LinkQuality | None = None, raw: bool = False) -> None:
    """Play `act(proxy, near, far)` with both ends of one connection through a proxy."""

    async def play() -> None:
        arrived: asyncio.Queue[Streams] = asyncio.Queue()
        server = await asyncio.start_server(lambda reader, writer: arrived.put_nowait((reader, writer)), "127.0.0.1", 0)
        target = server.sockets[0].getsockname()[1]
        async with proxied(target, quality or LinkQuality(latency=5 * MS), raw=raw) as (
            proxy,
            port,
        ):
            near = await asyncio.open_connection("127.0.0.1", port)
            async with asyncio.timeout(20):
                far = await arrived.get()
                near[1].write(b"!")
                assert await far[0].readexactly(1) == b"!"
                await act(proxy, near, far)
            for _, writer in (near, far):
                writer.transport.abort()
        server.close()
        await asyncio.sleep(0.01)

    asyncio.run(play())


async def is_silent(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(0.2):
            await reader.read(1)
    except TimeoutError:
        return True
    return False


async def is_reset(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b"" and False
    except ConnectionResetError:
        return True


def test_a_megabyte_goes_through_whole_though_the_reader_is_slow() -> None:
    data = bytes(range(256)) * 4_096

    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        near[1].write(data)
        near[1].write_eof()
        got = b""
        while piece := await far[0].read(100_000):
            got += piece
            held = proxy.air.counters[0].bytes_in - proxy.air.counters[0].bytes_out
            assert held <= (1 << 16) + (1 << 18), "one read more than the high water at most"
        assert got == data
        far[1].write(b"thanks")
        far[1].close()
        assert await near[0].read() == b"thanks"
        await asyncio.sleep(0.05)
        assert proxy.open_connections == 0

    between(act, LinkQuality(latency=2 * MS, loss_ppm=2_000, bytes_per_second=2_000_000, segment=1_360))


def test_a_cut_holds_every_byte_and_the_healing_brings_it() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        proxy.cut()
        near[1].write(b"kept")
        far[1].write(b"kept too")
        assert await is_silent(far[0])
        proxy.heal()
        assert await far[0].readexactly(4) == b"kept"
        assert await near[0].readexactly(8) == b"kept too"

    between(act)


def test_half_open_swallows_and_tells_nobody_until_it_is_healed() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        proxy.half_open()
        near[1].write(b"gone")
        far[1].write(b"gone too")
        assert await is_silent(far[0])
        assert await is_silent(near[0])
        proxy.heal()
        assert await is_reset(near[0])
        assert await is_reset(far[0])

    between(act)


def test_after_a_rebind_the_next_uplink_is_reset_and_the_platform_told_nothing() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        proxy.rebind()
        far[1].write(b"gone")
        assert await is_silent(near[0])
        near[1].write(b"hello?")
        assert await is_reset(near[0])
        assert await is_silent(far[0])

    between(act)


def test_a_reset_is_a_reset_at_both_ends() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        proxy.reset()
        assert await is_reset(near[0])
        assert await is_reset(far[0])

    between(act)


def test_a_reset_of_one_end_reaches_the_other_after_its_bytes() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        near[1].write(b"last words")
        await near[1].drain()
        await asyncio.sleep(0.1)
        near[1].get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        near[1].transport.abort()
        assert await far[0].readexactly(10) == b"last words"
        assert await is_reset(far[0])

    between(act)


def test_raw_loses_bytes_of_a_stream() -> None:
    async def act(proxy: TcpProxy, near: Streams, far: Streams) -> None:
        proxy.air.set_quality(LinkQuality(loss_ppm=300_000, segment=20))
        for _ in range(50):
            near[1].write(b"x" * 20)
            await asyncio.sleep(0.002)
        near[1].write_eof()
        got = await far[0].read()
        assert 0 < len(got) < 1_000
        assert proxy.air.counters[0].bytes_lost == 1_000 - len(got)

    between(act, LinkQuality(), raw=True)


def test_a_target_that_is_not_there_resets_and_says_so() -> None:
    async def play() -> None:
        said: list[str] = []
        proxy = TcpProxy(("127.0.0.1", 0), ("127.0.0.1", free_port()), real_air(LinkQuality(), 1), tell=said.append)
        port = await proxy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await is_reset(reader)
        writer.close()
        assert "target 127.0.0.1" in said[0]
        await proxy.stop()

    asyncio.run(play())
