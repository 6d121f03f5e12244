"""What a terminal tells the world outside the wire: for timelines, pages and a person at the keyboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol_spec.endpoint import Event, Value


@dataclass(frozen=True)
class Note(Event):
    """`what` is one of: login, refused, session-lost, relay, unlocked, locked, command, arc-on, arc-off, record, watermark,
    permit, restart, off."""

    what: str
    facts: Mapping[str, Value] = field(default_factory=dict)
