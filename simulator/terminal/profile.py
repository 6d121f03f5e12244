"""What kind of module this is: read from `profiles/*.toml`, an unknown key is an error."""

import dataclasses
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from protocol_spec.codes import AccessClass, Capability, Suite
from protocol_spec.instant import MS
from protocol_spec.timers import RELAY_SETTLE, RETRIES
from simulator.machine.build import Build
from simulator.machine.process import Process

DEFAULT_PROFILE = "cat1_retrofit"
BINDINGS = ("tcp", "mqtt", "serial")
SLOWEST_RELAY = (RETRIES + 1) * RELAY_SETTLE // MS
"""Milliseconds. A relay that needs as long has moved at none of the four measurements: it would always be called faulty."""


class ProfileError(Exception):
    """A profile that does not exist or does not read; says which key of which file."""


@dataclass(frozen=True)
class Profile:
    name: str
    zh: str
    en: str
    binding: str
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
    process: Process

    @property
    def build(self) -> Build:
        return Build(self.relay_millis, self.latitude, self.longitude, self.process)

    def over(self, binding: str) -> "Profile":
        """The same module on another line."""
        return dataclasses.replace(self, binding=binding)


@dataclass(frozen=True)
class Identity:
    """Who a terminal is: its 16 digits, its 16-byte key, the suite it speaks, the QR code glued to its machine."""

    terminal: str
    key: bytes
    suite: Suite = Suite.HMAC_SHA256
    qr: int = 1


def profile_names() -> list[str]:
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files("simulator.terminal").joinpath("profiles").iterdir()
        if entry.name.endswith(".toml")
    )


@cache
def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    if name not in profile_names():
        raise ProfileError(f"no profile {name!r}; there are: {', '.join(profile_names())}")
    text = files("simulator.terminal").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    return _read(name, tomllib.loads(text))


def _read(name: str, table: dict[str, Any]) -> Profile:
    where = f"simulator/terminal/profiles/{name}.toml"
    if table.pop("schema", None) != 1:
        raise ProfileError(f"{where}: schema must be 1")
    known = {field.name for field in dataclasses.fields(Profile)} - {"name"}
    if wrong := sorted(known ^ table.keys()):
        raise ProfileError(f"{where}: unknown or missing keys: {', '.join(wrong)}")
    if table["binding"] not in BINDINGS:
        raise ProfileError(f"{where}: binding must be one of {', '.join(BINDINGS)}")
    if not 0 <= table["relay_millis"] < SLOWEST_RELAY:
        raise ProfileError(
            f"{where}: relay_millis must be less than {SLOWEST_RELAY}, or the relay fails LCK-03 and LCK-12"
        )
    try:
        capability = Capability.NONE
        for item in table.pop("capability"):
            capability |= Capability[item]
        access, process = AccessClass[table.pop("access")], Process(**table.pop("process"))
    except KeyError as error:
        known_names = [*AccessClass.__members__, *Capability.__members__]
        raise ProfileError(f"{where}: access or capability {error} is none of {', '.join(known_names)}") from None
    except TypeError as error:
        keys = ", ".join(field.name for field in dataclasses.fields(Process))
        raise ProfileError(f"{where}: process must have exactly {keys} ({error})") from None
    return Profile(name=name, access=access, capability=capability, process=process, **table)
