"""Faults and cheats at the stand: what the two tables (`simulator.terminal.faults`, `simulator.fleet.cheats`) say is done to
the terminal, the link or a clone, begun and ended by hand. What people do in a cheat the person at the stand has to play.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from arclock.console import pick
from arclock.stand.verbs import CommandError
from protocol_spec.codes import Capability
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import Duration
from simulator.fleet.cheats import CHEATS, Cheat, Move
from simulator.terminal.faults import FAULTS, Fault


@dataclass(frozen=True)
class Act:
    """`where` is terminal, link or clone; `after` counts from the beginning, or from the end."""

    where: str
    stimulus: Stimulus
    after: Duration


@dataclass(frozen=True)
class Mischief:
    """`lasts`: it is there until it is ended; otherwise it is over at once. `needs`: without it nobody notices."""

    name: str
    en: str
    zh: str
    begin: tuple[Act, ...]
    end: tuple[Act, ...]
    lasts: bool
    needs: Capability


def _fault(one: Fault) -> Mischief:
    begin, end = (
        tuple(Act(one.where, step.stimulus, step.after) for step in steps) for steps in (one.begins, one.ends)
    )
    return Mischief(one.name, one.en, one.zh, begin, end, bool(end), one.needs)


def _cheat(one: Cheat) -> Mischief:
    """Its session begins now, and ends when it is ended."""
    return Mischief(one.name, one.en, one.zh, _acts(*one.before, *one.during), _acts(*one.after), True, one.needs)


def _acts(*moves: Move) -> tuple[Act, ...]:
    return tuple(Act(move.where, move.stimulus, move.after) for move in moves)


TABLES: Mapping[str, Mapping[str, Mischief]] = {
    "fault": {name: _fault(one) for name, one in FAULTS.items()},
    "cheat": {name: _cheat(one) for name, one in CHEATS.items()},
}


def find(kind: str, name: str) -> Mischief:
    """
    Raises:
        CommandError: there is no such fault or cheat; with those that there are.
    """
    table = TABLES[kind]
    if name not in table:
        said = pick(f"there is no {kind} {name!r}; there are: ", f"没有名为 {name!r} 的项目，可用：")
        raise CommandError(said + ", ".join(table))
    return table[name]
