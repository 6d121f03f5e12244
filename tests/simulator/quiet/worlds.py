"""A world that walks through what is quiet and lives through what is not, and what two cores must have in common."""

import dataclasses
from collections import deque
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from protocol_spec.codes import Suite
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.messages import RECORDS
from protocol_spec.parameters import by_name
from simulator.draw import Draw
from simulator.machine.burn import Burn
from simulator.machine.climate import Cabinet
from simulator.quiet import NotQuiet, Stretch, advance, resume
from simulator.quiet.plain import PlainWorld
from simulator.terminal import Flash, Identity, Profile, Terminal
from simulator.terminal.records.store import RecordStore
from simulator.terminal.settings.parameters_held import ParametersHeld

UPTIME: Instant = 5 * S
OFFSET: Duration = 1_764_000_000 * S
TERMINAL = "9999010000000042"


class QuietWorld(PlainWorld):
    """`pieces` says how long the next stretch may be. `walked` is how much time was walked through, `ended_by` what ended
    each stretch, `refused` why there was none."""

    def __init__(self, *arguments: Any, pieces: Callable[[], Duration], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.pieces = pieces
        self.walked = 0
        self.ended_by: list[str] = []
        self.refused: list[str] = []

    def until(self, target: Instant) -> None:
        while self.now < target:
            piece = min(target, self.now + self.pieces())
            try:
                stretch = Stretch.of(self.terminal, piece, self.delay, tuple(self.answers))
            except NotQuiet as why:
                self.refused.append(str(why))
                if not self.step(target):
                    break
            else:
                self._walk(stretch)
        super().until(target)

    def _walk(self, stretch: Stretch) -> None:
        frames, (ended,) = advance([stretch])
        sent = [(at, data) for chunk in frames for _, at, data in chunk]
        self.sent += sent
        self.answers = deque(ended.pending)
        self.watermark = ended.state.following - 1
        self.walked += ended.state.at - self.now
        self.now = ended.state.at
        self.ended_by.append(ended.ended_by)
        resume(self.terminal, ended, [data for _, data in sent])
        if ended.state.at == stretch.state.at:
            self.step(ended.state.at + 1)


def terminal_of(profile: Profile, seed: int = 1, suite: Suite = Suite.HMAC_SHA256, **parameters: int) -> Terminal:
    kept = {by_name[name].id: value for name, value in parameters.items()}
    flash = Flash(RecordStore(profile.store_records), registered=True, parameters=dict(kept))
    identity = Identity(TERMINAL, bytes(range(16)), suite)
    return Terminal(identity, profile, flash, seed=seed, now=UPTIME)


@dataclasses.dataclass(frozen=True)
class Life:
    """How a terminal gets into the state in which it is left alone: let in, then unlocked for so long (0 for not), then the
    stimuli."""

    profile: Profile
    seed: int = 1
    suite: Suite = Suite.HMAC_SHA256
    delay: Duration = 150 * MS
    parameters: tuple[tuple[str, int], ...] = ()
    granted: Duration = 0
    idle_limit: int = 3600
    stimuli: tuple[Stimulus, ...] = ()

    def begin(self, kind: type[PlainWorld] = PlainWorld, **named: Any) -> Any:
        given = dict(self.parameters)
        terminal = terminal_of(self.profile, self.seed, self.suite, **given)
        world = kind(terminal, self.delay, now=UPTIME, offset=OFFSET, **named)
        world.log_in(**given)
        PlainWorld.until(world, UPTIME + 2 * S)
        if self.granted:
            world.grant(lasts=self.granted, idle_limit=self.idle_limit)
            PlainWorld.until(world, world.now + S)
        for stimulus in self.stimuli:
            terminal.stimulate(stimulus, world.now)
            world.hear(b"")
        return world


def assert_alike(
    life: Life,
    lasts: Duration,
    pieces: Callable[[], Duration],
    before: Callable[[PlainWorld], object] = lambda world: None,
) -> QuietWorld:
    """Walked or lived, the frames are the same at the same instants, and so is all that is left behind."""
    lived, walked = life.begin(), life.begin(QuietWorld, pieces=pieces)
    for world in (lived, walked):
        before(world)
        world.until(world.now + lasts)
    for number, (one, other) in enumerate(zip(walked.sent, lived.sent, strict=False)):
        assert one == other, f"frame {number}"
    assert len(walked.sent) == len(lived.sent)
    assert list(walked.answers) == list(lived.answers)
    assert list(differences(whole_state(walked.terminal), whole_state(lived.terminal))) == []
    assert isinstance(walked, QuietWorld)
    return walked


CACHES = {(Burn, "_last"), (Cabinet, "_around"), (ParametersHeld, "_numbers")}
"""What is remembered so as not to be reckoned again: it says nothing of what a core will do."""


def whole_state(terminal: Terminal) -> Any:
    """All that a terminal is, as plain data: whatever attribute anybody adds to a core is in it. A record is its bytes, for
    nobody but a wire will ever see it, and no wire its microseconds."""
    return _plain(terminal, set())


def _plain(value: Any, above: set[int]) -> Any:
    if isinstance(value, RECORDS):
        return value.encode().hex()
    if isinstance(value, Draw):
        return value.root
    if value is None or isinstance(value, int | str | bytes | Enum):
        return value
    if isinstance(value, dict):
        return {key: _plain(each, above) for key, each in value.items()}
    if isinstance(value, list | tuple | deque):
        return [_plain(each, above) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(value)
    if callable(value) or not hasattr(value, "__dict__") or id(value) in above:
        return None
    named = {name: each for name, each in vars(value).items() if (type(value), name) not in CACHES}
    return {name: _plain(each, above | {id(value)}) for name, each in named.items()}


def differences(one: Any, other: Any, path: str = "terminal") -> Iterator[str]:
    """Where two states are not the same, by path."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() | other.keys():
            yield from differences(one.get(name, "nothing"), other.get(name, "nothing"), f"{path}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, theirs, f"{path}[{place}]")
    elif one != other or type(one) is not type(other):
        yield f"{path}: walked {one!r}, lived {other!r}"
