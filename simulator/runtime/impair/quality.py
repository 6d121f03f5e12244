"""What a network does to what is sent over it, as numbers. `qualities.toml` names some; any file can name more."""

from dataclasses import dataclass, fields
from functools import cache
from typing import ClassVar

from protocol_spec.instant import MS, Duration, S
from simulator.runtime.impair.reading import ImpairmentError, find_profile, load_profiles

MILLION = 1_000_000
SHAPES = ("even", "peaked")
POWER_SAVING = ("none", "edrx", "psm")
SHORTEST_RETRANSMISSION: Duration = 200 * MS
"""What Linux uses where RFC 6298 says a second."""


@dataclass(frozen=True)
class LinkQuality:
    """Durations in microseconds, one way; chances in parts per million, each for one segment.

    On a reliable stream (TCP, MQTT) a loss is the delay of a retransmission and everything behind waits; `double_ppm`,
    `reorder_ppm` and `corrupt_ppm` are then without effect. On anything else bytes are really lost, doubled, reordered
    and changed.
    """

    durations: ClassVar = frozenset(
        {"latency", "jitter", "tail", "reorder", "airtime", "coalesce", "awake", "cycle", "nat_idle"}
        | {"outage_shortest", "outage_longest"}
    )
    name: str = ""
    zh: str = ""
    en: str = ""
    latency: Duration = 0
    """The middle of the delay."""
    jitter: Duration = 0
    """The delay is within latency ± jitter, `shape` says how it is spread: even, or peaked in the middle."""
    shape: str = "even"
    tail_ppm: int = 0
    """How often the delay is longer by up to `tail`."""
    tail: Duration = 0
    loss_ppm: int = 0
    double_ppm: int = 0
    reorder_ppm: int = 0
    """How often a segment comes later by `reorder`, so that others overtake it."""
    reorder: Duration = 0
    corrupt_ppm: int = 0
    """How often one byte of a segment is another."""
    bytes_per_second: int = 0
    """Nought: no limit."""
    airtime: Duration = 0
    """What every segment costs beside its bytes: preamble, header, scheduling."""
    segment: int = 0
    """The most bytes that go at once; nought: whatever was sent in one piece."""
    reassembled: bool = False
    """The far end hands on only what is complete, and at once: one lost segment loses the whole, or delays it."""
    half_duplex: bool = False
    """Both directions share the air."""
    coalesce: Duration = 0
    """What arrives within so long is handed on in one piece, at its end."""
    power_saving: str = "none"
    """`edrx`: a sleeping terminal hears at every `cycle`; `psm`: only after it has sent something itself."""
    awake: Duration = 0
    """How long a terminal that saves power hears after it has sent."""
    cycle: Duration = 0
    nat_idle: Duration = 0
    """After so long without traffic the address mapping is gone: nothing comes down until something has gone up."""
    outages_per_hour: int = 0
    outages_per_arc_hour: int = 0
    """The rate while an arc burns."""
    outage_shortest: Duration = 0
    outage_longest: Duration = 0
    silent: bool = False
    """Half-open: nothing gets through, and nobody is told."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"{field.name} must not be negative")
            if field.name.endswith("_ppm") and value > MILLION:
                raise ValueError(f"{field.name} is a part of a million, {value} is more than all of it")
        if self.jitter > self.latency:
            raise ValueError("jitter must not be larger than latency: nothing arrives before it is sent")
        if self.shape not in SHAPES or self.power_saving not in POWER_SAVING:
            raise ValueError(f"shape must be one of {', '.join(SHAPES)}, power_saving of {', '.join(POWER_SAVING)}")
        if self.power_saving == "edrx" and not self.cycle:
            raise ValueError("power_saving = 'edrx' needs a cycle")
        if self.outage_shortest > self.outage_longest:
            raise ValueError("outage_shortest must not be longer than outage_longest")
        if (self.outages_per_hour or self.outages_per_arc_hour) and not self.outage_longest:
            raise ValueError("outages need outage_longest")

    def air(self, size: int) -> Duration:
        """How long one segment of so many bytes occupies the air."""
        return self.airtime + (-(-size * S // self.bytes_per_second) if self.bytes_per_second else 0)

    @property
    def slowest(self) -> Duration:
        return self.latency + self.jitter + self.tail

    @property
    def retransmission(self) -> Duration:
        """The wait before the first retransmission: round trip plus four times its variation, as RFC 6298 has it."""
        return max(SHORTEST_RETRANSMISSION, 2 * self.latency + 4 * self.jitter)


@cache
def qualities() -> dict[str, LinkQuality]:
    """Those of `qualities.toml`, in its order."""
    return load_profiles("qualities.toml", LinkQuality)


def load_quality(name: str) -> LinkQuality:
    """By name, or of a file: `FILE.toml#NAME`.

    Raises:
        ImpairmentError: with the names that there are, or the file, line and key.
    """
    return find_profile(name, qualities(), LinkQuality, "quality")


__all__ = ["ImpairmentError", "LinkQuality", "load_quality", "qualities"]
