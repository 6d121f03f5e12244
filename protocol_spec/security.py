"""Secured frames: two tag suites and the session key (SEC-01 to SEC-06).

The tag covers the direction byte and the whole frame up to the tag, so a frame cannot be turned round, moved to
another terminal or cut. The session key is bound to both nonces, so no frame of an earlier session verifies: that is
the whole defence against replay, and it needs no clock.
"""

import hashlib
import hmac
from functools import cache

from protocol_spec.codes import Side, Suite
from protocol_spec.ident import pack_terminal

TAG_SIZE = 8
KEY_SIZE = 16
NONCE_SIZE = 8
SESSION_LABEL = b"WTP/1 session"
"""Begins what a session key is made from (SEC-10)."""
PERMIT_LABEL = b"WTP/1 permit"
"""Begins what a permit key is made from (OFF-01)."""

_DIGEST = {Suite.HMAC_SHA256: "sha256", Suite.HMAC_SM3: "sm3"}


@cache
def suite_available(suite: Suite) -> bool:
    """Whether this Python's OpenSSL can compute the suite (some builds leave SM3 out)."""
    try:
        hashlib.new(_DIGEST[suite])
    except ValueError:
        return False
    return True


def tag(suite: Suite, key: bytes, sender: Side, frame_up_to_tag: bytes) -> bytes:
    """The eight-byte tag of a frame."""
    return hmac.digest(key, bytes([sender]) + frame_up_to_tag, _DIGEST[suite])[:TAG_SIZE]


def tags_equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time: an early exit tells a forger how many bytes were right."""
    return hmac.compare_digest(one, other)


def session_key(
    suite: Suite, terminal_key: bytes, terminal: str, boot_counter: int, terminal_nonce: int, platform_nonce: int
) -> bytes:
    """PRF(terminal key, both nonces, boot counter, id), 32 bytes."""
    seed = (
        SESSION_LABEL
        + terminal_nonce.to_bytes(NONCE_SIZE, "big")
        + platform_nonce.to_bytes(NONCE_SIZE, "big")
        + boot_counter.to_bytes(4, "big")
        + pack_terminal(terminal)
    )
    return hmac.digest(terminal_key, seed, _DIGEST[suite])


def permit_key(suite: Suite, terminal_key: bytes, terminal: str) -> bytes:
    """The key of offline permits (OFF-01), 32 bytes."""
    return hmac.digest(terminal_key, PERMIT_LABEL + pack_terminal(terminal), _DIGEST[suite])


def lab_key(terminal: str) -> bytes:
    """The published key of a laboratory terminal (vendor 9999). It protects nothing; never bind it to a real machine.

    Raises:
        ValueError: the id is of a real vendor.
    """
    if not terminal.startswith("9999"):
        raise ValueError(
            f"terminal {terminal} is not of laboratory vendor 9999: give its key with --key or a PIXIT file"
        )
    return hashlib.sha256(b"arclock laboratory key " + terminal.encode()).digest()[:KEY_SIZE]


LAB_IMAGE_SEED = hashlib.sha256(b"arclock laboratory image key").digest()
"""The published Ed25519 private key of laboratory vendor 9999. It protects nothing; whoever has it signs any image (UPG-05)."""
LAB_IMAGE_KEY = bytes.fromhex("70704a0991857d7cecdb27da89db314c29e3d407c45fbcd647fd1e6626dcca9d")
"""The public key that belongs to it, as a laboratory terminal holds it from its manufacture (UPG-14)."""
