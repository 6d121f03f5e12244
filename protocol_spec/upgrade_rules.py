"""How an offer and a chunk are judged, and which chunk comes next (UPG). Pure: what is held comes in, what is held goes out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.messages import UpgradeChunk, UpgradeOffer, UpgradeReport
from protocol_spec.upgrade_table import is_newer, signed


@dataclass(frozen=True)
class Receiving:
    """An upgrade in progress: what was offered, and how many bytes of the image lie in memory."""

    offer: UpgradeOffer
    held: int = 0

    @property
    def complete(self) -> bool:
        return self.held == self.offer.size


def judge_offer(
    offer: UpgradeOffer, *, running: str, room: int, receiving: Receiving | None
) -> tuple[Result, Receiving | None]:
    """What COMMAND_RESULT says to an UPGRADE_OFFER, and what is in progress then.

    `running` is the firmware's version, `room` the bytes that an image may have.
    """
    # UPG-02 "An offer that is not newer MUST be refused NOT_NEWER"
    if not is_newer(offer.version, running):
        return Result.NOT_NEWER, receiving
    # UPG-11 "An offer that does not fit MUST be refused NO_SPACE."
    if offer.size > room:
        return Result.NO_SPACE, receiving
    # UPG-15 "An offer … MUST replace the upgrade in progress, or continue it where id, size and digest are the same."
    if receiving and _image(receiving.offer) == _image(offer):
        return Result.OK, replace(receiving, offer=offer)
    return Result.OK, Receiving(offer)


def judge_chunk(chunk: UpgradeChunk, receiving: Receiving | None) -> tuple[Result, Receiving | None]:
    """What TERMINAL_ACK says to an UPGRADE_CHUNK; its data are written where the result is OK and nowhere else."""
    # UPG-13 "A chunk of an upgrade that is not in progress MUST be answered NO_UPGRADE."
    if receiving is None or chunk.upgrade != receiving.offer.upgrade:
        return Result.NO_UPGRADE, receiving
    # UPG-03 "A chunk at another offset than the bytes held MUST be answered OUT_OF_ORDER", UPG-16 the same past the end
    if chunk.offset != receiving.held or chunk.offset + len(chunk.data) > receiving.offer.size:
        return Result.OUT_OF_ORDER, receiving
    return Result.OK, replace(receiving, held=receiving.held + len(chunk.data))


def judge_image(
    image: bytes, offer: UpgradeOffer, vendor: int, model: int, holds: Callable[[bytes, bytes], bool]
) -> Result:
    """OK, BAD_DIGEST (UPG-04) or BAD_SIGNATURE (UPG-05). `holds(data, signature)` knows the vendor's public key."""
    if hashlib.sha256(image).digest() != offer.digest or len(image) != offer.size:
        return Result.BAD_DIGEST
    covered = signed(vendor, model, offer.version, offer.size, offer.digest)
    return Result.OK if holds(covered, offer.signature) else Result.BAD_SIGNATURE


def chunk_after(report: UpgradeReport, offer: UpgradeOffer, image: bytes) -> UpgradeChunk | None:
    """What a platform sends after an UPGRADE_REPORT, and again after each OK with the offset moved on (UPG-09, UPG-10).

    None where nothing is to be sent: another upgrade, another state, or all of it is there.
    """
    if report.upgrade != offer.upgrade or report.state is not UpgradeState.RECEIVING:
        return None
    data = image[report.offset : report.offset + offer.chunk]
    return UpgradeChunk(upgrade=offer.upgrade, offset=report.offset, data=data) if data else None


def _image(offer: UpgradeOffer) -> tuple[int, int, bytes]:
    return offer.upgrade, offer.size, offer.digest
