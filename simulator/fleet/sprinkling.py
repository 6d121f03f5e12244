"""Which faults befall a machine on a day, when, and for how long: drawn, each from a stream of its own.

Rates are per 1,000 active machine-days. `USUAL` is what a province sees: a table of the trade where there is one, and our
inference where there is none. `HARSH` is for looking for errors: two faults a day, all kinds alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec.codes import Capability
from protocol_spec.instant import Duration, Instant
from simulator.draw import Draw
from simulator.terminal.faults import FAULTS, Fault

USUAL: Mapping[str, int] = {
    "cover-open": 1,
    "link-cut": 5,
    "half-open": 2,
    "link-reset": 20,
    "held-downlink": 1,
    "clock-reset": 1,
    "clock-stuck": 1,
    "sim-changed": 1,
    "watchdog": 2,
    "brown-out": 5,
    "bouncing-supply": 5,
    "power-cut": 10,
    "no-fix": 5,
    "current-open": 1,
    "thermometer-open": 1,
}
"""Fewer than one in a thousand machine-days have a welded contact (0.2); half of these have another card (0.5)."""

HARSH: Mapping[str, int] = dict.fromkeys(FAULTS, 80)

A_THOUSAND_DAYS = 1_000


@dataclass(frozen=True)
class Mishap:
    """A fault of this day: from when, and for how long."""

    fault: Fault
    at: Instant
    lasts: Duration


def sprinkled(
    draw: Draw, day: int, begins: Instant, ends: Instant, rates: Mapping[str, int], able: Capability
) -> tuple[Mishap, ...]:
    """By instant. A fault that this module could not notice is none of its faults."""
    found = []
    for fault in FAULTS.values():
        if fault.needs & ~able or draw.below(A_THOUSAND_DAYS, "fault " + fault.name, day) >= rates.get(fault.name, 0):
            continue
        at = begins + draw.below(1 << 20, "fault at " + fault.name, day) * (ends - begins) // (1 << 20)
        shortest, longest = fault.lasts
        lasts = shortest + draw.below(1 << 20, "fault lasts " + fault.name, day) * (longest - shortest) // (1 << 20)
        found.append(Mishap(fault, at, lasts))
    return tuple(sorted(found, key=lambda mishap: mishap.at))
