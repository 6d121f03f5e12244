"""Many terminals of one kind in one process, with consecutive ids and QR codes: no screen, a line every few seconds."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from arclock.console import fail_usage, pick, print_json, print_line, say
from arclock.links import HostString, SerialString
from arclock.stand.lines import typed
from arclock.stand.verbs import Command, CommandError, parse
from arclock.state_file import default_state_path, open_state
from protocol_spec.endpoint import Endpoint, Event, Stimulus
from protocol_spec.instant import Instant
from protocol_spec.security import lab_key
from simulator.runtime.links.cable import Cable
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.terminal import Identity, Note, Profile, Terminal

EVERY = 5.0
NOT_KEPT = Path("-")
STIMULI = ("trigger", "work", "rest", "cover", "gas", "temperature", "mains", "shunt")
"""What can be done to all of them at once."""


@dataclass(frozen=True)
class Crowd:
    """`first` is the first of them; the others count up from it. `state` is a folder."""

    where: SerialString | HostString
    first: Identity
    kind: Profile
    seed: int
    count: int
    state: Path | None
    as_json: bool


class Member:
    """One of them, with as little around it as will do."""

    def __init__(self, crowd: Crowd, number: int, clock: Clock, counted: "Counter[str]") -> None:
        who, now = _identity(crowd.first, number), clock.now()
        path = _state(crowd.state, who.terminal)
        kept = open_state(path, crowd.kind.store_records) if path else None
        self.core = Terminal(who, crowd.kind, kept.flash if kept else None, seed=crowd.seed + number, now=now)
        endpoint: Endpoint = kept.keep(self.core) if kept else self.core
        self._counted = counted
        self.driver = RealtimeDriver(endpoint, self._observe, clock)
        self.cable = Cable(self.driver)
        assert isinstance(crowd.where, HostString)
        host, port = crowd.where.host, crowd.where.port
        if crowd.where.kind == "mqtt":
            MqttTerminalLink(self.cable, who.terminal, host, port)
        else:
            TcpDialLink(self.cable, host, port)

    def _observe(self, event: Event, now: Instant) -> None:
        if isinstance(event, Note):
            self._counted[event.what] += 1
            if event.what == "refused":
                self._counted[f"refused {event.facts['result']}"] += 1


async def run_crowd(crowd: Crowd) -> None:
    """Until quit."""
    if isinstance(crowd.where, SerialString):
        fail_usage(
            pick(
                "a serial line has one terminal on it: --count needs tcp or mqtt",
                "串口上只能有一台终端：--count 需用 tcp 或 mqtt",
            )
        )
    clock, counted = Clock(), Counter[str]()
    members = [Member(crowd, number, clock, counted) for number in range(crowd.count)]
    say(
        f"{crowd.count} terminals, {members[0].core.identity.terminal} to {members[-1].core.identity.terminal}; "
        f"commands for all of them: {', '.join(STIMULI)}, quit",
        f"{crowd.count} 台终端，{members[0].core.identity.terminal} 至 {members[-1].core.identity.terminal}；"
        f"对全部终端有效的命令：{', '.join(STIMULI)}、quit",
    )
    for member in members:
        member.driver.start()
    telling = asyncio.get_running_loop().create_task(_tell(members, counted, crowd.as_json))
    try:
        async for line in typed():
            if line == "quit":
                return
            _do_to_all(members, line)
        await asyncio.Event().wait()
    finally:
        telling.cancel()
        for member in members:
            member.driver.stop()


def _do_to_all(members: list[Member], line: str) -> None:
    try:
        wanted = parse(line)
        if wanted.verb.name not in STIMULI:
            raise CommandError(pick("for all of them there are: ", "对全部终端可用：") + ", ".join(STIMULI))
        for number, member in enumerate(members):
            member.driver.stimulate(_stimulus(wanted, number))
    except (CommandError, ValueError) as error:
        say(str(error), str(error))


def _stimulus(wanted: Command, number: int) -> Stimulus:
    values = dict(wanted.values)
    return Stimulus(wanted.verb.name, {"value": number, **values} if wanted.verb.name == "work" else values)


async def _tell(members: list[Member], counted: "Counter[str]", as_json: bool) -> None:
    while True:
        await asyncio.sleep(EVERY)
        facts = {
            "up": sum(member.cable.up for member in members),
            "live": sum(member.core.conversation.live for member in members),
            "unlocked": sum(member.core.plant.relay_closed for member in members),
            "arcs": sum(member.core.plant.burning for member in members),
            "records": counted["record"],
            "waiting": sum(member.core.flash.store.waiting for member in members),
            **{name: count for name, count in counted.items() if name.startswith("refused ")},
        }
        if as_json:
            print_json({"what": "summary", **facts})
        else:
            print_line("  ".join(f"{name} {count}" for name, count in facts.items()))


def _identity(first: Identity, number: int) -> Identity:
    """The id and the code count up; a laboratory key is the id's own, any other is shared."""
    terminal = f"{int(first.terminal) + number:016d}"
    key = lab_key(terminal) if first.key == _lab_key(first.terminal) else first.key
    return replace(first, terminal=terminal, key=key, qr=first.qr + number)


def _lab_key(terminal: str) -> bytes | None:
    try:
        return lab_key(terminal)
    except ValueError:
        return None


def _state(folder: Path | None, terminal: str) -> Path | None:
    if folder == NOT_KEPT:
        return None
    return default_state_path(terminal) if folder is None else folder / default_state_path(terminal).name
