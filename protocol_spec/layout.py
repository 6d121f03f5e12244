"""What a message and a row of a list have in common: fields declared once, each with kind, clause and two names."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, dataclass_transform

from construct import Struct

from protocol_spec.kinds import Kind


@dataclass(frozen=True)
class FieldSpec:
    kind: Kind
    clause: str
    en: str
    zh: str


def field(kind: Kind, clause: str, en: str, zh: str) -> Any:
    return dataclasses.field(metadata={"spec": FieldSpec(kind, clause, en, zh)})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Layout:
    """A frozen dataclass, built by keyword; `layout` is the Construct of its bytes."""

    layout: ClassVar[Any]
    specs: ClassVar[dict[str, FieldSpec]]

    @classmethod
    def declare(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        cls.specs = {f.name: f.metadata["spec"] for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
        cls.layout = Struct(*(name / spec.kind.con for name, spec in cls.specs.items()))

    @classmethod
    def fields(cls) -> dict[str, FieldSpec]:
        return cls.specs

    @classmethod
    def fixed_size(cls) -> int | None:
        """Bytes on the wire; None where a field varies."""
        sizes = [spec.kind.size for spec in cls.specs.values()]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        return cls(**{name: values[name] for name in cls.specs})

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.specs}


class Group(Layout):
    """A row of a list.

    class Sample(Group):
        arc_current: int = field(amperes, "REP-04", "arc current", "焊接电流")
    """

    def __init_subclass__(cls) -> None:
        cls.declare()
