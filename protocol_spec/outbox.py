"""Frames that wait for an answer (ACK-03).

ACK-03 "An unanswered frame MUST be sent again byte for byte at T(n+1) = T(n) × (n+1), 3 times at most, then the link is
dead."

Both roles send through one of these. It keeps the encoded frame, so a retransmission cannot differ from the original.
"""

from dataclasses import dataclass

from protocol_spec.instant import Duration, Instant, earliest
from protocol_spec.timers import RETRIES, retry_wait


@dataclass
class Awaiting:
    """A frame that was sent `transmissions` times and is due again at `due`."""

    sequence: int
    frame: bytes
    first_wait: Duration
    due: Instant
    transmissions: int = 1


class Outbox:
    def __init__(self) -> None:
        self._awaiting: dict[int, Awaiting] = {}

    def sent(self, sequence: int, frame: bytes, first_wait: Duration, now: Instant) -> None:
        self._awaiting[sequence] = Awaiting(sequence, frame, first_wait, now + first_wait)

    def answered(self, sequence: int) -> bool:
        """True where something did wait for this answer."""
        return self._awaiting.pop(sequence, None) is not None

    def waits_for(self, sequence: int) -> bool:
        return sequence in self._awaiting

    def due(self, now: Instant) -> list[bytes] | None:
        """The frames to send again now; None where one has been sent often enough: the link is dead."""
        again: list[bytes] = []
        for awaiting in self._awaiting.values():
            if now < awaiting.due:
                continue
            if awaiting.transmissions > RETRIES:
                return None
            awaiting.transmissions += 1
            awaiting.due = now + retry_wait(awaiting.first_wait, awaiting.transmissions)
            again.append(awaiting.frame)
        return again

    def next_timer(self) -> Instant | None:
        return earliest(*(awaiting.due for awaiting in self._awaiting.values()))

    def clear(self) -> None:
        self._awaiting.clear()

    def __len__(self) -> int:
        return len(self._awaiting)
