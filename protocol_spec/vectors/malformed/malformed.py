"""Bytes that are no good frame, who gets them in which standing, and what has to come of it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from protocol_spec.vectors.keys import Secured
from protocol_spec.vectors.lock import LOCK
from protocol_spec.vectors.registration import REGISTRATION
from protocol_spec.vectors.session import SESSION
from protocol_spec.vectors.vector import Vector, pieces_of

Receiver: TypeAlias = Literal["terminal", "platform"]
Place: TypeAlias = Literal["before login", "in session"]


@dataclass(frozen=True)
class Dropped:
    """Nothing is said, and the stream goes on."""


@dataclass(frozen=True)
class Refused:
    """`answered`: by TERMINAL_ACK or PLATFORM_ACK with this result. A terminal without a session says nothing, and
    nobody answers a response."""

    result: int
    answered: bool = True


DROPPED = Dropped()


def _named(vectors: tuple[Vector, ...], name: str) -> Vector:
    return next(vector for vector in vectors if vector.name == name)


AFTER: dict[tuple[Receiver, Place], Vector] = {
    ("terminal", "in session"): _named(LOCK, "lock"),
    ("terminal", "before login"): _named(REGISTRATION, "identify"),
    ("platform", "in session"): _named(SESSION, "heartbeat"),
    ("platform", "before login"): _named(SESSION, "login"),
}
"""A good frame for each standing."""


@dataclass(frozen=True)
class Malformed:
    """`to` is who receives it. `clause` is the sentence that it breaks or that decides what comes of it.

    "In session" is the session of the first session key, suite 1. `secured` says how the tag was made, where it is a tag.
    """

    name: str
    clause: str
    to: Receiver
    standing: Place
    reaction: Dropped | Refused
    typed: str
    secured: Secured | None = None

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(piece.hex for piece in pieces_of(self.typed))

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(piece.comment for piece in pieces_of(self.typed))

    @property
    def data(self) -> bytes:
        return bytes.fromhex("".join(self.pieces))

    @property
    def frame_after(self) -> bytes:
        """A good frame that comes right behind it and has to be found."""
        return AFTER[self.to, self.standing].frame
