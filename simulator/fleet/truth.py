"""The truth log: what was really so at one machine, whatever anybody reported.

Kept as changes, because most of a day nothing changes; expanded on demand, at any instant and any step, because everything
between two changes is known: a contact stands, an arc is a pure function of its strike and the slot. So a year of truth is
small, and what `at` says does not depend on how often somebody asked.

`labels` say what was really meant: a cheat by its name. They are for whoever scores a platform, and never on any wire.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from protocol_spec.instant import Duration, Instant, S
from simulator.machine.burn import Burn, Energy
from simulator.machine.mains import idle_current, mains_current
from simulator.machine.power_source import PowerSource

KEYS: dict[str, Any] = {
    "powered": False,
    "closed": False,
    "energised": False,
    "arc": False,
    "operator": "",
    "latitude": 0,
    "longitude": 0,
    "cover_open": False,
    "gas": False,
    "hot": False,
    "welded": False,
    "blind": False,
    "clock_off": 0,
    "ppm": 0,
}
"""What is logged, and what it is before it was ever noted.

`closed`: there is a way for the current, through the relay or around it. `energised`: the machine has power, and idles at
least. `welded`: the contact conducts without its coil, or has since. `blind`: a current sensor is broken, stuck or off its
cable. `clock_off`: µs by which a clock that is set by the platform and counts on this crystal is ahead. `ppm`: by how much the
crystal is fast.
"""


class Span(NamedTuple):
    """From when until when."""

    begins: Instant
    ends: Instant

    def meets(self, other: "Span") -> bool:
        return self.begins < other.ends and other.begins < self.ends

    def within(self, other: "Span") -> Duration:
        """How much of it lies in the other."""
        return max(0, min(self.ends, other.ends) - max(self.begins, other.begins))


@dataclass
class Track:
    """One quantity: when it changed, and to what."""

    at: list[Instant] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)


class TruthLog:
    """`machine` is the terminal's id, `source` what it welds with; `end` is how far the log reaches."""

    def __init__(self, machine: str, source: PowerSource | None = None) -> None:
        self.machine = machine
        self.source = source
        self.end: Instant = 0
        self._tracks = {key: Track() for key in KEYS}
        self._now = dict(KEYS)
        self._burns: list[Burn] = []
        self._labels: list[tuple[Span, str]] = []

    # ---- writing -------------------------------------------------------------------------------------------------

    def note(self, at: Instant, key: str, value: Any) -> None:
        if self._now[key] == value:
            return
        self._now[key] = value
        track = self._tracks[key]
        if track.at and track.at[-1] == at:
            track.values[-1] = value
        else:
            track.at.append(at)
            track.values.append(value)

    def burns(self, burn: Burn) -> None:
        """This arc burns, or burned."""
        if not self._burns or self._burns[-1] is not burn:
            self._burns.append(burn)

    def label(self, begins: Instant, ends: Instant, name: str) -> None:
        self._labels.append((Span(begins, ends), name))

    def reach(self, at: Instant) -> None:
        self.end = max(self.end, at)

    def value_now(self, key: str) -> Any:
        return self._now[key]

    # ---- reading -------------------------------------------------------------------------------------------------

    def value(self, key: str, at: Instant) -> Any:
        track = self._tracks[key]
        index = bisect_right(track.at, at)
        return track.values[index - 1] if index else KEYS[key]

    def changes(self, key: str) -> Iterator[tuple[Instant, Any]]:
        track = self._tracks[key]
        return zip(track.at, track.values, strict=True)

    def spans(self, key: str, value: Any = True) -> list[Span]:
        """When it was so; what is so still ends where the log does."""
        found, began = [], None
        for at, is_now in self.changes(key):
            if is_now == value and began is None:
                began = at
            elif is_now != value and began is not None:
                found.append(Span(began, at))
                began = None
        if began is not None and began < self.end:
            found.append(Span(began, self.end))
        return [span for span in found if span.begins < span.ends]

    def extremes(self, key: str, span: Span) -> tuple[int, int]:
        """Least and most of a number over a span, its ends included."""
        at, values = self._tracks[key].at, self._tracks[key].values
        inside = values[bisect_right(at, span.begins) : bisect_right(at, span.ends)]
        inside.append(self.value(key, span.begins))
        return min(inside), max(inside)

    def burns_at(self, at: Instant) -> Burn | None:
        """The arc that burns at this instant."""
        if not self.value("arc", at):
            return None
        return self._burns[bisect_right(self._burns, at, key=lambda burn: burn.struck) - 1]

    def flow(self, at: Instant) -> dict[str, int]:
        """What flows: arc 0.1 A and 0.1 V, mains 0.1 A."""
        burn = self.burns_at(at)
        if burn is None:
            idles = self.source is not None and self.value("energised", at)
            mains = idle_current(self.source) if idles and self.source is not None else 0
            return {"arc_current": 0, "arc_voltage": 0, "mains_current": mains}
        current, voltage, power = burn.flow(burn.slot(at))
        return {"arc_current": current, "arc_voltage": voltage, "mains_current": mains_current(burn.source, power)}

    def energy(self, span: Span) -> Energy:
        """µJ into all arcs within the span, and out of the mains for them."""
        parts = [burn.energy(max(span.begins, burn.struck), min(span.ends, burn.until)) for burn in self._burns]
        return Energy(sum(part.arc for part in parts), sum(part.mains for part in parts))

    def labels(self, at: Instant) -> tuple[str, ...]:
        return tuple(name for span, name in self._labels if span.begins <= at < span.ends)

    def all_labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for _, name in self._labels))

    def everything(self) -> list[tuple[Any, ...]]:
        """All that was noted, plainly: for a digest."""
        changes = [
            (at, key, value)
            for key, track in self._tracks.items()
            for at, value in zip(track.at, track.values, strict=True)
        ]
        burns = [(burn.number, burn.struck, burn.until, *burn.demand[1:]) for burn in self._burns]
        return [*changes, *burns, *self._labels, (self.end,)]

    def at(self, at: Instant) -> dict[str, Any]:
        """Everything, at this instant."""
        said = {key: self.value(key, at) for key in KEYS if key != "closed"}
        return {"relay": int(self.value("closed", at)), **self.flow(at), **said, "labels": list(self.labels(at))}

    def lines(self, every: Duration = S, begins: Instant | None = None) -> Iterator[dict[str, Any]]:
        """A line for each step, as run folders have it: `at` in seconds since `begins`, or since the first change."""
        firsts = [track.at[0] for track in self._tracks.values() if track.at]
        first = begins if begins is not None else min(firsts, default=self.end)
        for at in range(first, self.end + 1, every):
            yield {"at": round((at - first) / S, 3), **self.at(at)}
