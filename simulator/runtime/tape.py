"""What went into a core and what came out, in order: enough to run it again.

`Recorded` wraps any endpoint and is one itself, so it records under every driver alike. `replay` feeds a tape to a
fresh core and compares: equal inputs, equal bytes, or the place where they part.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from protocol_spec.endpoint import Endpoint, Event, Stimulus
from protocol_spec.instant import Instant


class Kind(Enum):
    LINK_UP = 1
    LINK_DOWN = 2
    DATA = 3
    STIMULUS = 4
    TIMER = 5
    SENT = 6


@dataclass(frozen=True)
class Entry:
    at: Instant
    kind: Kind
    data: bytes = b""


Sink = Callable[[Entry], None]


class Recorded:
    """An endpoint that writes down its inputs and its outputs."""

    def __init__(self, endpoint: Endpoint, sink: Sink) -> None:
        self.endpoint = endpoint
        self._sink = sink
        self._now: Instant = 0

    def link_up(self, now: Instant) -> None:
        self._note(now, Kind.LINK_UP)
        self.endpoint.link_up(now)

    def link_down(self, now: Instant) -> None:
        self._note(now, Kind.LINK_DOWN)
        self.endpoint.link_down(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self._note(now, Kind.DATA, data)
        self.endpoint.receive_data(data, now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self._note(now, Kind.STIMULUS, pack_stimulus(stimulus))
        self.endpoint.stimulate(stimulus, now)

    def handle_timer(self, now: Instant) -> None:
        self._note(now, Kind.TIMER)
        self.endpoint.handle_timer(now)

    def next_timer(self) -> Instant | None:
        return self.endpoint.next_timer()

    def data_to_send(self) -> list[bytes]:
        frames = self.endpoint.data_to_send()
        for frame in frames:
            self._note(self._now, Kind.SENT, frame)
        return frames

    def next_event(self) -> Event | None:
        return self.endpoint.next_event()

    def _note(self, now: Instant, kind: Kind, data: bytes = b"") -> None:
        self._now = now
        self._sink(Entry(now, kind, data))


def pack_stimulus(stimulus: Stimulus) -> bytes:
    return json.dumps([stimulus.name, dict(stimulus.values)], sort_keys=True, ensure_ascii=False).encode()


def unpack_stimulus(data: bytes) -> Stimulus:
    name, values = json.loads(data)
    return Stimulus(name, values)


@dataclass(frozen=True)
class Divergence:
    """Where a replay sent something else: the index on the tape, what was recorded, what came now."""

    index: int
    at: Instant
    recorded: bytes | None
    replayed: bytes | None

    def __str__(self) -> str:
        def say(frame: bytes | None) -> str:
            return frame.hex() if frame is not None else "nothing"

        return f"entry {self.index} at {self.at} µs: recorded {say(self.recorded)}, replayed {say(self.replayed)}"


def replay(tape: Iterable[Entry], fresh: Endpoint) -> Divergence | None:
    """Run a fresh core on the inputs of a tape. None where it sent the same bytes, or the first place where not."""
    waiting: list[bytes] = list(fresh.data_to_send())
    index, at = -1, 0
    for index, entry in enumerate(tape):
        at = entry.at
        if entry.kind is Kind.SENT:
            sent = waiting.pop(0) if waiting else None
            if sent != entry.data:
                return Divergence(index, at, entry.data, sent)
            continue
        if waiting:
            return Divergence(index, at, None, waiting[0])
        _feed(fresh, entry)
        while fresh.next_event() is not None:
            pass
        waiting = list(fresh.data_to_send())
    return Divergence(index, at, None, waiting[0]) if waiting else None


def _feed(endpoint: Endpoint, entry: Entry) -> None:
    match entry.kind:
        case Kind.LINK_UP:
            endpoint.link_up(entry.at)
        case Kind.LINK_DOWN:
            endpoint.link_down(entry.at)
        case Kind.DATA:
            endpoint.receive_data(entry.data, entry.at)
        case Kind.STIMULUS:
            endpoint.stimulate(unpack_stimulus(entry.data), entry.at)
        case Kind.TIMER:
            endpoint.handle_timer(entry.at)
        case Kind.SENT:
            raise AssertionError("an output is not an input")
