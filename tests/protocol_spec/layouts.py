"""Layouts nobody has declared yet: what is derived from declarations has to hold for those too.

A layout is drawn as kinds of every form, a list may hold rows that hold lists; its values come from `strategies.values`.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from protocol_spec import kinds
from protocol_spec.codes import AccessClass, Capability, EventCode, Result, Side
from protocol_spec.edition import Edition
from protocol_spec.kinds import Kind
from protocol_spec.layout import Group, Layout
from protocol_spec.message import Message, field
from tests.protocol_spec.strategies import values

FIXED: Sequence[Kind] = (
    *(kinds.u8, kinds.u16, kinds.u32, kinds.u64, kinds.i8, kinds.i16, kinds.i32),
    *(kinds.utc, kinds.terminal_id, kinds.celsius, kinds.octets(1), kinds.octets(3), kinds.octets(16)),
    *(kinds.code(Result), kinds.code(EventCode, kinds.u16), kinds.code(AccessClass, kinds.u32)),
    *(kinds.bits(Capability), kinds.bits(Capability, kinds.u32)),
)

VARYING: Sequence[Kind] = (kinds.text(1), kinds.text(40), kinds.blob(7), kinds.blob(300), kinds.text(255))

fixed_kinds = st.sampled_from(FIXED)


def _group(members: Sequence[Kind]) -> type[Group]:
    return type("Row", (Group,), _body(members))


def _body(members: Sequence[Kind]) -> dict[str, object]:
    names = [f"field_{index}" for index in range(len(members))]
    body: dict[str, object] = {"__annotations__": dict.fromkeys(names, object)}
    return body | {n: field(kind, "FRM-14", n, n) for n, kind in zip(names, members, strict=True)}


def _listed(members: st.SearchStrategy[Kind]) -> st.SearchStrategy[Kind]:
    rows = st.lists(members, min_size=1, max_size=4).map(_group)
    return st.builds(kinds.listed, rows, st.integers(1, 20))


any_kinds = st.recursive(st.one_of(fixed_kinds, st.sampled_from(VARYING)), _listed, max_leaves=6)


def _message(members: Sequence[Kind]) -> type[Message]:
    """In an edition of its own, because a code can be given once."""
    words = {"code": 0x42, "sender": Side.TERMINAL, "clause": "FRM-14", "zh": "任意", "edition": Edition(77, "drawn")}
    return type("Anything", (Message,), _body(members), **words)


declarations = st.lists(any_kinds, max_size=6).map(_message)
fixed_declarations = st.lists(fixed_kinds, max_size=8).map(_message)


def values_of(declared: type[Layout]) -> st.SearchStrategy[Layout]:
    """Values of any layout; bodies that are too long for a frame too."""
    fields = {name: values(spec.kind) for name, spec in declared.fields().items()}
    return st.fixed_dictionaries(fields).map(declared.of)
