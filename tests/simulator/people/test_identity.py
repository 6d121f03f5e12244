"""Numbers have right check characters and belong to nobody."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from reference_platform.enterprise_list.checkdigit import is_organisation_code, is_uscc, organisation_code
from reference_platform.enterprise_list.divisions import henan
from simulator.people.calendar import civil, day_number
from simulator.people.identity import (
    PHONES,
    UNASSIGNABLE_COUNTY,
    UNASSIGNED_REGION,
    credit_code,
    id_check_character,
    resident_id,
)
from simulator.people.roster import SITES
from tests.simulator.people.day_profile import sites


def test_the_check_character_is_that_of_published_examples() -> None:
    assert id_check_character("36042619910101007") == "1"
    assert id_check_character("41010219900101001") == "2"
    assert id_check_character("41010519851212123") == "7"


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(day_number(1950, 1, 1), day_number(2010, 1, 1)), st.integers(0, 999))
def test_a_resident_id_is_well_formed_and_of_no_county(born: int, sequence: int) -> None:
    number = resident_id(born, sequence)
    assert len(number) == 18
    assert number[:6] == UNASSIGNABLE_COUNTY
    assert number[6:14] == "{:04d}{:02d}{:02d}".format(*civil(born))
    assert ric.calc_check_digit(number) == number[17]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.sampled_from(("91", "92")), st.integers(1, 2 * SITES))
def test_a_credit_code_has_both_check_characters_right(kind: str, number: int) -> None:
    code = credit_code(kind, number)
    assert is_uscc(code)
    assert is_organisation_code(organisation_code(code))


def test_credit_codes_differ() -> None:
    assert len({credit_code("91", number) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize("region", [UNASSIGNABLE_COUNTY, UNASSIGNED_REGION])
def test_the_regions_are_nobody_s(region: str) -> None:
    assert region not in {county.code for city in henan().cities() for county in henan().counties(city)}


def test_people_of_a_fleet_are_nobody() -> None:
    people = [one for site in sites(300) for one in site.people]
    assert len({one.worker for one in people}) == len(people)
    for one in people:
        assert one.resident_id.startswith(UNASSIGNABLE_COUNTY)
        assert re.fullmatch(PHONES + r"\d{4}", one.phone)


def test_nobody_is_printed_in_clear() -> None:
    for one in sites(40)[7].people:
        shown = f"{one!r} {one.certificate!r}"
        assert one.name not in shown
        assert one.resident_id not in shown
        assert one.phone not in shown
        assert one.resident_id not in one.token
