"""How a terminal and its machine stand at one moment: what is true beside what was reported. Looking changes nothing."""

from dataclasses import dataclass

from protocol_spec.instant import Instant
from protocol_spec.messages import Status
from protocol_spec.session_table import State
from simulator.runtime.links.cable import Cable
from simulator.terminal import Terminal
from simulator.terminal.watch.measuring import MICROJOULES_PER_WH


@dataclass(frozen=True)
class Standing:
    """What is told when it changes: words and switches, no measured value."""

    power: bool
    lock: str
    relay_command: str
    relay: bool
    """Whether the contact is closed, whatever the firmware was told or measured."""
    grant: int
    worker: str
    link: str
    """up, dialling, down or pulled."""
    session: str
    clock: str
    trigger: bool
    cover: bool
    gas: bool
    mains: bool
    arc: bool
    tripped: bool
    """The power source's own duty cycle is exceeded: it gives nothing until it is cool."""


@dataclass(frozen=True)
class Readings:
    """0.1 A, 0.1 V, 0.1 °C, Wh; None where nobody says."""

    arc_current: int | None
    arc_voltage: int | None
    mains_current: int | None
    temperature: int | None
    energy: int | None


@dataclass(frozen=True)
class Snapshot:
    now: Instant
    standing: Standing
    true: Readings
    reported: Readings
    reported_at: Instant | None
    """On the clock of `now`."""
    utc: Instant | None
    uptime: Instant
    grant_end: Instant | None
    idle_limit: int | None
    next_dial: Instant | None
    boot: int
    held: int
    waiting: int
    watermark: int
    following: int


def standing(core: Terminal, cable: Cable) -> Standing:
    guard, plant, grant = core.guard, core.plant, core.guard.grant
    return Standing(
        power=core.powered,
        lock=guard.lock_state.name,
        relay_command=guard.relay_command.name,
        relay=plant.relay_closed,
        grant=grant.unlock.grant if grant else 0,
        worker=masked(grant.unlock.worker) if grant else "",
        link=_link(cable),
        session=core.conversation.state.value if core.powered else State.DOWN.value,
        clock="set" if core.clock.is_set else "not set",
        trigger=plant.trigger,
        cover=plant.cover_open,
        gas=plant.gas,
        mains=plant.mains,
        arc=plant.burning,
        tripped=plant.tripped,
    )


def snapshot(core: Terminal, cable: Cable, reported: tuple[Instant, Status] | None, now: Instant) -> Snapshot:
    plant, grant, store = core.plant, core.guard.grant, core.flash.store
    plant.advance(now)
    reading = plant.reading()
    true = Readings(
        reading.arc_current,
        reading.arc_voltage,
        reading.mains_current,
        plant.temperature,
        plant.microjoules // MICROJOULES_PER_WH,
    )
    return Snapshot(
        now=now,
        standing=standing(core, cable),
        true=true,
        reported=_reported(reported[1]) if reported else Readings(None, None, None, None, None),
        reported_at=reported[0] if reported else None,
        utc=core.clock.utc(now),
        uptime=core.clock.uptime(now),
        grant_end=grant.unlock.grant_end if grant else None,
        idle_limit=grant.unlock.idle_limit if grant else None,
        next_dial=core.conversation.waits_until if core.powered else None,
        boot=core.flash.boot_counter,
        held=len(store),
        waiting=store.waiting,
        watermark=store.watermark,
        following=store.following,
    )


def _link(cable: Cable) -> str:
    if cable.pulled:
        return "pulled"
    return "up" if cable.up else "dialling" if cable.dialling else "down"


def masked(worker: bytes) -> str:
    """A reference is a hash already; the whole of it is still nobody's business."""
    return worker.hex()[:4] + "…"


def _reported(status: Status) -> Readings:
    return Readings(**{name: _believed(status, name) for name in Readings.__annotations__})


def _believed(status: Status, name: str) -> int | None:
    kind, value = Status.fields()[name].kind, getattr(status, name)
    return None if value in (kind.absent, kind.fault) else value
