"""The lines between a gateway and its sub-terminals: to each of them a line like any other, to the gateway a numbered socket.

What comes in by a line reaches the gateway's core as a stimulus, so that its tape holds it; what the core says to a line is
the event `ToSub`. Between the two is any link: one in memory, with any quality, or a serial device.

    lines = SubLines()
    gateway = VirtualDriver(env, core, lines.observe)
    lines.join(gateway)
    MemoryLink(env, lines.answering(1), line=True, quality=load_quality("rs485")).joins(sub_terminal)
    SerialLink(lines[2], "/dev/ttyUSB1"); lines[2].open()

Open the devices after the gateway has its own link: a core that is told something says at once what it wants, and a wish to
dial that finds no link is lost.
"""

from collections.abc import Callable

from protocol_spec.endpoint import Event, Stimulus, ToSub, Value
from protocol_spec.instant import Duration, Instant, S
from simulator.runtime.driver import Driver, Link

LOOKS_AGAIN: Duration = 5 * S
"""After a device has disappeared, or could not be opened."""

Later = Callable[[Duration, Callable[[], None]], object]


class SubLine:
    """The gateway's end of one line: to the link it is a driver. `signal` in -1 dBm, of a radio."""

    def __init__(self, number: int, gateway: Callable[[Stimulus], None], later: Later | None = None) -> None:
        self.number = number
        self.signal: int | None = None
        self.up = False
        self._gateway = gateway
        self._later = later
        self._link: Link | None = None
        self._wanted = False

    # ---- to the link, a driver -----------------------------------------------------------------------------------

    def attach(self, link: Link | None) -> None:
        self._link = link

    def link_up(self) -> None:
        self.up = True
        radio = {} if self.signal is None else {"signal": self.signal}
        self._tell("sub-up", **radio)

    def link_down(self) -> None:
        if self.up:
            self.up = False
            self._tell("sub-down")
        if self._wanted and self._later is not None:
            self._later(LOOKS_AGAIN, self._look_again)

    def receive(self, data: bytes) -> None:
        self._tell("sub-data", data=data.hex())

    # ---- to the gateway, a socket --------------------------------------------------------------------------------

    def open(self) -> None:
        """Where this end is the one that opens: a serial device."""
        self._wanted = True
        if self._link is not None:
            self._link.open()

    def send(self, data: bytes) -> None:
        if self.up and self._link is not None:
            self._link.send(data)

    def close(self) -> None:
        """The plug is pulled at this end."""
        self._wanted = False
        if self._link is not None:
            self._link.close()
        if self.up:
            self.up = False
            self._tell("sub-down")

    def _look_again(self) -> None:
        if self._wanted and not self.up and self._link is not None:
            self._link.open()

    def _tell(self, name: str, **values: Value) -> None:
        self._gateway(Stimulus(name, {"line": self.number, **values}))


class SubLines:
    """By number, made when first asked for. `later` runs something after a while: with it a lost device is looked for."""

    def __init__(self, later: Later | None = None) -> None:
        self._later = later
        self._gateway: Driver | None = None
        self._lines: dict[int, SubLine] = {}

    def join(self, gateway: Driver) -> None:
        self._gateway = gateway

    def __getitem__(self, number: int) -> SubLine:
        if number not in self._lines:
            self._lines[number] = SubLine(number, self._stimulate, self._later)
        return self._lines[number]

    def answering(self, number: int) -> Callable[[Link], SubLine]:
        """What a link in memory asks for that the sub-terminal opens."""
        return lambda _link: self[number]

    def observe(self, event: Event, now: Instant) -> None:
        """The gateway's driver tells its events here."""
        if isinstance(event, ToSub):
            self[event.line].send(event.data)

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def _stimulate(self, stimulus: Stimulus) -> None:
        assert self._gateway is not None, "join the gateway's driver first"
        self._gateway.stimulate(stimulus)
