"""A quiet stretch as data: one terminal that does nothing but live, from one instant to another.

A terminal is quiet when all that will happen follows from what it is: it is in session, everything it asked was answered or
will be, nothing of it waits, its contact does not move, its sensors are what they were made. What it will send then is a pure
function of these numbers, and `walk` computes it. What ends a stretch is the first instant at which something else is due or
could be: a grant's end, the idle limit, a synchronisation, a full store, a cabinet that gets warm. That instant is the core's
own: a stretch ends a microsecond before it, and ending early is always allowed.

`Setting` is what does not change in a stretch, `State` what does. All times are µs on the terminal's own time line; numbers
are as on the wire or as in the core. Where there is no instant, it is `NONE`.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from protocol_spec.codes import Suite
from protocol_spec.instant import Duration, Instant
from protocol_spec.messages import Status
from simulator.draw import Draw
from simulator.machine.torch import Demand
from simulator.quiet.plain import Answer

if TYPE_CHECKING:
    from simulator.terminal import Terminal

NONE: Final = -(1 << 62)
PATIENCE: Final[Duration] = 1_000_000
"""A quiet platform answers within this time: so no frame is ever sent twice."""


class NotQuiet(Exception):
    """Something rare is going on or about to; the message says what."""


@dataclass(frozen=True)
class Setting:
    """Flags are 0 or 1; 1 in `…_read` where the sensor is there and works, else the field is what the template says. An arc is
    `seen` where it counts as a current once it has begun; `unsure` where its beginning may be below the threshold."""

    # the link
    terminal: int
    delay: int
    heartbeat: int
    status_idle: int
    status_welding: int
    sample_block: int
    capacity: int
    # the clock
    crystal_at: int
    crystal_count: int
    ppm: int
    utc_offset: int
    # the lock
    unlocked: int
    closed_at: int
    idle_limit: int
    unlocked_since: int
    no_current: int
    # the sensors
    mains_read: int
    mains_scale: int
    mains_gain: int
    mains_zero: int
    mains_noise: int
    mains_start: int
    arc_read: int
    arc_scale: int
    arc_gain: int
    arc_zero: int
    arc_noise: int
    arc_start: int
    volts_read: int
    volts_scale: int
    volts_gain: int
    volts_zero: int
    volts_noise: int
    volts_start: int
    heat_read: int
    warmer: int
    noisy: int
    in_sight: int
    counted: int
    seen: int
    unsure: int
    judges_mains: int
    threshold: int
    # the machine
    energised: int
    enabled: int
    efficiency: int
    idle_watts: int
    idle_current: int
    mains_divisor: int
    ready_volts: int
    of_the_mains: int
    imposed: int
    # what the worker does
    trigger: int
    working: int
    work: int
    work_began: int
    pace: int
    rests: int
    # around it
    middle: int
    swing: int
    drift: int
    moves: int
    warms: int
    rated: int
    warm_limit: int


@dataclass
class State:
    """`until` is when the stretch ends, `why` a number of `ENDS`; `answers` are under way, `heard` have come."""

    at: int
    until: int
    why: int
    # the link
    sequence: int
    last_sent: int
    answers: int
    heard: int
    # records
    following: int
    watermark: int
    order: int
    unasked: int
    last_status: int
    wanted: int
    block_began: int
    block_count: int
    # what is watched
    watch_on: int
    watch_changed: int
    last_current: int
    idle_told: int
    arc_starts: int
    # the torch and the arc
    k: int
    arc_begins: int
    arc_ends: int
    strikes: int
    burning: int
    burn: int
    struck: int
    burn_until: int
    strike_slots: int
    strike_permille: int
    # the meter and the cabinet
    true_arc_micros: int
    true_arc_energy: int
    true_mains_energy: int
    arc_micros: int
    microjoules: int
    lost_before: int
    rise: int
    step: int


ENDS: Final = (
    "as asked",
    "the idle limit",
    "NO_CURRENT",
    "a full store",
    "too many answers under way",
    "a warm cabinet",
    "the last record number",
)
AS_ASKED, IDLE, NO_CURRENT, FULL, ANSWERS, WARM, NUMBERS = range(len(ENDS))


@dataclass
class Stretch:
    """`template` is a STATUS of this terminal: what in it does not change is said in all of them. `rare` is the first instant
    at which something is due that no walk knows, and `rare_is` what. `pending` are the answers under way, `samples` those of
    the block that is open: mains current, arc current, arc voltage."""

    setting: Setting
    state: State
    suite: Suite
    key: bytes
    draw: Draw
    template: Status
    demand: Demand
    rare: Instant
    rare_is: str
    pending: tuple[Answer, ...] = ()
    samples: tuple[tuple[int, int, int], ...] = field(default=())

    @classmethod
    def of(cls, terminal: "Terminal", until: Instant, delay: Duration, pending: tuple[Answer, ...] = ()) -> "Stretch":
        """The quiet stretch that begins where this core was looked at last, and ends at `until` at the latest. Call it when
        nothing is due any more at that instant. `delay` is how long the platform takes to answer, `pending` what it is
        about to.

        Raises:
            NotQuiet: there is none; says why.
        """
        from simulator.quiet.reading import read

        return read(terminal, until, delay, pending)

    def to(self, until: Instant) -> "Stretch":
        """The same, to be walked on to another instant, or to what is rare.

        Raises:
            NotQuiet: it ended at a step of its cabinet, and what that brings is for the core.
        """
        if self.state.why == WARM:
            raise NotQuiet(ENDS[WARM])
        end = min(until, self.rare - 1)
        return dataclasses.replace(self, state=dataclasses.replace(self.state, until=end, why=AS_ASKED))

    @property
    def ended_by(self) -> str:
        """What comes a microsecond after the end of a stretch that was walked."""
        return self.rare_is if self.state.at == self.rare - 1 else ENDS[self.state.why]
