"""Henan's cities, counties, functional zones and towns, found by what people write in a list.

Two facts shape this file. Jiyuan (419001) is a city by rank and a county by code: it answers to both. The functional
zones of a city have statistical codes only (…71 to …79) and are not part of GB/T 2260.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias, cast

from reference_platform.enterprise_list.template import compact

Rank: TypeAlias = Literal["province", "city", "county", "town"]

_DIRECT: Final = "4190"
"""省直辖县级行政区划: a heading in the code table, not a place."""

_SHORT_ZONES: Final = {
    "410171": ("经开区",),
    "410172": ("高新区",),
    "410173": ("航空港区", "航空港实验区", "航空港经济综合实验区"),
}


@dataclass(frozen=True)
class Division:
    rank: Rank
    code: str
    name: str
    parent: str
    statistical_only: bool


class Divisions:
    def __init__(self, rows: Iterable[Division]) -> None:
        self._by_code = {row.code: row for row in rows}
        self._children: dict[str, list[Division]] = {}
        for row in self._by_code.values():
            self._children.setdefault(row.parent, []).append(row)
        direct = self._children.get(_DIRECT, [])
        self._cities = (*(row for row in self._by_code.values() if row.rank == "city" and row.code != _DIRECT), *direct)
        self._direct = frozenset(row.code for row in direct)
        self._city_names = {name: city for city in self._cities for name in (city.name, city.name.removesuffix("市"))}
        self._county_names = {city.code: self._index_counties(city) for city in self._cities}
        self._town_names: dict[str, dict[str, Division]] = {}

    def by_code(self, code: str) -> Division | None:
        return self._by_code.get(code)

    def cities(self) -> tuple[Division, ...]:
        """18: seventeen prefectures and Jiyuan."""
        return self._cities

    def city(self, name: str) -> Division | None:
        """`郑州` and `郑州市` are equal."""
        return self._city_names.get(compact(name).removeprefix("河南省"))

    def city_of(self, county: Division) -> Division:
        return county if county.code in self._direct else self._by_code[county.parent]

    def counties(self, city: Division) -> tuple[Division, ...]:
        """Counties, districts and functional zones; Jiyuan has itself."""
        return (city,) if city.code in self._direct else tuple(self._children.get(city.code, ()))

    def county(self, city: Division, name: str) -> Division | None:
        return self._county_names[city.code].get(compact(name))

    def counties_named(self, name: str) -> tuple[Division, ...]:
        """In every city of the province, by full name."""
        wanted = compact(name)
        return tuple(county for city in self._cities for county in self.counties(city) if county.name == wanted)

    def towns(self, county: Division) -> tuple[Division, ...]:
        return tuple(self._children.get(county.code, ()))

    def town(self, county: Division, name: str) -> Division | None:
        if county.code not in self._town_names:
            self._town_names[county.code] = {self._town_key(county, town.name): town for town in self.towns(county)}
        return self._town_names[county.code].get(self._town_key(county, compact(name)))

    def short_name(self, division: Division) -> str:
        """What people write: `经开区`, `明湖街道`. A name without a shorter form is returned whole."""
        if division.rank == "town":
            return self._town_key(self._by_code[division.parent], division.name)
        return _SHORT_ZONES.get(division.code, (division.name,))[0]

    def _index_counties(self, city: Division) -> dict[str, Division]:
        return {name: county for county in self.counties(city) for name in _spellings(city, county)}

    def _town_key(self, county: Division, name: str) -> str:
        city = self.city_of(county)
        for front in (city.name, *sorted(_spellings(city, county), key=len, reverse=True)):
            if len(name) - len(front) >= 2:
                name = name.removeprefix(front)
        for office in ("街道办事处", "办事处"):
            if name.endswith(office):
                return name.removesuffix(office) + "街道"
        return name


def _spellings(city: Division, county: Division) -> Iterator[str]:
    short_city = city.name.removesuffix("市")
    bare = county.name.removeprefix(city.name).removeprefix(short_city)
    names = [county.name, county.name.replace("回族", ""), *_SHORT_ZONES.get(county.code, ())]
    if len(bare) > 2:  # of 新乡县 in 新乡市 no more than 县 is left
        names.append(bare)
    for name in names:
        yield name
        if not name.startswith(short_city):
            yield city.name + name
            yield short_city + name


def read_divisions(text: str) -> Divisions:
    return Divisions(
        Division(cast(Rank, row["level"]), row["code"], row["name"], row["parent"], row["statistical_only"] == "1")
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


@cache
def henan() -> Divisions:
    return read_divisions(files("reference_platform").joinpath("data", "henan_divisions.csv").read_text("utf-8"))
