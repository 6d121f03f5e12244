"""What must hold whatever happens: the safety of a terminal, judged from outside while a program plays.

The oracle believes the plant for what the relay does and the world for what happened to it; of the terminal it believes
only the COMMAND_RESULT, and that only to know which grant was accepted. A welded contact is a physical fault: while one
holds, and until the relay has opened after it, nothing is asked of the relay.
"""

from dataclasses import dataclass

from protocol_spec.codes import Flag, LockMode, Result
from protocol_spec.instant import Instant, S
from protocol_spec.messages import CommandResult, Heartbeat, Lock, Login, Register, Unlock
from simulator.terminal.guard import TOO_HOT

from .bench import Bench

BOUND = 1 * S
"""LCK-07, LCK-10: the relay is open so long after whatever locks."""


@dataclass
class Given:
    """An UNLOCK the platform really sent, in session, to this terminal."""

    unlock: Unlock
    at: Instant
    over: Instant
    """When the relay has to be open again at the latest, on the terminal's time line."""


class Oracle:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.grants: list[Given] = []
        self._welded = False
        self._since: dict[str, Instant] = {}
        self._waiting_locks: list[Instant] = []
        self._seen = 0
        bench.watchers.append(self.look)

    def sent(self, message: object) -> None:
        """The platform sent this command; called before the terminal gets it."""
        bench = self.bench
        if isinstance(message, Unlock):
            end = message.grant_end - bench.offset
            self.grants.append(Given(message, bench.now, end + BOUND))
        elif isinstance(message, Lock):
            by = bench.now + BOUND + (message.bound + 1) * S * (message.mode is LockMode.AFTER_ARC)
            for given in self.grants:
                given.over = min(given.over, by)

    def look(self) -> None:
        self._check_frames()
        bench = self.bench
        plant = bench.terminal.plant
        self._welded = plant.welded_contact or (self._welded and plant.relay_closed)
        self._age("cover", plant.cover_open)
        self._age("gas", plant.gas)
        self._age("hot", plant.temperature >= TOO_HOT)
        if not plant.relay_closed or self._welded:
            return
        self._s1()
        self._s3()

    def _age(self, name: str, holds: bool) -> None:
        if not holds:
            self._since.pop(name, None)
        else:
            self._since.setdefault(name, self.bench.now)

    def _s1(self) -> None:
        """S1: closed only under a grant that could be accepted when it came, and is not over."""
        now = self.bench.now
        good = [given for given in self.grants if self._acceptable(given) and now < given.over]
        assert good, f"S1: the relay is closed at {now} under no grant: {self.grants}"

    def _acceptable(self, given: Given) -> bool:
        unlock, utc = given.unlock, given.at + self.bench.offset
        window = unlock.accept_until - unlock.issued
        refused = {
            result.command
            for result in self.bench.messages(CommandResult, given.at)
            if result.command == unlock.command and result.result is not Result.OK
        }
        return window <= 60 * S and utc <= unlock.accept_until and utc < unlock.grant_end and not refused

    def _s3(self) -> None:
        """S3: nothing that locks may have held for longer than the bound."""
        now = self.bench.now
        for name, since in self._since.items():
            assert now - since < BOUND, f"S3: {name} since {since} and the relay is closed at {now}"

    def _check_frames(self) -> None:
        """SES-02, SEC-01, FRM-09: outside a session only REGISTER and LOGIN, inside everything sealed, no gap in numbers."""
        bench = self.bench
        for sent in bench.sent[self._seen :]:
            assert sent.connection, f"sent without a link: {sent.message}"
            assert sent.has(Flag.SECURED), f"sent bare: {sent.message}"
            if not sent.in_session:
                assert isinstance(sent.message, Login | Register), f"sent before login: {sent.message}"
            if isinstance(sent.message, Heartbeat):
                assert sent.frame.wants_ack
        self._seen = len(bench.sent)
