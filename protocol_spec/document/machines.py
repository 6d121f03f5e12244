"""The state tables as diagrams see them: states in order, and who follows whom on what."""

from dataclasses import dataclass

from protocol_spec.codes import Side, UpgradeState
from protocol_spec.document.book import Book
from protocol_spec.document.words import member
from protocol_spec.session_table import ENDS, TRANSITIONS
from protocol_spec.upgrade_table import UPGRADE


@dataclass(frozen=True)
class Edge:
    source: str
    label: str
    target: str


@dataclass(frozen=True)
class Machine:
    """`states` in the order of their declaration; the first is where everything begins."""

    title: str
    states: tuple[str, ...]
    edges: tuple[Edge, ...]


def session_machine(book: Book, side: Side) -> Machine:
    states = ENDS[side]
    edges = tuple(
        Edge(state.name, member(book, occurrence), after.name)
        for state in states
        for occurrence, after in TRANSITIONS[state].items()
        if after in states
    )
    title = book.pick(f"会话状态：{side.zh}一侧", f"States of a session: the {side.en}'s end")
    return Machine(title, tuple(state.name for state in states), edges)


def upgrade_machine(book: Book) -> Machine:
    edges = tuple(
        Edge(state.name, member(book, occurrence), after.name)
        for state, table in UPGRADE.items()
        for occurrence, after in table.items()
    )
    return Machine(book.pick("升级状态", "States of an upgrade"), tuple(state.name for state in UpgradeState), edges)
