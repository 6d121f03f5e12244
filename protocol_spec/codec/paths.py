"""From the path in a Construct's error to the names of our fields."""

from construct import ConstructError

from protocol_spec.layout import FieldSpec, Layout


def steps_of(error: ConstructError) -> list[str]:
    """`(parsing) -> wanted -> items -> id` as a list, without its first step."""
    return (error.path or "").split(" -> ")[1:]


def within(layout: type[Layout], steps: list[str]) -> list[str]:
    """The names of ours among `steps`: below a list stands first `count` or `items`, which is what a PrefixedArray
    calls its own two parts and no declaration of ours."""
    if not steps:
        return []
    name, *rest = steps
    group = layout.fields()[name].kind.group
    return [name, *within(group, rest[1:])] if group else [name]


def spec_at(layout: type[Layout], names: list[str]) -> FieldSpec:
    """The declaration of a field, or of a field of a row."""
    spec = layout.fields()[names[0]]
    return spec_at(spec.kind.group, names[1:]) if names[1:] and spec.kind.group else spec
