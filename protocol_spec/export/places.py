"""Where each field of a body stands: by offset as far as every field before it is fixed, and then behind which one."""

from dataclasses import dataclass

from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import FieldSpec, Layout
from protocol_spec.message import MAX_BODY


@dataclass(frozen=True)
class Place:
    """`offset` counts from the body's (or the row's) first byte; None behind a field that varies.

    Then the field begins `by` bytes behind the end of the field `behind`. `order` counts fields from 0.
    """

    name: str
    spec: FieldSpec
    order: int
    offset: int | None
    behind: str
    by: int

    @property
    def kind(self) -> Kind:
        return self.spec.kind


def places(layout: type[Layout]) -> tuple[Place, ...]:
    found: list[Place] = []
    behind, by = "", 0
    for order, (name, spec) in enumerate(layout.fields().items()):
        found.append(Place(name, spec, order, None if behind else by, behind, by))
        if spec.kind.size is None:
            behind, by = name, 0
        else:
            by += spec.kind.size
    return tuple(found)


def smallest(layout: type[Layout]) -> int:
    """Bytes of a body (or row) whose texts, blobs and lists are empty."""
    return sum(spec.kind.prefix if spec.kind.size is None else spec.kind.size for spec in layout.fields().values())


def largest(layout: type[Layout]) -> int:
    """Bytes of a body (or row) with everything at its limit, as far as a frame can carry it (FRM-07)."""
    return min(MAX_BODY, sum(_largest_of(spec.kind) for spec in layout.fields().values()))


def _largest_of(kind: Kind) -> int:
    if kind.size is not None:
        return kind.size
    count = kind.limit or 0
    if kind.form is Form.LIST and kind.group is not None:
        return kind.prefix + count * largest(kind.group)
    return kind.prefix + count
