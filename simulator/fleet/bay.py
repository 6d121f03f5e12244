"""One machine with its module, in virtual time: terminal, witness, driver, link, and what can be done to each of them."""

import hashlib
from dataclasses import dataclass, field, replace

import simpy

from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import Unlock
from simulator.draw import Draw
from simulator.fleet.cheats import Move
from simulator.fleet.truth import TruthLog
from simulator.fleet.witness import Witness
from simulator.runtime.impair import LinkQuality
from simulator.runtime.links.memory import Accept, MemoryLink
from simulator.runtime.tape import Recorded, Sink
from simulator.runtime.virtual import VirtualDriver, after
from simulator.terminal import Flash, Identity, Note, Profile, Terminal
from simulator.terminal.faults import Step


@dataclass(frozen=True)
class Fitting:
    """What a bay is made of. `kind` is the terminal, or a deliberately wrong one; `tape` gets its inputs and outputs."""

    identity: Identity
    profile: Profile
    seed: int
    quality: LinkQuality | None = None
    kind: type[Terminal] = Terminal
    tape: Sink | None = None
    flash: Flash | None = None
    ppm: int = 0
    """How fast the crystal is, all its life."""


class BayDriver(VirtualDriver):
    """`hold`: what comes down is held back for so long, and lost where the connection is another one by then."""

    hold: Duration = 0
    connection = 0

    def link_up(self) -> None:
        self.connection += 1
        super().link_up()

    def link_down(self) -> None:
        self.connection += 1
        super().link_down()

    def receive(self, data: bytes) -> None:
        if not self.hold:
            super().receive(data)
            return
        connection = self.connection
        after(
            self.env, self.hold, lambda: super(BayDriver, self).receive(data) if connection == self.connection else None
        )


@dataclass
class Wire:
    """Frames that went up, as a digest, and as they were where somebody wants to see them."""

    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    frames: list[bytes] | None = None
    count: int = 0

    def __call__(self, at: Instant, frame: bytes) -> None:
        self.count += 1
        self.digest.update(at.to_bytes(8, "big") + frame)
        if self.frames is not None:
            self.frames.append(frame)


class Bay:
    """The module is made at the first power-up. `notes` are its own events."""

    def __init__(self, env: simpy.Environment, accept: Accept, fitting: Fitting) -> None:
        self.fitting = fitting
        self.truth = TruthLog(fitting.identity.terminal, fitting.profile.source)
        self.notes: list[tuple[Instant, Note]] = []
        self.wire = Wire()
        self.witness: Witness | None = None
        self.injected = 0
        """UNLOCKs that somebody sent once more."""
        self._env = env
        self._driver: BayDriver | None = None
        self._clone: Bay | None = None
        self._accept = accept
        line = fitting.profile.binding == "serial"
        draw = Draw(fitting.seed, fitting.identity.terminal)
        self.link = MemoryLink(env, accept, line=line, quality=fitting.quality, draw=draw)

    @property
    def now(self) -> Instant:
        return int(self._env.now)

    @property
    def terminal(self) -> Terminal | None:
        return self.witness.terminal if self.witness else None

    @property
    def powered(self) -> bool:
        return self.witness is not None and self.witness.terminal.powered

    @property
    def closed(self) -> bool:
        """Whether the machine gives something when somebody tries."""
        return bool(self.truth.value_now("closed"))

    # ---- the module ----------------------------------------------------------------------------------------------

    def switch_on(self) -> None:
        if self._driver is None:
            self._make()
        elif not self.powered:
            self.stimulate(Stimulus("switch-on"))

    def _make(self) -> None:
        fitting, now = self.fitting, self.now
        terminal = fitting.kind(fitting.identity, fitting.profile, fitting.flash, seed=fitting.seed, now=now)
        if fitting.ppm:
            terminal.stimulate(Stimulus("clock-drift", {"value": fitting.ppm}), now)
        self.witness = Witness(terminal, self.truth, now, self.wire)
        self.witness.came = None if self.wire.frames is None else []
        core = Recorded(self.witness, fitting.tape) if fitting.tape else self.witness
        self._driver = BayDriver(self._env, core, self._tells)
        self.link.joins(self._driver)
        self._driver.start()

    def _tells(self, event: Event, now: Instant) -> None:
        if isinstance(event, Note):
            self.notes.append((now, event))
            if event.what in ("arc-on", "arc-off"):
                self.link.burning(event.what == "arc-on")

    def stimulate(self, stimulus: Stimulus) -> None:
        """Nothing happens to a module that is still in its box."""
        if self._driver is not None:
            self._driver.stimulate(stimulus)

    def hands(self, operator: str) -> None:
        """The torch is in these hands from now on, "" for nobody's."""
        if self.witness is not None:
            self.witness.operator = operator
            self.witness.look(self.now)

    # ---- faults and cheats ---------------------------------------------------------------------------------------

    def undergo(self, step: Step, where: str) -> None:
        """A step of a fault, now."""
        if where == "link":
            self._to_the_link(step.stimulus.name, int(step.stimulus.values.get("value", 0)))
        else:
            self.stimulate(_of_this_crystal(step.stimulus, self.fitting.ppm))

    def move(self, move: Move) -> None:
        """A move of a cheat, now."""
        match move.where:
            case "terminal":
                self.stimulate(move.stimulus)
            case "link":
                self._to_the_link(move.name, int(move.values.get("value", 0)))
            case "clone":
                self._with_the_clone(move.name)
            case _:
                raise ValueError(f"nothing can be moved at {move.where!r}")

    def _to_the_link(self, name: str, value: int) -> None:
        match name:
            case "cut":
                self.link.unplugged = False
                if value:
                    self.link.reset()
                self.link.unplugged = bool(value)
            case "half-open":
                self.link.unplugged = bool(value)
            case "reset":
                self.link.reset()
            case "hold":
                if self._driver is not None:
                    self._driver.hold = value * S
            case "inject":
                self._inject()
            case _:
                raise ValueError(f"a link does not know {name!r}")

    def _inject(self) -> None:
        unlocks = (
            [heard.data for heard in self.witness.heard if isinstance(heard.message, Unlock)] if self.witness else []
        )
        if unlocks and self._driver is not None and not self.link.unplugged:
            self.injected += 1
            self._driver.receive(unlocks[-1])

    def _with_the_clone(self, name: str) -> None:
        if name == "boot" and self.terminal is not None:
            stolen = Flash.from_json(self.terminal.flash.as_json())
            twin = replace(self.fitting, flash=stolen, seed=self.fitting.seed + 1, tape=None)
            self._clone = Bay(self._env, self._accept, twin)
            self._clone.switch_on()
        elif self._clone is not None:
            self._clone.stimulate(Stimulus("switch-off"))

    def heal(self) -> None:
        """The link as good as it gets."""
        self.link.unplugged = False
        if self._driver is not None:
            self._driver.hold = 0
        if self.link.quality is not None:
            self.link.quality = LinkQuality(name="healed", latency=self.link.latency)


def _of_this_crystal(stimulus: Stimulus, ppm: int) -> Stimulus:
    """A drift comes on top of what the crystal is anyhow."""
    if stimulus.name != "clock-drift":
        return stimulus
    return Stimulus(stimulus.name, {"value": int(stimulus.values["value"]) + ppm})
