"""What happens at a stand, as plain values: one line of --json, and what a script may expect."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from arclock.stand.frame_log import FrameSeen
from arclock.stand.snapshot import Standing
from protocol_spec.codes import Flag
from protocol_spec.endpoint import Discarded, Event
from protocol_spec.instant import Instant
from protocol_spec.message import as_json
from simulator.terminal import Note

Happening: TypeAlias = Mapping[str, Any]
"""`at` in microseconds UTC as this computer has it, `what`, and the facts."""

Told: TypeAlias = Callable[[Happening], None]

SILENT = ("watermark",)
"""Notes that nobody wants a line of."""


def of_event(event: Event, now: Instant) -> Happening | None:
    if isinstance(event, Note):
        return {"at": now, "what": event.what, **event.facts}
    if isinstance(event, Discarded):
        return {"at": now, "what": "discarded", "count": event.count, "why": event.why, "clause": event.clause}
    return None


def of_frame(seen: FrameSeen) -> dict[str, Any]:
    return {
        "at": seen.at,
        "what": "frame",
        "sent": seen.sent,
        "message": seen.title,
        "sequence": seen.frame.sequence,
        "flags": [flag.name for flag in Flag if seen.frame.flags & flag],
        "again": seen.again,
        "body": as_json(seen.message) if seen.message else None,
        "tag": seen.explained.tag and seen.explained.tag.holds,
        "bytes": seen.data.hex(),
    }


def of_change(before: Standing | None, after: Standing, now: Instant) -> Happening | None:
    changed = {name: value for name, value in vars(after).items() if before is None or vars(before)[name] != value}
    return {"at": now, "what": "state", **changed} if changed else None
