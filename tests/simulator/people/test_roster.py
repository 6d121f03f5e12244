"""Who is where: sizes, kinds, crews, permits."""

import pytest

from protocol_spec.ident import pack_terminal, qr_payload, read_qr
from reference_platform.decision import MAX_DISTANCE_M, distance_m
from simulator.machine.process import processes
from simulator.people.calendar import local_instant
from simulator.people.certificate import State
from simulator.people.enterprise import MachineKind, composition
from simulator.people.permit import permit_number, permits
from simulator.people.roster import SITES, site_of
from simulator.people.worker import Role
from tests.simulator.people.day_profile import FIRST, SEED, sites

MANY = 3_000


def test_enterprises_are_as_many_and_as_big_as_those_of_the_province() -> None:
    """43.6 thousand entities have 168 thousand machines: 3.85 each; most have one to three, a few hundreds."""
    counts = [len(site.machines) for site in sites(MANY)]
    assert 3.5 < sum(counts) / MANY < 4.2
    assert 0.7 < sum(count <= 3 for count in counts) / MANY < 0.85
    assert max(counts) > 100


def test_seven_machines_in_ten_are_occasional_and_one_in_twenty_is_heavy() -> None:
    machines = [machine for site in sites(MANY) for machine in site.machines]
    share = {kind: sum(one.kind is kind for one in machines) / len(machines) for kind in MachineKind}
    assert share[MachineKind.OCCASIONAL] == pytest.approx(0.70, abs=0.02)
    assert share[MachineKind.WORKSHOP] == pytest.approx(0.25, abs=0.02)
    assert share[MachineKind.HEAVY] == pytest.approx(0.05, abs=0.01)


def test_there_are_welders_and_apprentices_as_the_province_counts_them() -> None:
    """179 thousand certified welders to 168 thousand machines: 1.07; the others are not counted by anybody."""
    machines = [machine for site in sites(MANY) for machine in site.machines]
    people = [one for machine in machines for one in machine.crew.people]
    welders = [one for one in people if one.role is Role.WELDER]
    assert len(welders) / len(machines) == pytest.approx(1.07, abs=0.02)
    now = local_instant(FIRST)
    assert all(one.state(now) in composition().welders for one in welders)
    apprentices = [one for one in people if one.role is Role.APPRENTICE]
    assert len(apprentices) / len(machines) == pytest.approx(0.3, abs=0.02)
    assert {one.state(now) for one in apprentices} == set(composition().apprentices)
    assert not any(one.state(now).fit for one in apprentices)


def test_a_regular_whose_certificate_has_run_out_has_a_second() -> None:
    now = local_instant(FIRST)
    crews = [machine.crew for site in sites(MANY) for machine in site.machines]
    lapsed = [crew for crew in crews if not crew.regular.state(now).fit]
    assert len(lapsed) > 50
    assert all(crew.second is not None and crew.second.state(now) is State.VALID for crew in lapsed)


def test_teams_from_outside_and_mobile_enterprises_come_as_often_as_stated() -> None:
    found = sites(MANY)
    assert sum(site.enterprise.mobile for site in found) / MANY == pytest.approx(0.06, abs=0.015)
    teams = [site for site in found if site.team]
    assert all(len(site.machines) >= 3 and not site.enterprise.mobile for site in teams)
    crews = [machine.crew for site in teams for machine in site.machines]
    hired = [crew for crew in crews if crew.regular.enterprise in {site.team.code for site in teams if site.team}]
    assert 0.2 < len(hired) / len(crews) < 0.4


def test_a_machine_is_within_its_site_and_its_numbers_fit_the_protocol() -> None:
    for site in sites(300):
        for machine in site.machines:
            place = machine.latitude, machine.longitude
            assert distance_m(*place, site.latitude, site.longitude) < MAX_DISTANCE_M
            assert len(pack_terminal(machine.terminal)) == 8
            assert read_qr(qr_payload(machine.qr)) == machine.qr


def test_what_machines_are_set_to_is_within_what_their_process_takes() -> None:
    """The processes are the machine's; that we name them rightly is looked up there."""
    for choices in composition().welding.values():
        for welding in choices:
            least, most = processes()[welding.process].amperes
            assert least <= welding.least <= welding.most <= most, welding


def test_every_crew_has_a_permit_by_day_and_by_night() -> None:
    for site in sites(400):
        written = {permit.number: permit for permit in permits(site, FIRST)}
        for machine in site.machines:
            for night in (False, True):
                permit = written[permit_number(site, machine, FIRST, night)]
                assert permit.enterprise == site.enterprise.code
                assert (permit.contractor or site.enterprise.code) == machine.crew.regular.enterprise
                assert permit.guardian in {one.worker for one in site.people}


def test_permit_numbers_are_apart_for_a_season_and_have_32_bits() -> None:
    site = next(site for site in sites(400) if site.team)
    season = [permit.number for day in range(FIRST, FIRST + 100) for permit in permits(site, day)]
    assert len(set(season)) == len(season) == 400
    last = site_of(SEED, SITES - 1, FIRST, 999)
    assert max(permit.number for day in range(128) for permit in permits(last, day)) < 2**32


@pytest.mark.parametrize(("number", "machines"), [(0, None), (SITES, None), (1, 0), (1, 1000)])
def test_a_site_that_cannot_be_says_why(number: int, machines: int | None) -> None:
    with pytest.raises(ValueError, match=r"sites are numbered 1 to 8388607|1 to 999"):
        site_of(SEED, number, FIRST, machines)
