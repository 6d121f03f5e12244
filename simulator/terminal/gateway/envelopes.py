"""What goes through a gateway, and how much of it into one envelope (GWY-02, GWY-03)."""

from collections.abc import Iterator

from protocol_spec.codes import Side
from protocol_spec.endpoint import Discarded
from protocol_spec.frame import Frame
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import GatewayUp

_ROWS = GatewayUp.fields()["frames"].kind.limit or 1


def objection(frame: Frame, data: bytes, gateway: str) -> Discarded | None:
    """Why this frame from a line is not passed on to the platform; None where it is."""
    # GWY-10 "An envelope MUST NOT hold an envelope …", GWY-12 "A frame that goes through a gateway MUST NOT be longer …"
    if (flaw := GatewayUp.around([data]).flaw()) is not None:
        return Discarded(flaw.clause, flaw.why, len(data))
    # FRM-15: a two-wire line echoes what was said into it, and nothing else comes from there with bit 7 set.
    if frame.sender is Side.PLATFORM:
        return Discarded("FRM-15", "what a platform says came from a line", len(data))
    # GWY-01 "A gateway MUST log in with a terminal id of its own …": nobody behind it has the same.
    if frame.terminal == gateway:
        return Discarded("GWY-01", "somebody behind the gateway has its id", len(data))
    return None


def envelopes(frames: list[bytes]) -> Iterator[GatewayUp]:
    """Around these frames in their order, as few as hold them."""
    batch: list[bytes] = []
    for frame in frames:
        if batch and not _fits([*batch, frame]):
            yield GatewayUp.around(batch)
            batch = []
        batch.append(frame)
    if batch:
        yield GatewayUp.around(batch)


def _fits(frames: list[bytes]) -> bool:
    return len(frames) <= _ROWS and len(GatewayUp.around(frames).encode()) <= MAX_BODY
