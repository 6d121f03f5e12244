"""The firmware: what a power-up makes new, and what it does with the moment.

Each input first brings the machine up to `now`, then is dealt with, and then the moment is judged once (`look`): hazards,
relay measured, own reasons to lock, arc begun or ended, bypass, what is due to be reported, whether it is to leave. So a
timer that fires early does nothing, and one that fires late does everything that was due.
"""

from dataclasses import dataclass

from protocol_spec.codes import EventCode, OfflinePolicy, ResetCause, Result
from protocol_spec.frame import Frame
from protocol_spec.instant import Duration, Instant, S, earliest
from protocol_spec.message import Message
from protocol_spec.messages import (
    CommandResult,
    GatewayDown,
    Identify,
    Lock,
    LoginAck,
    ParamGet,
    ParamSet,
    PlatformAck,
    Query,
    Reboot,
    Sample,
    Time,
    Unlock,
    UpgradeChunk,
    UpgradeOffer,
)
from protocol_spec.stream import StreamDecoder
from protocol_spec.timers import CLOCK_JUMP, LINK_GRACE
from simulator.terminal.board import Board
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.gateway.desk import GatewayDesk
from simulator.terminal.inquiry import Counting, Inquiry
from simulator.terminal.lock.actuation import Ending, Grant
from simulator.terminal.lock.guard import Guard
from simulator.terminal.lock.ledger import Answer, Ledger
from simulator.terminal.lock.permit_desk import PermitDesk
from simulator.terminal.note import Note
from simulator.terminal.records.reporter import Reporter
from simulator.terminal.records.sampler import Sampler
from simulator.terminal.records.session_book import SessionBook
from simulator.terminal.records.status_rhythm import StatusRhythm
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.session.departure import Departure, Leaving
from simulator.terminal.session.moving import Moving
from simulator.terminal.settings.parameters_held import ParametersHeld
from simulator.terminal.settings.setting import Setting
from simulator.terminal.upgrade.desk import Surroundings, UpgradeDesk
from simulator.terminal.watch.arc_watch import EPISODE_OVER, ArcWatch
from simulator.terminal.watch.hazards import Hazards
from simulator.terminal.watch.measuring import Measuring
from simulator.terminal.watch.refusal_watch import RefusalWatch
from simulator.terminal.watch.senses import Senses
from simulator.terminal.watch.unlocked_watch import UnlockedWatch

LOCKS_WITHOUT_LINK = (OfflinePolicy.FAIL_SECURE, OfflinePolicy.OFFLINE_PERMIT)


@dataclass(frozen=True)
class Parts:
    """Which kinds of its pieces a firmware is made of: the good ones, or a mutant's."""

    conversation: type[Conversation] = Conversation
    guard: type[Guard] = Guard
    reporter: type[Reporter] = Reporter
    decoder: type[StreamDecoder] = StreamDecoder
    clock: type[DeviceClock] = DeviceClock


class Firmware:
    """Construction is power-up. Drop it, and what is left is the board."""

    def __init__(self, board: Board, parts: Parts, cause: ResetCause, now: Instant) -> None:
        flash, profile, plant = board.flash, board.profile, board.plant
        self.board = board
        self.flash, self.plant, self._events = flash, plant, board.events
        flash.boot_counter += 1
        plant.powered_up(now, flash.boot_counter, flash.microjoules)
        own = {"qr": board.identity.qr, "division": profile.division}
        self.parameters = ParametersHeld(flash.parameters, own)
        self.clock = parts.clock(board.timepiece, now)
        self.conversation = parts.conversation(board.identity, profile, flash, self.parameters, board.draw)
        self.conversation.events = self._events
        self.reporter = parts.reporter(self.conversation, flash, self.clock, self._events)
        self.ledger = Ledger()
        self.senses = Senses(plant, self.parameters, profile.capability)
        self.guard = parts.guard(plant, self.senses, self.clock, self.ledger, flash)
        self.decoder = parts.decoder()
        self.watch = ArcWatch(self.senses.threshold)
        self.bypass_watch = ArcWatch(self.senses.threshold, EPISODE_OVER)
        self.book = SessionBook(flash, self.clock, self.reporter)
        self.measuring = Measuring(plant, self.guard, profile)
        self.hazards = Hazards(plant, self.senses, flash, profile.capability)
        self.unlocked_watch = UnlockedWatch(self.parameters)
        self.refusal_watch = RefusalWatch(self.ledger)
        self.sampler = Sampler(profile.capability, self.parameters, self._sample, self.reporter.record)
        self.rhythm = StatusRhythm(self.parameters, now)
        self.setting = Setting(self.parameters, self.ledger, profile.binding)
        counting = Counting(self.clock, self.decoder, self.ledger, self.measuring, cause)
        self.inquiry = Inquiry(self.conversation, counting)
        self.departure = Departure(self.conversation, self.guard, self.ledger)
        self.moving = Moving(self.conversation, self.parameters, flash)
        around = Surroundings(self.conversation, self.ledger, self.guard, self.senses, self.departure, self.parameters)
        self.upgrades = UpgradeDesk(board, around)
        self.gateway = GatewayDesk(board, self.conversation)
        self.permit_desk = PermitDesk(self.conversation, self.guard, self.clock)
        self._relay_was = plant.relay_closed
        self._introduce()
        self._power_up(now)

    @property
    def locks(self) -> bool:
        """There is a machine; a gateway has none. It refuses an UNLOCK as a feature that it does not have (DIA-06), and obeys a
        LOCK, which for it is nothing to do."""
        return self.plant.build.source is not None

    def _introduce(self) -> None:
        """Who calls whom."""
        event = self.reporter.event
        self.ledger.answer = self._answer
        self.guard.opened, self.guard.closed, self.guard.alarm = self._opened, self._closed, event
        self.guard.told, self.permit_desk.told = self.permit_desk.answer, self._events.append
        self.hazards.event = self.unlocked_watch.event = self.setting.event = self.permit_desk.event = event
        self.moving.event = self.upgrades.event = self.refusal_watch.event = event
        self.setting.report, self.setting.moved = self._answer, self.moving.accepted
        self.inquiry.status = self._make_status

    def _power_up(self, now: Instant) -> None:
        """LCK-01 "A terminal MUST power up locked": the guard holds no grant, and the plant's relay is open."""
        # EVT-04 "The first record after power-up MUST be the event POWER_UP with the boot counter."
        self.reporter.event(EventCode.POWER_UP, self.flash.boot_counter, now)
        self.book.close_interrupted(now)
        # EVT-06 "A terminal MUST record the event SIM_CHANGED when it powers up with another ICCID than before."
        if self.flash.iccid not in ("", self.board.profile.iccid):
            self.reporter.event(EventCode.SIM_CHANGED, 0, now)
        self.flash.iccid = self.board.profile.iccid
        self.moving.power_up(now)
        self.upgrades.power_up(now)
        self.conversation.power_up(now)
        self.hazards.look(now)

    def power_went(self, now: Instant) -> None:
        """The supply monitor's interrupt, and the last instant of this firmware: what an arc has burned is written down. It
        does not hang on who looked when, or an early timer would change the summary of the session (POWER_LOST)."""
        self.flash.microjoules = self.plant.microjoules
        self.book.write(self.plant.mark(), False, now)

    # ---- link, bytes, time ---------------------------------------------------------------------------------------

    def advance(self, now: Instant) -> None:
        """The plant was brought up to `now`: look what the sensors say."""
        self.senses.look(now)

    def link_up(self, now: Instant) -> None:
        self.decoder.reset()
        self.conversation.link_up(now)

    def link_down(self, now: Instant) -> None:
        self.decoder.reset()
        self.conversation.link_down(now)

    def receive(self, data: bytes, now: Instant) -> None:
        self._take(self.decoder.receive(data, now), now)

    def handle_timer(self, now: Instant) -> None:
        self._take(self.decoder.handle_timer(now), now)
        self.gateway.handle_timer(now)
        self.conversation.handle_timer(now)

    def next_timer(self) -> Instant | None:
        return earliest(
            self.plant.next_timer(),
            self.senses.next_timer(),
            self.decoder.next_timer(),
            self.conversation.next_timer(),
            self.moving.next_timer(),
            self.upgrades.next_timer(),
            self.gateway.next_timer(),
            self.guard.next_timer(self._grace_over()),
            self.watch.next_timer(),
            self.bypass_watch.next_timer(),
            self.unlocked_watch.next_timer(),
            self.refusal_watch.next_timer(),
            self.sampler.next_timer(),
            self.reporter.next_timer(),
            self.book.next_timer(),
            self.rhythm.due(self.watch.on),
        )

    # ---- receiving -----------------------------------------------------------------------------------------------

    def _take(self, frames: list[Frame], now: Instant) -> None:
        self._events += self.decoder.take_discarded()
        for frame in frames:
            received = self.conversation.receive(frame, now)
            if received is not None:
                self._on_message(frame, received[1], now)

    def _on_message(self, frame: Frame, message: Message, now: Instant) -> None:
        match message:
            case LoginAck():
                self._logged_in(message, now)
            case PlatformAck():
                self.reporter.on_ack(message, now)
                self.upgrades.on_ack(message)
                self._events.append(Note("watermark", {"number": self.flash.store.watermark}))
            case Time():
                self._tell_jump(self._set_clock(message.now, now), now)
            case Unlock() if self.locks:
                self.guard.on_unlock(message, frame.sequence, now)
            case Lock():
                self.guard.on_lock(message, frame.sequence, now)
            case ParamSet():
                self.setting.on_set(message, frame.sequence, now)
            case ParamGet():
                self.setting.on_get(message, frame.sequence, now)
            case Query():
                self.inquiry.on_query(message, frame, now)
            case Identify():
                self.inquiry.on_identify(frame, now)
            case UpgradeOffer() if self.upgrades.able:
                self.upgrades.on_offer(message, frame.sequence, now)
            case UpgradeChunk() if self.upgrades.able:
                self.upgrades.on_chunk(message, frame, now)
            case GatewayDown() if self.gateway.able:
                self.gateway.on_envelope(message, now)
            case Reboot():
                self.departure.on_reboot(message, frame.sequence, now)
            case _:
                # DIA-06 "A terminal MUST refuse a message of an optional feature that it does not have with NOT_SUPPORTED …"
                self.conversation.refuse(frame, Result.NOT_SUPPORTED, now)

    def _logged_in(self, ack: LoginAck, now: Instant) -> None:
        moved = self._set_clock(ack.now, now)
        self.guard.new_session()
        self.reporter.new_session(ack.watermark, now)
        self._tell_jump(moved, now)
        self.setting.changed(self.conversation.changed, now)
        self.moving.logged_in()
        self.upgrades.logged_in(now)
        self.gateway.logged_in(now)
        self.rhythm.want(now)

    def _set_clock(self, utc: Instant, now: Instant) -> Duration:
        """Returns how far a clock that was set already moved."""
        correction = self.clock.set(utc, now)
        if correction.since is not None:
            self.flash.store.restamp(self.flash.boot_counter, correction.since)
        return correction.moved

    def _tell_jump(self, moved: Duration, now: Instant) -> None:
        """TIM-06 "A terminal MUST record the event CLOCK_JUMP when a synchronisation moves its clock by more than 60
        seconds." """
        if abs(moved) > CLOCK_JUMP:
            seconds = abs(moved) // S * (1 if moved > 0 else -1)
            self.reporter.event(EventCode.CLOCK_JUMP, seconds, now)

    # ---- calls from below ----------------------------------------------------------------------------------------

    def _answer(self, answer: Answer, now: Instant) -> None:
        if self.conversation.live:
            self.conversation.send(answer, now)
        if isinstance(answer, CommandResult):
            facts: dict[str, int | str | bool] = {
                "command": answer.command,
                "result": answer.result.name,
                "took": answer.took,
            }
            self._events.append(Note("command", facts))
            self.rhythm.want(now)

    def _opened(self, grant: Grant, now: Instant) -> None:
        self.book.opened(grant)
        self._events.append(Note("unlocked", {"grant": grant.unlock.grant}))
        if grant.wish.by_permit:
            self.rhythm.want(now)

    def _closed(self, ending: Ending, now: Instant) -> None:
        self._events.append(Note("locked", {"grant": ending.grant.unlock.grant, "reason": ending.reason.name}))
        self.book.closed(ending, now)
        self.rhythm.want(now)

    def _make_status(self, now: Instant) -> None:
        self.reporter.record(self.measuring.status, now)
        self.rhythm.made(now)

    def _sample(self) -> Sample:
        return Sample(**self.measuring.measured(Sample))

    # ---- judging the moment --------------------------------------------------------------------------------------

    def look(self, now: Instant) -> Leaving | None:
        """Judge the moment; what is returned is to be left for now."""
        self._watch_arc(now)
        self.hazards.look(now)
        offline, guard = self.conversation.offline_since, self.guard
        guard.look(self.watch.on, None if offline is None else now - offline, self._grace(), now)
        self._watch_relay()
        self._watch_bypass(now)
        grant = guard.grant
        self.unlocked_watch.look(grant.closed_at if grant else None, self.senses.flowing, now)
        self.refusal_watch.look(now)
        self.sampler.look(self.watch.on, grant.unlock.grant if grant else 0, now)
        if now >= self.rhythm.due(self.watch.on):
            self._make_status(now)
        self.flash.microjoules = self.plant.microjoules
        self.book.write(self.plant.mark(), self.plant.burning, now)
        self.reporter.backfill(now)
        self.upgrades.look(now)
        if not self.departure.leaving:
            self.moving.look(now)
        return self.departure.look(now)

    def _watch_arc(self, now: Instant) -> None:
        changed = self.watch.look(self.senses.current(), now)
        if changed is None:
            return
        self._events.append(Note("arc-on" if changed else "arc-off"))
        if changed:
            self.rhythm.want(now)
            self.book.arc_began()

    def _watch_relay(self) -> None:
        if self.plant.relay_closed != self._relay_was:
            self._relay_was = self.plant.relay_closed
            self._events.append(Note("relay", {"closed": self._relay_was}))

    def _watch_bypass(self, now: Instant) -> None:
        """EVT-02 "Current while locked MUST be reported as a bypass event within 10 seconds." One event an episode."""
        changed = self.bypass_watch.look(self.senses.current() if self.guard.at_rest_open else 0, now)
        if changed is not None:
            code = EventCode.BYPASS if changed else EventCode.BYPASS_CLEARED
            self.reporter.event(code, self.senses.mains_current() if changed else 0, now)

    def _grace(self) -> Duration | None:
        """LCK-11, LCK-21: HOLD_SESSION finishes the running grant, the others lock for want of a link."""
        return self.parameters.time(LINK_GRACE) if self.parameters.policy in LOCKS_WITHOUT_LINK else None

    def _grace_over(self) -> Instant | None:
        grace, offline = self._grace(), self.conversation.offline_since
        return None if grace is None or offline is None else offline + grace
