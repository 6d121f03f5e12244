"""Byte strings through the stream decoder by the million: no exception, no growth, each intact frame found.

    .venv/bin/python -m tests.fuzz.stream_fuzz --strings 10000000 --workers 2

A round is one decoder and one line of strings: noise, half frames, frames with a bit turned, headers that hold and lie
about their length, many frames at once, and intact frames among them; each string comes by itself or cut in pieces, with
time passing between. What the decoder has to deliver is reckoned over the whole line by `tests.protocol_spec.reckoning`,
which shares no code with it: exactly the good frames, first come first.

In ten million strings a header that lies about its length finds, a few times, a CRC that is right by chance, over
intact frames that it claims as its body. If its last byte came within 2 s it is a frame by every rule, else it is none
(FRM-12) and what is in it has to be found. The reckoning knows no time, so such a frame, one that nobody put in, may be
missing where the decoder did not deliver it; `by_chance` counts them.
"""

import argparse
import multiprocessing
import pickle
import random
import sys
import time
from dataclasses import dataclass, field

from protocol_spec.frame import MAX_FRAME
from protocol_spec.instant import MS
from protocol_spec.stream import StreamDecoder
from tests.protocol_spec import reckoning
from tests.protocol_spec.line import finish

STRINGS_IN_A_ROUND = 1000
CODES = (0x01, 0x04, 0x10, 0x13, 0x30, 0x7F, 0xA0, 0xFF)


@dataclass
class Tally:
    strings: int = 0
    bytes: int = 0
    hidden: int = 0
    found: int = 0
    by_chance: int = 0
    most_waiting: int = 0
    most_held: int = 0
    """Bytes that a whole decoder, pickled after its round, comes to."""
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.strings += other.strings
        self.bytes += other.bytes
        self.hidden += other.hidden
        self.found += other.found
        self.by_chance += other.by_chance
        self.most_waiting = max(self.most_waiting, other.most_waiting)
        self.most_held = max(self.most_held, other.most_held)
        self.faults += other.faults


def intact(draw: random.Random) -> bytes:
    secured = draw.random() < 0.3
    body = draw.randbytes(draw.choice((0, 1, 4, 18, 41, 60)))
    header = reckoning.header(
        len(body), flags=8 if secured else 0, code=draw.choice(CODES), seq=draw.getrandbits(16), edition=1
    )
    return reckoning.whole(header + body + (draw.randbytes(8) if secured else b""))


def string(draw: random.Random) -> bytes:
    choice = draw.randrange(8)
    if choice == 0:
        return draw.randbytes(draw.randrange(1, 60))
    if choice == 1:
        return b"WT" * draw.randrange(1, 20) + draw.randbytes(draw.randrange(3))
    good = intact(draw)
    if choice == 2:
        return good[: draw.randrange(1, len(good))]
    if choice == 3:
        place = draw.randrange(len(good))
        return good[:place] + bytes([good[place] ^ 1 << draw.randrange(8)]) + good[place + 1 :]
    if choice == 4:
        return reckoning.header(draw.randrange(1025), flags=draw.getrandbits(8)) + draw.randbytes(draw.randrange(30))
    if choice == 5:
        return good + intact(draw) + draw.randbytes(draw.randrange(4))
    return good


def play(seed: int, strings: int = STRINGS_IN_A_ROUND) -> Tally:
    """One round."""
    draw = random.Random(seed)
    decoder, tally, now = StreamDecoder(), Tally(strings=strings), 0
    line: list[bytes] = []
    delivered: list[bytes] = []
    try:
        for _ in range(strings):
            data = string(draw)
            line.append(data)
            for piece in pieces(data, draw):
                now += draw.choice((0, 0, 1, 300)) * MS
                delivered += [frame.encode() for frame in decoder.handle_timer(now)]
                delivered += [frame.encode() for frame in decoder.receive(piece, now)]
                tally.most_waiting = max(tally.most_waiting, decoder.waiting)
        delivered += [frame.encode() for frame in finish(decoder)]
    except Exception as error:
        tally.faults.append(f"seed {seed}: {type(error).__name__}: {error}")
        return tally
    whole = b"".join(line)
    expected, tally.by_chance = reckoned(whole, line, delivered)
    tally.bytes, tally.hidden, tally.found = len(whole), len(expected), len(delivered)
    if delivered != expected:
        tally.faults.append(f"seed {seed}: {len(expected)} intact frames, {len(delivered)} delivered")
    tally.most_held = len(pickle.dumps(decoder))
    if tally.most_waiting > MAX_FRAME:
        tally.faults.append(f"seed {seed}: {tally.most_waiting} bytes were held")
    return tally


def reckoned(whole: bytes, line: list[bytes], delivered: list[bytes]) -> tuple[list[bytes], int]:
    """What had to be delivered, and how many frames that nobody put in were rightly not."""
    passed_over: set[int] = set()
    while True:
        found = reckoning.frames_in(whole, passed_over)
        differs = next((n for n, (_, frame) in enumerate(found) if delivered[n : n + 1] != [frame]), None)
        if differs is None or any(found[differs][1] in data for data in line):
            return [frame for _, frame in found], len(passed_over)
        passed_over.add(found[differs][0])


def pieces(data: bytes, draw: random.Random) -> list[bytes]:
    if len(data) < 2 or draw.random() < 0.7:
        return [data]
    cut = draw.randrange(1, len(data))
    return [data[:cut], data[cut:]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.stream_fuzz")
    parser.add_argument("--strings", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    rounds = range(wanted.seed, wanted.seed + -(-wanted.strings // STRINGS_IN_A_ROUND))
    total, started = Tally(), time.perf_counter()
    with multiprocessing.Pool(wanted.workers) as pool:
        for done, tally in enumerate(pool.imap_unordered(play, rounds, chunksize=10), 1):
            total.add(tally)
            if sys.stderr.isatty() and done % 50 == 0:
                sys.stderr.write(f"\r{total.strings:,} strings, {total.found:,} frames")
    seconds = time.perf_counter() - started
    sys.stdout.write(
        f"{total.strings:,} strings, {total.bytes:,} bytes, {total.hidden:,} intact frames, {total.found:,} found; "
        f"most bytes waiting {total.most_waiting}, a decoder after its round at most {total.most_held} bytes; "
        f"{total.by_chance} by chance and too late; {len(total.faults)} faults; {seconds:.0f} s\n"
    )
    sys.stdout.writelines(f"{fault}\n" for fault in total.faults[:20])
    return 1 if total.faults or total.hidden != total.found else 0


if __name__ == "__main__":
    sys.exit(main())
