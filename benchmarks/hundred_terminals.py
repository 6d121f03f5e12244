"""What a hundred terminals in real time cost: the share of one core, at default intervals, over TCP on loopback.

    python benchmarks/hundred_terminals.py --seconds 120

Three processes: the reference platform; the terminals, half of them idle and half at work; then, in the terminals' place, the
plain form: as many connections that send the same bytes at the same instants to somebody who answers as many, and know
nothing. What is measured is CPU time of the middle one, after everybody has logged in and been unlocked.
"""

import argparse
import asyncio
import contextlib
import cProfile
import json
import multiprocessing
import os
import pstats
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from arclock.state_file import open_state
from protocol_spec.endpoint import Endpoint, Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import DAY
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import fill_demo
from reference_platform.edge.ingress import Reception
from reference_platform.edge.nonces import fresh_nonce
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import Platform
from reference_platform.registry import Machine, Permit, TerminalEntry
from simulator.runtime.links.tcp import TcpDialLink, TcpListener
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.runtime.tape import Entry, Kind, Recorded
from simulator.terminal import Identity, Terminal, load_profile

ENTERPRISE = "91410199MACFM8MD0A"
FIRST, PERMIT, TOKEN = 9999010000001000, 1000, "demo-jia"
PATIENCE = 120.0
"""Seconds in which all have to have logged in and been unlocked."""
WARM = 3.0
"""Seconds of work before anything is measured."""
ANSWER = bytes(36)
"""As long as a PLATFORM_ACK within a session."""


@dataclass(frozen=True)
class Asked:
    terminals: int
    welding: int
    seconds: float
    profile: bool
    kept: bool
    """Flash in a file each, as `arclock terminal --count` has it."""


def core(number: int) -> None:
    """Keep a process to one core, where there is more than one and the system lets it."""
    with contextlib.suppress(AttributeError, OSError):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number % len(cores)]})


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.1)


# ---- the platform ----------------------------------------------------------------------------------------------------


def platform(asked: Asked, pipe: Connection) -> None:
    core(0)
    asyncio.run(_platform(asked, pipe))


async def _platform(asked: Asked, pipe: Connection) -> None:
    clock, store = Clock(), SqliteStore()
    now = clock.now()
    fill_demo(store, now)
    store.save_permit(Permit(PERMIT, ENTERPRISE, None, now - DAY, now + DAY))
    for number in range(asked.terminals):
        terminal = str(FIRST + number)
        store.save_terminal(TerminalEntry(terminal, lab_key(terminal), ENTERPRISE))
        store.save_machine(Machine(1000 + number, terminal, ENTERPRISE, 34_722_000, 113_738_000))
    core_ = Platform(store, fresh_nonce)
    listener = TcpListener("127.0.0.1", 0, Reception(core_, clock).accept)
    pipe.send(await listener.start())
    await until(lambda: all(core_.is_online(str(FIRST + number)) for number in range(asked.terminals)))
    for number in range(asked.welding):
        core_.scan(Scan(qr_payload(1000 + number), TOKEN, PERMIT, 34_722_000, 113_738_000), clock.now())
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    pipe.send({"records": core_.records_new, "again": core_.records_again})


# ---- the terminals ---------------------------------------------------------------------------------------------------


def terminals(asked: Asked, port: int, pipe: Connection) -> None:
    core(1)
    asyncio.run(_terminals(asked, port, pipe))


async def _terminals(asked: Asked, port: int, pipe: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await _in(Path(folder), asked, port, pipe)


async def _in(folder: Path, asked: Asked, port: int, pipe: Connection) -> None:
    clock = Clock()
    sent: list[list[tuple[float, bytes]]] = [[] for _ in range(asked.terminals)]
    cast: list[tuple[Terminal, RealtimeDriver]] = []
    for number in range(asked.terminals):
        terminal = str(FIRST + number)
        who = Identity(terminal, lab_key(terminal), qr=1000 + number)
        kind = load_profile()
        state = open_state(folder / f"{terminal}.flash", kind.store_records) if asked.kept else None
        machine = Terminal(who, kind, seed=number, now=clock.now())
        core_: Endpoint = state.keep(machine) if state else machine
        driver = RealtimeDriver(Recorded(core_, _noting(sent[number])), clock=clock)
        TcpDialLink(driver, "127.0.0.1", port)
        cast.append((machine, driver))
        driver.start()
    await until(lambda: sum(machine.plant.relay_closed for machine, _ in cast) == asked.welding)
    for number, (machine, driver) in enumerate(cast):
        if machine.plant.relay_closed:
            driver.stimulate(Stimulus("work", {"value": number}))
    await asyncio.sleep(WARM)
    began, arc = time.monotonic(), sum(machine.plant.arc_micros for machine, _ in cast)
    measured = await _measured(asked)
    live = sum(machine.conversation.live for machine, _ in cast)
    unlocked = sum(machine.plant.relay_closed for machine, _ in cast)
    arc = sum(machine.plant.arc_micros for machine, _ in cast) - arc
    schedule = [[(at - began, data) for at, data in row if at >= began] for row in sent]
    pipe.send({**measured, "live": live, "at work": unlocked, "arc seconds": round(arc / 1e6), "sent": schedule})
    for _, driver in cast:
        driver.stop()


def _noting(row: list[tuple[float, bytes]]) -> Callable[[Entry], None]:
    def note(entry: Entry) -> None:
        if entry.kind is Kind.SENT:
            row.append((time.monotonic(), entry.data))

    return note


async def _measured(asked: Asked) -> dict[str, Any]:
    profiler = cProfile.Profile()
    if asked.profile:
        profiler.enable()
    cpu, wall = time.process_time(), time.monotonic()
    await asyncio.sleep(asked.seconds)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    if asked.profile:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(22)
    return {"cpu": cpu, "wall": wall}


# ---- the plain form --------------------------------------------------------------------------------------------------


def echo(pipe: Connection) -> None:
    core(0)
    asyncio.run(_echo(pipe))


async def _echo(pipe: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)


class Plain(asyncio.Protocol):
    """Takes what comes, and is a transport to write to."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        pass


class Echo(Plain):
    def data_received(self, data: bytes) -> None:
        self.transport.write(ANSWER)


def plain(asked: Asked, port: int, schedule: list[list[tuple[float, bytes]]], pipe: Connection) -> None:
    core(1)
    asyncio.run(_plain(asked, port, schedule, pipe))


async def _plain(asked: Asked, port: int, schedule: list[list[tuple[float, bytes]]], pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    ends = [(await loop.create_connection(Plain, "127.0.0.1", port))[1] for _ in schedule]
    began = loop.time()
    for end, row in zip(ends, schedule, strict=True):
        _next(loop, end, began, iter(row))
    pipe.send(await _measured(replace(asked, profile=False)))


def _next(loop: Any, end: Any, began: float, row: Any) -> None:
    """One timer at a time, as a terminal has."""
    item = next(row, None)
    if item is not None:
        loop.call_at(began + item[0], lambda: (end.transport.write(item[1]), _next(loop, end, began, row)))


# ---- together --------------------------------------------------------------------------------------------------------


def run(target: Callable[..., None], *args: Any) -> tuple[Any, Connection]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(*args, there), daemon=True)
    process.start()
    return process, here


def measure(asked: Asked) -> dict[str, Any]:
    far, ears = run(platform, asked)
    near, mouth = run(terminals, asked, ears.recv())
    result = mouth.recv()
    ears.send(None)
    held = ears.recv()
    near.join()
    far.join()
    schedule = result.pop("sent")
    far, ears = run(echo)
    near, mouth = run(plain, asked, ears.recv(), schedule)
    bare = mouth.recv()
    ears.send(None)
    near.join()
    far.terminate()
    frames = sum(len(row) for row in schedule)
    return {
        "terminals": asked.terminals,
        **{name: result[name] for name in ("live", "at work", "arc seconds")},
        "seconds": round(result["wall"], 1),
        "frames": frames,
        "bytes": sum(len(data) for row in schedule for _, data in row),
        "records at the platform": held["records"],
        "share of a core": round(result["cpu"] / result["wall"], 4),
        "plain form": round(bare["cpu"] / bare["wall"], 4),
        "times the plain form": round(result["cpu"] / bare["cpu"], 1),
        "ms a frame": round(1000 * result["cpu"] / frames, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terminals", type=int, default=100)
    parser.add_argument("--welding", type=int, help="of them; default half")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--profile", action="store_true", help="print where the terminals' time goes (and spoil the figure)"
    )
    parser.add_argument("--kept", action="store_true", help="flash in a file each, written before a frame leaves")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    welding = given.terminals // 2 if given.welding is None else given.welding
    found = measure(Asked(given.terminals, welding, given.seconds, given.profile, given.kept))
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:24} {value}")
    if found["share of a core"] >= 0.5:
        print("over the goal: half a core for a hundred terminals")


if __name__ == "__main__":
    main()
