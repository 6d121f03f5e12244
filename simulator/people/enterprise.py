"""Enterprises and their machines: sizes, kinds, shares; `enterprise.toml` has the numbers and where they are from."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from simulator.people.certificate import State
from simulator.people.table import Band, TableError, bands, build, only, read_table


class MachineKind(Enum):
    OCCASIONAL = "occasional", "零星使用"
    WORKSHOP = "workshop", "车间常用"
    HEAVY = "heavy", "重负荷"

    @property
    def key(self) -> str:
        return self.value[0]

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


@dataclass(frozen=True)
class Enterprise:
    """`code`: unified social credit code. `mobile`: its machines go where the work is."""

    code: str
    name: str
    mobile: bool = False
    suspended: bool = False


@dataclass(frozen=True)
class Welding:
    """A process by its name, and the amperes it is set to on this machine: least and most."""

    process: str
    least: int
    most: int


@dataclass(frozen=True)
class Shares:
    """Per million."""

    mobile: int
    contracting: int
    contracted: int
    suspended: int
    apprentice: int
    second_welder: int


@dataclass(frozen=True)
class Composition:
    """`kinds`, `welding`, `welders` and `apprentices`: what there is, with its weight."""

    sizes: tuple[Band, ...]
    kinds: dict[MachineKind, int]
    welding: dict[MachineKind, dict[Welding, int]]
    shares: Shares
    welders: dict[State, int]
    apprentices: dict[State, int]


@cache
def composition() -> Composition:
    table = read_table("enterprise.toml")
    only(table, {"sizes", "kinds", "processes", "shares", "welders", "apprentices"}, "enterprise.toml")
    only(table["kinds"], {kind.key for kind in MachineKind}, "enterprise.toml [kinds]")
    only(table["processes"], {kind.key for kind in MachineKind}, "enterprise.toml [processes]")
    return Composition(
        bands(table["sizes"], "enterprise.toml: sizes"),
        {kind: table["kinds"][kind.key] for kind in MachineKind},
        {kind: _welding(table["processes"][kind.key], kind.key) for kind in MachineKind},
        build(Shares, table["shares"], "enterprise.toml [shares]"),
        _states(table["welders"], "enterprise.toml [welders]"),
        _states(table["apprentices"], "enterprise.toml [apprentices]"),
    )


def _welding(rows: list[list[Any]], kind: str) -> dict[Welding, int]:
    for row in rows:
        if len(row) != 4 or not isinstance(row[0], str):
            where = f"simulator/people/enterprise.toml [processes] {kind}"
            raise TableError(f"{where}: {row} is not [process, least, most, weight]")
        bands([row[1:]], f"enterprise.toml [processes] {kind}")
    return {Welding(*row[:3]): row[3] for row in rows}


def _states(table: dict[str, Any], where: str) -> dict[State, int]:
    known = {state.name.lower(): state for state in State}
    only(table, known.keys() & table.keys(), where)
    return {known[name]: weight for name, weight in table.items()}
