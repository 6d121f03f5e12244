"""What a bad way does to bytes: a pure core, seeded; `Pump` joins it to a clock."""

from simulator.runtime.impair.air import Air
from simulator.runtime.impair.carrier import Carrier, Way
from simulator.runtime.impair.counters import Counters
from simulator.runtime.impair.impairment import Impairment
from simulator.runtime.impair.line_faults import LineFaults, line_profiles, load_line_faults
from simulator.runtime.impair.pump import Pump
from simulator.runtime.impair.quality import LinkQuality, load_quality, qualities
from simulator.runtime.impair.reading import ImpairmentError

__all__ = [
    "Air",
    "Carrier",
    "Counters",
    "Impairment",
    "ImpairmentError",
    "LineFaults",
    "LinkQuality",
    "Pump",
    "Way",
    "line_profiles",
    "load_line_faults",
    "load_quality",
    "qualities",
]
