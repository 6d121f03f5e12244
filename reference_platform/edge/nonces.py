"""SEC-14 "A platform's nonce MUST be unpredictable and another one at each login." """

import secrets

NONCE_BITS = 64


def fresh_nonce() -> int:
    return secrets.randbits(NONCE_BITS)
