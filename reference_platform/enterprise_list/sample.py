"""A made-up list of sixty enterprises in Zhengzhou: twelve counties and three functional zones, every line legal.

Nobody in it exists. Phones are 199 0000 xxxx, codes carry region 410199, which no registrar has, and people are named
样一 or 示甲. Only `Random.random` is used: its sequence is the same in every Python.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

from reference_platform.enterprise_list.checkdigit import ALPHABET, make_uscc
from reference_platform.enterprise_list.divisions import Division, henan
from reference_platform.enterprise_list.sample_faults import spoil
from reference_platform.enterprise_list.sample_sheet import Line, SampleSheet, write_sheet
from reference_platform.enterprise_list.template import (
    ADDRESS,
    CITY,
    CONTACT_PHONE,
    COUNTY,
    LEGAL_PERSON,
    LEGAL_PHONE,
    MACHINES,
    MOBILE,
    NAME,
    SERIAL,
    STATE,
    SUBCLASS,
    TOWN,
    TYPE,
    USCC,
    WELDING,
    WORKERS,
)

T = TypeVar("T")

SEED: Final = 20231114
_CITY: Final = "郑州市"
_UNASSIGNED_REGION: Final = "410199"
_WORKERS_PER_MACHINE: Final = 1.07
_TOWN_ENDS: Final = ("街道", "镇", "乡")
_STATES: Final = (*["在产"] * 9, "季节性停产")


@dataclass(frozen=True)
class _Trade:
    """What one enterprise does, before it has a place and a name."""

    type: str
    kind: str
    name: str
    subclass: str | None
    mobile: bool
    machines: int


def write_sample(path: Path | str, errors: bool = False) -> None:
    """A real .xlsx in the form of the annex; with `errors`, the same list with every fault of `sample_faults`."""
    lines = sample_lines()
    write_sheet(Path(path), spoil(lines) if errors else SampleSheet(lines))


def sample_lines(seed: int = SEED) -> list[Line]:
    rng = Random(seed)
    trades = _shuffled(rng, _trades(rng))
    brands = _shuffled(rng, [first + last for first in _words()["brands"] for last in _words()["brand_ends"]])
    pairs = enumerate(zip(_places(rng, len(trades)), trades, strict=True), 1)
    return [_line(rng, number, place, trade, brands[number]) for number, (place, trade) in pairs]


def _trades(rng: Random) -> list[_Trade]:
    found = []
    for table in _words()["trades"]:
        subclasses = table.get("subclasses")
        for index, machines in enumerate(table["machines"]):
            name = table["names"][index] if subclasses else _pick(rng, table["names"])
            subclass = subclasses[index] if subclasses else None
            found.append(
                _Trade(table["type"], table["kind"], name, subclass, bool(table.get("mobile", False)), machines)
            )
    return found


def _places(rng: Random, count: int) -> list[Division]:
    """Every county and zone at least once, in the order of their codes."""
    city = henan().city(_CITY)
    assert city is not None
    counties = henan().counties(city)
    places = [*counties, *(_pick(rng, counties) for _ in range(count - len(counties)))]
    return sorted(places, key=lambda county: county.code)


def _line(rng: Random, number: int, county: Division, trade: _Trade, brand: str) -> Line:
    words = _words()
    place = henan().short_name(county)
    town = henan().short_name(_pick(rng, [town for town in henan().towns(county) if town.name.endswith(_TOWN_ENDS)]))
    workers = round(trade.machines * (_WORKERS_PER_MACHINE - 0.2 + 0.4 * rng.random()))
    return {
        SERIAL: number,
        NAME: trade.name.format(place=place, brand=brand),
        USCC: make_uscc(trade.kind, _UNASSIGNED_REGION, "MA" + _organisation(rng)),
        TYPE: trade.type,
        CITY: _CITY,
        COUNTY: place,
        TOWN: town,
        ADDRESS: f"{_CITY}{place}{town}{_pick(rng, words['roads'])}{1 + int(rng.random() * 199)}号",
        SUBCLASS: trade.subclass,
        LEGAL_PERSON: _pick(rng, words["surnames"]) + _pick(rng, words["given_names"]),
        LEGAL_PHONE: f"1990000{2 * number - 1:04d}",
        CONTACT_PHONE: f"1990000{2 * number:04d}",
        STATE: _pick(rng, _STATES),
        WELDING: "是" if trade.machines else "否",
        MOBILE: "是" if trade.mobile else "否",
        MACHINES: trade.machines,
        WORKERS: max(1, workers) if trade.machines else 0,
    }


def _organisation(rng: Random) -> str:
    """Six characters after MA, as codes given out since 2015 have them."""
    return "".join(_pick(rng, ALPHABET) for _ in range(6))


def _pick(rng: Random, choices: Sequence[T]) -> T:
    return choices[int(rng.random() * len(choices))]


def _shuffled(rng: Random, values: Sequence[T]) -> list[T]:
    keyed = [(rng.random(), index) for index in range(len(values))]
    return [values[index] for _key, index in sorted(keyed)]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("reference_platform").joinpath("data", "sample_words.toml").read_text("utf-8"))
