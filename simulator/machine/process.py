"""The welding processes, from `processes.toml`: currents, load line, how an arc begins, how one follows another."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from simulator.machine.table import Entry, read_tables

FILE: Final = "processes.toml"
_KEYS = frozenset(("zh", "en", "amperes", "load_line", "spread", "flicker", "live", "strike", "gap", "rest"))
_OPTIONAL = frozenset(("arc", "electrode", "pause"))
_LONGEST = 24 * 3_600_000


@dataclass(frozen=True)
class LoadLine:
    """0.1 V = base + 0.1 A × milliohms / 1000, and no more from `flat_from` (A) on."""

    base: int
    milliohms: int
    flat_from: int


@dataclass(frozen=True)
class Strike:
    """How many slots the beginning of an arc takes, and what flows then in thousandths of the set current: least, most."""

    slots: tuple[int, int]
    permille: tuple[int, int]


@dataclass(frozen=True)
class Length:
    """A log-normal length in ms: median, sigma of the logarithm in thousandths, and the ends it is cut off at."""

    median: int
    spread: int
    least: int
    most: int


@dataclass(frozen=True)
class Electrode:
    """How long one burns, ms, and how often it is struck: least, most."""

    millis: tuple[int, int]
    strikes: tuple[int, int]


@dataclass(frozen=True)
class Rest:
    """A break in place of a gap: its chance in thousandths, and its length in ms, least and most."""

    chance: int
    millis: tuple[int, int]


@dataclass(frozen=True)
class Process:
    """`amperes` least and most; `spread` in 0.1 V around the load line; `flicker` in thousandths of the set current; `live`
    where the open-circuit voltage stands at the electrode without an arc. How long an arc is says `arc`, or the `electrode`
    that is used up, with a `pause` between its re-strikes."""

    name: str
    zh: str
    en: str
    amperes: tuple[int, int]
    load_line: LoadLine
    spread: int
    flicker: int
    live: bool
    strike: Strike
    gap: Length
    rest: Rest
    arc: Length | None = None
    electrode: Electrode | None = None
    pause: Length | None = None


@cache
def processes() -> MappingProxyType[str, Process]:
    """All of them by name, in the order of the file.

    Raises:
        MachineDataError: the file does not read.
    """
    entries = read_tables(FILE, _KEYS, _OPTIONAL)
    return MappingProxyType({name: read_process(name, entry) for name, entry in entries.items()})


def process_named(name: str) -> Process:
    """
    Raises:
        ValueError: there is none of this name; names those that there are.
    """
    if (process := processes().get(name)) is None:
        raise ValueError(f"no welding process {name!r}; there are: {', '.join(processes())}")
    return process


def read_process(name: str, entry: Entry) -> Process:
    line = entry.part("load_line", frozenset(("base", "milliohms", "flat_from")))
    strike = entry.part("strike", frozenset(("slots", "permille")))
    rest = entry.part("rest", frozenset(("chance", "millis")))
    if not ("arc" in entry) == ("electrode" not in entry) == ("pause" not in entry):
        raise entry.fault("either arc, or electrode and pause")
    return Process(
        name=name,
        zh=entry.text("zh"),
        en=entry.text("en"),
        amperes=entry.pair("amperes", 1, 2_000),
        load_line=LoadLine(
            line.number("base", 0, 1_000), line.number("milliohms", 0, 1_000), line.number("flat_from", 1, 2_000)
        ),
        spread=entry.number("spread", 0, 100),
        flicker=entry.number("flicker", 0, 500),
        live=entry.yes("live"),
        strike=Strike(strike.pair("slots", 1, 10), strike.pair("permille", 100, 3_000)),
        gap=_length(entry, "gap"),
        rest=Rest(rest.number("chance", 0, 1_000), rest.pair("millis", 1, _LONGEST)),
        arc=_length(entry, "arc") if "arc" in entry else None,
        electrode=_electrode(entry) if "electrode" in entry else None,
        pause=_length(entry, "pause") if "pause" in entry else None,
    )


def _length(entry: Entry, key: str) -> Length:
    part = entry.part(key, frozenset(("median", "spread", "least", "most")))
    length = Length(
        part.number("median", 1, _LONGEST),
        part.number("spread", 0, 2_000),
        part.number("least", 1, _LONGEST),
        part.number("most", 1, _LONGEST),
    )
    if not length.least <= length.median <= length.most:
        raise part.wrong("median", "between least and most")
    return length


def _electrode(entry: Entry) -> Electrode:
    part = entry.part("electrode", frozenset(("millis", "strikes")))
    return Electrode(part.pair("millis", 1, _LONGEST), part.pair("strikes", 1, 8))
