"""What kind of module this is, and on what machine: read from `profiles/*.toml`, an unknown key is an error."""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from protocol_spec.codes import AccessClass, Capability, Suite
from protocol_spec.instant import MS
from protocol_spec.security import LAB_IMAGE_KEY
from protocol_spec.timers import RELAY_SETTLE, RETRIES
from simulator.machine.build import Build
from simulator.machine.climate import Climate, climate_named
from simulator.machine.power_source import PowerSource, source_named
from simulator.machine.process import Process, process_named
from simulator.machine.stimuli import demand

DEFAULT_PROFILE = "cat1_retrofit"
BINDINGS = ("tcp", "mqtt", "serial")
NO_MACHINE = "none"
"""The `source` of a module that stands on no machine."""
SLOWEST_RELAY = (RETRIES + 1) * RELAY_SETTLE // MS
"""Milliseconds. A relay that needs as long has moved at none of the four measurements: it would always be called faulty."""
OPTIONAL: dict[str, Any] = {"image_room": 1 << 20, "backfill_batch": False, "dials_at_once": False}
"""What a profile need not say."""
WORST_CLASS = 100
"""Thousandths. A clamp that is worse takes an idle machine for an arc."""

_KINDS: dict[Any, str] = {int: "a whole number", str: "a text", bool: "true or false"}
T = TypeVar("T")


class ProfileError(Exception):
    """A profile that does not exist or does not read; says which key of which file."""


@dataclass(frozen=True)
class Profile:
    """A module: who made it, how it is connected, what it can measure; and the machine it sits on.

    `link` is the quality of the link it usually has, `source` None where it stands on no machine, `amperes` what the source
    is set to, `sensor_class` in thousandths of the full scale. `image_room` is how many bytes an upgrade may have,
    `backfill_batch` says that a backlog leaves in BACKFILL_BATCH (BKF-07), `dials_at_once` that the first connect is not put
    off by a random time as SES-24 wishes: for a bench that knows when it began.
    """

    name: str
    zh: str
    en: str
    binding: str
    link: str
    vendor: int
    model: int
    hardware: str
    firmware: str
    imei: str
    iccid: str
    access: AccessClass
    capability: Capability
    division: int
    latitude: int
    longitude: int
    signal: int
    relay_millis: int
    store_records: int
    source: PowerSource | None
    process: Process
    amperes: int
    climate: Climate
    sensor_class: int
    image_room: int
    backfill_batch: bool
    dials_at_once: bool

    @property
    def build(self) -> Build:
        return Build(
            access=self.access,
            sensors=self.capability,
            relay_millis=self.relay_millis,
            latitude=self.latitude,
            longitude=self.longitude,
            source=self.source,
            process=self.process,
            amperes=self.amperes,
            climate=self.climate,
            sensor_class=self.sensor_class,
        )

    def over(self, binding: str) -> "Profile":
        """The same module on another line."""
        return dataclasses.replace(self, binding=binding)

    def at_once(self) -> "Profile":
        """The same module where somebody waits for its first connect: on a bench, in a story."""
        return dataclasses.replace(self, dials_at_once=True)


@dataclass(frozen=True)
class Identity:
    """Who a terminal is: its 16 digits, its 16-byte key, the suite it speaks, the QR code glued to its machine, the vendor's
    public key for images. UPG-14 "The vendor's public key MUST be written at manufacture …": here; nothing writes it again."""

    terminal: str
    key: bytes
    suite: Suite = Suite.HMAC_SHA256
    qr: int = 1
    image_key: bytes = LAB_IMAGE_KEY


def profile_names() -> list[str]:
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files("simulator.terminal").joinpath("profiles").iterdir()
        if entry.name.endswith(".toml")
    )


@cache
def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """
    Raises:
        ProfileError: there is none of this name, or its file does not read.
    """
    if name not in profile_names():
        raise ProfileError(f"no profile {name!r}; there are: {', '.join(profile_names())}")
    text = files("simulator.terminal").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    return _read(name, tomllib.loads(text))


def _read(name: str, table: dict[str, Any]) -> Profile:
    where = f"simulator/terminal/profiles/{name}.toml"
    if table.get("schema") != 1:
        raise ProfileError(f"{where}: schema must be 1")
    table = OPTIONAL | table
    if table.get("source") == NO_MACHINE:
        table = {"process": "smaw_3_2", "amperes": 0, "climate": "laboratory", "sensor_class": 0} | table
    known: dict[str, Any] = {field.name: field.type for field in dataclasses.fields(Profile)} | {"schema": int}
    if wrong := sorted((known.keys() - {"name"}) ^ table.keys()):
        raise ProfileError(f"{where}: unknown or missing keys: {', '.join(wrong)}")
    for key, kind in known.items():
        if kind in _KINDS and key != "name" and type(table[key]) is not kind:
            raise ProfileError(f"{where}: {key} must be {_KINDS[kind]}")
    values = {key: value for key, value in table.items() if key != "schema"}
    try:
        return _checked(Profile(name=name, **(values | _named(values))))
    except ValueError as error:
        raise ProfileError(f"{where}: {error}") from None


def _named(table: Mapping[str, Any]) -> dict[str, Any]:
    """What stands for something else by its name.

    Raises:
        ValueError: of a name that stands for nothing; says the key.
    """
    source = table["source"]
    return {
        "access": _member(AccessClass, "access", table["access"]),
        "capability": _capability(table["capability"]),
        "source": None if source == NO_MACHINE else source_named(source),
        "process": process_named(table["process"]),
        "climate": climate_named(table["climate"]),
    }


def _capability(names: Any) -> Capability:
    if not isinstance(names, list):
        raise ValueError("capability must be a list of names")
    capability = Capability.NONE
    for name in names:
        capability |= _member(Capability, "capability", name)
    return capability


def _member(kind: type[T], key: str, name: Any) -> T:
    assert issubclass(kind, Enum)
    if (member := kind.__members__.get(name)) is None:
        raise ValueError(f"{key}: {name!r} is none of {', '.join(kind.__members__)}")
    assert isinstance(member, kind)
    return member


def _checked(profile: Profile) -> Profile:
    """
    Raises:
        ValueError: what is well written and cannot be.
    """
    if profile.binding not in BINDINGS:
        raise ValueError(f"binding must be one of {', '.join(BINDINGS)}")
    if not 0 <= profile.relay_millis < SLOWEST_RELAY:
        raise ValueError(f"relay_millis must be less than {SLOWEST_RELAY}, or the relay fails LCK-03 and LCK-12")
    if not 0 <= profile.sensor_class <= WORST_CLASS:
        raise ValueError(f"sensor_class must be 0 to {WORST_CLASS} thousandths of the full scale")
    if profile.source is None:
        return profile
    # LCK-03 "Relay feedback MUST be measured, and reported within 1 second of the command."
    if not profile.capability & Capability.RELAY_FEEDBACK:
        raise ValueError("capability must have RELAY_FEEDBACK where there is a machine to lock (LCK-03)")
    if demand(profile.process, profile.amperes, profile.source).amperes != profile.amperes:
        raise ValueError(f"amperes must be no more than the {profile.source.max_amperes} of {profile.source.name}")
    return profile
