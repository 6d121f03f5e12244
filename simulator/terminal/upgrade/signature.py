"""Ed25519, the vendor's signature under an image (UPG-05)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol_spec.security import LAB_IMAGE_SEED


def holds(key: bytes, data: bytes, signature: bytes) -> bool:
    """`key` is the public one, 32 bytes; one that is none holds nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_in_the_laboratory(data: bytes) -> bytes:
    """64 bytes under the published key of vendor 9999."""
    return Ed25519PrivateKey.from_private_bytes(LAB_IMAGE_SEED).sign(data)
