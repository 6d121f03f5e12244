"""The typed frames live in `protocol_spec.vectors`."""

from protocol_spec.vectors import (
    PERMIT_KEYS,
    SESSION_KEYS,
    SUB_SESSION_KEY,
    SUB_TERMINAL,
    SUB_TERMINAL_KEY,
    TERMINAL,
    TERMINAL_KEY,
    VECTORS,
    PermitKey,
    Secured,
    SessionKey,
    Vector,
)

__all__ = [
    "PERMIT_KEYS",
    "SESSION_KEYS",
    "SUB_SESSION_KEY",
    "SUB_TERMINAL",
    "SUB_TERMINAL_KEY",
    "TERMINAL",
    "TERMINAL_KEY",
    "VECTORS",
    "PermitKey",
    "Secured",
    "SessionKey",
    "Vector",
]
