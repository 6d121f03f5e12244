"""Bytes in, frames explained out."""

from protocol_spec.explain.extent import extents
from protocol_spec.explain.frame import explained
from protocol_spec.explain.keys import Keys
from protocol_spec.explain.piece import Explained


def explain(data: bytes, keys: Keys | None = None, offset: int = 0) -> tuple[Explained, ...]:
    """Explain any bytes: frames back to back, broken ones, noise between them. Never raises; every byte is in one piece.

    What is believed is what `EDITIONS` speaks. `keys` learn sessions as they go: hand the same in with the next bytes of
    a conversation. `offset` is that of the first byte, where `data` is a part of something longer.
    """
    keys = keys or Keys()
    return tuple(explained(data, extent, offset, keys) for extent in extents(data))
