"""A bench whose terminal is kept on a medium, and that writes down what was committed and said by which write."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from protocol_spec.codes import Result
from protocol_spec.endpoint import Event
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import RECORDS, Login, Status, Unlock
from simulator.terminal import Flash, Note, Profile, Terminal
from simulator.terminal.nonvolatile import Journal, Kept, MemoryMedium, PowerLost
from simulator.terminal.records.store import RecordStore
from simulator.terminal.watch.measuring import MICROJOULES_PER_WH
from tests.simulator.terminal.bench import Bench, profile_of
from tests.simulator.terminal.programs import Program, take


def state(flash: Flash) -> str:
    return json.dumps(flash.as_json())


class LoggedMedium(MemoryMedium):
    """Remembers every write: ("program", offset, data) or ("erase", page, nothing)."""

    def __init__(self, pages: int = 24, page_size: int = 512, **over: Any) -> None:
        super().__init__(pages, page_size, **over)
        self.log: list[tuple[str, int, bytes]] = []

    def program(self, offset: int, data: bytes) -> None:
        self.log.append(("program", offset, data))
        super().program(offset, data)

    def erase(self, page: int) -> None:
        self.log.append(("erase", page, b""))
        super().erase(page)


class WatchedJournal(Journal):
    def __init__(self, medium: MemoryMedium, states: list[tuple[int, str]]) -> None:
        super().__init__(medium)
        self._of, self.states = medium, states

    def commit(self, now: Instant, leaving: bool = False) -> bool:
        wrote = super().commit(now, leaving)
        if wrote:
            assert self.flash is not None
            self.states.append((self._of.writes, state(self.flash)))
        return wrote


@dataclass(frozen=True)
class Said:
    """What was known outside when so many writes had been made."""

    writes: int = 0
    boot: int = 0
    energy: int = 0
    watermark: int = 0
    permit: int = 0
    actuations: int = 0
    record: int = 0
    body: bytes | None = None


class CountingBench(Bench):
    """A platform that outlives the terminal's lives gives no grant number twice."""

    grants = 7000

    def unlock_message(self, **over: Any) -> Unlock:
        self.grants += 1
        return super().unlock_message(**({"grant": self.grants} | over))


class KeptBench(CountingBench):
    def __init__(
        self, medium: MemoryMedium | None = None, *, journal: type[WatchedJournal] = WatchedJournal, **over: Any
    ):
        self.medium = medium or LoggedMedium()
        self.journal_kind = journal
        self.states: list[tuple[int, str]] = []
        self.said: list[Said] = []
        self.lives = 0
        self._registered = over.get("registered", True)
        super().__init__(**over)

    def power_up(self, flash: Flash) -> None:
        """`flash` is what the factory made; afterwards the medium says."""
        self.lives += 1
        self.connection, self.key = 0, None
        self._todo.clear()
        journal = self.journal_kind(self.medium, self.states)
        self.terminal = Terminal(self.identity, self.profile, journal.flash or flash, seed=self.seed, now=self.now)
        self.endpoint = Kept(self.terminal, journal)
        assert not self.terminal.guard.grant
        assert self.terminal.flash.session is None
        self.relay.append((self.now, self.relay_closed))
        self.settle()

    def revive(self, off_for: Duration = 10 * S) -> None:
        """Power comes back; it may go again while the terminal finds itself."""
        self.now += off_for
        self.power_up(self.factory_flash())

    def factory_flash(self) -> Flash:
        return Flash(RecordStore(self.profile.store_records), registered=self._registered)

    def _take(self, data: bytes) -> None:
        super()._take(data)
        message = self.sent[-1].message
        assert state(self.terminal.flash) == self.states[-1][1], "a frame left before what it says was stored"
        said = self._standing()
        if isinstance(message, Login):
            said = replace(said, boot=message.boot_counter)
        if isinstance(message, Status):
            said = replace(said, energy=message.energy)
        if isinstance(message, RECORDS):
            said = replace(said, record=message.record, body=message.encode())
        self.said.append(said)

    def _drain(self) -> None:
        seen = len(self.events)
        super()._drain()
        for _, event in self.events[seen:]:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        said = self._standing()
        if isinstance(event, Note) and event.what == "watermark":
            said = replace(said, watermark=int(event.facts["number"]))
        if isinstance(event, Note) and event.what == "record":
            said = replace(said, record=int(event.facts["number"]))
        self.said.append(said)

    def _standing(self) -> Said:
        flash = self.terminal.flash
        return Said(
            writes=self.medium.writes,
            boot=flash.boot_counter,
            permit=flash.permit_counter,
            actuations=flash.actuations,
        )


def check_said(said: Said, flash: Flash) -> None:
    """What was said holds of what the medium remembers."""
    store = flash.store
    assert said.boot <= flash.boot_counter, "SES-04: the boot counter went back"
    assert said.energy <= flash.microjoules // MICROJOULES_PER_WH, "REP-12: the energy went back"
    assert said.watermark <= store.watermark, "the watermark went back"
    assert said.permit <= flash.permit_counter, "OFF-03: the permit counter went back"
    assert said.actuations <= flash.actuations, "the actuations went back"
    if said.record:
        assert said.record < store.following, "REP-01: a record number would be used again"
        held = {stored.record.record: stored.record.encode() for stored in store}
        if said.record > store.watermark and not store.dropped:
            assert said.record in held, f"REP-07: record {said.record} is lost"
            if said.body is not None:
                assert held[said.record] == said.body


def kept_bench_of(settings: dict[str, Any], **over: Any) -> KeptBench:
    return KeptBench(**_given(settings), **over)


def plain_bench_of(settings: dict[str, Any]) -> CountingBench:
    """The same terminal without a medium."""
    return CountingBench(**_given(settings))


def _given(settings: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(Profile)}
    profile = profile_of(**{name: value for name, value in settings.items() if name in names})
    return {"profile": profile} | {name: settings[name] for name in settings.keys() - names}


def play_on(bench: KeptBench, program: Program, cuts: Iterable[tuple[int, int]] = ()) -> None:
    """Play, whatever becomes of the supply: the step in which it goes is not finished, and the next finds a new life. `cuts`
    are so many writes after power-up and so many bytes into the next one, a life each."""
    coming = iter(cuts)
    _arm(bench, coming)
    for step in program:
        try:
            take(bench, step)
        except PowerLost:
            _revive(bench, coming)
    bench.medium.cut = None


def _revive(bench: KeptBench, coming: Iterator[tuple[int, int]]) -> None:
    while True:
        bench.medium.power_on()
        _arm(bench, coming)
        try:
            bench.revive()
        except PowerLost:
            continue
        return


def _arm(bench: KeptBench, coming: Iterator[tuple[int, int]]) -> None:
    after, done = next(coming, (None, 0))
    if after is not None:
        bench.medium.lose_power(after, done)


def settle_down(bench: KeptBench) -> None:
    """All faults are over and everything reaches the platform."""
    bench.login_result = Result.OK
    bench.acks = bench.answers_logins = True
    bench.plug_in()
    for what in ("trigger", "shunt"):
        bench.do(what, False)
    bench.advance(2400 * S)
    if not bench.connection:
        bench.reconnect()
    bench.advance(400 * S)
