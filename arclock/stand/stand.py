"""One terminal on its line, in real time, and a hand on every switch of it.

    terminal → state file → tape → driver → cable → link

The tape feeds the frame log and, where one is wanted, the trace of a run folder. Whatever happens is told to all
listeners as plain values (`happening.py`), in the order in which it happened.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from arclock.links import HostString, SerialString
from arclock.stand.frame_log import FrameLog, FrameSeen
from arclock.stand.happening import Happening, Told, of_change, of_event, of_frame
from arclock.stand.snapshot import Snapshot, Standing, snapshot, standing
from arclock.stand.trouble import Trouble
from arclock.stand.verbs import Command, CommandError
from arclock.state_file import open_state
from protocol_spec.endpoint import Endpoint, Event, Stimulus, Value
from protocol_spec.instant import Instant
from protocol_spec.messages import Status
from simulator.draw import Draw
from simulator.runtime.driver import LinkUser
from simulator.runtime.impair import ImpairmentError, load_quality
from simulator.runtime.links.cable import Cable
from simulator.runtime.links.impaired import ImpairedLink
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import Clock, WatchedDriver
from simulator.runtime.tape import Entry, Recorded, Sink
from simulator.terminal import Identity, Profile, Terminal

RealLink = SerialLink | MqttTerminalLink | TcpDialLink


@dataclass(frozen=True)
class Setup:
    """What to put on the stand. Without `state` the terminal is fresh and forgotten when the process ends."""

    where: SerialString | HostString
    who: Identity
    kind: Profile
    seed: int = 0
    state: Path | None = None
    quality: str | None = None


class Stand:
    """Make it inside a running loop.

    Raises:
        StateFileError: the state cannot be read, or is another process's.
        LineUnavailable: the serial device cannot be opened.
    """

    def __init__(self, setup: Setup, clock: Clock | None = None) -> None:
        self.setup = setup
        self.clock = clock or Clock()
        self.listeners: list[Told] = []
        self.sinks: list[Sink] = []
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.works = 0
        self.working = False
        self.trouble = Trouble(self)
        self.booted = self.clock.now()
        self.core = self._make_core(setup)
        self.frames = FrameLog(setup.who.terminal, setup.who.key, self._frame)
        self.driver = WatchedDriver(Recorded(self._kept, self._entry), self._event, self.clock)
        self.driver.settled = self._settled
        self.cable = Cable(self.driver, self.tells)
        draw, mqtt = (
            Draw(setup.seed, setup.who.terminal),
            isinstance(setup.where, HostString) and setup.where.kind == "mqtt",
        )
        self.way = ImpairedLink(self.cable, draw, self.clock, reliable=self.tells, whole=mqtt)
        self.link = self.attach(self.way)
        if isinstance(self.link, SerialLink):
            self.link.check()
        self._before: Standing | None = None

    def start(self) -> None:
        """
        Raises:
            CommandError: there is no such quality.
        """
        asyncio.get_running_loop().set_exception_handler(self._failed)
        if self.setup.quality:
            self.set_quality(self.setup.quality)
        self.driver.start()

    def stop(self) -> None:
        self.trouble.stop()
        self.driver.stop()

    @property
    def tells(self) -> bool:
        """Whether the line tells of a break: a serial line does not."""
        return not isinstance(self.setup.where, SerialString)

    def attach(self, user: LinkUser) -> RealLink:
        """A link of the stand's line for whoever takes the driver's place."""
        return _attach(user, self.setup.where, self.setup.who.terminal)

    def quit(self) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def look(self) -> Snapshot:
        """Everything as it is now: the core is brought up to the moment first."""
        self.driver.wake()
        status = self.frames.last(Status.title)
        reported = (status.at, status.message) if status and isinstance(status.message, Status) else None
        return snapshot(self.core, self.cable, reported, self.clock.now())

    # ---- hands ---------------------------------------------------------------------------------------------------

    def stimulate(self, name: str, **values: Value) -> None:
        """
        Raises:
            CommandError: the terminal does not take it; with what it says.
        """
        try:
            self.driver.stimulate(Stimulus(name, values))
        except ValueError as error:
            raise CommandError(str(error)) from None

    def set_quality(self, name: str) -> None:
        """
        Raises:
            CommandError: there is no such quality; with those that there are.
        """
        try:
            self.way.quality = load_quality(name)
        except ImpairmentError as error:
            raise CommandError(str(error)) from None
        self.tell("quality", name=name)

    def do(self, command: Command) -> bool:
        """Carry out what concerns the terminal alone; False where it is somebody else's (scan, explain, help)."""
        hand = _HANDS.get(command.verb.name)
        if hand is None:
            return False
        hand(self, command)
        return True

    def tell(self, what: str, **facts: Value) -> None:
        """Something that happened beside the terminal."""
        self._told({"at": self.clock.now(), "what": what, **facts})

    # ---- what happens --------------------------------------------------------------------------------------------

    def _make_core(self, setup: Setup) -> Terminal:
        file = open_state(setup.state, setup.kind.store_records) if setup.state else None
        core = Terminal(setup.who, setup.kind, file.flash if file else None, seed=setup.seed, now=self.booted)
        self._kept: Endpoint = file.keep(core) if file else core
        return core

    def _entry(self, entry: Entry) -> None:
        self.frames(entry)
        for sink in self.sinks:
            sink(entry)

    def _event(self, event: Event, now: Instant) -> None:
        if (happening := of_event(event, now)) is not None:
            self._told(happening)

    def _frame(self, seen: FrameSeen) -> None:
        self._told(of_frame(seen))

    def _settled(self, now: Instant) -> None:
        after = standing(self.core, self.cable)
        if after != self._before:
            self.way.burning(after.arc)
            change, self._before = of_change(self._before, after, now), after
            if change is not None:
                self._told(change)

    def _told(self, happening: Happening) -> None:
        for listener in self.listeners:
            listener(happening)

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """An exception inside a callback is our bug: it ends the run instead of being printed and forgotten."""
        error = context.get("exception")
        if not self.over.done():
            self.over.set_exception(error if isinstance(error, Exception) else RuntimeError(str(context["message"])))


def _attach(cable: LinkUser, where: SerialString | HostString, terminal: str) -> RealLink:
    if isinstance(where, SerialString):
        return SerialLink(cable, where.url, where.baud)
    if where.kind == "mqtt":
        return MqttTerminalLink(cable, terminal, where.host, where.port)
    return TcpDialLink(cable, where.host, where.port)


# ---- verbs -----------------------------------------------------------------------------------------------------------


def _stimulus(stand: Stand, command: Command) -> None:
    stand.stimulate(command.verb.name, **command.values)


def _link(stand: Stand, command: Command) -> None:
    if command.values["value"]:
        stand.cable.put_back()
    else:
        stand.cable.pull()
    stand._settled(stand.clock.now())


def _power(stand: Stand, command: Command) -> None:
    wanted = command.values["value"]
    stand.stimulate("power-cut" if wanted == "cut" else "switch-on" if wanted else "switch-off")


def _trouble(stand: Stand, command: Command) -> None:
    stand.trouble.set(command.verb.name, str(command.values["name"]), bool(command.values.get("value", True)))


def _quality(stand: Stand, command: Command) -> None:
    stand.set_quality(str(command.values["name"]))


def _work(stand: Stand, command: Command) -> None:
    stand.works += 1
    number = stand.core.flash.boot_counter << 10 | stand.works & 0x3FF
    stand.stimulate("work", **({"value": number} | dict(command.values)))
    stand.working = True


def _rest(stand: Stand, command: Command) -> None:
    stand.stimulate("rest")
    stand.working = False


def _cool(stand: Stand, command: Command) -> None:
    stand.stimulate("temperature-release")


def _quit(stand: Stand, command: Command) -> None:
    stand.quit()


_HANDS: dict[str, Callable[[Stand, Command], None]] = {
    **dict.fromkeys(("trigger", "cover", "gas", "temperature", "mains", "shunt"), _stimulus),
    "cool": _cool,
    "link": _link,
    "power": _power,
    "work": _work,
    "rest": _rest,
    "fault": _trouble,
    "cheat": _trouble,
    "quality": _quality,
    "quit": _quit,
}
