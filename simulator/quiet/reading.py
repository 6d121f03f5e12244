"""A core read as a stretch. With `asking` and `resume` the only place that looks into a core from outside."""

from protocol_spec.codes import Capability
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import Status
from protocol_spec.timers import HEARTBEAT, LONG_ON, STATUS_IDLE, STATUS_WELDING
from protocol_spec.timers import NO_CURRENT as NO_CURRENT_TIMER
from simulator.machine.arc import steady_span, strike, strike_span
from simulator.machine.mains import idle_current, permille_volts
from simulator.machine.torch import Demand
from simulator.quiet.asking import ask, demand_of, in_sight, reads_of
from simulator.quiet.plain import Answer
from simulator.quiet.stretch import AS_ASKED, NONE, Setting, State, Stretch
from simulator.terminal import Terminal
from simulator.terminal.firmware import Firmware

SENSORS = {
    "mains": Capability.MAINS_CURRENT,
    "arc": Capability.ARC_CURRENT,
    "volts": Capability.ARC_VOLTAGE,
}


def read(terminal: Terminal, until: Instant, delay: Duration, pending: tuple[Answer, ...]) -> Stretch:
    """See `Stretch.of`."""
    firmware, plant = terminal.firmware, terminal.plant
    ask(terminal, delay, pending)
    demand = demand_of(plant)
    setting = _setting(terminal, delay, demand)
    rare, rare_is = _rare(firmware)
    template = firmware.measuring.status(0, 0, firmware.clock.stamp(plant.now)[1])
    assert isinstance(template, Status)
    block = firmware.sampler._block
    stretch = Stretch(
        setting=setting,
        state=_state(firmware, until, len(pending)),
        suite=terminal.identity.suite,
        key=firmware.conversation._key,
        draw=terminal.board.draw,
        template=template,
        demand=demand,
        rare=rare,
        rare_is=rare_is,
        pending=pending,
        samples=tuple((one.mains_current, one.arc_current, one.arc_voltage) for one in block.samples) if block else (),
    )
    return stretch.to(until)


# ---- what is rare ---------------------------------------------------------------------------------------------------


def _rare(firmware: Firmware) -> tuple[Instant, str]:
    """When something is due that is certain and rare, and what."""
    talk, watch, guard = firmware.conversation, firmware.unlocked_watch, firmware.guard
    rare = [(talk._time_due(), "the synchronisation of its clock")]
    if (told := firmware.refusal_watch.next_timer()) is not None:
        rare.append((told, "REFUSED_COMMANDS"))
    if guard.grant is not None:
        rare.append((guard._grant_over(), "the end of its grant"))
    if guard.grant is not None and not watch._long_told and watch._since is not None:
        rare.append((watch._since + firmware.parameters.time(LONG_ON), "LONG_ON"))
    if (step := _warm_step(firmware)) is not None:
        rare.append((step, "a warm cabinet"))
    return min(rare)


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


def _setting(terminal: Terminal, delay: Duration, demand: Demand) -> Setting:
    firmware, plant, parameters = terminal.firmware, terminal.plant, terminal.parameters
    grant, piece, build = firmware.guard.grant, terminal.board.timepiece, plant.build
    source, cabinet, torch, climate = build.source, plant.cabinet, plant.torch, plant.build.climate
    able = bool(terminal.profile.capability & Capability.WELD_SAMPLES)
    threshold, seen, unsure = firmware.senses.threshold(), False, False
    if source is not None:
        seen = reads_of(firmware, steady_span(*demand), source)[0] >= threshold
        unsure = reads_of(firmware, strike_span(*demand), source)[0] < threshold
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
        in_sight=int(in_sight(plant)),
        counted=int(in_sight(plant)),
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
    numbers: dict[str, int] = {}
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
