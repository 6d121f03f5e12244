"""A terminal whose flash lies on a medium: what it says was stored before it was said.

`PowerLost` and `MediumFull` go through: whoever drives it drops it then, with the frames that had not left, and makes a new one
of what a new `Journal` finds.
"""

from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import Instant, earliest
from simulator.terminal.nonvolatile.journal import Journal
from simulator.terminal.terminal import Terminal


class Kept:
    """An endpoint round a terminal. `journal` is the one whose flash the terminal was made of, or a blank one."""

    def __init__(self, terminal: Terminal, journal: Journal) -> None:
        self.terminal = terminal
        self.journal = journal
        self._now: Instant = 0
        self._stale = False
        journal.keep(terminal.flash)
        journal.commit(self._now, leaving=True)

    def link_up(self, now: Instant) -> None:
        self._input(now)
        self.terminal.link_up(now)

    def link_down(self, now: Instant) -> None:
        self._input(now)
        self.terminal.link_down(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self._input(now)
        self.terminal.receive_data(data, now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self._input(now)
        self.terminal.stimulate(stimulus, now)

    def handle_timer(self, now: Instant) -> None:
        self._input(now)
        self.terminal.handle_timer(now)

    def next_timer(self) -> Instant | None:
        return earliest(self.terminal.next_timer(), self.journal.due) if self.terminal.powered else None

    def data_to_send(self) -> list[bytes]:
        frames = self.terminal.data_to_send()
        if self._stale or frames:
            self._commit(leaving=bool(frames))
        return frames

    def next_event(self) -> Event | None:
        if self._stale:
            self._commit()
        return self.terminal.next_event()

    def _input(self, now: Instant) -> None:
        """An input that nobody asked after yet has its transaction too, before the next one."""
        if self._stale:
            self._commit()
        self._now, self._stale = now, True

    def _commit(self, leaving: bool = False) -> None:
        self.journal.commit(self._now, leaving or not self.terminal.powered)
        self._stale = False
