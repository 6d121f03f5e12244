"""A core read as a stretch, or why it is not quiet. With `resume` the only place that looks into a core from outside.

What is not known here is not quiet: a timer of the core that none of the instants below accounts for ends the attempt, so a
core that learns something new is never misread, only left alone.
"""

from protocol_spec.codes import Capability
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import Status
from protocol_spec.timers import HEARTBEAT, LONG_ON, STATUS_IDLE, STATUS_WELDING
from protocol_spec.timers import NO_CURRENT as NO_CURRENT_TIMER
from simulator.machine import access
from simulator.machine.arc import Span, steady_span, strike, strike_span
from simulator.machine.heat import never_trips
from simulator.machine.mains import idle_current, mains_current, permille_volts
from simulator.machine.plant import Plant
from simulator.machine.power_source import PowerSource
from simulator.machine.torch import Demand
from simulator.quiet.plain import Answer
from simulator.quiet.stretch import AS_ASKED, NONE, PATIENCE, NotQuiet, Setting, State, Stretch
from simulator.terminal import Terminal
from simulator.terminal.firmware import Firmware, Parts

LARGEST_METER = 1 << 61
SENSORS = {
    "mains": Capability.MAINS_CURRENT,
    "arc": Capability.ARC_CURRENT,
    "volts": Capability.ARC_VOLTAGE,
}


def read(terminal: Terminal, until: Instant, delay: Duration, pending: tuple[Answer, ...]) -> Stretch:
    """See `Stretch.of`."""
    firmware, plant = terminal.firmware, terminal.plant
    _ask(0 < delay < PATIENCE, "the platform takes a second or longer to answer")
    _ask(terminal.powered and type(terminal).parts == Parts(), "it is off, or not as it should be")
    _ask_session(firmware, pending)
    _ask_records(firmware)
    _ask_lock(firmware)
    _ask_machine(plant)
    demand = _demand(plant)
    _ask_arc(firmware, demand)
    setting = _setting(terminal, delay, demand)
    end, limit = _limit(firmware, until)
    _ask_timers(terminal)
    template = firmware.measuring.status(0, 0, firmware.clock.stamp(plant.now)[1])
    assert isinstance(template, Status)
    block = firmware.sampler._block
    return Stretch(
        setting=setting,
        state=_state(firmware, end, len(pending)),
        suite=terminal.identity.suite,
        key=firmware.conversation._key,
        draw=terminal.board.draw,
        template=template,
        demand=demand,
        limit=limit,
        pending=pending,
        samples=tuple((one.mains_current, one.arc_current, one.arc_voltage) for one in block.samples) if block else (),
    )


# ---- is it quiet -----------------------------------------------------------------------------------------------------


def _ask(quiet: bool, why: str) -> None:
    if not quiet:
        raise NotQuiet(why)


def _ask_session(firmware: Firmware, pending: tuple[Answer, ...]) -> None:
    talk = firmware.conversation
    _ask(talk.live and talk.waits_until is None and talk._time_asked is None, "it is not in session")
    _ask(firmware.clock.is_set, "its clock was never set")
    _ask(firmware.decoder.next_timer() is None and firmware.decoder.waiting == 0, "half a frame has come")
    awaiting = {waiting.sequence: waiting for waiting in talk.outbox._awaiting.values()}
    same = awaiting.keys() == {answer.sequence for answer in pending}
    once = all(waiting.transmissions == 1 for waiting in awaiting.values())
    _ask(same and once, "it waits for an answer that nobody announced")
    _ask(firmware.departure._leaving is None, "it is about to leave")


def _ask_records(firmware: Firmware) -> None:
    store, reporter = firmware.flash.store, firmware.reporter
    _ask(store.waiting == 0 and reporter._awaited is None and not store.overflowing, "it has a backlog")
    _ask(store.following - 1 - store.watermark == len(store), "its store has gaps")


def _ask_lock(firmware: Firmware) -> None:
    guard = firmware.guard
    _ask(guard.settled and not guard._queue and not guard._after_arc, "its relay is wanted")
    _ask(not firmware.ledger._open and not guard.leaving, "a command is being carried out")
    _ask((guard.grant is None) == (firmware.flash.session is None), "its book does not say what its lock says")
    _ask(guard.grant is None or guard.grant.unlock.idle_limit > 0, "it locks without any idling")
    watch = firmware.bypass_watch
    _ask(not watch.on and watch._changed is None, "a current flows while it is locked")
    _ask(not firmware.senses.too_hot, "it is too hot")
    climate, warmer = firmware.plant.build.climate, firmware.senses.temperature() - firmware.plant.temperature
    hottest = climate.middle + climate.swing + climate.drift + warmer
    _ask(hottest < firmware.parameters.number("too_hot"), "its surroundings may be too hot for it")


def _ask_machine(plant: Plant) -> None:
    _ask(plant.mains, "the supply is cut")
    _ask(plant.contactor.moves_at is None, "its contact moves")
    _ask(not plant.tripped, "its power source has tripped")
    _ask(not plant.instruments._stuck and not plant.instruments.clamp_off, "a sensor of it says what is not so")
    _ask(not (plant.torch.working and plant.torch.trigger), "two hands hold the torch")
    _ask(plant.meter.true_mains_energy < LARGEST_METER > plant.microjoules, "its meter is about to overflow")


def _ask_arc(firmware: Firmware, demand: Demand) -> None:
    """If there may be an arc: nobody bypasses anything, the source bears it for ever, and it is above the threshold or below
    it, and not now this and now that."""
    plant = firmware.plant
    if not (plant._enabled and (plant.torch.working or plant.torch.trigger)):
        return
    source, heat = plant.build.source, plant.heat
    assert source is not None
    assert heat is not None
    _ask(not firmware.guard.at_rest_open, "somebody welds while it is locked")
    cool = all(one.squared <= demand.amperes**2 for one in heat._past)
    _ask(never_trips(source, demand.amperes) and cool and heat.trips_at is None, "its power source may trip")
    threshold, steady = firmware.senses.threshold(), _reads_of(firmware, steady_span(*demand), source)
    unseen = max(steady[1], _reads_of(firmware, strike_span(*demand), source)[1]) < threshold
    _ask(steady[0] >= threshold or unseen, "the arc threshold lies inside what its arc varies by")


def _ask_timers(terminal: Terminal) -> None:
    firmware, due = terminal.firmware, terminal.next_timer()
    talk, watch = firmware.conversation, firmware.unlocked_watch
    known = (
        *(terminal.plant.next_timer(), firmware.senses.next_timer(), talk.next_timer(), watch.next_timer()),
        *(firmware.watch.next_timer(), firmware.sampler.next_timer(), firmware.book.next_timer()),
        *(firmware.rhythm.due(firmware.watch.on), firmware.guard.next_timer(None)),
    )
    _ask(due is not None and due > terminal.plant.now, "something is due now")
    _ask(due in known, "something is due that a stretch does not know")


def _limit(firmware: Firmware, until: Instant) -> tuple[Instant, str]:
    """When the stretch ends at the latest, and what is due then."""
    talk, watch, guard = firmware.conversation, firmware.unlocked_watch, firmware.guard
    rare = [(talk._time_due(), "the synchronisation of its clock")]
    if guard.grant is not None:
        rare.append((guard._grant_over(), "the end of its grant"))
    if guard.grant is not None and not watch._long_told and watch._since is not None:
        rare.append((watch._since + firmware.parameters.time(LONG_ON), "LONG_ON"))
    if (step := _warm_step(firmware)) is not None:
        rare.append((step, "a warm cabinet"))
    first, what = min(rare)
    return (until, "as asked") if until < first else (first - 1, what)


def _warm_step(firmware: Firmware) -> Instant | None:
    """The next step of the cabinet, where it could make it too hot."""
    cabinet, temperature = firmware.plant.cabinet, firmware.senses.temperature()
    if firmware.plant.imposed_temperature is not None or temperature < _warm_limit(firmware):
        return None
    return cabinet.next_step


def _warm_limit(firmware: Firmware) -> int:
    """Below this, in 0.1 °C as sensed, the next step does not make it too hot."""
    return firmware.parameters.number("too_hot") - firmware.plant.cabinet.steepest


# ---- what it is ------------------------------------------------------------------------------------------------------


def _demand(plant: Plant) -> Demand:
    """What it welds, if it does."""
    return plant.torch._work or plant.torch._own


def _reads_of(firmware: Firmware, span: Span, source: PowerSource) -> tuple[int, int]:
    """Between what the current that counts can be said to be, while the truth is in this span."""
    plant, judged = firmware.plant, firmware.senses._judged
    if judged is None or not _in_sight(plant):
        return 0, 0
    least, most = span.least_current, span.most_current
    if judged is Capability.MAINS_CURRENT:
        least, most = (mains_current(source, power) for power in (span.least_power, span.most_power))
    return plant.instruments.span(judged, least, most)


def _in_sight(plant: Plant) -> bool:
    return access.in_sight(plant.build.access, plant.shunted)


def _setting(terminal: Terminal, delay: Duration, demand: Demand) -> Setting:
    firmware, plant, parameters = terminal.firmware, terminal.plant, terminal.parameters
    grant, piece, build = firmware.guard.grant, terminal.board.timepiece, plant.build
    source, cabinet, torch, climate = build.source, plant.cabinet, plant.torch, plant.build.climate
    able = bool(terminal.profile.capability & Capability.WELD_SAMPLES)
    threshold, seen, unsure = firmware.senses.threshold(), False, False
    if source is not None:
        seen = _reads_of(firmware, steady_span(*demand), source)[0] >= threshold
        unsure = _reads_of(firmware, strike_span(*demand), source)[0] < threshold
    ready = source is not None and plant._enabled and build.process.live
    imposed = plant.imposed_temperature
    warmer = plant.reads(Capability.TEMPERATURE) - plant.temperature
    return Setting(
        terminal=int(terminal.identity.terminal),
        delay=delay,
        heartbeat=parameters.time(HEARTBEAT),
        status_idle=parameters.time(STATUS_IDLE),
        status_welding=parameters.time(STATUS_WELDING),
        sample_block=parameters.number("sample_block") if able else 0,
        capacity=firmware.flash.store.capacity,
        crystal_at=piece._at,
        crystal_count=piece._count,
        ppm=piece.ppm,
        utc_offset=firmware.clock._offset or 0,
        unlocked=int(grant is not None),
        closed_at=grant.closed_at if grant else NONE,
        idle_limit=grant.unlock.idle_limit * S if grant else 0,
        unlocked_since=NONE if firmware.unlocked_watch._since is None else firmware.unlocked_watch._since,
        no_current=parameters.time(NO_CURRENT_TIMER),
        heat_read=int(_reads(terminal, Capability.TEMPERATURE)),
        warmer=warmer,
        noisy=int(build.sensor_class > 0),
        in_sight=int(_in_sight(plant)),
        counted=int(_in_sight(plant)),
        seen=int(seen),
        unsure=int(unsure),
        judges_mains=int(firmware.senses._judged is Capability.MAINS_CURRENT),
        threshold=threshold,
        energised=int(plant.energised),
        enabled=int(plant._enabled),
        efficiency=source.efficiency if source else 1,
        idle_watts=source.idle_watts if source else 0,
        idle_current=idle_current(source) if source else 0,
        mains_divisor=source.efficiency * source.power_factor * permille_volts(source) if source else 1,
        ready_volts=source.open_volts * 10 if source and ready else 0,
        of_the_mains=int(build.meters_the_mains),
        imposed=NONE if imposed is None else imposed,
        trigger=int(torch.trigger),
        working=int(torch.working),
        work=torch._number,
        work_began=torch._began,
        pace=torch._habit.pace,
        rests=torch._habit.rests,
        middle=climate.middle,
        swing=climate.swing,
        drift=climate.drift,
        moves=int(cabinet.next_step is not None),
        warms=cabinet._warms,
        rated=cabinet._rated,
        warm_limit=_warm_limit(firmware),
        **_sensor_numbers(terminal),
    )


def _reads(terminal: Terminal, sensor: Capability) -> bool:
    return bool(terminal.profile.capability & ~terminal.plant.failed & sensor)


def _sensor_numbers(terminal: Terminal) -> dict[str, int]:
    numbers = {}
    for name, capability in SENSORS.items():
        one = terminal.plant.instruments._sensors[capability]
        numbers |= {
            f"{name}_read": int(_reads(terminal, capability)),
            f"{name}_scale": one.full_scale,
            f"{name}_gain": one.gain,
            f"{name}_zero": one.zero,
            f"{name}_noise": one.noise,
            f"{name}_start": one.starts,
        }
    return numbers


def _state(firmware: Firmware, until: Instant, answers: int) -> State:
    talk, store, plant = firmware.conversation, firmware.flash.store, firmware.plant
    rhythm, watch, torch, burn = firmware.rhythm, firmware.watch, plant.torch, plant.burn
    slots, permille = strike(burn.demand.process, burn.draw, burn.number) if burn else (0, 1_000)
    block, session, meter = firmware.sampler._block, firmware.flash.session, plant.meter
    return State(
        at=plant.now,
        until=until,
        why=AS_ASKED,
        sequence=talk._sequence,
        last_sent=talk._last_sent,
        answers=answers,
        heard=0,
        following=store.following,
        watermark=store.watermark,
        order=store._order,
        unasked=firmware.reporter._unasked,
        last_status=rhythm._last,
        wanted=NONE if rhythm._wanted is None else rhythm._wanted,
        block_began=block.began if block else NONE,
        block_count=len(block.samples) if block else 0,
        watch_on=int(watch.on),
        watch_changed=NONE if watch._changed is None else watch._changed,
        last_current=NONE if firmware.senses.last_current is None else firmware.senses.last_current,
        idle_told=int(firmware.unlocked_watch._idle_told),
        arc_starts=session.arc_starts if session else 0,
        k=torch._k,
        arc_begins=torch._arc.begins,
        arc_ends=torch._arc.ends,
        strikes=plant._strikes,
        burning=int(plant.burning),
        burn=burn.number if burn else NONE,
        struck=burn.struck if burn else NONE,
        burn_until=burn.until if burn else NONE,
        strike_slots=slots,
        strike_permille=permille,
        true_arc_micros=meter.true_arc_micros,
        true_arc_energy=meter.true_arc_energy,
        true_mains_energy=meter.true_mains_energy,
        arc_micros=meter.arc_micros,
        microjoules=meter.microjoules,
        lost_before=plant._lost_before,
        rise=plant.cabinet._rise,
        step=plant.cabinet._step,
    )
