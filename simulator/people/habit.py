"""Habits of a welder, and how often what happens; `habit.toml` has the numbers and where they are from."""

from dataclasses import dataclass
from functools import cache

from simulator.people.dice import Dice
from simulator.people.table import TableError, build, only, read_table


@dataclass(frozen=True)
class Habit:
    """`pace`: thousandths of the usual; 2000 makes the gaps between arcs half as long."""

    pace: int = 1_000
    forgetful: bool = False
    late_scanner: bool = False
    lender: bool = False
    remote: bool = False
    tinkerer: bool = False


@dataclass(frozen=True)
class Shares:
    """Of welders, per million, who have the habit."""

    forgetful: int
    late_scanner: int
    lender: int
    remote: int
    tinkerer: int


@dataclass(frozen=True)
class Rates:
    """Per million active machine-days over the whole fleet."""

    unlicensed: int
    lapsed: int
    remote_scan: int
    bypass: int
    cover_left_open: int
    cover_repair: int
    lent_phone: int
    lent_torch: int
    qr_moved: int
    no_permit: int
    old_permit: int
    forgotten_on: int
    guardian_left: int


@dataclass(frozen=True)
class Habits:
    shares: Shares
    rates: Rates
    slowest: int
    fastest: int


@cache
def habits() -> Habits:
    table = read_table("habit.toml")
    only(table, {"shares", "rates", "pace"}, "habit.toml")
    only(table["pace"], {"slowest", "fastest"}, "habit.toml [pace]")
    shares = build(Shares, table["shares"], "habit.toml [shares]")
    rates = build(Rates, table["rates"], "habit.toml [rates]")
    for name, value in [*vars(shares).items(), *vars(rates).items()]:
        if not 0 <= value <= 1_000_000:
            raise TableError(
                f"simulator/people/habit.toml: {name} = {value} is not between 0 and 1,000,000 per million"
            )
    return Habits(shares, rates, **table["pace"])


def habit_of(dice: Dice, counter: int) -> Habit:
    table = habits()
    flags = {name: dice.chance(share, f"habit-{name}", counter) for name, share in vars(table.shares).items()}
    return Habit(dice.between(table.slowest, table.fastest, "pace", counter), **flags)
