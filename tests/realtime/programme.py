"""A day in half a minute: what people, platform and line do, at which instant after the first login.

No instant lies near one at which the terminal does something of its own accord, so that no order of frames depends on a
scheduler, and no sample is taken at the edge of a slot: it may be `LATE` and is still of the same slot of the same arc.
"""

from dataclasses import dataclass, field
from typing import Any

from protocol_spec.endpoint import Stimulus, Value
from protocol_spec.instant import MS, Instant
from reference_platform.session import SessionParameters

PARAMETERS = SessionParameters(heartbeat=3, status_idle=4, status_welding=2, ack_timeout=1)
IDLE_LIMIT = 5
"""Seconds."""


@dataclass(frozen=True)
class Deed:
    """`at` in microseconds after the first login. `do` is scan, lock, order, cut, heal, or a stimulus of the terminal."""

    at: Instant
    do: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def stimulus(self) -> Stimulus:
        return Stimulus(self.do, self.values)


def _at(millis: int, do: str, **values: Value) -> Deed:
    return Deed(millis * MS, do, values)


PROGRAMME = (
    _at(450, "scan", worker="W-0002"),
    _at(850, "order", reconnect_base=1, reconnect_cap=5),
    _at(1_350, "scan", worker="W-0001"),
    _at(2_350, "trigger", value=True),
    _at(5_050, "trigger", value=False),
    _at(6_550, "cover", value=True),
    _at(7_150, "cover", value=False),
    _at(7_650, "scan", worker="W-0001"),
    _at(8_450, "work", value=7, process="gmaw_short", amperes=180),
    _at(11_950, "cut"),
    _at(14_050, "rest"),
    _at(17_800, "heal"),
    _at(23_650, "scan", worker="W-0001"),
    _at(24_350, "trigger", value=True),
    _at(26_150, "trigger", value=False),
    _at(26_400, "lock"),
    _at(27_450, "shunt", value=True),
    _at(27_850, "trigger", value=True),
    _at(29_650, "trigger", value=False),
)
LATE: Instant = 40 * MS
"""How late timers and people may be, and it is the same day still: `test_day` plays it so."""

ENDS: Instant = 31_400 * MS
