"""Frames of WTP/1 edition 1, typed by hand from the layout of the specification, and frames that are none.

Nothing here comes out of the codec, and nothing here imports it: so an error of it cannot hide. The CRC-16 was computed
with `binascii.crc_hqx(bytes, 0xFFFF)`, the header check bit by bit, the tags with `hmac` over the typed bytes, and then
all of them were frozen.
"""

from protocol_spec.vectors.batches import BATCHES
from protocol_spec.vectors.diagnosis import DIAGNOSIS
from protocol_spec.vectors.keys import (
    PERMIT_KEYS,
    SESSION_KEYS,
    SUB_SESSION_KEY,
    SUB_TERMINAL,
    SUB_TERMINAL_KEY,
    TERMINAL,
    TERMINAL_KEY,
    PermitKey,
    Secured,
    SessionKey,
)
from protocol_spec.vectors.lock import LOCK
from protocol_spec.vectors.malformed import DROPPED, MALFORMED, Dropped, Malformed, Refused
from protocol_spec.vectors.parameters import PARAMETERS
from protocol_spec.vectors.records import RECORDS
from protocol_spec.vectors.registration import REGISTRATION
from protocol_spec.vectors.session import SESSION
from protocol_spec.vectors.upgrade import UPGRADE
from protocol_spec.vectors.vector import HEADER_PIECES, Piece, Vector, pieces_of

VECTORS: tuple[Vector, ...] = (
    *REGISTRATION,
    *SESSION,
    *RECORDS,
    *BATCHES,
    *LOCK,
    *PARAMETERS,
    *UPGRADE,
    *DIAGNOSIS,
)

__all__ = [
    "DROPPED",
    "HEADER_PIECES",
    "MALFORMED",
    "PERMIT_KEYS",
    "SESSION_KEYS",
    "SUB_SESSION_KEY",
    "SUB_TERMINAL",
    "SUB_TERMINAL_KEY",
    "TERMINAL",
    "TERMINAL_KEY",
    "VECTORS",
    "Dropped",
    "Malformed",
    "PermitKey",
    "Piece",
    "Refused",
    "Secured",
    "SessionKey",
    "Vector",
    "pieces_of",
]
