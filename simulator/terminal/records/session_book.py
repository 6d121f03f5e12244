"""The book of the session that is open: what goes into SESSION_SUMMARY, kept where a power cut cannot reach it (REP-05)."""

from protocol_spec.codes import ClockState, EndReason
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.messages import Record, SessionSummary
from simulator.machine.meter import Mark
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.flash import Flash, OpenSession
from simulator.terminal.lock.actuation import Ending, Grant
from simulator.terminal.records.reporter import Reporter
from simulator.terminal.watch.measuring import MICROJOULES_PER_WH

CHECKPOINT: Duration = 1 * S
"""How often an open session is written down while an arc burns: so much of it at most is lost where the supply goes without
its monitor noticing. Where no current flows only the time would be new, and nobody is woken for that."""


class SessionBook:
    def __init__(self, flash: Flash, clock: DeviceClock, reporter: Reporter) -> None:
        self._flash = flash
        self._clock = clock
        self._reporter = reporter
        self._mark = Mark(0, 0)
        self._written: Instant | None = None

    def opened(self, grant: Grant) -> None:
        start, clock = self._clock.stamp(grant.closed_at)
        self._flash.session = OpenSession(
            grant.unlock.grant, grant.unlock.worker, start, clock, self._flash.boot_counter
        )
        self._mark = grant.mark

    def closed(self, ending: Ending, now: Instant) -> None:
        session, self._flash.session = self._flash.session, None
        self._written = None
        if session is not None:
            self._account(session, ending.mark)
            self._summarise(session, self._clock.stamp(ending.at)[0], ending.reason, now)

    def close_interrupted(self, now: Instant) -> None:
        """At power-up: what was open when the supply went ended when it was last written down."""
        session, self._flash.session = self._flash.session, None
        if session is not None:
            self._summarise(session, self._flash.session_seen, EndReason.POWER_LOST, now)

    def arc_began(self) -> None:
        if self._flash.session is not None:
            self._flash.session.arc_starts += 1

    def write(self, mark: Mark, burning: bool, now: Instant) -> None:
        """`burning` says whether the counters go on: then it is to be written again in a while."""
        if self._flash.session is not None:
            self._account(self._flash.session, mark)
            self._flash.session_seen = self._clock.stamp(now)[0]
            self._written = now if burning else None

    def next_timer(self) -> Instant | None:
        return None if self._written is None else self._written + CHECKPOINT

    def _account(self, session: OpenSession, mark: Mark) -> None:
        session.arc_micros = mark.arc_micros - self._mark.arc_micros
        session.microjoules = mark.microjoules - self._mark.microjoules

    def _summarise(self, session: OpenSession, end: Instant, reason: EndReason, now: Instant) -> None:
        def make(number: int, time: Instant, clock: ClockState) -> Record:
            return SessionSummary(
                record=number,
                time=time,
                clock=clock,
                grant=session.grant,
                worker=session.worker,
                start=session.start,
                end=end,
                arc_millis=session.arc_micros // MS,
                arc_starts=session.arc_starts,
                energy=session.microjoules // MICROJOULES_PER_WH,
                reason=reason,
            )

        self._reporter.record(make, now)
