"""Why an UNLOCK is refused whose frame is in order, and in which order a terminal looks (LCK-24).

From the certain to the circumstantial: what the command says of itself, then what the machine is like, then whose it is.
"""

from protocol_spec.codes import Result

UNLOCK_OBJECTIONS: tuple[tuple[Result, str], ...] = (
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
"""Result and clause, first things first."""
