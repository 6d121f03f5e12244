"""What must hold whatever happens: the safety of a terminal, judged from outside while a program plays.

The oracle believes the plant for what the relay does and the world for what happened to it; of the terminal it believes
only the COMMAND_RESULT, and that only to know which grant was accepted. A welded contact is a physical fault: while one
holds, and until the relay has opened after it, nothing is asked of the relay.
"""

from dataclasses import dataclass

from protocol_spec.codes import Capability, Flag, LockMode, Result
from protocol_spec.instant import Instant, S
from protocol_spec.message import Message
from protocol_spec.messages import CommandResult, Identity, Lock, Login, OfflinePermit, Register, Unlock
from protocol_spec.parameters import by_name
from protocol_spec.timers import ACCEPT_WINDOW

from .bench import Bench

TOO_HOT = by_name["too_hot"].default
BOUND = 1 * S
"""LCK-07, LCK-10: the relay is open so long after whatever locks."""


@dataclass
class Given:
    """An UNLOCK the platform really sent, in session, to this terminal; or, without one, an offline permit for it."""

    unlock: Unlock | None
    at: Instant
    session: bytes | None
    over: Instant
    """When the relay has to be open again at the latest, on the terminal's time line."""


class Oracle:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.grants: list[Given] = []
        self._welded = False
        self._since: dict[str, Instant] = {}
        self._seen = 0
        bench.watchers.append(self.look)
        bench.on_command = self.sent

    def sent(self, message: Message) -> None:
        """The platform sent this command; called before the terminal gets it."""
        bench = self.bench
        if isinstance(message, Unlock):
            if message.accept_until - message.issued <= ACCEPT_WINDOW and bench.utc <= message.accept_until:
                end = message.grant_end - bench.offset
                self.grants.append(Given(message, bench.now, bench.key, end + BOUND))
        elif isinstance(message, OfflinePermit):
            self.grants.append(Given(None, bench.now, None, message.valid_until - bench.offset + BOUND))
        elif isinstance(message, Lock) and not bench.terminal.decoder.waiting:
            wait = (message.bound + 1) * S if message.mode is LockMode.AFTER_ARC else 0
            self._close(bench.now + wait)

    def look(self) -> None:
        bench = self.bench
        plant = bench.terminal.plant
        self._hear()
        self._welded = plant.welded_contact or (self._welded and plant.relay_closed)
        able = bench.profile.capability
        self._age("cover", plant.cover_open and bool(able & Capability.COVER_SWITCH))
        self._age("gas", plant.gas and bool(able & Capability.GAS_SENSOR))
        self._age("over-temperature", plant.reads(Capability.TEMPERATURE) >= TOO_HOT)
        if plant.relay_closed and not self._welded:
            self._s1()
            self._s3()

    def _close(self, at: Instant) -> None:
        for given in self.grants:
            given.over = min(given.over, at + BOUND)

    def _hear(self) -> None:
        """A refusal at once says that the grant never was; one that comes later, that it was overtaken."""
        for sent in self.bench.sent[self._seen :]:
            if isinstance(sent.message, CommandResult) and sent.message.result is not Result.OK:
                for given in self.grants:
                    if given.unlock and given.unlock.command == sent.message.command and given.session == sent.session:
                        given.over = min(given.over, sent.at + BOUND * (sent.message.took > 0))
        self._seen = len(self.bench.sent)

    def _age(self, name: str, holds: bool) -> None:
        if holds:
            self._since.setdefault(name, self.bench.now)
        else:
            self._since.pop(name, None)

    def _s1(self) -> None:
        now = self.bench.now
        assert any(now < given.over for given in self.grants), f"S1: at {now} the relay is closed under no grant"

    def _s3(self) -> None:
        now = self.bench.now
        for name, since in self._since.items():
            assert now - since < BOUND, f"S3: {name} since {since}, and at {now} the relay is closed"


def check_frames(bench: Bench) -> None:
    """SES-02, SEC-01, FRM-09: outside a session only REGISTER and LOGIN, all sealed, and no gap in the numbers. The answer to
    IDENTIFY is what may leave without a session, and bare."""
    following: dict[int, int] = {}
    seen: set[tuple[int, bytes]] = set()
    for sent in bench.sent:
        assert sent.connection, f"sent without a link: {sent.message}"
        identity = isinstance(sent.message, Identity)
        assert sent.has(Flag.SECURED) or (identity and not sent.in_session), f"sent bare: {sent.message}"
        assert sent.in_session or isinstance(sent.message, Login | Register | Identity), (
            f"sent before login: {sent.message}"
        )
        if (sent.connection, sent.data) not in seen:
            seen.add((sent.connection, sent.data))
            assert sent.frame.sequence == following.get(sent.connection, 0) & 0xFFFF
            following[sent.connection] = sent.frame.sequence + 1
