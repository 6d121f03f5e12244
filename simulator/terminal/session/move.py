"""A move to another platform that is on trial, as it lies in the flash (PAR-09). The address itself is the parameter's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """`before` is the address to return to, empty for that of the factory; `attempts` counts the dials, `starts` the power-ups
    since it was accepted."""

    before: str
    attempts: int = 0
    starts: int = 0
