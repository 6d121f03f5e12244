"""All that is known of one machine's day: what was true, what came down, what the terminal said, what the platform has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from protocol_spec.codes import LockMode, Result
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.messages import Lock, Record, Unlock
from reference_platform.grants import Grant
from reference_platform.registry import Registry
from reference_platform.storage import StoredRecord
from simulator.fleet.truth import Span, TruthLog
from simulator.fleet.witness import Heard
from simulator.terminal.note import Note

SLACK: Duration = 150 * MS
"""What instants may differ by for the step of the truth's clock and the slot of an arc."""


@dataclass(frozen=True)
class Evidence:
    """`notes` are the terminal's own events with their instants, `arrived` its records at the platform in the order in which
    each came first, `grants` those the platform made, by number. `quiet`: links are healed and nothing is under way, so that
    what has not arrived never will."""

    terminal: str
    truth: TruthLog
    heard: Sequence[Heard]
    notes: Sequence[tuple[Instant, Note]]
    arrived: Sequence[StoredRecord]
    grants: Mapping[int, Grant]
    registry: Registry
    quiet: bool = True

    def said(self, what: str) -> Iterator[tuple[Instant, Note]]:
        return ((at, note) for at, note in self.notes if note.what == what)

    def records(self, kind: type[Record]) -> list[Record]:
        return [stored.record for stored in self.arrived if isinstance(stored.record, kind)]

    def behind(self, span: Span) -> Duration:
        """By how much the clock of a good terminal was slow at worst in this span: so much later it may obey."""
        return max(0, -self.truth.extremes("clock_off", span)[0]) + SLACK


@dataclass
class Given:
    """A grant that came down in time: from when it allows the relay to be closed, and to when, and what ended it."""

    grant: int
    worker: str
    at: Instant
    unlock: Unlock
    over: Instant
    why: str

    def ends(self, at: Instant, why: str) -> None:
        if self.at <= at < self.over:
            self.over, self.why = at, why


@dataclass
class Permission:
    """All that was given, and the UNLOCKs that came too late. `asked`: which grant a command id stands for now, since they
    count anew with each session."""

    given: list[Given] = field(default_factory=list)
    late: dict[int, Instant] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)


def permission(evidence: Evidence) -> Permission:
    """Whatever was said by platform and terminal that allows the relay to be closed, and all that ends it."""
    found = Permission()
    heard: set[bytes] = set()
    for at, what in sorted(_happenings(evidence), key=lambda one: one[0]):
        if isinstance(what, Heard):
            if what.data not in heard and not _came_too_late(evidence, what):
                _heard(evidence, found, what)
            heard.add(what.data)
        else:
            _said(found, at, what)
    return found


def _happenings(evidence: Evidence) -> Iterator[tuple[Instant, Heard | Note]]:
    yield from ((heard.at, heard) for heard in evidence.heard)
    yield from evidence.notes


def _came_too_late(evidence: Evidence, heard: Heard) -> bool:
    """A LOCK or a REBOOT that came behind a later command, which LCK-06 has refused. A copy of one that was heard is none."""
    command = getattr(heard.message, "command", None)
    return not isinstance(heard.message, Unlock) and any(
        at == heard.at and note.facts["command"] == command and note.facts["result"] == Result.REPLAYED.name
        for at, note in evidence.said("command")
    )


def _heard(evidence: Evidence, found: Permission, heard: Heard) -> None:
    match heard.message:
        case Unlock() as unlock:
            _unlock(evidence, found, unlock, heard.at)
        case Lock() as lock:
            wait = lock.bound * S if lock.mode is LockMode.AFTER_ARC else 0
            for given in found.given:
                given.ends(heard.at + wait, "LOCK")
        case _:
            for given in found.given:
                given.ends(heard.at, "REBOOT")


def _unlock(evidence: Evidence, found: Permission, unlock: Unlock, at: Instant) -> None:
    grant = evidence.grants.get(unlock.grant)
    if grant is None or grant.terminal != evidence.terminal:
        return
    found.asked[unlock.command] = unlock.grant
    if any(given.grant == unlock.grant for given in found.given) or unlock.grant in found.late:
        return
    if at > unlock.accept_until + evidence.behind(Span(at, at + 1)):
        found.late[unlock.grant] = at
        return
    end = unlock.grant_end + evidence.behind(Span(at, unlock.grant_end))
    found.given.append(Given(unlock.grant, grant.worker, at, unlock, end, "grant end"))


def _said(found: Permission, at: Instant, note: Note) -> None:
    match note.what:
        case "restart" | "off":
            for given in found.given:
                given.ends(at, "power-up")
        case "locked":
            for given in found.given:
                if given.grant == note.facts["grant"]:
                    given.ends(at, str(note.facts["reason"]))
        case "command" if note.facts["result"] != Result.OK.name:
            refused = found.asked.get(int(note.facts["command"]))
            for given in found.given:
                if given.grant == refused:
                    given.ends(at, str(note.facts["result"]))
