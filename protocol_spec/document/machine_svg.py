"""A state table as SVG: states below each other, and a bus of its own colour into each state that others lead to.

One row an occurrence: its line leaves the state at the left, runs to the bus of the state that follows, and the bus ends in
an arrow at that state. Nothing crosses a word, whatever the table says, and it is as wide as a phone.
"""

from protocol_spec.document.machines import Machine
from protocol_spec.document.svg import (
    INK,
    LANES,
    SOFT,
    WASH,
    arrow_head,
    drawing,
    n,
    path,
    rect,
    text,
    width_of,
)

WIDTH = 376.0
BOX = 92.0
ROW = 21.0
GAP = 12.0
LANE = 13.0


def machine_svg(machine: Machine) -> str:
    targets = [state for state in machine.states if _comes_from_elsewhere(machine, state)]
    bus = {state: WIDTH - 8 - LANE * (len(targets) - 1 - k) for k, state in enumerate(targets)}
    colour = {state: LANES[k % len(LANES)] for k, state in enumerate(targets)}
    tops = _tops(machine, bus)
    ends: dict[str, list[float]] = {state: [tops[state] + ROW / 2] for state in targets}
    parts: list[str] = []
    for state in machine.states:
        y = tops[state] + (ROW if state in bus else 0)
        for edge in (edge for edge in machine.edges if edge.source == state):
            parts.append(_row(edge.label, edge.target, y + ROW / 2, bus, colour, loop=edge.target == state))
            if edge.target != state:
                ends[edge.target].append(y + ROW / 2)
            y += ROW
        parts.append(_state(state, tops[state], y - tops[state], first=state == machine.states[0]))
    buses = [_bus(bus[state], ends[state], colour[state]) for state in targets]
    return drawing(WIDTH, max(_bottom(machine, tops, bus), ROW) + 4, machine.title, [*buses, *parts])


def _comes_from_elsewhere(machine: Machine, state: str) -> bool:
    return any(edge.target == state != edge.source for edge in machine.edges)


def _height(machine: Machine, state: str, bus: dict[str, float]) -> float:
    rows = sum(edge.source == state for edge in machine.edges) + (state in bus)
    return max(rows, 1) * ROW


def _tops(machine: Machine, bus: dict[str, float]) -> dict[str, float]:
    tops: dict[str, float] = {}
    y = 4.0
    for state in machine.states:
        tops[state] = y
        y += _height(machine, state, bus) + GAP
    return tops


def _bottom(machine: Machine, tops: dict[str, float], bus: dict[str, float]) -> float:
    last = machine.states[-1]
    return tops[last] + _height(machine, last, bus)


def _state(state: str, y: float, height: float, *, first: bool) -> str:
    box = rect(1, y, BOX - 2, height, fill=WASH, stroke=INK, extra=f'rx="6" stroke-width="{2 if first else 1}"')
    return box + text(BOX / 2, y + height / 2 + 4, state, 11.5, anchor="middle", extra='font-weight="700"')


def _row(label: str, target: str, y: float, bus: dict[str, float], colour: dict[str, str], *, loop: bool) -> str:
    if loop:
        return text(BOX + 8, y + 4, f"↺ {label}", 10.5, fill=SOFT)
    size = 10.5 if width_of(label, 10.5) < bus[min(bus, key=lambda s: bus[s])] - BOX - 24 else 9.5
    start = BOX + 12 + width_of(label, size)
    line = path(f"M{n(start)} {n(y)}H{n(bus[target])}", stroke=colour[target])
    dot = f'<circle cx="{n(bus[target])}" cy="{n(y)}" r="2.6" fill="{colour[target]}"/>'
    return line + dot + text(BOX + 8, y + 4, label, size)


def _bus(x: float, ends: list[float], colour: str) -> str:
    entry = ends[0]
    line = path(f"M{n(x)} {n(min(ends))}V{n(max(ends))}M{n(x)} {n(entry)}H{n(BOX + 4)}", stroke=colour)
    return line + arrow_head(BOX, entry, -1, fill=colour)
