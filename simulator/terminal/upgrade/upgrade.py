"""An upgrade, as it lies in the flash: what was offered and how far it has come. The image lies beside it (`Flash.image`)."""

from dataclasses import dataclass
from typing import Any

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.messages import UpgradeOffer


@dataclass(frozen=True)
class Upgrade:
    """`before` is the version that runs again if the new one does not hold; `starts` counts the power-ups of a new one that is
    `on_trial`; `recorded` says that the event about how it ended was made."""

    offer: UpgradeOffer
    state: UpgradeState
    result: Result = Result.OK
    before: str = ""
    on_trial: bool = False
    starts: int = 0
    recorded: bool = False

    @property
    def in_progress(self) -> bool:
        """UPG-15 "An offer during RECEIVING, VERIFYING or READY …": until it is applied or given up."""
        return self.state in (UpgradeState.RECEIVING, UpgradeState.VERIFYING, UpgradeState.READY)

    @property
    def over(self) -> bool:
        """Only its final report is still to be answered."""
        return self.state in (UpgradeState.APPLIED, UpgradeState.FAILED) and not self.on_trial

    def as_json(self) -> dict[str, Any]:
        return {
            "offer": self.offer.encode().hex(),
            "state": int(self.state),
            "result": int(self.result),
            "before": self.before,
            "on_trial": self.on_trial,
            "starts": self.starts,
            "recorded": self.recorded,
        }

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> "Upgrade":
        """Read back what `as_json` wrote.

        Raises:
            ValueError: the offer does not read.
        """
        offer = UpgradeOffer.decode(bytes.fromhex(table["offer"]))
        if not isinstance(offer, UpgradeOffer):
            raise ValueError(f"a stored upgrade does not read: {offer}")
        coded = {"offer": offer, "state": UpgradeState.of(table["state"]), "result": Result.of(table["result"])}
        return cls(**(table | coded))
