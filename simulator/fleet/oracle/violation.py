"""What was so and should not have been."""

from dataclasses import dataclass

from protocol_spec.instant import Instant


@dataclass(frozen=True, order=True)
class Violation:
    """`at` is the first instant of it, in µs UTC."""

    at: Instant
    invariant: str
    terminal: str
    was: str
    should: str

    def __str__(self) -> str:
        return f"{self.invariant} at {self.at} on {self.terminal}: {self.was}; should be: {self.should}"
