"""What every driver does, whatever its clock: hand an input to the core, then settle.

To settle is to carry out what the core now wants: its frames go to the link, its wishes about the link are granted, its
events go to whoever observes, and its next timer is armed. A driver adds a clock and a way to arm a timer; nothing
else.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from protocol_spec.endpoint import Endpoint, Event, LinkWanted, Stimulus
from protocol_spec.instant import Instant

Observer = Callable[[Event, Instant], None]


class Link(Protocol):
    """One way to the other side. It reports back through the driver: `link_up`, `link_down`, `receive`."""

    def open(self) -> None: ...
    def send(self, frame: bytes) -> None: ...
    def close(self) -> None: ...


@runtime_checkable
class Aiming(Link, Protocol):
    """A link that can be dialled elsewhere than where it was made for (PAR-16)."""

    def aim(self, address: str) -> bool:
        """`open` leads to host:port from now on, or with an empty text to where the link was made for. False: it cannot."""
        ...


def aimed(link: Link, address: str) -> bool:
    """Whether opening this link leads to the address."""
    return link.aim(address) if isinstance(link, Aiming) else not address


class LinkUser(Protocol):
    """What a link reports to: a driver, or an ingress that makes drivers."""

    def attach(self, link: Link | None) -> None: ...
    def link_up(self) -> None: ...
    def link_down(self) -> None: ...
    def receive(self, data: bytes) -> None: ...


class StuckTimer(Exception):
    """A core keeps asking for a timer that it does not act upon: our bug, and it would hang the run."""


class Driver:
    STUCK_AFTER = 10_000

    def __init__(self, endpoint: Endpoint, observe: Observer | None = None) -> None:
        self.endpoint = endpoint
        self._observe = observe or (lambda event, now: None)
        self._link: Link | None = None
        self._idle_rings = 0
        self._last_ring: Instant | None = None

    def now(self) -> Instant:
        raise NotImplementedError

    def _arm(self, due: Instant | None) -> None:
        """Call `_ring` at `due`, and at no earlier armed time."""
        raise NotImplementedError

    def attach(self, link: Link | None) -> None:
        self._link = link

    def start(self) -> None:
        self._settle(self.now())

    def link_up(self) -> None:
        now = self.now()
        self.endpoint.link_up(now)
        self._settle(now)

    def link_down(self) -> None:
        now = self.now()
        self.endpoint.link_down(now)
        self._settle(now)

    def receive(self, data: bytes) -> None:
        now = self.now()
        self.endpoint.receive_data(data, now)
        self._settle(now)

    def stimulate(self, stimulus: Stimulus) -> None:
        now = self.now()
        self.endpoint.stimulate(stimulus, now)
        self._settle(now)

    def _ring(self) -> None:
        now = self.now()
        self._guard_against_stuck_timer(now)
        self.endpoint.handle_timer(now)
        self._settle(now)

    def _guard_against_stuck_timer(self, now: Instant) -> None:
        self._idle_rings = self._idle_rings + 1 if now == self._last_ring else 0
        self._last_ring = now
        if self._idle_rings > self.STUCK_AFTER:
            raise StuckTimer(f"{type(self.endpoint).__name__} asked {self._idle_rings} times for a timer at {now}")

    def _settle(self, now: Instant) -> None:
        for frame in self.endpoint.data_to_send():
            if self._link is not None:
                self._link.send(frame)
        while (event := self.endpoint.next_event()) is not None:
            if isinstance(event, LinkWanted) and self._link is not None:
                self._grant(self._link, event, now)
            self._observe(event, now)
        self._arm(self.endpoint.next_timer())

    def _grant(self, link: Link, wanted: LinkWanted, now: Instant) -> None:
        if not wanted.up:
            link.close()
        elif aimed(link, wanted.address):
            link.open()
        else:
            self.endpoint.link_down(now)  # nobody can be reached there by this line
