"""Whether a core is quiet: nothing waits, nothing moves, nothing is said that is not so, and nothing is due that a walk does
not know.

What is not known here is not quiet: a timer of the core that none of the instants below accounts for ends the attempt, so a
core that learns something new is never misread, only left alone.
"""

from protocol_spec.codes import Capability
from protocol_spec.instant import Duration
from simulator.machine import access
from simulator.machine.arc import Span, steady_span, strike_span
from simulator.machine.heat import never_trips
from simulator.machine.mains import mains_current
from simulator.machine.plant import Plant
from simulator.machine.power_source import PowerSource
from simulator.machine.torch import Demand
from simulator.quiet.plain import Answer
from simulator.quiet.stretch import PATIENCE, NotQuiet
from simulator.terminal import Terminal
from simulator.terminal.firmware import Firmware, Parts

LARGEST_METER = 1 << 61


def ask(terminal: Terminal, delay: Duration, pending: tuple[Answer, ...]) -> None:
    """
    Raises:
        NotQuiet: it is not; says why.
    """
    firmware, plant = terminal.firmware, terminal.plant
    _ask(0 < delay < PATIENCE, "the platform takes a second or longer to answer")
    _ask(terminal.powered and type(terminal).parts == Parts(), "it is off, or not as it should be")
    _ask(not terminal.profile.capability & Capability.GATEWAY, "it is a gateway, and speaks for others")
    _ask_session(firmware, pending)
    _ask_records(firmware)
    _ask_lock(firmware)
    _ask_machine(plant)
    _ask_arc(firmware, demand_of(plant))
    _ask_timers(terminal)


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
    _ask(not firmware.departure.leaving, "it is about to leave")
    moves = firmware.moving._leaving or firmware.flash.move is not None or firmware.moving.next_timer() is not None
    _ask(not moves, "it is moving to another platform")
    upgrades = firmware.flash.upgrade is not None or firmware.upgrades.next_timer() is not None
    _ask(not upgrades, "its firmware is being upgraded")


def _ask_records(firmware: Firmware) -> None:
    store, reporter = firmware.flash.store, firmware.reporter
    _ask(store.waiting == 0 and reporter._awaited is None and not reporter._batches, "it has a backlog")
    _ask(not store.overflowing, "its store is full")
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
    threshold, steady = firmware.senses.threshold(), reads_of(firmware, steady_span(*demand), source)
    unseen = max(steady[1], reads_of(firmware, strike_span(*demand), source)[1]) < threshold
    _ask(steady[0] >= threshold or unseen, "the arc threshold lies inside what its arc varies by")


def _ask_timers(terminal: Terminal) -> None:
    firmware, due = terminal.firmware, terminal.next_timer()
    talk, watch = firmware.conversation, firmware.unlocked_watch
    known = (
        *(terminal.plant.next_timer(), firmware.senses.next_timer(), talk.next_timer(), watch.next_timer()),
        *(firmware.watch.next_timer(), firmware.sampler.next_timer(), firmware.book.next_timer()),
        *(firmware.rhythm.due(firmware.watch.on), firmware.refusal_watch.next_timer(), firmware.guard.next_timer(None)),
    )
    _ask(due is not None and due > terminal.plant.now, "something is due now")
    _ask(due in known, "something is due that a stretch does not know")


def demand_of(plant: Plant) -> Demand:
    """What it welds, if it does."""
    return plant.torch._work or plant.torch._own


def reads_of(firmware: Firmware, span: Span, source: PowerSource) -> tuple[int, int]:
    """Between what the current that counts can be said to be, while the truth is in this span."""
    plant, judged = firmware.plant, firmware.senses._judged
    if judged is None or not in_sight(plant):
        return 0, 0
    least, most = span.least_current, span.most_current
    if judged is Capability.MAINS_CURRENT:
        least, most = (mains_current(source, power) for power in (span.least_power, span.most_power))
    return plant.instruments.span(judged, least, most)


def in_sight(plant: Plant) -> bool:
    return access.in_sight(plant.build.access, plant.shunted)
