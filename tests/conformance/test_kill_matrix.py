"""A judge must be able to fail: every mutant falls by a case of its own clause, every case fells some mutant."""

import pytest

from conformance import catalogue, overall
from simulator.terminal import Terminal, load_profile, profile_names
from simulator.terminal.mutants import MUTANTS
from tests.conformance.campaigns import Ran, terminal

WITH_A_MACHINE = [name for name in profile_names() if load_profile(name).source is not None]
"""A gateway stands on none, and half of the cases unlock one."""


@pytest.mark.parametrize("name", MUTANTS)
def test_the_mutant_fails_by_a_case_of_its_own_clause(name: str) -> None:
    mutant = MUTANTS[name]
    ran = Ran(terminal(mutant.type))
    assert mutant.clause in {result["clause"] for result in ran.failed()}
    assert overall(list(ran.results.values())) == "not conformant"
    assert not [case for case, verdict in ran.verdicts.items() if verdict == "ERROR"]


def test_every_case_fails_some_mutant() -> None:
    killers: set[str] = set()
    for mutant in MUTANTS.values():
        killers |= {result["case"] for result in Ran(terminal(mutant.type)).failed()}
    toothless = [case.id for case in catalogue() if case.id not in killers]
    assert not toothless, f"no mutant fails {toothless}: write one in simulator/terminal/mutants.py"


@pytest.mark.parametrize("binding", ["tcp", "serial", "mqtt"])
@pytest.mark.parametrize("profile", WITH_A_MACHINE)
def test_a_good_terminal_passes_everything(profile: str, binding: str) -> None:
    ran = Ran(terminal(Terminal, profile, binding), line=binding == "serial")
    assert set(ran.verdicts.values()) == {"PASS"}, [r for r in ran.results.values() if r["verdict"] != "PASS"]
    assert len(ran.results) == len(catalogue()) >= 12


@pytest.mark.parametrize("profile", [name for name in profile_names() if name not in WITH_A_MACHINE])
def test_a_gateway_passes_what_needs_no_machine_and_is_not_called_conformant_for_it(profile: str) -> None:
    ran = Ran(terminal(Terminal, profile))
    passed = {case for case, verdict in ran.verdicts.items() if verdict == "PASS"}
    without_a_machine = {case.id for case in catalogue() if case.id.startswith(("FRM/", "SES/"))}
    assert without_a_machine
    assert without_a_machine <= passed
    assert not [case for case in passed if case.startswith("LCK/UNLOCK")]
    assert overall(list(ran.results.values())) == "not conformant"
