"""What somebody means to do. Whether it comes to that is up to terminal and platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from protocol_spec.instant import Instant
from simulator.people.label import Label

Value = int | str


class Deed(Enum):
    SWITCH_ON = "switches on", "开机"
    SWITCH_OFF = "switches off", "关机"
    SCAN = "scans", "扫码"
    WORK = "works", "施焊"
    REST = "rests", "休息"
    COVER_OPEN = "opens the cover", "打开盖板"
    COVER_CLOSE = "closes the cover", "合上盖板"
    MOVE_MACHINE = "moves the machine", "移动焊机"
    LEAVE = "leaves", "离开"

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


@dataclass(frozen=True)
class Intent:
    """`at` is UTC, `who` a worker's id, `machine` its number within the site, 0 for the site as a whole.

    What is in `values`, positions in 1e-6 degree:

    SCAN          phone        whose phone: a worker's id
                  qr           the number on the code
                  permit       its number, 0 for none
                  latitude, longitude      where the phone is
    WORK          process, amperes, pace   as the stimulus `work` of a machine takes them
                  work         the number of the work, which no other work of this machine has
                  seconds      until the REST
                  phone        whose phone unlocks, where the machine turns out to be locked; "" for "tries, and gives up"
                  permit, latitude, longitude      of that scan
    MOVE_MACHINE  latitude, longitude
    COVER_OPEN    purpose      repair, curiosity, or shunt: the lock is bypassed from COVER_CLOSE on
    LEAVE         seconds      until back; 0 for the rest of the day

    `label` is the truth about it and goes to the truth log, never on the wire.
    """

    at: Instant
    who: str
    do: Deed
    machine: int
    values: Mapping[str, Value] = field(default_factory=dict)
    label: Label | None = None
