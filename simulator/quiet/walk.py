"""What the firmware does in a stretch, instant by instant, and the frames it leaves: one compiled loop for a terminal.

An instant is when something is due: an answer, a heartbeat, a STATUS, a sample, an edge of the work, the half of a decision
whether there is an arc. At it, as in the core: the machine first, then the answers, each followed by a look, then the
heartbeat, then a look. A look at which nothing is due changes nothing, so one is enough for all.

What the core is woken for besides (the book of the session each second, a step of the cabinet) leaves no frame, and by the
replay law no trace that the next look would not leave; `resume` writes the books as of the end.
"""

from typing import Any

import numpy as np

from protocol_spec.codes import Flag
from protocol_spec.messages import Heartbeat, Status, WeldSamples
from simulator.machine.arc import SLOT
from simulator.quiet import machine, stretch
from simulator.quiet.compiled import kept, made_of, part
from simulator.quiet.stretch import NONE
from simulator.quiet.tables import LONGEST_BLOCK, ROOM
from simulator.terminal.device_clock import MILLION
from simulator.terminal.records.reporter import ACK_EVERY
from simulator.terminal.records.sampler import EVERY
from simulator.terminal.records.store import LAST_NUMBER
from simulator.terminal.watch.arc_watch import OFF_AFTER, ON_AFTER
from simulator.terminal.watch.measuring import MICROJOULES_PER_WH

ROW = np.dtype(
    [
        *(("owner", "i8"), ("at", "i8"), ("time", "i8"), ("code", "i8"), ("sequence", "i8"), ("flags", "i8")),
        *(("number", "i8"), ("energy", "i8"), ("mains_current", "i8"), ("arc_current", "i8"), ("arc_voltage", "i8")),
        *(("temperature", "i8"), ("samples", "i8"), ("sample_count", "i8")),
    ]
)
"""A frame to be: `number` is the record's, or what HEARTBEAT says; `samples` where its block begins in the pool."""

AT_ONCE = 4
"""More frames than that never leave at one instant."""

ACK_REQUIRED, SECURED = int(Flag.ACK_REQUIRED), int(Flag.SECURED)
STATUS, HEARTBEAT, SAMPLES = Status.code, Heartbeat.code, WeldSamples.code
ASKS_EVERY, SAMPLE_EVERY, WATT_HOUR = ACK_EVERY, EVERY, MICROJOULES_PER_WH
IDLE, NO_CURRENT, FULL, ANSWERS = stretch.IDLE, stretch.NO_CURRENT, stretch.FULL, stretch.ANSWERS
WARM, NUMBERS = stretch.WARM, stretch.NUMBERS
advance, read, temperature, torch_edge = machine.advance, machine.read, machine.temperature, machine.torch_edge
begins_unsure, flowing = machine.begins_unsure, machine.flowing


# ---- when ------------------------------------------------------------------------------------------------------------


@part
def _status_due(c: Any, s: Any) -> Any:
    if s.wanted != NONE:
        return s.wanted
    return s.last_status + (c.status_welding if s.watch_on else c.status_idle)


@part
def _next(c: Any, s: Any, pending: Any) -> Any:
    due = min(s.last_sent + c.heartbeat, _status_due(c, s))
    if s.answers:
        due = min(due, pending[0, 0])
    if s.block_began != NONE:
        due = min(due, s.block_began + s.block_count * SAMPLE_EVERY)
    if s.watch_changed != NONE:
        due = min(due, s.watch_changed + (OFF_AFTER if s.watch_on else ON_AFTER))
    if begins_unsure(c, s):
        due = min(due, s.struck + ((s.at - s.struck) // SLOT + 1) * SLOT)
    return min(due, torch_edge(c, s)) if c.enabled else due


@part
def _end(s: Any, at: Any, before: Any, why: Any) -> None:
    """What is not due at `at` may never be: the next arc puts it off."""
    if before <= at and before - 1 < s.until:
        s.until, s.why = before - 1, why


@part
def _look_for_the_rare(c: Any, d: Any, s: Any, flows: Any, at: Any) -> None:
    """Everything that must not happen at `at` or on the way there."""
    if s.following - 1 - s.watermark + AT_ONCE > c.capacity:
        _end(s, at, at, FULL)
    if s.answers + AT_ONCE > ROOM:
        _end(s, at, at, ANSWERS)
    if s.following + AT_ONCE >= LAST_NUMBER:
        _end(s, at, at, NUMBERS)
    if c.unlocked and not flowing(c, d, s, flows):
        _end(s, at, max(s.last_current, c.closed_at) + c.idle_limit, IDLE)
    if c.unlocked and not s.idle_told:
        _end(s, at, c.unlocked_since + c.no_current, NO_CURRENT)


# ---- sending ---------------------------------------------------------------------------------------------------------


@part
def _stamp(c: Any, at: Any) -> Any:
    elapsed = at - c.crystal_at
    return c.crystal_count + elapsed + elapsed * c.ppm // MILLION + c.utc_offset


@part
def _send(c: Any, s: Any, pending: Any, row: Any, code: Any, flags: Any) -> None:
    row.at, row.code, row.sequence, row.flags = s.at, code, s.sequence, flags | SECURED
    if flags & ACK_REQUIRED:
        answer = pending[s.answers]
        answer[0], answer[1], answer[2], answer[3] = s.at + c.delay, s.sequence, code, s.following - 1
        s.answers += 1
    s.sequence = (s.sequence + 1) & 0xFFFF
    s.last_sent = s.at


@part
def _number(s: Any, row: Any) -> None:
    row.number = s.following
    s.following += 1
    s.order += 1


@part
def _send_status(c: Any, d: Any, s: Any, flows: Any, pending: Any, row: Any) -> None:
    _number(s, row)
    row.time, row.energy = _stamp(c, s.at), s.microjoules // WATT_HOUR
    row.mains_current, row.arc_current, row.arc_voltage = read(c, d, s, flows)
    row.temperature = temperature(c, s)
    s.last_status, s.wanted = s.at, NONE
    s.unasked += 1
    asks = s.unasked >= ASKS_EVERY
    if asks:
        s.unasked = 0
    _send(c, s, pending, row, STATUS, ACK_REQUIRED if asks else 0)


@part
def _send_block(c: Any, s: Any, pending: Any, row: Any, block: Any, pool: Any, pooled: Any) -> Any:
    """Returns how many samples the pool holds."""
    _number(s, row)
    row.time, row.samples, row.sample_count = _stamp(c, s.at) - (s.at - s.block_began), pooled, s.block_count
    pool[pooled : pooled + s.block_count] = block[: s.block_count]
    pooled += s.block_count
    s.block_began, s.block_count = NONE, 0
    _send(c, s, pending, row, SAMPLES, ACK_REQUIRED)
    return pooled


# ---- a look ----------------------------------------------------------------------------------------------------------


@part
def _watch_arc(c: Any, d: Any, s: Any, flows: Any) -> None:
    current = flowing(c, d, s, flows)
    if current:
        s.last_current, s.idle_told = s.at, 1 if c.unlocked else s.idle_told
    if bool(current) == bool(s.watch_on):
        s.watch_changed = NONE
        return
    if s.watch_changed == NONE:
        s.watch_changed = s.at
    if s.at - s.watch_changed < (ON_AFTER if current else OFF_AFTER):
        return
    s.watch_on, s.watch_changed = 1 if current else 0, NONE
    if current:
        s.wanted = s.at if s.wanted == NONE else min(s.wanted, s.at)
        s.arc_starts += 1 if c.unlocked else 0


@part
def _sample(c: Any, d: Any, s: Any, flows: Any, block: Any, absent: Any) -> None:
    mains, arc, volts = read(c, d, s, flows)
    sample = block[s.block_count]
    sample[0] = mains if c.mains_read else absent[0]
    sample[1] = arc if c.arc_read else absent[1]
    sample[2] = volts if c.volts_read else absent[2]
    s.block_count += 1


@part
def _look(
    c: Any, d: Any, s: Any, flows: Any, pending: Any, block: Any, absent: Any, rows: Any, filled: Any, pool: Any
) -> None:
    _watch_arc(c, d, s, flows)
    if c.sample_block and s.block_began != NONE and not s.watch_on:
        if s.block_count:
            filled[1] = _send_block(c, s, pending, rows[filled[0]], block, pool, filled[1])
            filled[0] += 1
        s.block_began = NONE
    if c.sample_block and s.watch_on:
        if s.block_began == NONE:
            s.block_began, s.block_count = s.at, 0
        if s.at >= s.block_began + s.block_count * SAMPLE_EVERY:
            _sample(c, d, s, flows, block, absent)
            if s.block_count >= c.sample_block:
                due = s.block_began + s.block_count * SAMPLE_EVERY
                filled[1] = _send_block(c, s, pending, rows[filled[0]], block, pool, filled[1])
                filled[0] += 1
                s.block_began = due
    if s.at >= _status_due(c, s):
        _send_status(c, d, s, flows, pending, rows[filled[0]])
        filled[0] += 1


# ---- all of them -----------------------------------------------------------------------------------------------------


@part
def _answered(s: Any, pending: Any) -> None:
    s.watermark = max(s.watermark, pending[0, 3])
    s.answers -= 1
    s.heard += 1
    for place in range(s.answers):
        pending[place] = pending[place + 1]


@part
def _walk_one(
    c: Any, d: Any, s: Any, flows: Any, pending: Any, block: Any, absent: Any, rows: Any, filled: Any, pool: Any
) -> Any:
    """False where there is no room for another instant."""
    while True:
        if filled[0] + AT_ONCE > len(rows) or filled[1] + 2 * LONGEST_BLOCK > len(pool):
            return False
        at = _next(c, s, pending)
        _look_for_the_rare(c, d, s, flows, at)
        if not advance(c, d, s, flows, min(at, s.until)):
            s.until, s.why = s.at, WARM
            return True
        if at > s.until:
            return True
        while s.answers and pending[0, 0] <= at:
            _answered(s, pending)
            _look(c, d, s, flows, pending, block, absent, rows, filled, pool)
        if s.last_sent + c.heartbeat <= at:
            rows[filled[0]].number = s.watermark + 1
            _send(c, s, pending, rows[filled[0]], HEARTBEAT, ACK_REQUIRED)
            filled[0] += 1
        _look(c, d, s, flows, pending, block, absent, rows, filled, pool)


def _walk_of(made_of: int) -> Any:
    @kept
    def walk(
        settings: Any,
        states: Any,
        demands: Any,
        flows: Any,
        all_pending: Any,
        blocks: Any,
        absents: Any,
        first: Any,
        rows: Any,
        pool: Any,
    ) -> Any:
        """Walk the stretches from number `first` on until they are over or `rows` or `pool` is full; returns the number to
        go on with, and how many rows are filled. Every instant leaves a whole state, so the walk goes on where it was left."""
        assert made_of >= 0
        filled = np.zeros(2, dtype=np.int64)
        for number in range(first, len(settings)):
            c, s = settings[number], states[number]
            pending, block, absent = all_pending[number], blocks[c.block], absents[number]
            d, begins = demands[c.demand], filled[0]
            over = _walk_one(c, d, s, flows, pending, block, absent, rows, filled, pool)
            for row in range(begins, filled[0]):
                rows[row].owner = number
            if not over:
                return number, filled[0]
        return len(settings), filled[0]

    return walk


_FROM_ELSEWHERE = (ASKS_EVERY, SAMPLE_EVERY, WATT_HOUR, MILLION, LAST_NUMBER, OFF_AFTER, ON_AFTER)

walk = _walk_of(made_of(_FROM_ELSEWHERE, machine.FROM_ELSEWHERE))
