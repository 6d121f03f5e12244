"""The virtual terminal: firmware and machine in one sans-IO core.

`now` is the terminal's uptime, wherever its zero may lie; what time it is, a terminal knows only from a platform. Each
input first brings the machine up to `now`, then is dealt with, and then the moment is judged once (`_look`): relay
measured, own reasons to lock, arc begun or ended, bypass, what is due to be reported. So a timer that fires early does
nothing, and one that fires late does everything that was due.
"""

from typing import ClassVar

from protocol_spec.codes import (
    Capability,
    ClockState,
    CoordinateSystem,
    EndReason,
    EventCode,
    OfflinePolicy,
    Severity,
    Supply,
)
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.frame import Frame
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.kinds import ABSENT_I16, ABSENT_U16, NO_POSITION
from protocol_spec.messages import CommandResult, Lock, LoginAck, PlatformAck, Record, SessionSummary, Status, Unlock
from protocol_spec.stream import StreamDecoder
from simulator.draw import Draw
from simulator.terminal.arc_watch import ArcWatch
from simulator.terminal.conversation import Conversation
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.flash import Flash, OpenSession
from simulator.terminal.guard import Ending, Grant, Guard
from simulator.terminal.note import Note
from simulator.terminal.plant import Mark, Plant
from simulator.terminal.profile import Identity, Profile
from simulator.terminal.reporter import Reporter
from simulator.terminal.store import RecordStore

MICROJOULES_PER_WH = 3_600_000_000


class Terminal:
    """Power-up is construction; a power cut is dropping the object and making a new one from the same `Flash`."""

    conversation_type: ClassVar[type[Conversation]] = Conversation
    guard_type: ClassVar[type[Guard]] = Guard
    reporter_type: ClassVar[type[Reporter]] = Reporter
    decoder_type: ClassVar[type[StreamDecoder]] = StreamDecoder

    def __init__(
        self, identity: Identity, profile: Profile, flash: Flash | None = None, *, seed: int = 0, now: Instant = 0
    ) -> None:
        self.identity = identity
        self.profile = profile
        self.flash = flash or Flash(RecordStore(profile.store_records))
        self.flash.boot_counter += 1
        draw = Draw(seed, identity.terminal)
        self.plant = Plant(profile, draw, now, self.flash.microjoules)
        self.clock = DeviceClock(now)
        self.conversation = self.conversation_type(identity, profile, self.flash, draw)
        self._events = self.conversation.events
        self.reporter = self.reporter_type(self.conversation, self.flash, self.clock, self._events)
        self.guard = self.guard_type(self.plant, self.clock)
        self.guard.answer, self.guard.opened = self._answer, self._opened
        self.guard.closed, self.guard.alarm = self._closed, self.reporter.event
        self.decoder = self.decoder_type()
        self.watch = ArcWatch()
        self.bypass_watch = ArcWatch()
        self._status_due: Instant = now
        self._relay_was = False
        self._power_up(now)

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self.plant.advance(now)
        self.decoder.reset()
        self.conversation.link_up(now)
        self._look(now)

    def link_down(self, now: Instant) -> None:
        self.plant.advance(now)
        self.decoder.reset()
        self.conversation.link_down(now)
        self._look(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self.plant.advance(now)
        self._take(self.decoder.receive(data, now), now)
        self._look(now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self.plant.advance(now)
        self._on_stimulus(stimulus, now)
        self._look(now)

    def handle_timer(self, now: Instant) -> None:
        self.plant.advance(now)
        self._take(self.decoder.handle_timer(now), now)
        self.conversation.handle_timer(now)
        self._look(now)

    def next_timer(self) -> Instant | None:
        return earliest(
            self.plant.next_timer(),
            self.decoder.next_timer(),
            self.conversation.next_timer(),
            self.guard.next_timer(self._grace_over()),
            self.watch.next_timer(),
            self.bypass_watch.next_timer(),
            self._status_due,
        )

    def data_to_send(self) -> list[bytes]:
        outgoing, self.conversation.outgoing = self.conversation.outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        return self._events.pop(0) if self._events else None

    # ---- power-up ------------------------------------------------------------------------------------------------

    def _power_up(self, now: Instant) -> None:
        """LCK-01 "A terminal MUST power up locked": the guard holds no grant, and the plant's relay is open."""
        self.conversation.power_up(now)
        self._close_interrupted_session(now)
        self.reporter.event(EventCode.POWER_UP, Severity.INFO, self.flash.boot_counter, now)

    def _close_interrupted_session(self, now: Instant) -> None:
        session, self.flash.session = self.flash.session, None
        if session is not None:
            self._summarise(session, self.flash.session_seen, EndReason.POWER_LOST, now)

    # ---- receiving -----------------------------------------------------------------------------------------------

    def _take(self, frames: list[Frame], now: Instant) -> None:
        self._events += self.decoder.take_discarded()
        for frame in frames:
            received = self.conversation.receive(frame, now)
            if received is None:
                continue
            match received[1]:
                case LoginAck() as ack:
                    self._logged_in(ack, now)
                case PlatformAck() as ack:
                    self._on_ack(ack, now)
                case Unlock() as unlock:
                    self.guard.on_unlock(unlock, frame.sequence, now)
                case Lock() as lock:
                    self.guard.on_lock(lock, frame.sequence, now)

    def _logged_in(self, ack: LoginAck, now: Instant) -> None:
        if (uptime_zero := self.clock.set(ack.now, now)) is not None:
            self.flash.store.restamp(self.flash.boot_counter, uptime_zero)
        self.guard.new_session()
        self.reporter.new_session(ack.watermark, now)
        self._status_due = now

    def _on_ack(self, ack: PlatformAck, now: Instant) -> None:
        self.reporter.on_ack(ack, now)
        self._events.append(Note("watermark", {"number": self.flash.store.watermark}))

    # ---- the guard's calls ---------------------------------------------------------------------------------------

    def _answer(self, result: CommandResult, now: Instant) -> None:
        if self.conversation.live:
            self.conversation.send(result, now)
        self._events.append(
            Note("command", {"command": result.command, "result": result.result.name, "took": result.took})
        )
        self._status_due = now

    def _opened(self, grant: Grant, now: Instant) -> None:
        start, clock = self.clock.stamp(grant.closed_at)
        self.flash.session = OpenSession(grant.unlock.grant, grant.unlock.worker, start, clock, self.flash.boot_counter)
        self._session_mark = grant.mark
        self._events.append(Note("unlocked", {"grant": grant.unlock.grant}))

    def _closed(self, ending: Ending, now: Instant) -> None:
        session, self.flash.session = self.flash.session, None
        self._events.append(Note("locked", {"grant": ending.grant.unlock.grant, "reason": ending.reason.name}))
        if session is not None:
            self._account(session, ending.mark)
            self._summarise(session, self.clock.stamp(ending.at)[0], ending.reason, now)
        if ending.reason is not EndReason.SUPERSEDED:
            self._status_due = now

    def _account(self, session: OpenSession, mark: Mark) -> None:
        session.arc_micros = mark.arc_micros - self._session_mark.arc_micros
        session.microjoules = mark.microjoules - self._session_mark.microjoules

    def _summarise(self, session: OpenSession, end: Instant, reason: EndReason, now: Instant) -> None:
        self.reporter.record(
            lambda number, time, clock: SessionSummary(
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
            ),
            now,
        )

    # ---- judging the moment --------------------------------------------------------------------------------------

    def _look(self, now: Instant) -> None:
        self._watch_arc(now)
        offline = self.conversation.offline_since
        self.guard.look(self.watch.on, None if offline is None else now - offline, self._grace(), now)
        self._watch_relay()
        self._watch_bypass(now)
        if now >= self._status_due:
            self.reporter.record(self._status, now)
            parameters = self.conversation.parameters
            self._status_due = now + S * (parameters.status_welding if self.watch.on else parameters.status_idle)
        self.flash.microjoules = self.plant.microjoules
        if self.flash.session is not None:
            self._account(self.flash.session, self.plant.mark())
            self.flash.session_seen = self.clock.stamp(now)[0]

    def _watch_arc(self, now: Instant) -> None:
        changed = self.watch.look(self.plant.reading().mains_current, now)
        if changed is None:
            return
        self._events.append(Note("arc-on" if changed else "arc-off"))
        if changed:
            self._status_due = min(self._status_due, now)
            if self.flash.session is not None:
                self.flash.session.arc_starts += 1

    def _watch_relay(self) -> None:
        if self.plant.relay_closed != self._relay_was:
            self._relay_was = self.plant.relay_closed
            self._events.append(Note("relay", {"closed": self._relay_was}))

    def _watch_bypass(self, now: Instant) -> None:
        """EVT-02 "Current while locked MUST be reported as a bypass event within 10 seconds." One event an episode."""
        current = self.plant.reading().mains_current if self.guard.at_rest_open else 0
        if self.bypass_watch.look(current, now):
            self.reporter.event(EventCode.BYPASS, Severity.ALARM, current, now)

    def _grace(self) -> Duration | None:
        """LCK-11: only FAIL_SECURE locks for want of a link."""
        parameters = self.conversation.parameters
        return parameters.link_grace * S if parameters.policy is OfflinePolicy.FAIL_SECURE else None

    def _grace_over(self) -> Instant | None:
        grace, offline = self._grace(), self.conversation.offline_since
        return None if grace is None or offline is None else offline + grace

    # ---- status and stimuli --------------------------------------------------------------------------------------

    def _status(self, number: int, time: Instant, clock: ClockState) -> Record:
        reading, can = self.plant.reading(), self.profile.capability
        grant = self.guard.grant
        return Status(
            record=number,
            time=time,
            clock=clock,
            lock=self.guard.lock_state,
            relay_command=self.guard.relay_command,
            relay_feedback=self.guard.feedback(),
            grant=grant.unlock.grant if grant else 0,
            mains_current=reading.mains_current if can & Capability.MAINS_CURRENT else ABSENT_U16,
            arc_current=reading.arc_current if can & Capability.ARC_CURRENT else ABSENT_U16,
            arc_voltage=reading.arc_voltage if can & Capability.ARC_VOLTAGE else ABSENT_U16,
            temperature=self.plant.temperature if can & Capability.TEMPERATURE else ABSENT_I16,
            energy=self.plant.microjoules // MICROJOULES_PER_WH,
            coordinates=CoordinateSystem.WGS84 if can & Capability.POSITION else CoordinateSystem.NO_FIX,
            latitude=self.plant.latitude if can & Capability.POSITION else NO_POSITION,
            longitude=self.plant.longitude if can & Capability.POSITION else NO_POSITION,
            signal=self.profile.signal,
            supply=Supply.MAINS,
        )

    def _on_stimulus(self, stimulus: Stimulus, now: Instant) -> None:
        value = stimulus.values.get("value")
        match stimulus.name:
            case "trigger":
                self.plant.trigger = bool(value)
            case "shunt":
                self.plant.shunted = bool(value)
            case "weld-contact":
                self.plant.weld_contact(bool(value))
            case "gas":
                self.plant.gas = bool(value)
            case "temperature":
                self.plant.temperature = int(value or 0)
            case "cover":
                self._on_cover(bool(value), now)
            case _:
                raise ValueError(f"a terminal does not know the stimulus {stimulus.name!r}")

    def _on_cover(self, is_open: bool, now: Instant) -> None:
        if is_open != self.plant.cover_open:
            self.plant.cover_open = is_open
            code = EventCode.COVER_OPENED if is_open else EventCode.COVER_CLOSED
            self.reporter.event(code, Severity.ALARM if is_open else Severity.INFO, 0, now)
