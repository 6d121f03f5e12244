"""A planned day fits on a page, in two languages, and says what is not as it should be."""

from itertools import pairwise

import pytest

from simulator.people.calendar import civil
from simulator.people.day import plan_day
from simulator.people.describe import PAGE, describe
from simulator.people.intent import Deed, Intent
from simulator.people.label import Cheat
from simulator.people.roster import Site, site_of
from tests.simulator.people.day_profile import FIRST, SEED, sites
from tests.simulator.people.raised import machine_days


def cheated() -> tuple[Site, list[Intent]]:
    site, _machine, _day, intents = machine_days(Cheat.LENT_PHONE)[0]
    return site, intents


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_names_date_deeds_and_labels(lang: str) -> None:
    site, plan = cheated()
    page = describe(plan, lang, site)
    assert "{:04d}-{:02d}-{:02d}".format(*civil(FIRST)) in page
    assert site.enterprise.name in page
    assert Deed.SWITCH_ON.text(lang) in page
    marked = [line for line in page.splitlines() if line.startswith(" !")]
    assert any(Cheat.LENT_PHONE.text(lang) in line for line in marked)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_big_site_is_cut_to_a_page_and_says_so(lang: str) -> None:
    site = site_of(3, 1, FIRST, machines=300)
    lines = describe(plan_day(3, site, FIRST), lang, site).splitlines()
    assert len(lines) <= PAGE
    assert ("另有" if lang == "zh" else "more machines") in lines[-1]


def test_nobody_is_named() -> None:
    site, plan = cheated()
    page = describe(plan, "zh", site)
    assert not any(one.resident_id in page or one.phone in page for one in site.people)


@pytest.mark.parametrize(("lang", "text"), [("zh", "无人"), ("en", "Nobody")])
def test_an_empty_day_is_said_to_be_empty(lang: str, text: str) -> None:
    assert text in describe((), lang)


def test_lines_of_one_machine_are_in_the_order_of_time() -> None:
    """But for the span of works, which stands where it begins."""
    site = next(site for site in sites(200) if len({one.machine for one in plan_day(SEED, site, FIRST)}) == 1)
    times = [line[3:8] for line in describe(plan_day(SEED, site, FIRST), "en", site).splitlines()[2:]]
    assert all(first <= second for first, second in pairwise(times))
