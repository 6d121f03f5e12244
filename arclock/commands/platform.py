"""`arclock platform`"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, pick, print_line, say
from protocol_spec.bindings import BAUD_DEFAULT, TCP_PORT
from protocol_spec.codes import Suite
from protocol_spec.instant import Instant
from reference_platform.demo import fill_demo
from reference_platform.edge.nonces import fresh_nonce
from reference_platform.edge.serve import Doors, PortTaken, Serving, serving
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.key_file import read_keys
from reference_platform.platform import Platform
from reference_platform.session import SessionParameters
from simulator.runtime.links.serial_line import LineUnavailable
from simulator.runtime.realtime import Clock


def platform(
    db: Annotated[Path, typer.Option(help="SQLite file, made where it is not there")] = Path("runs/platform.sqlite"),
    tcp: Annotated[str, typer.Option(help="HOST:PORT or :PORT; - for none")] = f"127.0.0.1:{TCP_PORT}",
    http: Annotated[str, typer.Option(help="HOST:PORT or :PORT; - for none")] = "127.0.0.1:8080",
    serial: Annotated[str | None, typer.Option(help="device path of a terminal's line")] = None,
    baud: Annotated[int, typer.Option()] = BAUD_DEFAULT,
    mqtt: Annotated[str | None, typer.Option(help="embedded, embedded:PORT or HOST:PORT of a broker")] = None,
    keys: Annotated[Path | None, typer.Option(help="a vendor's batch of terminal keys, CSV: terminal,key")] = None,
    suite: Annotated[int | None, typer.Option(help="tag suite that is demanded; without it both are taken")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="enter a synthetic county with published tokens")] = False,
) -> None:
    """Run the reference platform; it listens on loopback unless told otherwise. Ctrl-C ends it.

    Example: arclock platform --demo --mqtt embedded
    """
    doors = Doors(tcp=_door("--tcp", tcp), http=_door("--http", http), serial=serial, baud=baud, mqtt=mqtt)
    db.parent.mkdir(parents=True, exist_ok=True)
    parameters = SessionParameters(suites=_suites(suite))
    store = SqliteStore(db)
    clock = Clock()
    try:
        if keys is not None:
            _enter_keys(store, keys)
        if demo:
            fill_demo(store, clock.now(), frozenset(store.load_registry().terminals))
        asyncio.run(_serve(store, doors, clock, parameters))
    except (PortTaken, LineUnavailable) as error:
        fail_usage(str(error))
    except TimeoutError:
        fail_usage(f"no MQTT broker answered at {mqtt}")
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    finally:
        store.close()


async def _serve(store: SqliteStore, doors: Doors, clock: Clock, parameters: SessionParameters) -> None:
    core = Platform(store, fresh_nonce, parameters, tell=_tell)
    async with serving(core, doors, clock) as state:
        _announce(state, doors)
        await asyncio.Event().wait()


def _enter_keys(store: SqliteStore, file: Path) -> None:
    """SEC-15: all terminals of the file, or none and what is wrong with it by line."""
    try:
        batch = read_keys(file.read_bytes(), store.load_registry().terminals)
    except OSError as error:
        fail_usage(f"--keys {file}: {error.strerror}")
    for fault in batch.faults:
        say(f"{file}, line {fault.line}: {fault.en}", f"{file} 第 {fault.line} 行：{fault.zh}", "red")
    if batch.faults:
        fail_usage(pick("no key was entered; put the file right and start again", "未录入任何密钥，请改正后重试"))
    store.save_terminals(batch.entries)
    new = len(batch.entries)
    say(f"keys: {new} terminals entered, {batch.known} known before", f"密钥：新增终端 {new}，已有 {batch.known}")


def _suites(number: int | None) -> frozenset[Suite]:
    if number is None:
        return frozenset(Suite)
    if number not in list(Suite):
        fail_usage(f"--suite {number}: there are 1 and 2")
    return frozenset({Suite.of(number)})


def _announce(state: Serving, doors: Doors) -> None:
    if doors.tcp is not None:
        say(f"terminals: tcp:{doors.tcp[0]}:{state.tcp_port}", f"终端接入：tcp:{doors.tcp[0]}:{state.tcp_port}")
    if doors.serial is not None:
        say(f"terminals: serial:{doors.serial}", f"终端接入：serial:{doors.serial}")
    if state.mqtt is not None:
        say(f"terminals: mqtt:{state.mqtt[0]}:{state.mqtt[1]}", f"终端接入：mqtt:{state.mqtt[0]}:{state.mqtt[1]}")
    if doors.http is not None:
        base = f"http://{doors.http[0]}:{state.http_port}/api/v1"
        say(f"phones: POST {base}/scans", f"手机接口：POST {base}/scans")
        token = state.supervisor_token
        say(f"supervisor's token until this process ends: {token}", f"监管员令牌（本进程内有效）：{token}")


def _tell(what: str, facts: dict[str, object], now: Instant) -> None:
    print_line(" ".join([what, *(f"{name}={value}" for name, value in facts.items())]))


def _door(option: str, text: str) -> tuple[str, int] | None:
    if text == "-":
        return None
    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65_535:
        fail_usage(f"{option} {text!r}: must be HOST:PORT, :PORT or -")
    return host or "127.0.0.1", int(port)
