"""`arclock terminal LINK`"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, pick, print_line, say
from arclock.links import HostString, LinkStringError, SerialString, parse_link
from arclock.stand.crowd import Crowd, run_crowd
from arclock.stand.mischief import TABLES, find
from arclock.stand.phone import Phone
from arclock.stand.player import NotMet
from arclock.stand.running import Form, Plan, run
from arclock.stand.script import Script, ScriptError, load_script
from arclock.stand.stand import Setup
from arclock.stand.verbs import Command, CommandError, command
from arclock.state_file import StateFileError, default_state_path
from conformance.pixit import LAB_TERMINAL
from protocol_spec.codes import Suite
from protocol_spec.security import KEY_SIZE, lab_key
from simulator.runtime.impair import qualities
from simulator.runtime.links.serial_line import LineUnavailable
from simulator.runtime.run_folder import RunFolderUnwritable
from simulator.terminal import Identity, load_profile, profile_names
from simulator.terminal.profile import DEFAULT_PROFILE, ProfileError

NOT_KEPT = Path("-")


def terminal(
    link: Annotated[
        str, typer.Argument(metavar="LINK", help="serial:PATH?baud=N · tcp:HOST:PORT · mqtt:HOST:PORT")
    ] = "",
    profile: Annotated[str, typer.Option(help="kind of module; list shows them")] = DEFAULT_PROFILE,
    id: Annotated[str, typer.Option(help="16 digits")] = LAB_TERMINAL,
    key: Annotated[str | None, typer.Option(help="16 bytes of hex; laboratory terminals have a published one")] = None,
    suite: Annotated[int, typer.Option(help="1 HMAC-SHA-256, 2 HMAC-SM3")] = 1,
    qr: Annotated[int, typer.Option(help="QR code number of the machine")] = 1,
    seed: Annotated[int, typer.Option(help="of everything random in the machine")] = 0,
    state: Annotated[
        Path | None, typer.Option(help="file that is the terminal's flash; - for none; with --count a folder")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(metavar="URL", help="where scan asks, such as http://127.0.0.1:8080")
    ] = None,
    worker: Annotated[str | None, typer.Option(metavar="TOKEN", help="whose phone scans")] = None,
    permit: Annotated[int, typer.Option(help="hot-work permit the phone names")] = 1,
    script: Annotated[
        Path | None, typer.Option(metavar="FILE", help="steps with times; exit 1 when one is not met")
    ] = None,
    stay: Annotated[bool, typer.Option("--stay", help="go on after the script")] = False,
    fault: Annotated[
        list[str] | None, typer.Option(metavar="NAME[@SECONDS]", help="begin a fault; list shows them")
    ] = None,
    cheat: Annotated[
        list[str] | None, typer.Option(metavar="NAME[@SECONDS]", help="begin a cheat; list shows them")
    ] = None,
    quality: Annotated[
        str | None, typer.Option(metavar="NAME", help="quality of its own link; list shows them")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="what was really so, at least once a second")
    ] = None,
    run_folder: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="run folder with trace.pcapng")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="so many terminals, with consecutive ids and QR codes")] = 1,
    plain: Annotated[bool, typer.Option("--plain", help="lines, even where there is a screen")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="one JSON object a line: events, frames explained, state")
    ] = False,
) -> None:
    """Run a virtual terminal that a person or a platform can talk to: a live view with keys, or lines with commands.

    On a screen the keys stand below the view. Otherwise commands come on standard input; `help` lists them. Exit code 0:
    it was ended by quit or its script; 1: the script expected what did not happen; 2: wrong usage; 130: Ctrl-C.

    Example: arclock terminal tcp:127.0.0.1:7808 --platform http://127.0.0.1:8080 --worker demo-jia
    """
    _lists(profile, fault, cheat, quality)
    if not link:
        fail_usage(pick("which LINK? such as tcp:127.0.0.1:7808", "缺少 LINK，例如 tcp:127.0.0.1:7808"))
    where = _parsed(link)
    who = Identity(id, _key(id, key), _suite(suite), qr)
    form = _form(plain, as_json)
    try:
        kind = load_profile(profile).over("serial" if isinstance(where, SerialString) else where.kind)
        if count > 1:
            _no_more_than_lines(script, fault, cheat, truth, run_folder)
            asyncio.run(run_crowd(Crowd(where, who, kind, seed, count, state, as_json)))
            return
        setup = Setup(where, who, kind.at_once(), seed, _state(state, id), quality)
        timed = (*_timed("fault", fault), *_timed("cheat", cheat))
        plan = Plan(form, _phone(platform, worker, permit), _script(script), stay, truth, run_folder, timed)
        met = asyncio.run(run(setup, plan))
    except (ProfileError, LineUnavailable, StateFileError, ScriptError, CommandError, RunFolderUnwritable) as error:
        fail_usage(str(error))
    except OSError as error:
        fail_usage(f"{error.filename}: {error.strerror}")
    except NotMet as error:
        say(f"not met: {error}", f"未满足：{error}", "red")
        raise typer.Exit(Exit.FAILS) from None
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    if script is not None:
        say(f"{script}: all {met} expectations were met", f"{script}：{met} 项期望全部满足", "green")


def _lists(profile: str, fault: list[str] | None, cheat: list[str] | None, quality: str | None) -> None:
    """`list` in the place of a name: what there is, and no terminal."""
    rows: list[tuple[str, str]] = []
    if profile == "list":
        rows += [(name, pick(load_profile(name).en, load_profile(name).zh)) for name in profile_names()]
    for kind, asked in (("fault", fault), ("cheat", cheat)):
        if asked and "list" in asked:
            rows += [(entry.name, pick(entry.en, entry.zh)) for entry in TABLES[kind].values()]
    if quality == "list":
        rows += [(name, pick(one.en, one.zh)) for name, one in qualities().items()]
    if rows:
        for name, meaning in rows:
            print_line(f"{name:24} {meaning}")
        raise typer.Exit(Exit.HOLDS)


def _form(plain: bool, as_json: bool) -> Form:
    if as_json:
        return Form.JSON
    return Form.LINES if plain or not (sys.stdin.isatty() and sys.stdout.isatty()) else Form.VIEW


def _state(state: Path | None, terminal: str) -> Path | None:
    return None if state == NOT_KEPT else state or default_state_path(terminal)


def _script(path: Path | None) -> Script | None:
    return load_script(path) if path else None


def _phone(platform: str | None, worker: str | None, permit: int) -> Phone | None:
    if (platform is None) != (worker is None):
        fail_usage(pick("--platform and --worker belong together", "--platform 与 --worker 须同时给出"))
    return Phone(platform, worker, permit) if platform and worker else None


def _timed(kind: str, asked: list[str] | None) -> list[tuple[float, Command]]:
    """NAME@SECONDS; without seconds at once."""
    found = []
    for text in asked or []:
        name, _, seconds = text.partition("@")
        find(kind, name)
        try:
            after = float(seconds or 0)
        except ValueError:
            fail_usage(
                pick(f"--{kind} {text}: must be NAME or NAME@SECONDS", f"--{kind} {text}：须为 名称 或 名称@秒数")
            )
        found.append((after, command(kind, {"name": name, "value": True})))
    return found


def _no_more_than_lines(*options: object) -> None:
    if any(options):
        fail_usage(
            pick(
                "--count takes no script, fault, cheat, truth or run: those are of one terminal",
                "--count 不能与 --script、--fault、--cheat、--truth、--run 同用：它们只针对一台终端",
            )
        )


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
