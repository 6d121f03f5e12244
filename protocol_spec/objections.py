"""Why a message is refused whose frame is in order, and in which order a receiver looks.

From the certain to the circumstantial: what the message says of itself, then what there is, then whose it is.
"""

from typing import TypeAlias

from protocol_spec.codes import Result

Objections: TypeAlias = tuple[tuple[Result, str], ...]
"""Result and clause, first things first."""

LOGIN_OBJECTIONS: Objections = (
    (Result.UNKNOWN_TERMINAL, "SES-20"),
    (Result.SUITE_REFUSED, "SES-23"),
    (Result.BAD_TAG, "SEC-01"),
    (Result.NOT_REGISTERED, "SES-21"),
    (Result.LOGIN_REPLAYED, "SEC-06"),
)
"""At a platform, against LOGIN (SES-29)."""

REGISTER_OBJECTIONS: Objections = (
    (Result.UNKNOWN_TERMINAL, "SES-22"),
    (Result.SUITE_REFUSED, "SES-23"),
    (Result.BAD_TAG, "SEC-01"),
    (Result.UNBOUND_ENTERPRISE, "SES-22"),
    (Result.ALREADY_REGISTERED, "SES-01"),
)
"""At a platform, against REGISTER; the last of them is as good as OK (SES-29)."""

UNLOCK_OBJECTIONS: Objections = (
    (Result.REPLAYED, "LCK-06"),
    (Result.CLOCK_NOT_SET, "LCK-15"),
    (Result.WINDOW_TOO_LONG, "LCK-04"),
    (Result.EXPIRED, "LCK-04"),
    (Result.TAMPERED, "LCK-10"),
    (Result.GAS, "LCK-10"),
    (Result.OVER_TEMPERATURE, "LCK-10"),
    (Result.RELAY_FAULT, "LCK-20"),
    (Result.ALREADY_GRANTED, "LCK-16"),
)
"""At a terminal, against UNLOCK (LCK-24)."""

PERMIT_OBJECTIONS: Objections = (
    (Result.NOT_SUPPORTED, "DIA-06"),
    (Result.MALFORMED, "FRM-14"),
    (Result.NOT_FOR_ME, "FRM-17"),
    (Result.BAD_TAG, "OFF-01"),
    (Result.NOT_SUPPORTED, "OFF-04"),
    (Result.ONLINE, "OFF-05"),
    (Result.CLOCK_NOT_SET, "LCK-15"),
    (Result.COUNTER_USED, "OFF-03"),
    (Result.PERMIT_TOO_LONG, "OFF-02"),
    (Result.EXPIRED, "OFF-02"),
)
"""At a terminal, against OFFLINE_PERMIT; what passes them is then judged as an UNLOCK (OFF-11)."""
