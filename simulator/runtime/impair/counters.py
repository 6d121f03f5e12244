"""What was really done to the bytes of one direction: the truth against which a report is held."""

from dataclasses import asdict, dataclass

from protocol_spec.instant import Duration


@dataclass
class Counters:
    """Bytes count once when they enter; segments, and what befell them, as often as it did."""

    pieces: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    segments: int = 0
    lost: int = 0
    bytes_lost: int = 0
    doubled: int = 0
    reordered: int = 0
    corrupted: int = 0
    retransmitted: int = 0
    held: int = 0
    """Waited for an uplink, a paging occasion or the end of a silence."""
    mappings_lost: int = 0
    halved: int = 0
    gaps: int = 0
    bits_turned: int = 0
    noise_bytes: int = 0
    slowest: Duration = 0
    """Microseconds from entering to leaving, the longest of all."""

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
