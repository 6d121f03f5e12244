"""The power sources, from `power_sources.toml`: what stands between the mains and the arc."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from simulator.machine.table import Entry, read_tables

FILE: Final = "power_sources.toml"
KINDS: Final = ("inverter", "transformer")
LOWEST_THRESHOLD: Final = 10
"""0.1 A of the mains: the lowest arc_threshold a platform may set. No source draws as much without an arc."""
_KEYS = frozenset(
    (
        "zh",
        "en",
        "kind",
        "phases",
        "volts",
        "max_amperes",
        "duty_percent",
        "efficiency",
        "power_factor",
        "idle_watts",
        "idle_va",
        "open_volts",
        "warms",
    )
)


@dataclass(frozen=True)
class PowerSource:
    """`efficiency` and `power_factor` in %; `duty_percent` of ten minutes at `max_amperes`; `idle_watts` and `idle_va` what
    the mains gives without an arc; `warms` °C of the cabinet over its surroundings at the rated duty."""

    name: str
    zh: str
    en: str
    kind: str
    phases: int
    volts: int
    max_amperes: int
    duty_percent: int
    efficiency: int
    power_factor: int
    idle_watts: int
    idle_va: int
    open_volts: int
    warms: int


@cache
def power_sources() -> MappingProxyType[str, PowerSource]:
    """All of them by name, in the order of the file.

    Raises:
        MachineDataError: the file does not read.
    """
    return MappingProxyType({name: read_source(name, entry) for name, entry in read_tables(FILE, _KEYS).items()})


def source_named(name: str) -> PowerSource:
    """
    Raises:
        ValueError: there is none of this name; names those that there are.
    """
    if (source := power_sources().get(name)) is None:
        raise ValueError(f"no power source {name!r}; there are: {', '.join(power_sources())}")
    return source


def read_source(name: str, entry: Entry) -> PowerSource:
    kind, phases = entry.text("kind"), entry.number("phases", 1, 3)
    if kind not in KINDS:
        raise entry.wrong("kind", " or ".join(KINDS))
    if phases == 2:
        raise entry.wrong("phases", "1 or 3")
    source = PowerSource(
        name=name,
        zh=entry.text("zh"),
        en=entry.text("en"),
        kind=kind,
        phases=phases,
        volts=entry.number("volts", 100, 1_000),
        max_amperes=entry.number("max_amperes", 10, 2_000),
        duty_percent=entry.number("duty_percent", 1, 100),
        efficiency=entry.number("efficiency", 30, 99),
        power_factor=entry.number("power_factor", 30, 100),
        idle_watts=entry.number("idle_watts", 0, 1_000),
        idle_va=entry.number("idle_va", 0, 2_000),
        open_volts=entry.number("open_volts", 1, 113),
        warms=entry.number("warms", 0, 60),
    )
    if source.idle_va < source.idle_watts:
        raise entry.wrong("idle_va", "no less than idle_watts")
    return source
