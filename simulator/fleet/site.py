"""A small site with everybody on it that a day needs, and the books of the platform that know them."""

from protocol_spec.codes import Suite
from protocol_spec.instant import DAY, Instant
from protocol_spec.security import lab_key
from reference_platform.memory_storage import MemoryStorage
from reference_platform.registry import (
    FUSION_WELDING,
    Certificate,
    Machine,
    Permit,
    TerminalEntry,
    Worker,
    hash_token,
)
from simulator.terminal import Identity, Profile

ENTERPRISE = "91410199MACFM8MD0A"
PERMIT = 1
FIRST_DAY: Instant = 1_767_542_400_000_000
"""Midnight of 2026-01-05 in Zhengzhou, a Monday: day 0."""
SERIAL_DIGITS = 10

ANNA, BORIS, CARL, DORA = "W-anna", "W-boris", "W-carl", "W-dora"
"""Two with a certificate, one whose certificate has run out, one without."""


def midnight(day: int) -> Instant:
    return FIRST_DAY + day * DAY


def identity_of(profile: Profile, serial: int, suite: Suite = Suite.HMAC_SHA256) -> Identity:
    """A laboratory terminal of this profile."""
    terminal = f"{profile.vendor:04}{profile.model:02}{serial:0{SERIAL_DIGITS}}"
    return Identity(terminal, lab_key(terminal), suite, serial)


def phone_of(worker: str) -> str:
    """The token in the worker's phone."""
    return "phone of " + worker


def books(identities: list[tuple[Identity, Profile]], today: Instant, secret: bytes) -> MemoryStorage:
    """What the platform knows on the morning of this day."""
    storage = MemoryStorage(secret)
    for identity, profile in identities:
        storage.save_terminal(TerminalEntry(identity.terminal, identity.key, ENTERPRISE))
        place = (profile.latitude, profile.longitude)
        storage.save_machine(Machine(identity.qr, identity.terminal, ENTERPRISE, *place))
    for name, certificates in _certificates(today).items():
        storage.save_worker(Worker(name, name, hash_token(phone_of(name)), certificates))
    storage.save_permit(Permit(PERMIT, ENTERPRISE, None, today - DAY, today + 2 * DAY))
    return storage


def _certificates(today: Instant) -> dict[str, tuple[Certificate, ...]]:
    def since(days: int) -> Certificate:
        issued = today - days * DAY
        return Certificate(FUSION_WELDING, issued, issued + 2_190 * DAY, issued + 1_095 * DAY)

    return {ANNA: (since(500),), BORIS: (since(900),), CARL: (since(2_250),), DORA: ()}
