"""Records that came and are not stored yet, and the frames that wait for it (REP-06, REP-15)."""

from protocol_spec.frame import Frame
from protocol_spec.messages import Record
from reference_platform.happenings import RecordsArrived


class Unstored:
    def __init__(self) -> None:
        self._tokens = 0
        self._waiting: dict[int, list[Frame]] = {}
        self._frames: list[Frame] = []
        self._records: list[tuple[Record, bool]] = []

    def arrive(self, frame: Frame, records: list[Record], *, backfill: bool) -> None:
        """BKF-05: a batch counts as its records, and its frame waits for all of them."""
        self._frames.append(frame)
        self._records += [(record, backfill) for record in records]

    def hand_out(self, terminal: str) -> RecordsArrived | None:
        """All that arrived since the last time, under a token of their own."""
        if not self._frames:
            return None
        self._tokens += 1
        self._waiting[self._tokens], self._frames = self._frames, []
        records, self._records = tuple(self._records), []
        return RecordsArrived(terminal, self._tokens, records)

    def stored(self, token: int) -> list[Frame]:
        """The frames that may be answered now."""
        return self._waiting.pop(token, [])

    def forget(self) -> None:
        """A new session answers for nothing of an earlier one: its LOGIN_ACK carries the watermark."""
        self._waiting.clear()
