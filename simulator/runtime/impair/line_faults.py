"""What goes wrong on a serial line, as numbers. `line_faults.toml` names some; any file can name more."""

from dataclasses import dataclass, fields
from functools import cache
from typing import ClassVar

from protocol_spec.instant import Duration
from simulator.runtime.impair.reading import find_profile, load_profiles

WIDEST_DRIFT = 200


@dataclass(frozen=True)
class LineFaults:
    """Durations in microseconds. For lines only: a stream has repaired all of this below."""

    durations: ClassVar = frozenset(
        f"{what}_{length}" for what in ("gap", "burst", "break") for length in ("shortest", "longest")
    )
    name: str = ""
    zh: str = ""
    en: str = ""
    bit_errors_ppb: int = 0
    """Bits turned over, in parts per thousand million: a bit error rate of 1e-6 is 1000."""
    gaps_ppm: int = 0
    """Bytes before which the line falls silent for `gap_shortest` to `gap_longest`, in parts per million."""
    gap_shortest: Duration = 0
    gap_longest: Duration = 0
    bursts_per_hour: int = 0
    """Noise: whatever is on the line meanwhile is garbage, and garbage is heard where nothing was."""
    burst_shortest: Duration = 0
    burst_longest: Duration = 0
    burst_bytes: int = 0
    """The most bytes of garbage that a burst makes on an idle line."""
    drift_permille: int = 0
    """How much faster than the clock of the end that sends UP that of the other counts, or slower (negative)."""
    half_ppm: int = 0
    """Frames cut off in the middle, in parts per million."""
    glitch_bytes: int = 0
    """The most bytes of garbage heard when the other end is switched on."""
    breaks_per_hour: int = 0
    """The line held low: nothing passes, and one zero byte is heard at its beginning."""
    break_shortest: Duration = 0
    break_longest: Duration = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < 0 and field.name != "drift_permille":
                raise ValueError(f"{field.name} must not be negative")
        if abs(self.drift_permille) > WIDEST_DRIFT:
            raise ValueError(f"drift_permille must be within ±{WIDEST_DRIFT}")
        if self.bit_errors_ppb > 500_000_000:
            raise ValueError("bit_errors_ppb: more than half of all bits wrong is another baud rate, not noise")
        if self.gaps_ppm > 1_000_000 or self.half_ppm > 1_000_000:
            raise ValueError("gaps_ppm and half_ppm are parts of a million")
        for what in ("gap", "burst", "break"):
            if getattr(self, f"{what}_shortest") > getattr(self, f"{what}_longest"):
                raise ValueError(f"{what}_shortest must not be longer than {what}_longest")


@cache
def line_profiles() -> dict[str, LineFaults]:
    """Those of `line_faults.toml`, in its order."""
    return load_profiles("line_faults.toml", LineFaults)


def load_line_faults(name: str) -> LineFaults:
    """By name, or of a file: `FILE.toml#NAME`.

    Raises:
        ImpairmentError: with the names that there are, or the file, line and key.
    """
    return find_profile(name, line_profiles(), LineFaults, "line")
