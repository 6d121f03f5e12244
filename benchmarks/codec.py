"""Three forms of one codec against each other, in one run on one core: see README.md beside this file.

python benchmarks/codec.py [--json]
"""

import argparse
import gc
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ["NUMBA_NUM_THREADS"] = "1"

from protocol_spec.codec import definition
from protocol_spec.codes import Flag
from protocol_spec.frame import Frame, frame_of, read_frame
from protocol_spec.kinds import Form, Kind
from protocol_spec.layout import Layout
from protocol_spec.message import Message
from protocol_spec.messages import (
    Heartbeat,
    ParamSet,
    PlatformAck,
    Register,
    SessionSummary,
    Status,
    Unlock,
    WeldSamples,
)

MESSAGES: Sequence[type[Message]] = (
    *(Status, Heartbeat, SessionSummary, Unlock, PlatformAck, Register, WeldSamples, ParamSet),
)
SINGLE_GOAL = 10
BULK_GOAL = 5_000_000

ROUNDS = 15
FRAMES = 64
BULK_FRAMES = 500_000
NOON = 1_764_547_200_250_000
"""2025-12-01 00:00:00.250 UTC."""


@dataclass(frozen=True)
class Pair:
    """Microseconds a frame, interpreted and compiled."""

    message: str
    verb: str
    size: int
    construct_us: float
    compiled_us: float

    @property
    def ratio(self) -> float:
        return self.construct_us / self.compiled_us


@dataclass(frozen=True)
class Rate:
    verb: str
    frames_per_s: float
    compiled_frames_per_s: float

    @property
    def ratio(self) -> float:
        return self.frames_per_s / self.compiled_frames_per_s


# Samples: values from the kinds, so that a new message can be measured as it is


def sample(layout: type[Layout], number: int) -> Any:
    """A plausible value; lists of 30 rows, texts and strings of bytes of a usual length."""
    fields = layout.fields().items()
    return layout.of({name: _value(spec.kind, number + place) for place, (name, spec) in enumerate(fields)})


def _value(kind: Kind, number: int) -> Any:
    match kind.form:
        case Form.INT:
            return number % 251
        case Form.TIME:
            return NOON + number * 1_000_000
        case Form.TERMINAL:
            return _terminal(number)
        case Form.CODE:
            members = list(kind.codes or ())
            return members[number % len(members)]
        case Form.BITS:
            return (kind.flags or Flag)(5)
        case Form.OCTETS:
            return bytes(range(kind.size or 0))
        case Form.TEXT:
            return "WTP-焊机-2.1.0"[: (kind.limit or 0) // 3]
        case Form.BLOB:
            return bytes(min(kind.limit or 0, 4))
        case Form.LIST:
            assert kind.group is not None
            return tuple(sample(kind.group, number + row) for row in range(min(kind.limit or 0, 30)))


def _terminal(number: int) -> str:
    return f"999901{number:010d}"


# One frame at a time


def best_us(work: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """CPU time, the best of several rounds for each, in turns.

    Not time on the clock: a busy machine interrupts long rounds more often than short ones, and the slower form would
    look slower than it is. Without the garbage collector, as `timeit` has it: whose garbage it collects is chance.
    """
    best = [float("inf")] * len(work)
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for place, run in enumerate(work):
            began = time.process_time()
            run()
            best[place] = min(best[place], time.process_time() - began)
    gc.enable()
    return [seconds * 1e6 for seconds in best]


def measure_single(declared: type[Message]) -> list[Pair]:
    """Parse is: bytes to message, header check and CRC checked. Build is: message to bytes, both checks made."""
    construct = definition.frame_construct()
    values = [(sample(declared, number), _terminal(number), number) for number in range(FRAMES)]
    frames = [frame_of(*value).encode() for value in values]
    assert frames == [definition.build(construct, *value) for value in values]
    assert [_parsed(data) for data in frames] == [definition.read(construct, data) for data in frames]
    parse = best_us(
        [lambda: [definition.read(construct, data) for data in frames], lambda: [_parsed(data) for data in frames]]
    )
    build = best_us(
        [
            lambda: [definition.build(construct, *value) for value in values],
            lambda: [frame_of(*value).encode() for value in values],
        ]
    )
    size = len(frames[0])
    return [
        Pair(declared.title, verb, size, *(us / FRAMES for us in times))
        for verb, times in (("parse+check", parse), ("build", build))
    ]


def _parsed(data: bytes) -> tuple[Frame, Message | None]:
    frame = read_frame(data)
    assert frame is not None
    return frame, frame.message()  # type: ignore[return-value]


# Many frames at a time


def measure_bulk(singly: Sequence[Pair]) -> list[Rate]:
    import numpy as np

    from protocol_spec import bulk

    distinct = [sample(Status, number) for number in range(1000)]
    turns = np.arange(BULK_FRAMES) % len(distinct)
    columns = {name: np.array([getattr(value, name) for value in distinct])[turns] for name in Status.fields()}
    terminals = np.arange(BULK_FRAMES, dtype=np.uint64) + 9_999_010_000_000_000
    sequences = (np.arange(BULK_FRAMES) & 0xFFFF).astype(np.uint16)
    first = bulk.encode(Status, columns, terminals, sequences)
    line, size = first.ravel(), first.shape[1]
    found = bulk.find_frames(line)
    read = bulk.decode(Status, line, *found[:2])
    assert read.ok.all()
    assert len(read.ok) == BULK_FRAMES
    assert first[1234].tobytes() == frame_of(distinct[234], str(terminals[1234]), 1234).encode()
    offsets, sizes = np.arange(BULK_FRAMES) * size, np.full(BULK_FRAMES, size)
    work: dict[str, Callable[[], object]] = {
        "encode with CRC": lambda: bulk.encode(Status, read.columns, read.terminals, read.sequences),
        "decode with check": lambda: bulk.decode(Status, line, offsets, sizes),
        "find frames": lambda: bulk.find_frames(line),
        "find and decode": lambda: bulk.decode(Status, line, *bulk.find_frames(line)[:2]),
    }
    times = best_us(list(work.values()))
    alone = {pair.verb: 1e6 / pair.compiled_us for pair in singly if pair.message == Status.title}
    return [
        Rate(verb, BULK_FRAMES / us * 1e6, alone["build" if verb.startswith("encode") else "parse+check"])
        for verb, us in zip(work, times, strict=True)
    ]


# What was found


def cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def show(single: Sequence[Pair], bulk: Sequence[Rate]) -> None:
    print(f"{cpu()}, Python {platform.python_version()}, best of {ROUNDS}\n")
    print(f"{'one frame, µs':16}{'bytes':>6}  {'':12}{'Construct':>10}{'compiled':>10}{'ratio':>8}")
    for pair in single:
        numbers = f"{pair.construct_us:10.1f}{pair.compiled_us:10.2f}{pair.ratio:7.1f}×"
        print(f"{pair.message:16}{pair.size:6}  {pair.verb:12}{numbers}{_short(pair.ratio, SINGLE_GOAL)}")
    print(f"\n{'STATUS in bulk':24}{'million frames/s':>16}{'ratio to compiled':>20}")
    for rate in bulk:
        goal = BULK_GOAL if rate.verb.startswith(("encode", "decode")) else 0
        print(f"{rate.verb:24}{rate.frames_per_s / 1e6:16.1f}{rate.ratio:19.0f}×{_short(rate.frames_per_s, goal)}")


def _short(figure: float, goal: float) -> str:
    return f"   below the goal of {goal:,}" if figure < goal else ""


def as_json(single: Sequence[Pair], bulk: Sequence[Rate]) -> str:
    report = {
        "cpu": cpu(),
        "python": platform.python_version(),
        "goals": {"single_ratio": SINGLE_GOAL, "bulk_frames_per_s": BULK_GOAL},
        "single": [{**asdict(pair), "ratio": pair.ratio} for pair in single],
        "bulk": [{**asdict(rate), "ratio": rate.ratio} for rate in bulk],
    }
    return json.dumps(report, indent=2)


def main() -> None:
    options = argparse.ArgumentParser(description="Construct, compiled and bulk form of the codec in one run.")
    options.add_argument("--json", action="store_true", help="one object for machines")
    wanted = options.parse_args()
    single = [pair for declared in MESSAGES for pair in measure_single(declared)]
    try:
        bulk = measure_bulk(single)
    except ModuleNotFoundError as missing:
        raise SystemExit(str(missing)) from None
    if wanted.json:
        print(as_json(single, bulk))
    else:
        show(single, bulk)


if __name__ == "__main__":
    main()
