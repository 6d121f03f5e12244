"""Whether a machine is used on a day: one draw against one number, so that a fleet of a million can be asked."""

from functools import cache

from simulator.draw import Draw
from simulator.people.calendar import DayKind, day_kind
from simulator.people.dice import PER_DAY
from simulator.people.enterprise import MachineKind
from simulator.people.table import only, read_table

PURPOSE = "people active"


def active_today(draw: Draw, kind: MachineKind, day: int) -> bool:
    """`draw` is that of the machine's terminal, `day` a local day. An array form asks the same: the number
    `below(1_000_000, PURPOSE, day * PER_DAY)` against `active_per_million`."""
    return draw.below(1_000_000, PURPOSE, day * PER_DAY) < active_per_million(kind, day)


def active_per_million(kind: MachineKind, day: int) -> int:
    return _rates()[day_kind(day)][kind]


@cache
def _rates() -> dict[DayKind, dict[MachineKind, int]]:
    table = read_table("activity.toml")
    only(table, {kind.key for kind in DayKind}, "activity.toml")
    for name, rates in table.items():
        only(rates, {kind.key for kind in MachineKind}, f"activity.toml: {name}")
    return {day: {kind: table[day.key][kind.key] for kind in MachineKind} for day in DayKind}
