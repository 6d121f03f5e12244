"""When two frames are the same frame, though time passed differently: the one table of what may differ, and by how much."""

from dataclasses import dataclass
from typing import Any

from protocol_spec.frame import read_frame
from protocol_spec.instant import MS
from protocol_spec.kinds import Form
from protocol_spec.layout import Layout
from protocol_spec.message import Message

TIMES = 400 * MS
"""Clocks of both runs begin at the same instant, so their times differ by what threads and brokers took, and no more."""

TOLERANCE: dict[str, int] = {
    "took": 60,
    "uptime": 1,
    "arc_millis": 150,
    "energy": 1,
    "temperature": 2,
    "oldest": 2,
}
"""What follows from time: ms, s, ms, Wh, 0.1 °C (the climate is a function of the instant); and which record is the oldest
held, for a platform that is handed two records in one piece answers for both at once. Everything else is equal:
codes, flags, sequences, record numbers, clocks, locks, relays, grants, workers, currents, voltages, counts, nonces."""


@dataclass(frozen=True)
class Difference:
    frame: int
    title: str
    field: str
    one: Any
    other: Any

    def __str__(self) -> str:
        return f"frame {self.frame}, {self.title}.{self.field}: {self.one} and {self.other}"


def differences(ones: list[bytes], others: list[bytes]) -> list[Difference]:
    """All of them, or where the sequences part."""
    found: list[Difference] = []
    for number, (one, other) in enumerate(zip(ones, others, strict=False)):
        here = _of_frames(number, one, other)
        found += here
        if any(difference.field in ("code", "flags", "sequence") for difference in here):
            return found
    if len(ones) != len(others):
        shorter = min(len(ones), len(others))
        found.append(Difference(shorter, "frames", "count", len(ones), len(others)))
    return found


def _of_frames(number: int, one: bytes, other: bytes) -> list[Difference]:
    first, second = read_frame(one), read_frame(other)
    assert first is not None
    assert second is not None
    declared = first.declared()
    title = declared.title if declared else hex(first.code)
    heads = [
        Difference(number, title, name, getattr(first, name), getattr(second, name))
        for name in ("code", "flags", "sequence", "terminal", "edition")
        if getattr(first, name) != getattr(second, name)
    ]
    if heads:
        return heads
    left, right = first.message(), second.message()
    assert isinstance(left, Message)
    assert isinstance(right, Message)
    return [Difference(number, title, *parts) for parts in _of_layouts(left, right, "")]


def _of_layouts(one: Layout, other: Layout, path: str) -> list[tuple[str, Any, Any]]:
    found: list[tuple[str, Any, Any]] = []
    for name, spec in type(one).fields().items():
        left, right = getattr(one, name), getattr(other, name)
        if isinstance(left, tuple):
            if len(left) != len(right):
                found.append((f"{path}{name}", len(left), len(right)))
            for place, (row, its) in enumerate(zip(left, right, strict=False)):
                found += _of_layouts(row, its, f"{path}{name}[{place}].")
        elif left != right and not _near(name, spec.kind.form, left, right):
            found.append((f"{path}{name}", left, right))
    return found


def _near(name: str, form: Form, one: Any, other: Any) -> bool:
    by = TIMES if form is Form.TIME else TOLERANCE.get(name, 0)
    return isinstance(one, int) and abs(one - other) <= by
