"""What an explanation is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from protocol_spec.explain.words import NOTHING, Words

Plain: TypeAlias = int | str | list[str] | None
"""A value as JSON has it, the same as `message.as_json` gives: codes and bits by name, bytes as hex, times in µs."""


class Gravity(Enum):
    WRONG = "wrong"
    """A receiver drops the bytes or refuses the frame."""
    ABNORMAL = "abnormal"
    """A receiver takes it; a person should look at it."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong, by which clause. `right` are the bytes that should stand there, `by` is how many bytes a length is
    too great (or, below zero, too small); each where it can be said."""

    clause: str
    words: Words
    gravity: Gravity = Gravity.WRONG
    right: bytes = b""
    by: int | None = None


@dataclass(frozen=True)
class Piece:
    """Some bytes and what they mean. `offset` counts from the first byte of the input.

    `path` is `header.length`, `body.samples[2].arc_current`, `tag`, `crc` or `noise`. `shown` is the value with its
    unit, `meaning` what the field is and what its value stands for.
    """

    offset: int
    data: bytes
    path: str
    value: Plain
    shown: Words
    meaning: Words
    clause: str
    troubles: tuple[Trouble, ...] = ()

    @property
    def end(self) -> int:
        return self.offset + len(self.data)

    @property
    def gravity(self) -> Gravity | None:
        return worst(self.troubles)


class Sort(Enum):
    FRAME = "frame"
    """Header check and CRC hold: a stream receiver delivers it."""
    BROKEN = "broken"
    """A frame was meant; a stream receiver drops it. Its fields are explained and not to be believed."""
    NOISE = "noise"


@dataclass(frozen=True)
class TagCheck:
    """`holds` is None where the tag was not checked; `why` says why not, or under which key it was."""

    holds: bool | None
    why: Words


@dataclass(frozen=True)
class Explained:
    """One frame, one broken frame, or the noise between two: its pieces, in order, are its bytes.

    `troubles` are those of the whole; those of a field stand at its piece. `title` is the message's name.
    """

    sort: Sort
    offset: int
    data: bytes
    pieces: tuple[Piece, ...]
    title: Words = NOTHING
    troubles: tuple[Trouble, ...] = ()
    tag: TagCheck | None = None

    def all_troubles(self) -> Iterator[tuple[Piece | None, Trouble]]:
        """(piece, trouble): those of the whole first, with None for the piece."""
        yield from ((None, trouble) for trouble in self.troubles)
        for piece in self.pieces:
            yield from ((piece, trouble) for trouble in piece.troubles)

    @property
    def gravity(self) -> Gravity | None:
        return worst(trouble for _, trouble in self.all_troubles())

    @property
    def in_order(self) -> bool:
        """Whether a receiver would take it: a frame with nothing wrong in it. What is only abnormal is taken."""
        return self.sort is Sort.FRAME and self.gravity is not Gravity.WRONG


def worst(troubles: "tuple[Trouble, ...] | Iterator[Trouble]") -> Gravity | None:
    found = {trouble.gravity for trouble in troubles}
    return Gravity.WRONG if Gravity.WRONG in found else Gravity.ABNORMAL if found else None
