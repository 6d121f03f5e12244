"""The end of a stretch written back into a core, which then goes on as if it had lived through it.

The core is the one the stretch was read from, or one that is equal to it; nothing was done to it since. What it sent meanwhile
it has to be told, because a store holds records and an outbox holds frames: the last few of them are enough.
"""

from collections.abc import Sequence

from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, Frame, read_frame
from protocol_spec.instant import Instant
from protocol_spec.messages import RECORDS, PlatformAck, Record, Sample
from protocol_spec.outbox import Awaiting
from protocol_spec.security import TAG_SIZE
from protocol_spec.timers import ACK_TIMEOUT
from simulator.machine.burn import Burn
from simulator.machine.heat import WINDOW, Heating
from simulator.machine.meter import Meter
from simulator.machine.pattern import Planned, gap, length
from simulator.machine.plant import Plant
from simulator.quiet.stretch import NONE, State, Stretch
from simulator.terminal import Terminal
from simulator.terminal.firmware import Firmware
from simulator.terminal.records.sampler import Block
from simulator.terminal.records.store import Stored

ANSWER_SIZE = HEADER_SIZE + (PlatformAck.fixed_size() or 0) + TAG_SIZE + CRC_SIZE


def resume(terminal: Terminal, ended: Stretch, sent: Sequence[bytes]) -> None:
    """`ended` is where the stretch came to (or the last of several in a row), `sent` the frames of this terminal since it was
    read, in order; only the last are looked at. Its platform owes it `ended.pending`.

    Raises:
        ValueError: `sent` lacks frames that the terminal still holds.
    """
    firmware, state = terminal.firmware, ended.state
    records, awaited = _held(firmware, ended, sent)
    _resume_plant(terminal.plant, ended)
    _resume_session(firmware, ended, awaited)
    _resume_store(firmware, state, records)
    _resume_watches(firmware, ended)
    _resume_book(firmware, state)


def _held(firmware: Firmware, ended: Stretch, sent: Sequence[bytes]) -> tuple[list[Record], dict[int, bytes]]:
    """The records above the watermark and the frames that wait for an answer, the old ones of the core among them."""
    state, store = ended.state, firmware.flash.store
    records = {stored.record.record: stored.record for stored in store}
    awaited = {one.sequence: one.frame for one in firmware.conversation.outbox._awaiting.values()}
    wanted = set(range(state.watermark + 1, state.following)) - records.keys()
    asked = {answer.sequence for answer in ended.pending}
    missing = asked - awaited.keys()
    for data in reversed(sent):
        if not wanted and not missing:
            break
        frame = read_frame(data)
        assert isinstance(frame, Frame), "what a terminal sent is a frame"
        if frame.wants_ack and frame.sequence in missing:
            awaited[frame.sequence] = data
            missing.discard(frame.sequence)
        message = frame.message()
        if isinstance(message, RECORDS) and message.record in wanted:
            records[message.record] = message
            wanted.discard(message.record)
    if wanted or missing:
        raise ValueError(
            f"the frames given do not hold records {sorted(wanted)} and sequences {sorted(missing)}, which terminal "
            f"{ended.setting.terminal:016d} still holds: give all it sent since its stretch was read"
        )
    held = [records[number] for number in range(state.watermark + 1, state.following)]
    return held, {sequence: awaited[sequence] for sequence in asked}


# ---- the session -----------------------------------------------------------------------------------------------------


def _resume_session(firmware: Firmware, ended: Stretch, awaited: dict[int, bytes]) -> None:
    talk, state = firmware.conversation, ended.state
    talk._sequence, talk._last_sent = state.sequence, state.last_sent
    firmware.decoder._taken += state.heard * ANSWER_SIZE
    wait, delay = firmware.parameters.time(ACK_TIMEOUT), ended.setting.delay
    talk.outbox._awaiting = {
        answer.sequence: Awaiting(answer.sequence, awaited[answer.sequence], wait, answer.due - delay + wait)
        for answer in ended.pending
    }
    codes = {record.code for record in RECORDS}
    firmware.reporter._in_flight = {
        answer.sequence: answer.watermark for answer in ended.pending if answer.code in codes
    }


def _resume_store(firmware: Firmware, state: State, records: list[Record]) -> None:
    store = firmware.flash.store
    store.following, store.watermark, store._order = state.following, state.watermark, state.order
    boot, last = firmware.flash.boot_counter, state.following - 1
    held = {stored.record.record: stored for stored in store}
    store._records = {
        record.record: held.get(record.record) or Stored(record, boot, state.order - (last - record.record))
        for record in records
    }
    firmware.reporter._unasked = state.unasked
    firmware.rhythm._last = state.last_status
    firmware.rhythm._wanted = None if state.wanted == NONE else state.wanted


# ---- what it watches -------------------------------------------------------------------------------------------------


def _resume_watches(firmware: Firmware, ended: Stretch) -> None:
    state, watch, senses = ended.state, firmware.watch, firmware.senses
    watch.on = bool(state.watch_on)
    watch._changed = None if state.watch_changed == NONE else state.watch_changed
    senses.last_current = None if state.last_current == NONE else state.last_current
    senses._looked = state.at
    firmware.unlocked_watch._idle_told = bool(state.idle_told)
    firmware.sampler._block = None
    if state.block_began != NONE:
        grant = firmware.guard.grant.unlock.grant if firmware.guard.grant else 0
        samples = [Sample(mains_current=one[0], arc_current=one[1], arc_voltage=one[2]) for one in ended.samples]
        firmware.sampler._block = Block(grant, state.block_began, samples)


def _resume_book(firmware: Firmware, state: State) -> None:
    """As after a look at the end, which writes both."""
    firmware.flash.microjoules = state.microjoules
    if firmware.flash.session is not None:
        firmware.flash.session.arc_starts = state.arc_starts
        firmware.book.write(firmware.plant.mark(), bool(state.burning), state.at)


# ---- the machine -----------------------------------------------------------------------------------------------------


def _resume_plant(plant: Plant, ended: Stretch) -> None:
    state = ended.state
    _resume_heat(plant, ended)
    plant.torch._k, plant.torch._arc = state.k, Planned(state.arc_begins, state.arc_ends - state.arc_begins)
    plant._at, plant._strikes, plant._burning = state.at, state.strikes, bool(state.burning)
    if state.burn != NONE:
        _resume_burn(plant, ended)
    meter: Meter = plant.meter
    meter.true_arc_micros, meter.true_arc_energy = state.true_arc_micros, state.true_arc_energy
    meter.true_mains_energy = state.true_mains_energy
    meter.arc_micros, meter.microjoules = state.arc_micros, state.microjoules
    plant._lost_before = state.lost_before
    plant.cabinet._rise, plant.cabinet._step = state.rise, state.step


def _resume_burn(plant: Plant, ended: Stretch) -> None:
    state, source = ended.state, plant.build.source
    if plant.burn is None or plant.burn.number != state.burn:
        assert source is not None
        plant.burn = Burn(state.burn, ended.demand, state.struck, state.burn_until, source, ended.draw)
    plant.burn.until = state.burn_until


def _resume_heat(plant: Plant, ended: Stretch) -> None:
    """The rectangles of the last ten minutes, walked back from the arc that is next."""
    state, heat = ended.state, plant.heat
    if heat is None:
        return
    squared = ended.demand.amperes**2
    burned = _burned(plant, ended)
    past = [*heat._past, *(Heating(begins, ends, squared) for begins, ends in burned)]
    if state.strikes > plant._strikes:
        past = [one for one in past if one.ends > state.struck - WINDOW]
    heat._past.clear()
    heat._past.extend(past)
    heat._burning = (state.struck, squared) if state.burning else None


def _burned(plant: Plant, ended: Stretch) -> list[tuple[Instant, Instant]]:
    """From when to when arcs burned that went out in the stretch, as far back as heat remembers."""
    state, torch, heat = ended.state, plant.torch, plant.heat
    if not (ended.setting.enabled and ended.setting.working):
        return []
    assert heat is not None
    burned: list[tuple[Instant, Instant]] = []
    process, habit, k, begins = ended.demand.process, torch._habit, state.k, state.arc_begins
    while k > torch._k:
        ends = begins - gap(process, ended.draw, torch._number, k, habit)
        k -= 1
        begins = ends - length(process, ended.draw, torch._number, k)
        if torch._began + ends <= state.struck - WINDOW:
            break
        since = heat._burning[0] if k == torch._k and heat._burning is not None else torch._began + begins
        burned.append((since, torch._began + ends))
    return burned[::-1]
