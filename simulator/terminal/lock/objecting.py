"""Why an UNLOCK must not close the relay; the order is the protocol's own (LCK-24)."""

from collections.abc import Callable
from dataclasses import dataclass

from protocol_spec.codes import Result
from protocol_spec.instant import Instant
from protocol_spec.messages import Unlock
from protocol_spec.objections import UNLOCK_OBJECTIONS
from protocol_spec.timers import ACCEPT_WINDOW, GRANT_LONGEST


@dataclass(frozen=True)
class Scene:
    """What an UNLOCK meets. `utc` is None where the clock was never set, `worker` where no grant is in force."""

    utc: Instant | None
    cover_open: bool
    gas: bool
    too_hot: bool
    faulty: bool
    worker: bytes | None


def objection(unlock: Unlock, scene: Scene) -> Result | None:
    """The first that applies; None where nothing is wrong."""
    return next((result for result, _ in UNLOCK_OBJECTIONS if _APPLIES[result](unlock, scene)), None)


def _window_too_long(unlock: Unlock, scene: Scene) -> bool:
    # LCK-04 "… and one whose accept-until is more than 60 seconds after its issue WINDOW_TOO_LONG."
    # LCK-14 "An UNLOCK whose grant ends more than 24 hours after its issue MUST be refused WINDOW_TOO_LONG."
    return unlock.accept_until - unlock.issued > ACCEPT_WINDOW or unlock.grant_end - unlock.issued > GRANT_LONGEST


def _expired(unlock: Unlock, scene: Scene) -> bool:
    return scene.utc is not None and (scene.utc > unlock.accept_until or scene.utc >= unlock.grant_end)


_APPLIES: dict[Result, Callable[[Unlock, Scene], bool]] = {
    Result.REPLAYED: lambda unlock, scene: False,  # the ledger has seen to it
    Result.CLOCK_NOT_SET: lambda unlock, scene: scene.utc is None,
    Result.WINDOW_TOO_LONG: _window_too_long,
    Result.EXPIRED: _expired,
    Result.TAMPERED: lambda unlock, scene: scene.cover_open,
    Result.GAS: lambda unlock, scene: scene.gas,
    Result.OVER_TEMPERATURE: lambda unlock, scene: scene.too_hot,
    Result.RELAY_FAULT: lambda unlock, scene: scene.faulty,
    Result.ALREADY_GRANTED: lambda unlock, scene: scene.worker is not None and scene.worker != unlock.worker,
}
