"""What one day asks of one machine: an active day of eight hours or so, two to four sessions, and a cheat if one is wanted.

Not how a province works: most machines stand still on most days, and `simulator.people` plans that. A generated programme is
dense instead, so that a day of it is worth looking at: somebody whose certificate has run out tries, a colleague takes over
without locking, somebody locks by phone in mid-work, and now and then the machine is left on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from protocol_spec.instant import HOUR, MINUTE, Duration, Instant, S
from simulator.draw import Draw
from simulator.fleet.cheats import Cheat, Move
from simulator.fleet.site import ANNA, BORIS, CARL, DORA, PERMIT, midnight
from simulator.people.intent import Deed, Intent
from simulator.terminal import Profile

FAR = 50_000
"""1e-6 degree: five kilometres and more."""
READY_AFTER: Duration = 20 * S
"""From the scan to the first arc, as it is meant to be."""


@dataclass(frozen=True)
class Programme:
    """`labels`: from when until when a cheat is on, and its name; for the truth log."""

    begins: Instant
    ends: Instant
    intents: tuple[Intent, ...]
    moves: tuple[tuple[Instant, Move], ...] = ()
    labels: tuple[tuple[Instant, Instant, str], ...] = ()


@dataclass
class _Hand:
    """Draws for one day, one after the other by name."""

    draw: Draw
    day: int
    counts: dict[str, int] = field(default_factory=dict)

    def between(self, least: int, most: int, name: str) -> int:
        count = self.counts[name] = self.counts.get(name, -1) + 1
        return least + self.draw.below(most - least + 1, "programme " + name, self.day << 8 | count)


def programme(draw: Draw, day: int, profile: Profile, machine: int = 1, cheat: Cheat | None = None) -> Programme:
    """A pure function of the draw, the day and what is asked for."""
    hand = _Hand(draw, day)
    begins = midnight(day) + 7 * HOUR + hand.between(20 * 60, 90 * 60, "begin") * S
    sessions = hand.between(2, 4, "sessions")
    made = _Day(hand, profile, machine)
    made.add(begins, "", Deed.SWITCH_ON)
    at = begins + hand.between(60, 1_200, "first") * S
    for number in range(sessions):
        at = made.session(at, cheat if number == sessions // 2 else None) + hand.between(120, 5_400, "pause") * S
    ends = max(at, begins + 8 * HOUR)
    if hand.between(0, 9, "left on"):
        made.add(ends, "", Deed.SWITCH_OFF)
    intents = tuple(sorted(made.intents, key=lambda intent: intent.at))
    return Programme(begins, ends, intents, tuple(made.moves), tuple(made.labels))


class _Day:
    def __init__(self, hand: _Hand, profile: Profile, machine: int) -> None:
        self.intents: list[Intent] = []
        self.moves: list[tuple[Instant, Move]] = []
        self.labels: list[tuple[Instant, Instant, str]] = []
        self._hand = hand
        self._profile = profile
        self._machine = machine
        self._works = 0

    def add(self, at: Instant, who: str, do: Deed, **values: int | str) -> None:
        self.intents.append(Intent(at, who, do, self._machine, values))

    def session(self, at: Instant, cheat: Cheat | None) -> Instant:
        """Returns when it is over."""
        owner = (ANNA, BORIS)[self._hand.between(0, 1, "owner")]
        welder = DORA if cheat is not None and cheat.welds == "other" else owner
        if cheat is None and not self._hand.between(0, 9, "lapsed"):
            self._scan(at - 30 * S, CARL)
        if cheat is None or cheat.scans != "none":
            self._scan(at, owner, far=cheat is not None and cheat.scans == "far")
        first = at + READY_AFTER
        ends = first
        for begins, lasts in self._works_of(first):
            phone = owner if cheat is None or cheat.scans == "own" else ""
            self._work(begins, welder, phone, lasts)
            ends = begins + lasts
        self.add(ends, welder, Deed.REST)
        if cheat is not None:
            self._cheat(cheat, at, first, ends)
        elif not self._hand.between(0, 5, "locked"):
            self.moves.append((ends - 20 * S, Move("lock", {}, "platform")))
        elif not self._hand.between(0, 5, "takes over"):
            ends = self._taken_over(ends + 20 * S, BORIS if owner == ANNA else ANNA)
        self.add(ends + 5 * S, welder, Deed.LEAVE, seconds=0)
        return ends

    def _works_of(self, at: Instant) -> Iterator[tuple[Instant, Duration]]:
        for _ in range(self._hand.between(1, 3, "works")):
            lasts = self._hand.between(60, 900, "work") * S
            yield at, lasts
            at += lasts + self._hand.between(20, 400, "rest") * S

    def _taken_over(self, at: Instant, other: str) -> Instant:
        """A colleague steps in without a lock in between; while the grant runs he is refused, and tries."""
        lasts = self._hand.between(30, 300, "other's work") * S
        self._work(at, other, other, lasts)
        self.add(at + lasts, other, Deed.REST)
        return at + lasts

    def _scan(self, at: Instant, who: str, far: bool = False) -> None:
        off = FAR if far else 0
        place = {"latitude": self._profile.latitude + off, "longitude": self._profile.longitude}
        self.add(at, who, Deed.SCAN, phone=who, qr=0, permit=PERMIT, **place)

    def _work(self, at: Instant, who: str, phone: str, lasts: Duration) -> None:
        self._works += 1
        number = self._hand.day << 8 | self._works
        pace = self._hand.between(700, 1_300, "pace")
        self.add(at, who, Deed.WORK, work=number, seconds=lasts // S, pace=pace, phone=phone, permit=PERMIT)

    def _cheat(self, cheat: Cheat, scan: Instant, first: Instant, ends: Instant) -> None:
        before = scan - 30 * S
        self.moves += [(before + move.after, move) for move in cheat.before]
        self.moves += [(first + move.after, move) for move in cheat.during]
        self.moves += [(ends + MINUTE + move.after, move) for move in cheat.after]
        last = max((move.after for move in cheat.after), default=0)
        self.labels.append((before, ends + MINUTE + last, cheat.name))
