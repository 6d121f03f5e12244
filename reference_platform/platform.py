"""The platform's core: it joins sessions, registry, decisions and store. No clock, no wire.

An edge makes a connection (`accept`), gets a session to drive, and reports every event of it back through `on_event`.
What the platform wants of a session goes through the `stimulate` the edge handed in, so that a recorder between the two
sees it, and so that the driver settles afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from protocol_spec.codes import EndReason, LockState, RelayState, Result
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import HOUR, Instant
from protocol_spec.messages import EventRecord, SessionSummary, Status
from reference_platform.audit import inputs_of
from reference_platform.decision import Decision, Scan, decide, in_force_until
from reference_platform.grants import NO_ANSWER, Grant, Grants
from reference_platform.happenings import (
    Answered,
    BehindGateway,
    CommandDone,
    LoggedIn,
    LoggedOut,
    LoginRefused,
    RecordsArrived,
    Registered,
    UpgradeReported,
    WatchOver,
    WentOffline,
)
from reference_platform.orders import message_of
from reference_platform.quality import received
from reference_platform.registry import Permit, Registry, TerminalEntry, Worker
from reference_platform.session import PlatformSession, SessionParameters
from reference_platform.storage import Storage, StoredRecord
from reference_platform.upgrades import Image, Upgrades

__all__ = ["Connection", "Grant", "GrantPolicy", "Platform", "Tell"]

Tell = Callable[[str, dict[str, Any], Instant], None]
"""(what, facts, now): for timelines and logs. Never personal data."""


@dataclass(frozen=True)
class GrantPolicy:
    idle_limit: int = 600
    longest: int = 8 * HOUR


STRANGERS = 4_096
"""Connections that have not logged in. One more, and the oldest of them goes (PLT-15)."""


@dataclass(eq=False)
class Connection:
    """`session` is what the edge drives; the connection of a sub-terminal has its gateway's."""

    session: PlatformSession
    stimulate: Callable[[Stimulus], None] = field(default=lambda stimulus: None)
    subs: "dict[str, Connection]" = field(default_factory=dict)

    def behind(self, terminal: str) -> "Connection":
        """The connection of a sub-terminal of this gateway (GWY-06)."""

        def through(stimulus: Stimulus) -> None:
            self.stimulate(Stimulus(stimulus.name, {**stimulus.values, "through": terminal}))

        return self.subs.setdefault(terminal, Connection(self.session, through))


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
        self.grants = Grants()
        self.records_new = 0
        self.records_again = 0
        self._nonce = nonce
        self._tell = tell or (lambda what, facts, now: None)
        self._online: dict[str, Connection] = {}
        self._upgrades = Upgrades()
        self._strangers: dict[Connection, None] = {}

    # ---- connections ---------------------------------------------------------------------------------------------

    def accept(self) -> Connection:
        """A session for a new connection; the edge fills in `stimulate` once it has a driver.

        PLT-15 "A flood of frames from unknown ids MUST NOT disturb other terminals: a platform bounds what it spends …"
        """
        connection = Connection(PlatformSession(self, self.parameters, self._nonce))
        self._strangers[connection] = None
        if len(self._strangers) > STRANGERS:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            oldest.stimulate(Stimulus("evict"))
        return connection

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
            case Answered():
                self._on_answered(event, now)
                self._carry_on(event.terminal, self._upgrades.answered(event))
            case UpgradeReported(terminal, _, state, result):
                self._tell("upgrade", {"terminal": terminal, "state": state.name, "result": result.name}, now)
                self._carry_on(terminal, self._upgrades.reported(event))
            case WatchOver(terminal):
                self._review(terminal, now)
            case LoggedOut(terminal, reason):
                self._forget(connection, terminal)
                self._tell("logout", {"terminal": terminal, "reason": reason.name}, now)
            case WentOffline(terminal, why):
                self._forget(connection, terminal)
                self._tell("offline", {"terminal": terminal, "why": why}, now)
            case BehindGateway(terminal, inner):
                self.on_event(connection.behind(terminal), inner, now)

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
        decision = decide(scan, self.registry, self.is_online, self.grants.holder, now)
        terminal = decision.machine.terminal if decision.machine else ""
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
                "inputs": inputs_of(scan, decision, self.is_online(terminal), self.grants.holder(terminal)),
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
        grant = self.grants.held(terminal)
        connection.stimulate(Stimulus("lock", {"reason": reason.name, "grant": grant.grant if grant else 0}))
        return True

    def order(self, terminal: str, order: Stimulus, now: Instant) -> bool:
        """Send parameters, a question or a restart (`orders.py`); False where the terminal is offline.

        Raises:
            ParameterRefused: PAR-13 "A platform MUST NOT send a value outside its range, and tells its operator so."
            ValueError: there is no such order.
        """
        if message_of(order, lambda: 0, self.parameters.accept_window, now) is None:
            raise ValueError(f"{order.name!r} is no order to a terminal")
        connection = self._online.get(terminal)
        if connection is None:
            return False
        connection.stimulate(order)
        return True

    def offer_upgrade(self, terminal: str, image: Image, now: Instant) -> bool:
        """Offer new firmware, and carry it over as the terminal asks for it; False where the terminal is offline."""
        connection = self._online.get(terminal)
        if connection is None:
            return False
        self._tell("upgrade-offered", {"terminal": terminal, "version": image.version}, now)
        connection.stimulate(self._upgrades.begin(terminal, image))
        return True

    def _carry_on(self, terminal: str, order: Stimulus | None) -> None:
        connection = self._online.get(terminal)
        if order is not None and connection is not None:
            connection.stimulate(order)

    # ---- what changes in mid-grant -------------------------------------------------------------------------------

    def change_worker(self, worker: Worker, now: Instant) -> None:
        """Enter or amend a worker with all certificates, a revoked one included; what runs is looked at again."""
        self.registry.workers[worker.worker] = worker
        self.storage.save_worker(worker)
        self._review_all(now)

    def change_permit(self, permit: Permit, now: Instant) -> None:
        self.registry.permits[permit.permit] = permit
        self.storage.save_permit(permit)
        self._review_all(now)

    def _review_all(self, now: Instant) -> None:
        for terminal in self.grants.terminals_held():
            self._review(terminal, now)

    def _review(self, terminal: str, now: Instant) -> None:
        """LCK-27 "When certificate or permit ceases to be valid in mid-grant a platform MUST send LOCK." Until then the
        terminal's session is asked to wake us at the moment it will."""
        grant, connection = self.grants.held(terminal), self._online.get(terminal)
        if grant is None or connection is None:
            return
        worker, machine = self.registry.workers.get(grant.worker), self.registry.machines.get(grant.machine)
        permit = self.registry.permits.get(grant.permit)
        until = in_force_until(worker, permit, machine, now) if worker and machine else None
        if until is None:
            self.lock(terminal, EndReason.PLATFORM, now)
        else:
            connection.stimulate(Stimulus("watch", {"until": until}))

    def _grant(self, scan: int, decision: Decision, now: Instant) -> Grant:
        assert decision.machine is not None
        assert decision.worker is not None
        assert decision.permit is not None
        terminal, machine, permit = decision.machine.terminal, decision.machine, decision.permit
        number = self.storage.next_grant()
        grant = Grant(scan, number, terminal, decision.worker.worker, machine.qr, permit.permit, now)
        self.grants.open(grant)
        until = in_force_until(decision.worker, permit, machine, now)
        self._online[terminal].stimulate(
            Stimulus(
                "unlock",
                {
                    "grant": number,
                    "worker": self.registry.reference(decision.worker).hex(),
                    "permit": permit.permit,
                    "grant_end": min(until or now, now + self.policy.longest),
                    "idle_limit": self.policy.idle_limit,
                },
            )
        )
        self._review(terminal, now)
        return grant

    # ---- what sessions report ------------------------------------------------------------------------------------

    def _on_login(self, connection: Connection, terminal: str, boot: int, now: Instant) -> None:
        """SES-08 "A platform MUST evict the old connection when the same terminal logs in again." """
        previous = self._online.get(terminal)
        self._online[terminal] = connection
        self._strangers.pop(connection, None)
        self._tell("login", {"terminal": terminal, "boot": boot}, now)
        if previous is not None and previous is not connection:
            previous.stimulate(Stimulus("evict"))
        self._review(terminal, now)

    def _forget(self, connection: Connection, terminal: str) -> None:
        if self._online.get(terminal) is connection:
            del self._online[terminal]

    def _on_records(self, connection: Connection, arrived: RecordsArrived, now: Instant) -> None:
        records = [received(record, backfill, now) for record, backfill in arrived.records]
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
            case Status() if record.lock is LockState.UNLOCKED and not stored.backfill:
                if self.grants.found_running(terminal, record.grant, now):
                    self._tell("running", {"terminal": terminal, "grant": record.grant}, now)
                    self._review(terminal, now)
            case SessionSummary():
                self.grants.end(terminal, record.grant, record.reason.name)
                facts |= {"reason": record.reason.name, "arc_millis": record.arc_millis, "energy": record.energy}
            case EventRecord():
                facts |= {"event": record.event.name}
        if stored.flaw is not None:
            facts |= {"flaw": stored.flaw.name}
        if stored.abnormal:
            facts |= {"abnormal": ",".join(stored.abnormal)}
        self._tell("stored", facts, now)

    def _on_command_done(self, done: CommandDone, now: Instant) -> None:
        result = NO_ANSWER if done.result is None else done.result.name
        closed = done.feedback is RelayState.CLOSED
        self._tell("command", {"terminal": done.terminal, "result": result, "closed": closed, "took": done.took}, now)
        grant = self.grants.get(done.grant)
        if grant is None or grant.state != "pending":
            return
        if done.result is Result.OK and closed:
            self.grants.power(grant, now)
            self._tell("powered", {"grant": grant.grant, "millis": (now - grant.asked) // 1000}, now)
            return
        self.grants.refuse(grant, result)

    def _on_answered(self, done: Answered, now: Instant) -> None:
        """Nobody's data: what a terminal says of itself goes to whoever asked, the log says only that it was said."""
        values = done.answer.values() if done.answer else {}
        result = values["result"].name if "result" in values else "OK" if done.answer else NO_ANSWER
        self._tell("answered", {"terminal": done.terminal, "asked": done.asked, "result": result}, now)

    def _save(self, entry: TerminalEntry) -> None:
        self.registry.terminals[entry.terminal] = entry
        self.storage.save_terminal(entry)
