"""Columns 5 to 8: the city, its county or zone, the town, and an address that does not say otherwise."""

from collections.abc import Iterator
from typing import Final

from reference_platform.enterprise_list import reading
from reference_platform.enterprise_list.cell import Row
from reference_platform.enterprise_list.divisions import Division, henan
from reference_platform.enterprise_list.finding import Finding
from reference_platform.enterprise_list.template import ADDRESS, CITY, COUNTY, TOWN
from reference_platform.privacy import mask_inside

LONGEST_ADDRESS: Final = 200


def _shown(text: str) -> str:
    return mask_inside(text)[:20]


def known_city(row: Row) -> Iterator[Finding]:
    if row[CITY].compact and not reading.city(row):
        names = [city.name for city in henan().cities()]
        yield row[CITY].error(
            "CITY",
            f"“{_shown(row[CITY].text)}”不是河南省的地市；请改为其中之一：{'、'.join(names)}。",
            f"{_shown(row[CITY].text)!r} is no city of Henan; use one of: {', '.join(names)}.",
        )


def county_of_the_city(row: Row) -> Iterator[Finding]:
    city = reading.city(row)
    if city is None or not row[COUNTY].compact or reading.county(row):
        return
    names = [henan().short_name(county) for county in henan().counties(city)]
    elsewhere = [henan().city_of(county).name for county in henan().counties_named(row[COUNTY].text)]
    belongs_zh = f"（属于{'、'.join(elsewhere)}）" if elsewhere else ""
    belongs_en = f" (it belongs to {', '.join(elsewhere)})" if elsewhere else ""
    yield row[COUNTY].error(
        "COUNTY",
        f"“{_shown(row[COUNTY].text)}”不是{city.name}的区县或功能区{belongs_zh}；请更正，可填：{'、'.join(names)}。",
        f"{_shown(row[COUNTY].text)!r} is no county or functional zone of {city.name}{belongs_en}; use one of: "
        f"{', '.join(names)}.",
    )


def known_town(row: Row) -> Iterator[Finding]:
    county = reading.county(row)
    if county is None or row[TOWN].broken or reading.town(row):
        return
    if row[TOWN].blank:
        yield row[TOWN].warning(
            "TOWN",
            "所属镇街为空；已导入，请补填，否则镇街无法在其名下看到该企业。",
            "the town is blank; imported, but no town office will find the enterprise under its name: fill it in.",
        )
    else:
        yield row[TOWN].warning(
            "TOWN",
            f"{county.name}没有名为“{_shown(row[TOWN].text)}”的镇街；已按原文导入，请核对名称或所属区县。",
            f"{county.name} has no town {_shown(row[TOWN].text)!r}; imported as written, check the name or the county.",
        )


def address_length(row: Row) -> Iterator[Finding]:
    length = len(row[ADDRESS].text)
    if length > LONGEST_ADDRESS:
        yield row[ADDRESS].error(
            "ADDRESS",
            f"企业地址为 {length} 个字，超过 {LONGEST_ADDRESS} 个字；请只填地址。",
            f"the address has {length} characters, more than {LONGEST_ADDRESS}; write the address only.",
        )


def address_agrees(row: Row) -> Iterator[Finding]:
    city, county = reading.city(row), reading.county(row)
    if city is None or county is None:
        return
    named = _named_in_address(row[ADDRESS].compact, city)
    # A zone lies on the ground of older counties, and addresses there name either.
    zone = county.statistical_only or (named is not None and named.statistical_only)
    if named and named not in (city, county) and not (zone and henan().city_of(named) == city):
        yield row[ADDRESS].warning(
            "ADDRESS_ELSEWHERE",
            f"企业地址写的是{named.name}，与第 5、6 列（{city.name}{county.name}）不一致；已导入，请核对。",
            f"the address names {named.name}, columns 5 and 6 say {city.name} {county.name}; imported, check which "
            "is right.",
        )


def _named_in_address(address: str, city: Division) -> Division | None:
    """The county that the address begins with, or the other city."""
    rest = address.removeprefix("河南省")
    for other in henan().cities():
        if other != city and rest.startswith(other.name):
            return other
    rest = rest.removeprefix(city.name)
    return next((county for county in henan().counties(city) if rest.startswith(county.name)), None)


PLACE_RULES: Final = (known_city, county_of_the_city, known_town, address_length, address_agrees)
