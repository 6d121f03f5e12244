"""The platform's core: it joins sessions, registry, decisions and store. No clock, no wire.

An edge makes a connection (`accept`), gets a session to drive, and reports every event of it back through `on_event`.
What the platform wants of a session goes through the `stimulate` the edge handed in, so that a recorder between the two
sees it, and so that the driver settles afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from protocol_spec.codes import EndReason, RelayState, Result
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import HOUR, Instant
from protocol_spec.messages import EventRecord, SessionSummary
from reference_platform.decision import Decision, Scan, decide
from reference_platform.happenings import (
    CommandDone,
    LoggedIn,
    LoginRefused,
    RecordsArrived,
    Registered,
    WentOffline,
)
from reference_platform.registry import Registry, TerminalEntry
from reference_platform.session import PlatformSession, SessionParameters
from reference_platform.storage import Storage, StoredRecord

Tell = Callable[[str, dict[str, Any], Instant], None]
"""(what, facts, now): for timelines and logs. Never personal data."""


@dataclass(frozen=True)
class GrantPolicy:
    idle_limit: int = 600
    longest: int = 8 * HOUR


@dataclass
class Grant:
    """What became of a scan that was granted."""

    scan: int
    grant: int
    terminal: str
    worker: str
    asked: Instant
    state: str = "pending"
    result: str = ""
    powered: Instant | None = None


@dataclass
class Connection:
    session: PlatformSession
    stimulate: Callable[[Stimulus], None] = field(default=lambda stimulus: None)


class Platform:
    def __init__(
        self,
        storage: Storage,
        nonce: Callable[[], int],
        parameters: SessionParameters | None = None,
        policy: GrantPolicy | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.storage = storage
        self.registry: Registry = storage.load_registry()
        self.parameters = parameters or SessionParameters()
        self.policy = policy or GrantPolicy()
        self.grants: dict[int, Grant] = {}
        self.records_new = 0
        self.records_again = 0
        self._nonce = nonce
        self._tell = tell or (lambda what, facts, now: None)
        self._online: dict[str, Connection] = {}
        self._holding: dict[str, int] = {}

    # ---- connections ---------------------------------------------------------------------------------------------

    def accept(self) -> Connection:
        """A session for a new connection; the edge fills in `stimulate` once it has a driver."""
        return Connection(PlatformSession(self, self.parameters, self._nonce))

    def on_event(self, connection: Connection, event: Event, now: Instant) -> None:
        match event:
            case Registered(terminal, register):
                self._save(replace(self.registry.terminals[terminal], registered=True))
                self._tell("registered", {"terminal": terminal, "firmware": register.firmware}, now)
            case LoggedIn(terminal, boot):
                self._on_login(connection, terminal, boot, now)
            case LoginRefused(terminal, result):
                self._tell("login-refused", {"terminal": terminal, "result": result.name}, now)
            case RecordsArrived():
                self._on_records(connection, event, now)
            case CommandDone():
                self._on_command_done(event, now)
            case WentOffline(terminal, why):
                if self._online.get(terminal) is connection:
                    del self._online[terminal]
                self._tell("offline", {"terminal": terminal, "why": why}, now)

    def is_online(self, terminal: str) -> bool:
        return terminal in self._online

    # ---- directory of the sessions -------------------------------------------------------------------------------

    def entry(self, terminal: str) -> TerminalEntry | None:
        return self.registry.terminals.get(terminal)

    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None:
        self._save(replace(self.registry.terminals[terminal], boot_counter=boot_counter, nonce=nonce))

    def watermark(self, terminal: str, oldest: int) -> int:
        return self.storage.watermark(terminal, oldest)

    # ---- scan and lock -------------------------------------------------------------------------------------------

    def scan(self, scan: Scan, now: Instant) -> tuple[int, Decision, Grant | None]:
        """Decide and, where granted, send UNLOCK. Returns (scan id, decision, grant)."""
        decision = decide(scan, self.registry, self.is_online, self._holder, now)
        worker = decision.worker.worker if decision.worker else None
        number = self.storage.add_decision(
            {
                "at": now,
                "worker": worker,
                "machine": decision.machine.qr if decision.machine else None,
                "permit": scan.permit,
                "latitude": scan.latitude,
                "longitude": scan.longitude,
                "reason": decision.reason.name,
            }
        )
        self._tell("decision", {"scan": number, "reason": decision.reason.name, "granted": decision.granted}, now)
        if not decision.granted:
            return number, decision, None
        return number, decision, self._grant(number, decision, now)

    def lock(self, terminal: str, reason: EndReason, now: Instant) -> bool:
        """Send LOCK; False where the terminal is offline."""
        connection = self._online.get(terminal)
        if connection is None:
            return False
        self._tell("lock", {"terminal": terminal, "reason": reason.name}, now)
        grant = self._holding.get(terminal, 0)
        connection.stimulate(Stimulus("lock", {"reason": reason.name, "grant": grant}))
        return True

    def _grant(self, scan: int, decision: Decision, now: Instant) -> Grant:
        assert decision.machine is not None
        assert decision.worker is not None
        assert decision.permit is not None
        terminal = decision.machine.terminal
        grant = Grant(scan, self.storage.next_grant(), terminal, decision.worker.worker, now)
        self.grants[grant.grant] = grant
        self._holding[terminal] = grant.grant
        self._online[terminal].stimulate(
            Stimulus(
                "unlock",
                {
                    "grant": grant.grant,
                    "worker": self.registry.reference(decision.worker).hex(),
                    "permit": decision.permit.permit,
                    "grant_end": min(decision.permit.valid_until, now + self.policy.longest),
                    "idle_limit": self.policy.idle_limit,
                },
            )
        )
        return grant

    def _holder(self, terminal: str) -> str | None:
        held = self._holding.get(terminal)
        return self.grants[held].worker if held is not None else None

    # ---- what sessions report ------------------------------------------------------------------------------------

    def _on_login(self, connection: Connection, terminal: str, boot: int, now: Instant) -> None:
        """SES-08 "A platform MUST evict the old connection when the same terminal logs in again." """
        previous = self._online.get(terminal)
        self._online[terminal] = connection
        self._tell("login", {"terminal": terminal, "boot": boot}, now)
        if previous is not None and previous is not connection:
            previous.stimulate(Stimulus("evict"))

    def _on_records(self, connection: Connection, arrived: RecordsArrived, now: Instant) -> None:
        records = [StoredRecord(record, backfill, now) for record, backfill in arrived.records]
        new, watermark = self.storage.add_records(arrived.terminal, records)
        self.records_new += new
        self.records_again += len(records) - new
        connection.stimulate(Stimulus("stored", {"token": arrived.token, "watermark": watermark}))
        for stored in records:
            self._on_record(arrived.terminal, stored, now)

    def _on_record(self, terminal: str, stored: StoredRecord, now: Instant) -> None:
        record = stored.record
        facts = {"terminal": terminal, "number": record.record, "kind": record.title, "backfill": stored.backfill}
        match record:
            case SessionSummary():
                self._end_grant(terminal, record)
                facts |= {"reason": record.reason.name, "arc_millis": record.arc_millis, "energy": record.energy}
            case EventRecord():
                facts |= {"event": record.event.name}
        self._tell("stored", facts, now)

    def _end_grant(self, terminal: str, summary: SessionSummary) -> None:
        grant = self.grants.get(summary.grant)
        if grant is not None and grant.state != "refused":
            grant.state, grant.result = "ended", summary.reason.name
        if self._holding.get(terminal) == summary.grant:
            del self._holding[terminal]

    def _on_command_done(self, done: CommandDone, now: Instant) -> None:
        result = "NO_ANSWER" if done.result is None else done.result.name
        closed = done.feedback is RelayState.CLOSED
        self._tell("command", {"terminal": done.terminal, "result": result, "closed": closed, "took": done.took}, now)
        grant = self.grants.get(done.grant)
        if grant is None or grant.state != "pending":
            return
        if done.result is Result.OK and closed:
            grant.state, grant.powered = "powered", now
            self._tell("powered", {"grant": grant.grant, "millis": (now - grant.asked) // 1000}, now)
            return
        grant.state, grant.result = "refused", result
        if self._holding.get(grant.terminal) == grant.grant:
            del self._holding[grant.terminal]

    def _save(self, entry: TerminalEntry) -> None:
        self.registry.terminals[entry.terminal] = entry
        self.storage.save_terminal(entry)
