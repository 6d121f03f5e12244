"""An hour of ten thousand quiet terminals, as arrays and as cores, in one run on one core: see README.md beside this file.

python benchmarks/quiet.py [--terminals N] [--sample N] [--json]
"""

import argparse
import gc
import json
import os
import platform
import resource
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

os.environ["NUMBA_NUM_THREADS"] = "1"

from protocol_spec.codes import Suite
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import HOUR, MS, Duration, Instant, S
from simulator.draw import Draw
from simulator.quiet import Advance, Stretch
from simulator.quiet.plain import PlainWorld
from simulator.terminal import Flash, Identity, Profile, Terminal, load_profile, profile_names
from simulator.terminal.records.store import RecordStore

GOAL = 20
SEED = 20_251_125
DELAY: Duration = 120 * MS
NOON: Instant = 1_764_547_200 * S
LASTS: Duration = HOUR
WELDS_EVERY = 10
"""One terminal in so many is unlocked and welds a work; the others are locked and idle."""
SETTLED: Duration = 4 * S


class Lived(PlainWorld):
    """Keeps what the core was told, to tell it to a second one."""

    def __init__(self, terminal: Terminal, now: Instant) -> None:
        self.heard: list[tuple[Instant, bytes | None]] = []
        super().__init__(terminal, DELAY, now=now, offset=NOON)

    def hear(self, data: bytes) -> None:
        self.heard.append((self.now, data))
        super().hear(data)


@dataclass(frozen=True)
class Result:
    terminals: int
    welding: int
    frames: int
    octets: int
    compile_s: float
    read_s: float
    pack_s: float
    walk_s: float
    sample: int
    idle_core_ms: float
    welding_core_ms: float
    ended_early: int
    bytes_a_terminal: int
    peak_mb: float

    @property
    def arrays_s(self) -> float:
        return self.pack_s + self.walk_s

    @property
    def cores_s(self) -> float:
        """Of all, were they all lived."""
        idle = (self.terminals - self.welding) * self.idle_core_ms
        return (idle + self.welding * self.welding_core_ms) / 1_000

    @property
    def ratio(self) -> float:
        return self.cores_s / self.arrays_s


# ---- ten thousand of them --------------------------------------------------------------------------------------------


def machines() -> list[Profile]:
    profiles = [load_profile(name) for name in profile_names()]
    return [profile for profile in profiles if profile.source is not None]


def welds(number: int) -> bool:
    return number % WELDS_EVERY == WELDS_EVERY - 1


def world_of(number: int, profiles: Sequence[Profile]) -> Lived:
    """Terminal `number`, let in, and left alone some seconds later; switched on at an instant of its own."""
    name = f"999901{number:010d}"
    begins = 5 * S + Draw(SEED, name).below(60 * S, "switched on", 0)
    profile = profiles[number // WELDS_EVERY % len(profiles)]
    flash = Flash(RecordStore(profile.store_records), registered=True)
    suite = Suite.HMAC_SM3 if number % 2 else Suite.HMAC_SHA256
    identity = Identity(name, number.to_bytes(16, "big"), suite)
    world = Lived(Terminal(identity, profile, flash, seed=SEED, now=begins), begins)
    world.log_in()
    world.until(begins + SETTLED)
    if welds(number):
        world.grant(lasts=8 * HOUR, idle_limit=7200)
        world.until(world.now + S)
        world.terminal.stimulate(Stimulus("work", {"value": number}), world.now)
        world.hear(b"")
    return world


def read_all(count: int, profiles: Sequence[Profile]) -> tuple[list[Stretch], float]:
    """Each core is made, let in, read, and dropped; CPU seconds of the reading alone."""
    stretches, took = [], 0.0
    for number in range(count):
        world = world_of(number, profiles)
        began = time.process_time()
        stretches.append(Stretch.of(world.terminal, world.now + LASTS, DELAY, tuple(world.answers)))
        took += time.process_time() - began
    return stretches, took


# ---- the cores -------------------------------------------------------------------------------------------------------


Sent = list[tuple[Instant, bytes]]


def live(number: int, profiles: Sequence[Profile], until: Instant) -> tuple[Sent, float]:
    """What a core sends up to `until`, and what that costs it: it lives once to hear the answers it will get, and a second
    one is timed that is told them. So neither the platform nor the making of frames for it is counted."""
    first, second = world_of(number, profiles), world_of(number, profiles)
    begun, heard = len(first.sent), len(first.heard)
    first.until(until)
    core, sent = second.terminal, []
    told = iter([*first.heard[heard:], (until + 1, None)])
    began = time.process_time()
    at, data = next(told)
    while True:
        due = core.next_timer()
        if due is not None and due < at:
            if due > until:
                break
            core.handle_timer(due)
            now = due
        elif data is not None:
            core.receive_data(data, at)
            now = at
            at, data = next(told)
        else:
            break
        sent += [(now, one) for one in core.data_to_send()]
        while core.next_event() is not None:
            pass
    took = time.process_time() - began
    assert sent == first.sent[begun:], "the second core did not live as the first one did"
    return sent, took


# ---- the arrays ------------------------------------------------------------------------------------------------------


def walk(stretches: Sequence[Stretch], kept: dict[int, Sent]) -> tuple[Advance, int, int, float, float]:
    """Packs and walks them all; puts the frames of some aside. Returns how many frames and bytes there were, and CPU seconds
    of packing and of walking."""
    began = time.process_time()
    walked = Advance(stretches)
    pack_s, walk_s, frames, octets = time.process_time() - began, 0.0, 0, 0
    chunks = iter(walked)
    while True:
        began = time.process_time()
        chunk = next(chunks, None)
        walk_s += time.process_time() - began
        if chunk is None:
            return walked, frames, octets, pack_s, walk_s
        frames, octets = frames + len(chunk), octets + len(chunk.data)
        if not kept.keys().isdisjoint(chunk.owners.tolist()):
            for owner, at, data in chunk:
                if owner in kept:
                    kept[owner].append((at, data))


# ---- against each other ----------------------------------------------------------------------------------------------


def sample_of(count: int, size: int) -> tuple[list[int], list[int]]:
    """So many idle terminals and so many that weld, spread over all of them and so over the profiles."""
    tens = [place * (count // WELDS_EVERY) // size for place in range(size)]
    return [ten * WELDS_EVERY + ten % (WELDS_EVERY - 1) for ten in tens], [
        ten * WELDS_EVERY + WELDS_EVERY - 1 for ten in tens
    ]


def measure(count: int, size: int) -> Result:
    profiles = machines()
    began = time.process_time()
    walk(read_all(2 * WELDS_EVERY, profiles)[0], {})
    compile_s = time.process_time() - began
    stretches, read_s = read_all(count, profiles)
    idle, welding = sample_of(count, size)
    kept: dict[int, Sent] = {number: [] for number in (*idle, *welding)}
    gc.disable()
    walked, frames, octets, pack_s, walk_s = walk(stretches, kept)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs = {}
    for number in kept:
        end = walked.end(number).state.at
        sent, costs[number] = live(number, profiles, end)
        assert sent == kept[number], f"terminal {number}: the arrays do not send what its core sends"
    many = count // WELDS_EVERY
    return Result(
        terminals=count,
        welding=many,
        frames=frames,
        octets=octets,
        compile_s=compile_s,
        read_s=read_s,
        pack_s=pack_s,
        walk_s=walk_s,
        sample=size,
        idle_core_ms=1_000 * sum(costs[number] for number in idle) / size,
        welding_core_ms=1_000 * sum(costs[number] for number in welding) / size,
        ended_early=sum(walked.end(number).ended_by != "as asked" for number in range(count)),
        bytes_a_terminal=walked.nbytes // count,
        peak_mb=peak / 1_024,
    )


def show(result: Result) -> None:
    print(f"{result.terminals} terminals for an hour, {result.welding} of them weld, the others are locked and idle")
    print(f"frames              {result.frames:12,}   {result.octets / 1e6:.0f} MB")
    print(
        f"arrays              {result.arrays_s:12.2f} s CPU   {result.pack_s:.2f} packing, {result.walk_s:.2f} walking"
    )
    print(f"                    {result.frames / result.arrays_s / 1e6:12.2f} million frames a second")
    print(
        f"cores               {result.cores_s:12.1f} s CPU   {result.idle_core_ms:.1f} ms an idle one, "
        f"{result.welding_core_ms:.1f} ms one that welds; {result.sample} of each measured"
    )
    mark = "" if result.ratio >= GOAL else f"   BELOW THE GOAL of {GOAL}"
    print(f"ratio               {result.ratio:12.0f} ×{mark}")
    print(f"the same bytes      {2 * result.sample:12} terminals compared, frame by frame and instant by instant")
    print(
        f"memory              {result.bytes_a_terminal:12} bytes a terminal as arrays; {result.peak_mb:.0f} MB at the peak"
    )
    print(
        f"apart from that     {result.compile_s:12.2f} s compiling and first use, {result.read_s:.2f} s reading the cores"
    )
    print(f"ended early         {result.ended_early:12} stretches, at something rare")


def main() -> None:
    parser = argparse.ArgumentParser(description="Quiet terminals as arrays against the cores.")
    parser.add_argument("--terminals", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=24, help="how many idle and how many welding cores are measured")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    arguments = parser.parse_args()
    if not 1 <= arguments.sample <= arguments.terminals // WELDS_EVERY:
        parser.error(f"--sample is 1 to a {WELDS_EVERY}th of --terminals")
    result = measure(arguments.terminals, arguments.sample)
    if arguments.json:
        where = {"python": platform.python_version(), "machine": platform.machine(), "goal": GOAL}
        print(json.dumps(asdict(result) | {"ratio": result.ratio} | where))
    else:
        show(result)


if __name__ == "__main__":
    main()
