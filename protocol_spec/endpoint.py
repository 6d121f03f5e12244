"""What a core looks like from outside: bytes and time in, bytes and events out.

Terminal, platform session, the judge's tester and every fault wrapper are an `Endpoint`. Drivers, links, recorders
and Hypothesis see only this. The laws:

1. no clock, sleep, thread, socket or global random inside;
2. `now` never goes back; an early timer is a no-op;
3. bad input never raises: it becomes an event with its clause; an exception is our bug;
4. the recorded inputs of any run, fed to a fresh core, give the same outputs byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from protocol_spec.instant import Instant

Value: TypeAlias = int | str | bool


@dataclass(frozen=True)
class Event:
    """Something an endpoint wants the outside to know."""


@dataclass(frozen=True)
class LinkWanted(Event):
    """The endpoint asks its driver to bring the link up, or to drop it. `address` is host:port (PAR-15), empty for where the
    endpoint was born; with a link that is to be dropped it says nothing."""

    up: bool
    address: str = ""


@dataclass(frozen=True)
class Discarded(Event):
    """Input that was not believed. `count` bytes from the stream, `clause` says which sentence it broke."""

    clause: str
    why: str
    count: int


@dataclass(frozen=True)
class ToSub(Event):
    """A whole frame that leaves by another line than the link: a gateway's, to a sub-terminal (GWY-02)."""

    line: int
    data: bytes


@dataclass(frozen=True)
class Stimulus:
    """An input that does not come over the wire: a trigger, a cover, a command of the operator, an answer of a store.

    Values are plain so that a recorder can write them down and a replay can read them back.
    """

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Endpoint(Protocol):
    def link_up(self, now: Instant) -> None: ...
    def link_down(self, now: Instant) -> None: ...
    def receive_data(self, data: bytes, now: Instant) -> None: ...
    def stimulate(self, stimulus: Stimulus, now: Instant) -> None: ...
    def handle_timer(self, now: Instant) -> None: ...
    def next_timer(self) -> Instant | None: ...
    def data_to_send(self) -> list[bytes]:
        """Whole frames: a stream joins them, MQTT does not have to."""
        ...

    def next_event(self) -> Event | None: ...
