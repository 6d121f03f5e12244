"""One carrier, its connections and a clock: what a link in memory and a proxy on real sockets have in common."""

from collections.abc import Callable

from protocol_spec.instant import Duration, Instant
from simulator.draw import Draw
from simulator.runtime.impair.carrier import Carrier
from simulator.runtime.impair.counters import Counters
from simulator.runtime.impair.impairment import Impairment
from simulator.runtime.impair.line_faults import LineFaults
from simulator.runtime.impair.pump import Deliver, Pump
from simulator.runtime.impair.quality import LinkQuality


class Air:
    """`now` and `later` as `Pump` wants them. Everything can be changed while it runs, for all connections at once."""

    def __init__(
        self,
        draw: Draw,
        quality: LinkQuality,
        now: Callable[[], Instant],
        later: Callable[[Duration, Callable[[], None]], object],
    ) -> None:
        self.carrier = Carrier(draw, quality, now())
        self._now, self._later = now, later
        self._pumps: list[Pump] = []
        self.connections = 0

    def connect(self, deliver: Deliver, reliable: bool, floor: Instant = 0) -> Pump:
        """Another connection. `floor`: nothing comes out before."""
        impairment = Impairment(self.carrier, reliable, self.connections, self._now(), floor)
        self.connections += 1
        self._pumps = [pump for pump in self._pumps if not pump.stopped]
        self._pumps.append(pump := Pump(impairment, self._now, self._later, deliver))
        pump.stir()
        return pump

    @property
    def counters(self) -> tuple[Counters, Counters]:
        """Up and down."""
        return self.carrier.counters

    @property
    def quality(self) -> LinkQuality:
        return self.carrier.quality

    def set_quality(self, quality: LinkQuality) -> None:
        self._change(lambda now: self.carrier.set(quality, now))

    def sever(self, cut: bool) -> None:
        """Cut: silence both ways, nobody is told. A stream's bytes wait for the healing, a line's are lost."""
        self._change(lambda now: self.carrier.sever(cut, now))

    def set_faults(self, faults: LineFaults, baud: int) -> None:
        """Raises:
        ValueError: a connection is a stream.
        """
        now = self._now()
        self.carrier.faults, self.carrier.baud = faults, baud
        for pump in self._live():
            pump.impairment.set_faults(faults, baud, now)
            pump.stir()

    def burning(self, arc: bool) -> None:
        """Whether an arc burns: some qualities have more outages then."""
        now = self._now()
        for pump in self._live():
            pump.impairment.run(now)
        self.carrier.burning(arc, now)

    def handshake(self, attempt: int) -> Duration | None:
        """How long connecting takes; None where nobody answers this time."""
        return self.carrier.handshake((self.connections << 8) + attempt, self._now())

    def _change(self, change: Callable[[Instant], None]) -> None:
        now = self._now()
        live = self._live()
        for pump in live:
            pump.impairment.run(now)
        change(now)
        for pump in live:
            pump.impairment.changed(now)
        for pump in live:
            pump.stir()

    def _live(self) -> list[Pump]:
        return [pump for pump in self._pumps if not pump.stopped]
