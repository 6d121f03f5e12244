"""How terminals reach the platform: TCP, a serial line, MQTT. Each connection gets a session of its own."""

from protocol_spec.bindings import BAUD_DEFAULT
from protocol_spec.endpoint import Event
from protocol_spec.instant import Instant
from reference_platform.platform import Platform
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.realtime import Clock, RealtimeDriver


class Reception:
    """Makes sessions for whatever connects; `accept` is what every listening link asks for."""

    def __init__(self, platform: Platform, clock: Clock) -> None:
        self._platform = platform
        self._clock = clock

    def accept(self, _link: Link) -> Driver:
        connection = self._platform.accept()

        def observe(event: Event, now: Instant) -> None:
            self._platform.on_event(connection, event, now)

        driver = RealtimeDriver(connection.session, observe, self._clock)
        connection.stimulate = driver.stimulate
        return driver


class SerialIngress:
    """A serial line has no connections. So the line is one session after another: when a session hangs up, the next begins
    at once on the same open device, and a terminal that is still talking is told NOT_LOGGED_IN by it.
    """

    def __init__(self, reception: Reception, url: str, baud: int = BAUD_DEFAULT) -> None:
        self._reception = reception
        self._line = SerialLink(self, url, baud)
        self._session: Driver | None = None

    def start(self) -> None:
        """Open the device.

        Raises:
            LineUnavailable: with what the operating system said.
        """
        self._line.check()
        self._line.open()

    def stop(self) -> None:
        self._line.close()

    # what SerialLink sees of a driver

    def attach(self, link: Link | None) -> None:
        """The line is ours for good."""

    def link_up(self) -> None:
        self._next_session()

    def link_down(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.link_down()

    def receive(self, data: bytes) -> None:
        if self._session is not None:
            self._session.receive(data)

    def _next_session(self) -> None:
        link = _SerialSessionLink(self)
        self._session = self._reception.accept(link)
        self._session.attach(link)
        self._session.link_up()


class _SerialSessionLink:
    def __init__(self, ingress: SerialIngress) -> None:
        self._ingress = ingress
        self._closed = False

    def open(self) -> None:
        """The line is open already."""

    def send(self, frame: bytes) -> None:
        if not self._closed:
            self._ingress._line.send(frame)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._ingress._next_session()
