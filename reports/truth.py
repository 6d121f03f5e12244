"""What was really so, whatever was reported: `truth.jsonl`. Amperes and seconds."""

from dataclasses import dataclass
from pathlib import Path

from reports.fields import read_objects


@dataclass(frozen=True)
class Truth:
    at: tuple[float, ...]
    closed: tuple[bool, ...]
    arc: tuple[float, ...]
    mains: tuple[float, ...]

    def closed_spans(self) -> list[tuple[float, float]]:
        """(from, to) of each stretch with the relay closed."""
        spans: list[tuple[float, float]] = []
        since: float | None = None
        for at, closed in zip(self.at, self.closed, strict=True):
            if closed and since is None:
                since = at
            elif not closed and since is not None:
                spans.append((since, at))
                since = None
        if since is not None:
            spans.append((since, self.at[-1]))
        return spans


def read_truth(folder: Path) -> Truth | None:
    """None where nothing was recorded."""
    lines = [
        (
            line.number("at"),
            bool(line.number("relay")),
            line.number("arc_current") / 10,
            line.number("mains_current") / 10,
        )
        for line in read_objects(folder / "truth.jsonl")
    ]
    return Truth(*zip(*lines, strict=True)) if lines else None
