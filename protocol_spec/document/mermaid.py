"""Diagrams as mermaid, for readers of the Markdown."""

from protocol_spec.document.book import Book
from protocol_spec.document.charts import Chart, Step
from protocol_spec.document.machines import Machine
from protocol_spec.document.words import name


def state_diagram(machine: Machine) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {machine.states[0]}"]
    lines += [f"    {edge.source} --> {edge.target}: {_plain(edge.label)}" for edge in machine.edges]
    return "\n".join(lines)


def sequence_diagram(book: Book, chart: Chart) -> str:
    ids = {party: f"p{number}" for number, party in enumerate(chart.parties)}
    lines = ["sequenceDiagram"]
    lines += [f"    participant {ids[party]} as {name(book, party)}" for party in chart.parties]
    lines += [f"    {_step(book, ids, step)}" for step in chart.steps]
    return "\n".join(lines)


def _step(book: Book, ids: dict[str, str], step: Step) -> str:
    said = _plain(f"{caption(book, step)} ({step.clause})")
    if step.source == step.target:
        return f"Note over {ids[step.source]}: {said}"
    return f"{ids[step.source]}{'-x' if step.lost else '->>'}{ids[step.target]}: {said}"


def caption(book: Book, step: Step) -> str:
    return book.pick("：", ": ").join(part for part in (step.message, book.of(step.note)) if part)


_ENTITIES = {"#": "#35;", ";": "#59;", ":": "#58;"}


def _plain(text: str) -> str:
    """Mermaid ends a statement at a semicolon, begins an entity at a hash, and of some diagrams a label at a colon."""
    return "".join(_ENTITIES.get(character, character) for character in text)
