"""What can be wrong with bytes (theirs: a value) and with a value that shall become bytes (ours: raised)."""

import dataclasses
from dataclasses import dataclass

from construct import ConstructError

from protocol_spec.kinds import Form

LIMIT_CLAUSES = {Form.TEXT: "FRM-24", Form.BLOB: "FRM-25", Form.LIST: "FRM-26"}


@dataclass(frozen=True)
class BodyError:
    """Why a body could not be read: theirs, so a value and not an exception.

    Two are equal when they name the same clause and field; the sentence and the place, counted from the body's first
    byte, are for people. The field of a row is named `items.value`, whichever row it is; the sentence says which.
    """

    clause: str
    field: str
    why: str = dataclasses.field(compare=False)
    offset: int = dataclasses.field(default=0, compare=False)


class FieldError(ConstructError, ValueError):  # type: ignore[misc]
    """A value does not fit the field it was given to: the caller's fault, whichever form of the codec finds it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
