"""`arclock proxy LISTEN TARGET`"""

import asyncio
from typing import Annotated, Any

import typer

from arclock.commands.proxy_desk import Desk, obey, words_of_help
from arclock.console import Exit, fail_usage, language, pick, print_json, print_line, say
from arclock.links import HostString, LinkStringError, SerialString, parse_link
from simulator.runtime.impair import (
    ImpairmentError,
    LineFaults,
    LinkQuality,
    line_profiles,
    load_line_faults,
    load_quality,
    qualities,
)
from simulator.runtime.links.real_air import real_air
from simulator.runtime.links.serial_line import LineUnavailable
from simulator.runtime.links.serial_proxy import SerialProxy
from simulator.runtime.links.tcp_proxy import TcpProxy

DEFAULT_QUALITY = "perfect"
DEFAULT_LINE = "clean"


def proxy(
    listen: Annotated[str, typer.Argument(help="tcp-listen:HOST:PORT · serial:PATH?baud=N")] = "",
    target: Annotated[str, typer.Argument(help="tcp:HOST:PORT · mqtt:HOST:PORT · serial:PATH")] = "",
    quality: Annotated[str, typer.Option(help="a name of --list, or FILE.toml#NAME")] = DEFAULT_QUALITY,
    line: Annotated[str | None, typer.Option(help="ills of a serial line: a name of --list, or FILE.toml#NAME")] = None,
    seed: Annotated[int, typer.Option(help="of everything random on the way")] = 0,
    raw: Annotated[bool, typer.Option("--raw", help="lose and change a stream's bytes themselves")] = False,
    list_them: Annotated[bool, typer.Option("--list", help="the qualities and lines, and what they stand for")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON objects on standard output, one a line")] = False,
) -> None:
    """Stand between two ends and make the way between them a bad one. Type `help` while it runs.

    Example: arclock proxy tcp-listen:127.0.0.1:7809 tcp:127.0.0.1:7808 --quality cat1_workshop --seed 7
    """
    if list_them:
        return _list(as_json)
    try:
        ends = _ends(listen, target)
        faults = load_line_faults(line) if line is not None else None
        way = load_quality(quality)
        if isinstance(ends[0], HostString) and faults is not None:
            fail_usage("--line is for serial lines: TCP has repaired all of it below; --quality is for both")
        if isinstance(ends[0], SerialString) and raw:
            fail_usage("--raw is for TCP: a serial line is raw already")
        asyncio.run(_run(ends, way, faults, seed, raw, as_json))
    except (ImpairmentError, LinkStringError, LineUnavailable) as error:
        fail_usage(str(error))
    except OSError as error:
        fail_usage(f"cannot listen on {listen}: {error.strerror or error}; choose another port, or end what has it")
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    return None


def _ends(listen: str, target: str) -> tuple[HostString, HostString] | tuple[SerialString, SerialString]:
    if not listen or not target:
        fail_usage("needs LISTEN and TARGET, such as tcp-listen:127.0.0.1:7809 tcp:127.0.0.1:7808; or --list")
    here, there = parse_link(listen), parse_link(target)
    if isinstance(here, SerialString) and isinstance(there, SerialString):
        return here, there
    if isinstance(here, HostString) and isinstance(there, HostString):
        if here.kind == "tcp-listen" and there.kind in ("tcp", "mqtt"):
            return here, there
        fail_usage(f"{listen} {target}: the first must be tcp-listen:HOST:PORT, the second tcp: or mqtt:HOST:PORT")
    fail_usage(
        f"{listen} {target}: a proxy stands between two connections or between two serial lines, not one of each"
    )


async def _run(
    ends: tuple[HostString, HostString] | tuple[SerialString, SerialString],
    quality: LinkQuality,
    faults: LineFaults | None,
    seed: int,
    raw: bool,
    as_json: bool,
) -> None:
    air = real_air(quality, seed)
    here, there = ends
    made: TcpProxy | SerialProxy
    if isinstance(here, HostString) and isinstance(there, HostString):
        made = TcpProxy((here.host, here.port), (there.host, there.port), air, raw, _tell)
        port = await made.start()
        where = {"listen": f"{here.host}:{port}", "target": f"{there.host}:{there.port}"}
    else:
        assert isinstance(here, SerialString)
        assert isinstance(there, SerialString)
        made = SerialProxy(here.url, there.url, here.baud, air, _tell)
        made.set_faults(faults or load_line_faults(DEFAULT_LINE))
        made.start()
        where = {"one": here.url, "other": there.url, "baud": str(here.baud)}
    desk = Desk(made, as_json)
    _greet(where, quality, faults, as_json)
    try:
        await obey(desk)
    finally:
        desk.report(done=True)
        if isinstance(made, TcpProxy):
            await made.stop()
        else:
            made.stop()


def _greet(where: dict[str, str], quality: LinkQuality, faults: LineFaults | None, as_json: bool) -> None:
    line = faults.name if faults is not None else None
    if as_json:
        print_json({"what": "ready", **where, "quality": quality.name, "line": line})
    else:
        print_line(" ".join([*where.values(), quality.name, *([line] if line else [])]))
    say(words_of_help("en"), words_of_help("zh"))


def _tell(words: str) -> None:
    say(words, words)


def _list(as_json: bool) -> None:
    if as_json:
        print_json({"qualities": _as_json(qualities()), "lines": _as_json(line_profiles())})
        return
    for title, profiles in (
        (pick("--quality", "--quality 链路质量"), qualities()),
        (pick("--line", "--line 串行线路"), line_profiles()),
    ):
        print_line(title)
        for name, profile in profiles.items():
            print_line(f"  {name:<14} {profile.zh if language() == 'zh' else profile.en}")


def _as_json(profiles: dict[str, Any]) -> dict[str, Any]:
    return {name: {"zh": profile.zh, "en": profile.en} | _numbers(profile) for name, profile in profiles.items()}


def _numbers(profile: Any) -> dict[str, Any]:
    """What differs from a way that does nothing; durations in microseconds."""
    plain = type(profile)()
    return {
        f"{name}_us" if name in profile.durations else name: value
        for name, value in vars(profile).items()
        if name not in ("name", "zh", "en") and value != getattr(plain, name)
    }
