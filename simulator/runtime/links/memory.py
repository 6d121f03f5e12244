"""A link in memory, for virtual time: latency, any cutting of the bytes, a cable that can be pulled, and any quality."""

from collections.abc import Callable

import simpy

from protocol_spec.bindings import BAUD_DEFAULT
from protocol_spec.instant import MS, Duration, Instant, S
from simulator.draw import Draw
from simulator.runtime.driver import Driver, Link, LinkUser
from simulator.runtime.impair import Air, Counters, LineFaults, LinkQuality, Pump, Way
from simulator.runtime.virtual import after

Accept = Callable[[Link], LinkUser]
"""Given the far end's link, who answers there: what a listening socket does."""

SYN_ATTEMPTS = 4
"""At 0, 1, 3 and 7 s, then whoever dials gives up: a connect timeout of some ten seconds."""


class MemoryLink:
    """The dialling end. `open` makes a connection to whatever `accept` returns.

    `chunk` cuts every frame into pieces of so many bytes. `unplugged` swallows what is sent either way without telling
    anyone, as a pulled cable or a half-open connection does; `reset` breaks the connection so that both ends see it.
    `line` makes it a serial line: no connections, so the far end's hanging up is seen by nobody, and the next session
    there begins at once.

    `quality`, which can be changed while it runs, puts a bad way in place of the plain `latency`: a connection stays a
    stream that loses nothing, unless it was made while `raw` was set; a line loses what the quality says. `draw` is what
    its accidents come from.

    `elsewhere` knows what answers at another address than that of `accept`; where it says None nobody does.
    """

    def __init__(
        self,
        env: simpy.Environment,
        accept: Accept,
        latency: Duration = 20 * MS,
        chunk: int = 0,
        line: bool = False,
        quality: LinkQuality | None = None,
        draw: Draw | None = None,
        elsewhere: Callable[[str], Accept | None] | None = None,
    ) -> None:
        self._line = line
        self._env = env
        self._accept = accept
        self._elsewhere = elsewhere
        self._reaches: Accept | None = accept
        self.latency = latency
        self.chunk = chunk
        self.unplugged = False
        self.raw = False
        self._near: Driver | None = None
        self._far: _FarEnd | None = None
        self.draw = draw or Draw(0, "0")
        self._air: Air | None = None
        self._line_pump: Pump | None = None
        self._dials = 0
        if quality is not None:
            self.quality = quality

    def joins(self, driver: Driver) -> "MemoryLink":
        self._near = driver
        driver.attach(self)
        return self

    # ---- the way -------------------------------------------------------------------------------------------------

    @property
    def quality(self) -> LinkQuality | None:
        return self._air.quality if self._air is not None else None

    @quality.setter
    def quality(self, quality: LinkQuality | None) -> None:
        """Another way from now on; None: nothing but the latency."""
        quality = quality or LinkQuality(latency=self.latency)
        if self._air is not None:
            self._air.set_quality(quality)
            return
        self._air = Air(self.draw, quality, lambda: int(self._env.now), lambda delay, act: after(self._env, delay, act))
        if self._far is not None:
            self._far.pump = self._pump_for(self._far, int(self._env.now) + self.latency)

    def set_faults(self, faults: LineFaults, baud: int = BAUD_DEFAULT) -> None:
        """Ills of a serial line.

        Raises:
            ValueError: it is not a line.
        """
        if not self._line:
            raise ValueError("line faults need line=True: a connection is a stream, which has repaired them below")
        if self._air is None:
            self.quality = None
        assert self._air is not None
        self._air.set_faults(faults, baud)

    @property
    def counters(self) -> tuple[Counters, Counters]:
        """What was done to the bytes, up and down, since there is a quality."""
        return self._air.counters if self._air is not None else (Counters(), Counters())

    def burning(self, arc: bool) -> None:
        """An arc is struck or goes out: some qualities have more outages meanwhile."""
        if self._air is not None:
            self._air.burning(arc)

    def _pump_for(self, far: "_FarEnd", floor: Instant = 0) -> Pump:
        """One for every connection; a line has the same all its life. Nothing overtakes what comes by `floor`."""
        assert self._air is not None
        if not self._line:
            return self._air.connect(far.carried, reliable=not self.raw, floor=floor)
        if self._line_pump is None:
            self._line_pump = self._air.connect(self._line_carried, reliable=False, floor=floor)
        return self._line_pump

    def _line_carried(self, way: Way, data: bytes) -> None:
        if self._far is not None:
            self._far.carried(way, data)

    # ---- the dialling end ----------------------------------------------------------------------------------------

    def open(self) -> None:
        if self._air is None or self._line:
            after(self._env, self.latency, self._connect)
        else:
            self._dials += 1
            self._dial(self._dials, 0)

    def aim(self, address: str) -> bool:
        if self._elsewhere is None:
            return not address
        self._reaches = self._elsewhere(address) if address else self._accept
        return True

    def send(self, frame: bytes) -> None:
        if self._far is not None:
            self._carry(self._far, Way.UP, frame)

    def close(self) -> None:
        self._dials += 1
        self._part(self._far)

    def reset(self) -> None:
        far, self._far = self._far, None
        if far is not None:
            far.stop()
            far.down()
            if self._near is not None:
                self._near.link_down()

    def half_open(self) -> None:
        """The connection of this moment is dead, and neither end is told; the next one is as good as any."""
        if self._far is not None:
            self._far.dead = True
            self._far.stop()

    def _dial(self, dial: int, attempt: int) -> None:
        if self._air is None or dial != self._dials:
            return
        if not self.unplugged and (trips := self._air.handshake(attempt)) is not None:
            after(self._env, trips, lambda: self._connect() if dial == self._dials else None)
        elif attempt + 1 < SYN_ATTEMPTS:
            after(self._env, S << attempt, lambda: self._dial(dial, attempt + 1))
        elif self._near is not None:
            self._near.link_down()

    def _connect(self) -> None:
        if self._near is None or self._far is not None:
            return
        if (self.unplugged and not self._line) or self._reaches is None:
            self._near.link_down()
            return
        if not self._answer(self._reaches).gone:
            if self._line_pump is not None:
                self._line_pump.powered_up(Way.UP)
            self._near.link_up()

    def _answer(self, accept: Accept) -> "_FarEnd":
        far = self._far = _FarEnd(self)
        if self._air is not None:
            far.pump = self._pump_for(far)
        far.driver = accept(far)
        far.driver.attach(far)
        far.driver.link_up()
        return far

    def _part(self, far: "_FarEnd | None") -> None:
        """This side hung up: the other learns of it one latency later, unless the cable is out."""
        self._far = None
        if far is None:
            return
        if self.unplugged or far.dead:
            far.stop()
        elif far.pump is None or self._line:
            after(self._env, self.latency, far.down)
        else:
            far.pump.finish(Way.UP)

    def _far_hung_up(self, far: "_FarEnd") -> None:
        if self._far is not far:
            return
        if self._line:
            self._answer(self._accept)
        elif not self.unplugged and not far.dead:
            if far.pump is not None:
                far.pump.finish(Way.DOWN)
                return
            self._far = None
            if self._near is not None:
                after(self._env, self.latency, self._near.link_down)

    def _carry(self, far: "_FarEnd", way: Way, frame: bytes) -> None:
        if self.unplugged or far.dead:
            return
        for piece in self._pieces(frame):
            if far.pump is not None:
                far.pump.enter(way, piece)
            else:
                after(self._env, self.latency, lambda piece=piece: far.carried(way, piece))

    def _pieces(self, frame: bytes) -> list[bytes]:
        size = self.chunk or len(frame)
        return [frame[start : start + size] for start in range(0, len(frame), size)]


class _FarEnd:
    """The answering end of one connection. `dead`: half-open, nothing passes any more."""

    def __init__(self, link: MemoryLink) -> None:
        self._link = link
        self.gone = False
        self.dead = False
        self.driver: LinkUser | None = None
        self.pump: Pump | None = None

    def open(self) -> None:
        """An answering end cannot dial."""

    def send(self, frame: bytes) -> None:
        if self._link._far is self:
            self._link._carry(self, Way.DOWN, frame)

    def close(self) -> None:
        if not self.gone:
            self.gone = True
            self._link._far_hung_up(self)

    def carried(self, way: Way, data: bytes) -> None:
        """Something has come through; an empty piece: the sender has hung up."""
        if self._link.unplugged or self.dead:
            return
        if way is Way.UP:
            self.deliver(data) if data else self.down()
        elif self._link._far is self and (near := self._link._near) is not None:
            if data:
                near.receive(data)
            else:
                self._link._far = None
                near.link_down()
        if not data:
            self.stop()

    def stop(self) -> None:
        """What is under way on this connection is forgotten; a line goes on."""
        if self.pump is not None and not self._link._line:
            self.pump.stop()

    def deliver(self, piece: bytes) -> None:
        if not self.gone and self.driver is not None:
            self.driver.receive(piece)

    def down(self) -> None:
        if not self.gone and self.driver is not None:
            self.gone = True
            self.driver.link_down()
