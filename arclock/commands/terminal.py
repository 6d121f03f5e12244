"""`arclock terminal LINK`"""

import asyncio
import contextlib
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, pick, print_line, say
from arclock.links import HostString, LinkStringError, SerialString, parse_link
from arclock.state_file import Persistent, StateFileError, default_state_path, load_flash
from conformance.pixit import LAB_TERMINAL
from protocol_spec.codes import Suite
from protocol_spec.endpoint import Discarded, Event, Stimulus
from protocol_spec.instant import Instant
from protocol_spec.security import KEY_SIZE, lab_key
from simulator.runtime.driver import Link
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.serial_line import LineUnavailable, SerialLink
from simulator.runtime.links.tcp import TcpDialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.terminal import Identity, Note, Profile, Terminal, load_profile
from simulator.terminal.profile import DEFAULT_PROFILE, ProfileError

SWITCHES = {"on": True, "off": False, "open": True, "closed": False, "1": True, "0": False}
COMMANDS = (
    "trigger on|off · cover open|closed · gas on|off · mains on|off · temperature TENTHS · shunt on|off · "
    "link up|down · quit"
)


def terminal(
    link: Annotated[str, typer.Argument(help="serial:PATH?baud=N · tcp:HOST:PORT · mqtt:HOST:PORT")],
    profile: Annotated[str, typer.Option(help="kind of module")] = DEFAULT_PROFILE,
    id: Annotated[str, typer.Option(help="16 digits")] = LAB_TERMINAL,
    key: Annotated[str | None, typer.Option(help="16 bytes of hex; laboratory terminals have a published one")] = None,
    suite: Annotated[int, typer.Option(help="1 HMAC-SHA-256, 2 HMAC-SM3")] = 1,
    qr: Annotated[int, typer.Option(help="QR code number of the machine")] = 1,
    seed: Annotated[int, typer.Option(help="of everything random in the machine")] = 0,
    state: Annotated[Path | None, typer.Option(help="file that is the terminal's flash")] = None,
) -> None:
    """Run a virtual terminal that a person or a platform can talk to. Type `help` while it runs.

    Example: arclock terminal tcp:127.0.0.1:7808
    """
    where = _parsed(link)
    who = Identity(id, _key(id, key), _suite(suite), qr)
    path = state or default_state_path(id)
    try:
        kind = load_profile(profile).over("serial" if isinstance(where, SerialString) else where.kind)
        asyncio.run(_run(where, who, kind, seed, path))
    except (ProfileError, LineUnavailable, StateFileError) as error:
        fail_usage(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None


async def _run(where: SerialString | HostString, who: Identity, kind: Profile, seed: int, path: Path) -> None:
    clock = Clock()
    core = Terminal(who, kind, load_flash(path), seed=seed, now=clock.now())
    driver = RealtimeDriver(Persistent(core, path), _show, clock)
    link = _attach(driver, where, who.terminal)
    if isinstance(link, SerialLink):
        link.check()
    say(f"terminal {who.terminal}, state in {path}; {COMMANDS}", f"终端 {who.terminal}，状态文件 {path}；{COMMANDS}")
    driver.start()
    try:
        await _obey(driver, link)
    finally:
        driver.stop()


def _attach(driver: RealtimeDriver, where: SerialString | HostString, terminal: str) -> Link:
    if isinstance(where, SerialString):
        return SerialLink(driver, where.url, where.baud)
    if where.kind == "mqtt":
        return MqttTerminalLink(driver, terminal, where.host, where.port)
    return TcpDialLink(driver, where.host, where.port)


async def _obey(driver: RealtimeDriver, link: Link) -> None:
    """Lines on standard input are commands; the end of input leaves the terminal running."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) != "quit":
        if line is None:
            await asyncio.Event().wait()
        elif line:
            _do(driver, link, line)


def _do(driver: RealtimeDriver, link: Link, line: str) -> None:
    word, _, value = line.partition(" ")
    if line == "link up":
        link.open()
    elif line == "link down":
        link.close()
        driver.link_down()
    elif word == "temperature" and value.lstrip("-").isdigit():
        driver.stimulate(Stimulus("temperature", {"value": int(value)}))
    elif word in ("trigger", "cover", "gas", "mains", "shunt") and value in SWITCHES:
        driver.stimulate(Stimulus(word, {"value": SWITCHES[value]}))
    else:
        say(COMMANDS, COMMANDS)


def _show(event: Event, now: Instant) -> None:
    if isinstance(event, Note) and event.what != "watermark":
        print_line(" ".join([event.what, *(f"{name}={value}" for name, value in event.facts.items())]))
    elif isinstance(event, Discarded):
        print_line(f"discarded {event.count} bytes: {event.why} ({event.clause})")


def _parsed(link: str) -> SerialString | HostString:
    try:
        where = parse_link(link)
    except LinkStringError as error:
        fail_usage(str(error))
    if isinstance(where, HostString) and where.kind == "tcp-listen":
        fail_usage(f"{link!r}: a terminal connects, it does not listen; use tcp:HOST:PORT")
    return where


def _key(terminal: str, key: str | None) -> bytes:
    try:
        found = lab_key(terminal) if key is None else bytes.fromhex(key)
    except ValueError as error:
        fail_usage(str(error) if key is None else "--key must be hexadecimal")
    if len(found) != KEY_SIZE:
        fail_usage(f"--key must be {KEY_SIZE} bytes, {2 * KEY_SIZE} hexadecimal digits")
    return found


def _suite(number: int) -> Suite:
    try:
        return Suite.of(number)
    except ValueError:
        fail_usage(pick(f"--suite {number}: there are 1 and 2", f"--suite {number}：只有 1 和 2"))
