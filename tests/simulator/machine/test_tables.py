"""Machine data are files, and a slip in one is an error that says file, entry, key and what is wanted."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from simulator.machine import power_source, process
from simulator.machine.climate import climate_named
from simulator.machine.power_source import power_sources, read_source, source_named
from simulator.machine.process import process_named, processes, read_process
from simulator.machine.table import MachineDataError, entries_of


def raw(file: str) -> dict[str, Any]:
    return tomllib.loads(files("simulator.machine").joinpath(file).read_text(encoding="utf-8"))


def test_the_eight_processes_are_there_with_the_currents_of_the_domain_study() -> None:
    currents = {name: one.amperes for name, one in processes().items()}
    assert currents == {
        "smaw_2_5": (50, 90),
        "smaw_3_2": (80, 140),
        "smaw_4_0": (120, 220),
        "gmaw_short": (40, 230),
        "gmaw_spray": (200, 400),
        "gtaw": (5, 250),
        "saw": (300, 1000),
        "gouging": (300, 1000),
    }
    assert all(one.zh and one.en for one in (*processes().values(), *power_sources().values()))


def test_sources_are_within_what_the_domain_study_says_of_their_kind() -> None:
    for source in power_sources().values():
        least, most = (80, 88) if source.kind == "inverter" else (55, 70)
        assert least <= source.efficiency <= most
        assert 65 <= source.power_factor <= 95
        assert 60 <= source.open_volts <= 113
        assert source.kind == "transformer" or 15 <= source.idle_watts <= 60
        assert source.kind == "inverter" or 200 <= source.idle_va <= 1000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, r"processes.toml: \[smaw_3_2\]: unknown or missing keys: colour"),
        ({"flicker": None}, r"\[smaw_3_2\]: unknown or missing keys: flicker"),
        ({"flicker": "much"}, "flicker must be a whole number from 0 to 500, not 'much'"),
        ({"flicker": True}, "flicker must be a whole number from 0 to 500, not True"),
        ({"flicker": 600}, "flicker must be a whole number from 0 to 500, not 600"),
        ({"amperes": [140, 80]}, r"amperes must be \[least, most\], least first"),
        ({"amperes": [80]}, "amperes must be two whole numbers"),
        ({"live": 1}, "live must be true or false"),
        ({"zh": 3}, "zh must be a text"),
        ({"electrode": None}, "must have either arc, or electrode and pause"),
        ({"pause": None}, "must have either arc, or electrode and pause"),
        ({"arc": {"median": 5, "spread": 1, "least": 1, "most": 9}}, "must have either arc, or electrode and pause"),
        ({"gap": {"median": 5, "spread": 1, "least": 6, "most": 9}}, "gap: median must be between least and most"),
        ({"gap": {"median": 5, "spread": 1, "least": 1}}, "gap: unknown or missing keys: most"),
        ({"gap": 7}, "gap must be a table"),
        (
            {"strike": {"slots": [0, 2], "permille": [1200, 1600]}},
            "strike: slots must be two whole numbers from 1 to 10",
        ),
    ],
)
def test_a_slip_in_a_process_is_named(change: dict[str, Any], said: str) -> None:
    entry = {key: value for key, value in (raw(process.FILE)["smaw_3_2"] | change).items() if value is not None}
    with pytest.raises(MachineDataError, match=said):
        read("smaw_3_2", entry)


def read(name: str, entry: dict[str, Any]) -> object:
    table = {"schema": 1, name: entry}
    entries = entries_of("simulator/machine/processes.toml", table, process._KEYS, process._OPTIONAL)
    return read_process(name, entries[name])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "candle"}, "kind must be inverter or transformer, not 'candle'"),
        ({"phases": 2}, "phases must be 1 or 3, not 2"),
        ({"idle_va": 1}, "idle_va must be no less than idle_watts"),
        ({"open_volts": 200}, "open_volts must be a whole number from 1 to 113"),
        ({"efficiency": 0}, "efficiency must be"),
    ],
)
def test_a_slip_in_a_power_source_is_named(change: dict[str, Any], said: str) -> None:
    table = {"schema": 1, "inverter_315": raw(power_source.FILE)["inverter_315"] | change}
    entries = entries_of("simulator/machine/power_sources.toml", table, power_source._KEYS)
    with pytest.raises(MachineDataError, match=rf"power_sources.toml: \[inverter_315\].*{said}"):
        read_source("inverter_315", entries["inverter_315"])


def test_another_schema_is_another_file() -> None:
    with pytest.raises(MachineDataError, match=r"processes\.toml: schema must be 1"):
        entries_of("simulator/machine/processes.toml", {"schema": 2}, process._KEYS)


@pytest.mark.parametrize("find", [process_named, source_named, climate_named])
def test_an_unknown_name_is_answered_with_those_that_there_are(find: Any) -> None:
    with pytest.raises(ValueError, match=r"'nothing'; there are: \w+, \w+"):
        find("nothing")
