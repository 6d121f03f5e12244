"""What happened to a record store, as its journal writes it down and does it again (`RecordStore.redo`).

Verbs, not results: giving ten thousand records their time or other numbers is one line of a journal.
"""

from dataclasses import dataclass
from typing import TypeAlias

from protocol_spec.instant import Duration
from protocol_spec.messages import Record


@dataclass(frozen=True)
class Added:
    record: Record
    boot: int


@dataclass(frozen=True)
class Dropped:
    """It gave way to others."""

    number: int


@dataclass(frozen=True)
class Raised:
    watermark: int


@dataclass(frozen=True)
class Restamped:
    """The uptime records of this boot were given their time."""

    boot: int
    offset: Duration


@dataclass(frozen=True)
class Renumbered:
    """What was held got the numbers after this watermark."""

    watermark: int


Change: TypeAlias = Added | Dropped | Raised | Restamped | Renumbered
