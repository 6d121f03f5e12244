"""A TCP proxy that spoils the way: it listens, dials the target for every connection, and impairs both directions.

A connection stays a stream: what the quality calls loss becomes delay, unless `raw` asks for the bytes themselves to be
lost, doubled, reordered and changed. MQTT goes through it as well: put it in front of the broker.

Four ways for a connection to be hurt, because terminals and platforms have to survive all of them:

* cut (`air.sever`): nothing passes, nobody is told, new connections find no way; once healed, every byte arrives;
* half-open (`half_open`): the connections of this moment are dead for good and neither end is told; new ones work;
* rebind (`rebind`): the mapping of the address translation is gone. What comes down vanishes; the next that goes up is
  answered with a reset, as a platform does that knows no such connection; the platform itself is told nothing;
* reset (`reset`): both ends are told at once.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import cast

from simulator.runtime.impair import Air, Pump, Way

HIGH_WATER = 1 << 16
"""Bytes on their way in one direction of one connection; a sender that has more is not read from."""
DIAL_ATTEMPTS = 4
DIAL_TIMEOUT = 10.0

Tell = Callable[[str], None]


class TcpProxy:
    """`tell` hears what a person may want to read, in a few words."""

    def __init__(
        self,
        listen: tuple[str, int],
        target: tuple[str, int],
        air: Air,
        raw: bool = False,
        tell: Tell = lambda words: None,
    ) -> None:
        self.listen, self.target, self.air, self.raw, self.tell = listen, target, air, raw, tell
        self._server: asyncio.Server | None = None
        self._sessions: list[_Session] = []

    async def start(self) -> int:
        """Listen; returns the port.

        Raises:
            OSError: the address is taken or not ours.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accepted, *self.listen)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for session in self._sessions:
            session.reset()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._server.wait_closed()

    @property
    def open_connections(self) -> int:
        return sum(not session.over for session in self._sessions)

    def cut(self) -> None:
        self.air.sever(True)

    def heal(self) -> None:
        """The way is whole again. What was half-open stays dead, and now its ends are told: bytes of it are missing."""
        self.air.sever(False)
        for session in self._sessions:
            if session.dead:
                session.reset()

    def half_open(self) -> None:
        for session in self._sessions:
            session.die()

    def rebind(self) -> None:
        for session in self._sessions:
            session.die(unmapped=True)

    def reset(self) -> None:
        for session in self._sessions:
            session.reset()

    def _accepted(self) -> asyncio.Protocol:
        self._sessions = [session for session in self._sessions if not session.over]
        self._sessions.append(session := _Session(self))
        return session.ends[Way.UP]


class _Session:
    """One connection: the end that dialled us, the end we dial, and what is between."""

    def __init__(self, proxy: TcpProxy) -> None:
        self._proxy = proxy
        self.ends = (_End(self, Way.UP), _End(self, Way.DOWN))
        self.pump: Pump | None = None
        self.dead = self.unmapped = self.over = False
        self._ended = [False, False]
        self._broken = [False, False]
        self._dialling: asyncio.Task[None] | None = None

    def accepted(self) -> None:
        self.ends[Way.UP].hold("dialling", True)
        self._dialling = asyncio.get_running_loop().create_task(self._dial())

    async def _dial(self) -> None:
        """The way to the target costs a handshake; while there is no way, nobody answers."""
        loop, air = asyncio.get_running_loop(), self._proxy.air
        for attempt in range(DIAL_ATTEMPTS):
            if (trips := air.handshake(attempt)) is not None:
                await asyncio.sleep(trips / 1_000_000)
                break
            await asyncio.sleep(1 << attempt)
        else:
            self._proxy.tell("no way to the target for 15 s: connection reset")
            return self.reset()
        try:
            async with asyncio.timeout(DIAL_TIMEOUT):
                await loop.create_connection(lambda: self.ends[Way.DOWN], *self._proxy.target)
        except (OSError, TimeoutError) as error:
            self._proxy.tell(f"target {self._proxy.target[0]}:{self._proxy.target[1]}: {error or 'no answer'}")
            return self.reset()
        self.pump = air.connect(self._deliver, reliable=not self._proxy.raw)
        self.ends[Way.UP].hold("dialling", False)
        return None

    def arrived(self, way: Way, data: bytes) -> None:
        if self.dead:
            if self.unmapped and way is Way.UP:
                self.ends[way].abort()
        elif self.pump is not None:
            self.pump.enter(way, data)
            self._balance(way)

    def ended(self, way: Way, broken: bool) -> None:
        """This end will send no more; `broken`: it takes nothing either."""
        if self.over or self.dead:
            self.over = self.over or all(end.gone for end in self.ends)
            return
        self._broken[way] = self._broken[way] or broken
        if self.pump is None:
            self.reset()
        elif self._ended[way] and broken:
            self.ends[1 - way].close()
        elif not self._ended[way]:
            self.pump.finish(way)
        self.over = self.over or all(end.gone for end in self.ends)

    def _deliver(self, way: Way, data: bytes) -> None:
        to = self.ends[1 - way]
        if data:
            to.write(data)
            self._balance(way)
        elif not self._ended[way]:
            self._ended[way] = True
            if self._broken[way]:
                self.reset()
            else:
                to.finish()
                if all(self._ended):
                    self._finish()

    def _balance(self, way: Way) -> None:
        if self.pump is not None:
            self.ends[way].hold("air", self.pump.impairment.held_bytes(way) > HIGH_WATER)

    def _finish(self) -> None:
        self.over = True
        for end in self.ends:
            end.close()

    def die(self, unmapped: bool = False) -> None:
        """What is still being dialled is no connection yet, and is let be."""
        if self.pump is not None and not self.over:
            self.dead, self.unmapped = True, unmapped
            self.pump.stop()

    def reset(self) -> None:
        self.over = True
        if self.pump is not None:
            self.pump.stop()
        if self._dialling is not None and self._dialling is not asyncio.current_task():
            self._dialling.cancel()
        for end in self.ends:
            end.abort()


class _End(asyncio.Protocol):
    """One socket. `way` is the direction of what it sends."""

    def __init__(self, session: _Session, way: Way) -> None:
        self._session, self._way = session, way
        self._transport: asyncio.Transport | None = None
        self._holds: set[str] = set()
        self.gone = False

    # ---- what the loop says --------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        if self._session.over:
            self.abort()
        elif self._way is Way.UP:
            self._session.accepted()

    def data_received(self, data: bytes) -> None:
        self._session.arrived(self._way, data)

    def eof_received(self) -> bool:
        self._session.ended(self._way, broken=False)
        return not self._session.dead

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        self._session.ended(self._way, broken=True)

    def pause_writing(self) -> None:
        self._session.ends[1 - self._way].hold("reader", True)

    def resume_writing(self) -> None:
        self._session.ends[1 - self._way].hold("reader", False)

    # ---- what the session wants ----------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def finish(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            with contextlib.suppress(OSError):
                self._transport.write_eof()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """A reset, not a farewell."""
        if self._transport is None or self._transport.is_closing():
            return
        with contextlib.suppress(OSError):
            wire = self._transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def hold(self, why: str, held: bool) -> None:
        """Read on only when nothing speaks against it."""
        before = bool(self._holds)
        self._holds = self._holds | {why} if held else self._holds - {why}
        if self._transport is None or self._transport.is_closing() or bool(self._holds) == before:
            return
        if self._holds:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()
