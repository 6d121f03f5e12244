"""Carrying images to terminals (UPG-09, UPG-10): who is being upgraded to what, and which chunk is under way.

The terminal says where to go on, after the offer, after each login, and whenever a chunk did not fit; in between one chunk
follows another's OK. So the platform remembers no offset that it could be wrong about: it counts from the last report.
"""

import hashlib
from dataclasses import dataclass

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.endpoint import Stimulus
from protocol_spec.messages import TerminalAck, UpgradeChunk, UpgradeOffer, UpgradeReport
from protocol_spec.messages.upgrade import CHUNK
from protocol_spec.upgrade_rules import chunk_after
from reference_platform.happenings import Answered, UpgradeReported


@dataclass(frozen=True)
class Image:
    """A firmware image as a vendor hands it over; the platform cannot make the signature and does not check it."""

    version: str
    data: bytes
    signature: bytes
    chunk: int = CHUNK

    def offer(self, upgrade: int, command: int) -> UpgradeOffer:
        return UpgradeOffer(
            command=command,
            upgrade=upgrade,
            version=self.version,
            size=len(self.data),
            digest=hashlib.sha256(self.data).digest(),
            signature=self.signature,
            chunk=self.chunk,
        )


@dataclass
class _Carrying:
    offer: UpgradeOffer
    image: Image
    under_way: UpgradeChunk | None = None


class Upgrades:
    """Each method returns the order that is to be sent now, if any."""

    def __init__(self) -> None:
        self._carrying: dict[str, _Carrying] = {}
        self._last = 0

    def begin(self, terminal: str, image: Image) -> Stimulus:
        """Offer it. The same image to a terminal that has begun with it keeps its number, and so goes on (UPG-15)."""
        carrying = self._carrying.get(terminal)
        if carrying is None or carrying.image != image:
            self._last += 1
            carrying = self._carrying[terminal] = _Carrying(image.offer(self._last, 0), image)
        offer = carrying.offer
        return Stimulus(
            "offer",
            {
                "upgrade": offer.upgrade,
                "version": offer.version,
                "size": offer.size,
                "digest": offer.digest.hex(),
                "signature": offer.signature.hex(),
                "chunk": offer.chunk,
            },
        )

    def reported(self, report: UpgradeReported) -> Stimulus | None:
        """UPG-10 "… and the platform goes on from its offset." """
        carrying = self._carrying.get(report.terminal)
        if carrying is None or report.upgrade != carrying.offer.upgrade:
            return None
        if report.state in (UpgradeState.APPLIED, UpgradeState.FAILED):
            del self._carrying[report.terminal]
            return None
        if carrying.under_way is not None:
            return None
        said = UpgradeReport(upgrade=report.upgrade, state=report.state, result=report.result, offset=report.offset)
        return self._chunk(carrying, said)

    def answered(self, done: Answered) -> Stimulus | None:
        """UPG-09 "A platform MUST send the next chunk only when the one before was answered OK." """
        carrying = self._carrying.get(done.terminal)
        if done.asked != UpgradeChunk.title or carrying is None or carrying.under_way is None:
            return None
        sent, carrying.under_way = carrying.under_way, None
        if not isinstance(done.answer, TerminalAck) or done.answer.result is not Result.OK:
            return None  # where to go on, the terminal reports
        offset = sent.offset + len(sent.data)
        return self._chunk(
            carrying,
            UpgradeReport(upgrade=sent.upgrade, state=UpgradeState.RECEIVING, result=Result.OK, offset=offset),
        )

    def _chunk(self, carrying: _Carrying, report: UpgradeReport) -> Stimulus | None:
        chunk = carrying.under_way = chunk_after(report, carrying.offer, carrying.image.data)
        if chunk is None:
            return None
        return Stimulus("chunk", {"upgrade": chunk.upgrade, "offset": chunk.offset, "data": chunk.data.hex()})
