"""Under every fault, in the middle of a weld, a good terminal breaks nothing that is in its hands, and says what it has to."""

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode
from protocol_spec.instant import MS
from protocol_spec.messages import SessionSummary
from simulator.people.intent import Deed
from simulator.terminal import load_profile, profile_names
from simulator.terminal.faults import FAULTS, INVARIANTS, fault_named

from .days import asked, broken, events, when, with_fault

SURELY = {
    "welded-contact": EventCode.RELAY_FAULT,
    "brown-out": EventCode.POWER_UP,
    "cover-open": EventCode.COVER_OPENED,
    "gas": EventCode.GAS,
    "over-temperature": EventCode.OVER_TEMPERATURE,
    "current-open": EventCode.SENSOR_FAULT,
    "thermometer-open": EventCode.SENSOR_FAULT,
    "sim-changed": EventCode.SIM_CHANGED,
}
"""What of the events that a fault may show comes without fail in the middle of a weld."""


def profile_for(name: str) -> str:
    """One that could notice."""
    needs = FAULTS[name].needs
    able = ("cat1_retrofit", "factory_integrated", "smart_meter", "rs485_node", "lora_node", "nbiot_retrofit")
    return next(one for one in able if not needs & ~load_profile(one).capability)


@pytest.mark.parametrize("name", FAULTS)
def test_a_good_terminal_breaks_nothing_under_any_fault(name: str) -> None:
    day = with_fault(name, profile=profile_for(name), quality="")
    assert not broken(day)
    assert day.drained()
    ordinary = {"POWER_UP", "PARAMETERS_CHANGED", "REFUSED_COMMANDS"}
    assert events(day) <= ordinary | {event.name for event in FAULTS[name].shows}
    if name in SURELY:
        assert SURELY[name].name in events(day)


def test_the_table_says_what_a_fault_may_not_break() -> None:
    assert {fault.name for fault in FAULTS.values() if fault.excuses} == {
        "welded-contact",
        "current-stuck",
        "flash-full",
    }
    assert FAULTS["welded-contact"].holds == ("S4", "S6", "S7")
    assert FAULTS["watchdog"].holds == INVARIANTS
    for fault in FAULTS.values():
        assert fault.zh
        assert fault.en
        assert fault.begins
        assert bool(fault.ends) is (fault.lasts != (0, 0))


def test_a_fault_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="no fault 'gremlins'; there are: welded-contact, relay-stuck"):
        fault_named("gremlins")


def test_a_watchdog_in_mid_command_leaves_the_relay_open() -> None:
    """A tenth of a second after the UNLOCK came down the relay is being moved, and nothing is measured yet."""
    first = when(asked(quality=""), Deed.SCAN) + 120 * MS
    day = with_fault("watchdog", at=first, quality="")
    assert not broken(day)
    restarted = next(at for at, note in day.bay.notes if note.what == "restart")
    assert restarted - day.programme.begins == first
    assert day.bay.truth.value("closed", restarted - 1)
    assert not day.bay.truth.value("closed", restarted)


def test_a_module_with_a_backup_supply_has_a_last_word() -> None:
    able = [name for name in profile_names() if load_profile(name).capability & Capability.BACKUP_SUPPLY]
    assert "LAST_GASP" in events(with_fault("power-cut", profile=able[0], quality=""))
    assert "LAST_GASP" not in events(with_fault("power-cut", quality=""))


def test_a_session_that_lost_its_power_is_told_of_with_a_second_of_arc_less_at_most() -> None:
    day = with_fault("power-cut", quality="")
    told = [one.record for _, one in day.storage.arrived if isinstance(one.record, SessionSummary)]
    assert EndReason.POWER_LOST in {summary.reason for summary in told}
    assert not broken(day)
