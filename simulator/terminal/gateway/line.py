"""One line of a gateway: who was heard on it, and where in its noise a frame begins.

A line carries bytes and no name. Who is at the other end, a gateway learns from the frames: so a line that was plugged in and
is silent is nobody's yet. On a bus there may be several.
"""

from dataclasses import dataclass, field

from protocol_spec.kinds import ABSENT_U8
from protocol_spec.stream import StreamDecoder

NO_RADIO = ABSENT_U8
"""The signal strength of a cable."""
MOST_ON_A_LINE = 32
"""As many as RS-485 drives. A line on which more ids turn up is babbling, and the rest is not heard."""


@dataclass
class Line:
    """`signal` in -1 dBm. `terminals` are those heard since it came, each on one line only."""

    number: int
    signal: int = NO_RADIO
    decoder: StreamDecoder = field(default_factory=StreamDecoder)
    terminals: dict[str, None] = field(default_factory=dict)
