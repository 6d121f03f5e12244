"""The contact that the module moves: a contactor, a relay in the inhibit loop, a breaker, a digital lock. What it does is not
always what it was told: it takes its time, welds shut, or will not close."""

from protocol_spec.instant import MS, Instant


class Contactor:
    """`command` it, and come back at `moves_at` to `move` it."""

    def __init__(self, millis: int) -> None:
        self.closed = False
        self.welded = False
        """It stays closed, whatever the coil wants."""
        self.stuck = False
        """It does not close any more."""
        self.moves_at: Instant | None = None
        self._millis = millis
        self._commanded = False

    def release(self) -> None:
        """The coil is off: with the module's power gone a contactor falls open by its spring."""
        self._commanded, self.moves_at = False, None
        self.closed = self.welded

    def command(self, closed: bool, now: Instant) -> None:
        if closed == self._commanded and self.moves_at is not None:
            return  # told again in mid-motion: the contactor does not begin anew
        self._commanded = closed
        self.moves_at = now + self._millis * MS

    def move(self) -> None:
        self.moves_at = None
        self._fall()

    def weld(self, welded: bool) -> None:
        """A contact that comes free falls to where its coil wants it."""
        self.welded = welded
        if not welded and self.moves_at is None:
            self._fall()

    def stick(self, stuck: bool) -> None:
        """One that gets loose goes to where its coil wants it; one that is closed stays so until it is opened."""
        self.stuck = stuck
        if not stuck and self.moves_at is None:
            self._fall()

    def _fall(self) -> None:
        self.closed = self.welded or (self._commanded and (self.closed or not self.stuck))
