"""Generated terminal-days by the thousand: all profiles, all qualities of link, faults and no cheats; nothing may break.

    .venv/bin/python -m tests.fleet.terminal_days --days 10000 --workers 2

Day n is a pure function of (seed, n): its profile, its link and its faults follow from them. So a run is resumed with
`--first`, and a violation is played again alone with `--first N --days 1`. Violations go to standard output with the number of
their day; figures follow. Exit code 1 where anything broke.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial

from protocol_spec.codes import EventCode, Suite
from protocol_spec.messages import EventRecord
from simulator.draw import Draw
from simulator.fleet.day import Asked, play_day
from simulator.fleet.sprinkling import HARSH, USUAL
from simulator.fleet.world import GOOD, Cast
from simulator.runtime.impair import qualities
from simulator.terminal import load_profile, profile_names

RATES = {"harsh": HARSH, "usual": USUAL, "none": {}}
LINES = {"rs485_node": ("perfect", "rs485"), "lora_node": ("perfect", "lora_gateway")}
"""Qualities for modules on a serial line; those that dial take all the others."""


def machines() -> list[str]:
    """Profiles that stand on a machine."""
    return [name for name in profile_names() if load_profile(name).build.source is not None]


def qualities_for(profile: str) -> list[str]:
    of_lines = {name for names in LINES.values() for name in names} - {"perfect"}
    return list(LINES.get(profile, [name for name in qualities() if name not in of_lines]))


def asked(number: int, seed: int = 0, profile: str = "", rates: str = "harsh") -> Asked:
    """What day n is."""
    draw = Draw(seed, str(number))
    profile = profile or machines()[draw.below(len(machines()), "profile", number)]
    choices = qualities_for(profile)
    quality = choices[draw.below(len(choices), "quality", number)]
    suite = Suite.HMAC_SM3 if draw.below(4, "suite", number) == 0 else Suite.HMAC_SHA256
    return Asked(seed, number, profile, 1 + number % 97, quality, RATES[rates], suite=suite)


@dataclass
class Tally:
    days: int = 0
    frames: int = 0
    records: int = 0
    events: Counter[str] = field(default_factory=Counter)
    scans: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    arc_hours: float = 0.0
    cpu: float = 0.0
    undrained: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        for name in asdict(self):
            value = getattr(other, name)
            setattr(self, name, getattr(self, name) + value)


def tally(number: int, seed: int = 0, profile: str = "", rates: str = "harsh", cast: Cast = GOOD) -> Tally:
    """One day, judged."""
    wanted, started = asked(number, seed, profile, rates), time.process_time()
    counted = Tally(days=1)
    try:
        day = play_day(wanted, cast)
        counted.broken = [f"day {number} ({wanted.profile}, {wanted.quality}): {one}" for one in day.violations()]
    except Exception as error:
        counted.broken.append(f"day {number} ({wanted.profile}, {wanted.quality}): {type(error).__name__}: {error}")
        return counted
    counted.undrained = not day.drained()
    counted.frames = day.bay.wire.count
    counted.records = len(day.storage.arrived)
    told = [stored.record for _, stored in day.storage.arrived]
    counted.events = Counter(record.event.name for record in told if isinstance(record, EventRecord))
    counted.scans = Counter(day.worker.scanned)
    counted.mishaps = Counter(mishap.fault.name for mishap in day.mishaps)
    counted.arc_hours = sum(arc.ends - arc.begins for arc in day.bay.truth.spans("arc")) / 3.6e9
    counted.cpu = time.process_time() - started
    return counted


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fleet.terminal_days", description=__doc__)
    parser.add_argument("--days", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the number of the first: where an earlier run stopped")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", choices=machines(), default="", help="this one only")
    parser.add_argument("--rates", choices=list(RATES), default="harsh", help="how often faults befall a machine")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    wanted = parser.parse_args()
    total, started = Tally(), time.perf_counter()
    play = partial(tally, seed=wanted.seed, profile=wanted.profile, rates=wanted.rates)
    with multiprocessing.Pool(wanted.workers) as pool:
        numbers = range(wanted.first, wanted.first + wanted.days)
        for done in pool.imap(play, numbers, chunksize=4):
            total.add(done)
            for line in done.broken:
                sys.stdout.write(line + "\n")
            if total.days % 50 == 0:
                sys.stderr.write(f"{total.days:,} of {wanted.days:,} days, {len(total.broken)} violations\n")
    report(total, time.perf_counter() - started, as_json=wanted.json)
    return 1 if total.broken else 0


def report(total: Tally, seconds: float, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(asdict(total) | {"seconds": seconds}, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(
        f"{total.days:,} days, {total.mishaps.total():,} faults, {total.frames:,} frames, {total.records:,} records, "
        f"{total.arc_hours:,.0f} h of arc; {len(total.broken)} violations, {total.undrained} days undrained; "
        f"{total.cpu / max(1, total.days):.3f} s of CPU a day, {seconds:.0f} s\n"
    )
    for name, counts in (("events", total.events), ("scans", total.scans), ("faults", total.mishaps)):
        sys.stdout.write(f"{name}: " + ", ".join(f"{key} {count:,}" for key, count in counts.most_common()) + "\n")
    missing = [code.name for code in EventCode if not total.events[code.name]]
    sys.stdout.write(f"events that never came: {', '.join(missing) or 'none'}\n")


if __name__ == "__main__":
    sys.exit(main())
