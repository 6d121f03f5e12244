"""An upgrade: which state follows which occurrence (UPG). Both roles read it, and the diagram is drawn from it.

RECEIVING survives a power cut and a lost link: the image lies in memory that does, and UPGRADE_REPORT says from where to
go on (UPG-03). Nothing is applied but by way of VERIFYING and READY; so a bad image leaves the old firmware running
whatever the order of events, because there is no other way to APPLIED.
"""

from enum import Enum

from protocol_spec.codes import UpgradeState
from protocol_spec.session_table import IllegalOccurrence

IMAGE_LABEL = b"WTP/1 image"
"""Begins what the vendor signs (UPG-05)."""


class UpgradeOccurrence(Enum):
    OFFERED = "UPGRADE_OFFER accepted"
    CHUNK = "chunk at the expected offset"
    COMPLETE = "last chunk taken"
    HOLDS = "digest and signature hold"
    BAD = "digest or signature wrong"
    LOCKED_IDLE = "locked and idle: restart into the new firmware"
    DID_NOT_START = "new firmware did not start: old one back"
    REPORTED = "final UPGRADE_REPORT answered"


_O, _S = UpgradeOccurrence, UpgradeState

UPGRADE: dict[UpgradeState, dict[UpgradeOccurrence, UpgradeState]] = {
    _S.IDLE: {_O.OFFERED: _S.RECEIVING},
    _S.RECEIVING: {_O.OFFERED: _S.RECEIVING, _O.CHUNK: _S.RECEIVING, _O.COMPLETE: _S.VERIFYING},
    _S.VERIFYING: {_O.OFFERED: _S.RECEIVING, _O.HOLDS: _S.READY, _O.BAD: _S.FAILED},
    _S.READY: {_O.OFFERED: _S.RECEIVING, _O.LOCKED_IDLE: _S.APPLIED},
    _S.APPLIED: {_O.REPORTED: _S.IDLE, _O.DID_NOT_START: _S.FAILED, _O.OFFERED: _S.RECEIVING},
    _S.FAILED: {_O.REPORTED: _S.IDLE, _O.OFFERED: _S.RECEIVING},
}


def upgrade_following(state: UpgradeState, occurrence: UpgradeOccurrence) -> UpgradeState:
    try:
        return UPGRADE[state][occurrence]
    except KeyError:
        raise IllegalOccurrence(f"{occurrence.value!r} cannot happen while {state.name}") from None


def is_newer(offered: str, running: str) -> bool:
    """UPG-02 "versions compared number by number between the dots": a missing part counts as 0, and what follows the
    digits of a part is ignored."""
    return _numbers(offered) > _numbers(running)


def _numbers(version: str) -> list[int]:
    parts = [part[: len(part) - len(part.lstrip("0123456789"))] for part in version.split(".")]
    numbers = [int(part) if part else 0 for part in parts]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def signed(vendor: int, model: int, version: str, size: int, digest: bytes) -> bytes:
    """What the vendor's Ed25519 signature is over (UPG-05)."""
    name = version.encode()
    image = vendor.to_bytes(2, "big") + bytes([model, len(name)]) + name + size.to_bytes(4, "big") + digest
    return IMAGE_LABEL + image
