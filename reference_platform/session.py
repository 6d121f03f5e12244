"""The platform's end of one connection. Sans-IO, like the terminal it talks to.

What is refused, in which order and by which result, is `protocol_spec.refusal`. A record is answered only after it is stored
(REP-06, REP-08, REP-15): the session hands it out as `RecordsArrived` with a token and waits for the stimulus `stored`; only
then do the frames of that token get their PLATFORM_ACK. So a store may gather many connections into one transaction, and a
crash in between loses nothing that was answered.

The platform's core has no timers; a session lends it one (`watch`, answered by `WatchOver`), so that a grant whose permit
runs out is looked at in time (LCK-27) and a tape holds the reason.
"""

from collections.abc import Callable
from typing import Protocol, cast

from protocol_spec.codes import Flag, LineState, Result, Side
from protocol_spec.endpoint import Discarded, Event, LinkWanted, Stimulus
from protocol_spec.frame import Frame
from protocol_spec.ident import ANYBODY
from protocol_spec.instant import Instant, S, earliest
from protocol_spec.message import BodyError, Message, When
from protocol_spec.messages import (
    BackfillBatch,
    GatewayUp,
    Heartbeat,
    Login,
    LoginAck,
    Logout,
    ParamReport,
    PlatformAck,
    Record,
    Register,
    RegisterAck,
    SubLink,
    Time,
    TimeRequest,
    Unlock,
    UpgradeReport,
)
from protocol_spec.parameters import by_name
from protocol_spec.refusal import STEPS, Refusal, Standing, answered, refusal
from protocol_spec.security import session_key
from protocol_spec.session_table import Occurrence, State, following
from protocol_spec.stream import StreamDecoder
from protocol_spec.timers import SILENT_PERIODS
from reference_platform.admission import Opening, opening_result
from reference_platform.asking import Asking
from reference_platform.happenings import (
    LoggedIn,
    LoggedOut,
    LoginRefused,
    Registered,
    UpgradeReported,
    WatchOver,
    WentOffline,
)
from reference_platform.orders import message_of
from reference_platform.registry import TerminalEntry
from reference_platform.sending import Sending
from reference_platform.session_parameters import IN_LOGIN_ACK, SessionParameters
from reference_platform.sub_terminals import SubTerminals
from reference_platform.unstored import Unstored

__all__ = ["Directory", "PlatformSession", "SessionParameters"]

HEARTBEAT = by_name["heartbeat"]

_TAGGED = {step.refusal for step in STEPS[[step.refusal.clause for step in STEPS].index("SEC-05") + 1 :]}
"""Refusals of a frame whose tag holds: it is no use, and yet it is a sign of life."""


class Directory(Protocol):
    """What a session has to look up at once, to answer at once."""

    def entry(self, terminal: str) -> TerminalEntry | None: ...
    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None: ...
    def watermark(self, terminal: str, oldest: int) -> int:
        """All records up to here are safe, or will never come: the terminal holds none below `oldest` (REP-06)."""
        ...


class PlatformSession:
    def __init__(self, directory: Directory, parameters: SessionParameters, nonce: Callable[[], int]) -> None:
        self._directory = directory
        self._parameters = parameters
        self._nonce = nonce
        self.terminal: str | None = None
        self.state = State.DOWN
        self._decoder = StreamDecoder()
        self._sending = Sending(parameters.first_wait)
        self._asking = Asking(self._sending)
        self._unstored = Unstored()
        self._subs = SubTerminals(lambda: PlatformSession(self._directory, parameters, nonce))
        self._events: list[Event] = []
        self._repeated: dict[Frame, bytes] = {}
        self._heard: Instant = 0
        self._heartbeat = parameters.heartbeat
        self._watch: Instant | None = None

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self.state = following(self.state, Occurrence.LINK_UP)
        self._heard = now

    def link_down(self, now: Instant) -> None:
        self._leave("link down", now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        if self.state is not State.DOWN:
            self._take(self._decoder.receive(data, now), now)
            self._gather(now)

    def handle_timer(self, now: Instant) -> None:
        self._take(self._decoder.handle_timer(now), now)
        self._events += self._asking.drop_late(now)
        again = self._sending.outbox.due(now)
        if again is None:
            # ACK-03 "… 3 times at most, then the link is dead."
            self._hang_up("commands unanswered", now)
        else:
            self._sending.repeat(again)
        if self.state is State.LIVE and now >= self._silent_at():
            # SES-07 "After three heartbeat periods without a frame a platform MUST call the terminal offline and close."
            self._hang_up("silent", now)
        if self._watch is not None and now >= self._watch:
            self._watch = None
            self._events.append(WatchOver(self.terminal or ""))
        self._subs.handle_timer(now)
        self._gather(now)

    def next_timer(self) -> Instant | None:
        silent = self._silent_at() if self.state is State.LIVE else None
        asked = (self._sending.outbox.next_timer(), *self._asking.deadlines())
        return earliest(self._decoder.next_timer(), silent, self._watch, self._subs.next_timer(), *asked)

    def data_to_send(self) -> list[bytes]:
        return self._sending.take()

    def next_event(self) -> Event | None:
        return self._events.pop(0) if self._events else None

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        """What the platform wants. With a value `through` it is for that sub-terminal of this gateway.

        Raises:
            ParameterRefused: an order that may not be sent, PAR-13.
            ValueError: no such stimulus.
        """
        values = dict(stimulus.values)
        through = values.pop("through", None)
        if through is not None:
            self._subs.stimulate(str(through), Stimulus(stimulus.name, values), now)
        elif stimulus.name == "stored":
            self._on_stored(int(values["token"]), int(values["watermark"]), now)
        elif stimulus.name == "watch":
            self._watch = int(values["until"]) if self.state is State.LIVE else None
        elif stimulus.name == "evict":
            self._hang_up("logged in elsewhere", now)
        else:
            self._order(stimulus, now)
        self._gather(now)

    # ---- receiving -----------------------------------------------------------------------------------------------

    def _take(self, frames: list[Frame], now: Instant) -> None:
        self._events += self._decoder.take_discarded()
        for frame in frames:
            self._on_frame(frame, now)
        self._hand_out()

    def _on_frame(self, frame: Frame, now: Instant) -> None:
        # ACK-08 "A frame that comes again MUST be answered again and have no second effect", SES-19 for LOGIN.
        if frame in self._repeated:
            self._heard = now
            self._sending.repeat([self._repeated[frame]])
            return
        standing = self._standing()
        refused = refusal(frame, standing)
        if self._is_sign_of_life(frame, refused):
            self._heard = now
        if refused is None:
            self._on_message(frame, now)
        else:
            self._refuse(frame, refused, standing, now)

    def _standing(self) -> Standing:
        return Standing(Side.PLATFORM, self.state is State.LIVE, self.terminal, self._sending.tag_holds)

    @staticmethod
    def _is_sign_of_life(frame: Frame, refused: Refusal | None) -> bool:
        """SES-18 "A platform MUST take any good frame of a terminal for a sign of life": one whose session tag holds."""
        declared = frame.declared()
        opens = declared is not None and declared.when is When.LOGIN
        return frame.secured and not opens and (refused is None or refused in _TAGGED)

    def _on_message(self, frame: Frame, now: Instant) -> None:
        message = frame.message()
        match message:
            case Register():
                self._on_register(frame, message)
            case Login():
                self._on_login(frame, message, now)
            case Logout():
                self._on_logout(frame, message, now)
            case TimeRequest():
                # TIM-05 "A platform MUST answer TIME_REQUEST with TIME and the time at which it sends it."
                self._sending.send(Time(answers=frame.sequence, now=now), now)
            case Heartbeat():
                self._answer(frame, self._directory.watermark(frame.terminal, message.oldest), now)
            case UpgradeReport():
                report = (message.upgrade, message.state, message.result, message.offset)
                self._events.append(UpgradeReported(frame.terminal, *report))
                self._answer(frame, 0, now)
            case GatewayUp():
                self._subs.carry(message.opened(), now)
            case SubLink():
                if message.state is LineState.DOWN:
                    self._subs.line_down(message.terminal, now)
                self._answer(frame, 0, now)
            case BackfillBatch():
                self._unstored.arrive(frame, message.opened(), backfill=True)
            case Message() if message.is_record():
                record = cast(Record, message)
                self._unstored.arrive(frame, [record], backfill=bool(frame.flags & Flag.BACKFILL))
            case Message() if message.response:
                self._on_answer(frame, message)

    def _refuse(self, frame: Frame, refused: Refusal, standing: Standing, now: Instant) -> None:
        """ACK-06 "A refused frame MUST be answered with its result … and the connection kept, unless … a response …" """
        wrong = frame.message()
        why = f"{wrong.field}: {wrong.why}" if isinstance(wrong, BodyError) else refused.result.en
        self._events.append(Discarded(refused.clause, why, len(frame.body)))
        if not answered(frame, standing):
            return
        ack = PlatformAck(answers=frame.sequence, answered=frame.code, result=refused.result, watermark=0)
        if self.state is State.LIVE and frame.terminal == self.terminal:
            self._sending.send(ack, now)
        else:
            self._sending.send_outside(ack, frame.terminal)

    def _answer(self, frame: Frame, watermark: int, now: Instant) -> None:
        """ACK-02 "A frame with ACK_REQUIRED MUST be answered." """
        if frame.wants_ack:
            ack = PlatformAck(answers=frame.sequence, answered=frame.code, result=Result.OK, watermark=watermark)
            self._sending.send(ack, now)

    # ---- records, orders, sub-terminals --------------------------------------------------------------------------

    def _hand_out(self) -> None:
        arrived = self._unstored.hand_out(self.terminal or "")
        if arrived is not None:
            self._events.append(arrived)

    def _on_stored(self, token: int, watermark: int, now: Instant) -> None:
        for frame in self._unstored.stored(token):
            if self.state is State.LIVE:
                self._answer(frame, watermark, now)

    def _order(self, order: Stimulus, now: Instant) -> None:
        message = message_of(order, self._asking.next_command, self._parameters.accept_window, now)
        if message is None:
            raise ValueError(f"a platform session does not know the stimulus {order.name!r}")
        grant = int(order.values.get("grant", 0))
        if self.state is State.LIVE:
            deadline = message.accept_until if isinstance(message, Unlock) else None
            self._asking.ask(message, now, grant, deadline)
        elif self.state is State.OPEN and message.when is When.ANY:
            terminal = str(order.values.get("terminal", ANYBODY))
            self._asking.ask_outside(message, terminal, now + self._parameters.first_wait)
        else:
            self._events.append(self._asking.unsent(message, grant))

    def _on_answer(self, frame: Frame, answer: Message) -> None:
        """ACK-09 "An answer that nobody waits for MUST be ignored." """
        done = self._asking.answered(answer, frame.terminal)
        if done is None:
            return
        self._events.append(done)
        if isinstance(answer, ParamReport) and answer.result is Result.OK:
            heartbeats = [item.value for item in answer.items if item.id == HEARTBEAT.id]
            self._heartbeat = int(HEARTBEAT.read(heartbeats[-1]) or self._heartbeat) if heartbeats else self._heartbeat

    def _gather(self, now: Instant) -> None:
        """What sub-terminals' sessions want to send and say, in envelopes and as events of this one."""
        for envelope in self._subs.envelopes():
            if self.state is State.LIVE:
                self._sending.send(envelope, now)
        self._events += self._subs.take_events()

    # ---- opening and leaving -------------------------------------------------------------------------------------

    def _on_register(self, frame: Frame, register: Register) -> None:
        entry = self._directory.entry(frame.terminal)
        result = opening_result(Opening(frame, register, entry, self._parameters.suites))
        if result is Result.OK:
            self._events.append(Registered(frame.terminal, register))
        known = entry is not None and result in (Result.OK, Result.ALREADY_REGISTERED)
        # SEC-16 "A REGISTER_ACK with OK or ALREADY_REGISTERED MUST be SECURED under the terminal key …"
        seal = (register.suite, entry.key) if entry is not None and known else None
        self._sending.send_outside(RegisterAck(answers=frame.sequence, result=result), frame.terminal, seal)

    def _on_login(self, frame: Frame, login: Login, now: Instant) -> None:
        entry = self._directory.entry(frame.terminal)
        result = opening_result(Opening(frame, login, entry, self._parameters.suites))
        if entry is None or result is not Result.OK:
            self._sending.send_outside(self._login_ack(frame, login, result, 0, now), frame.terminal)
            self._events.append(LoginRefused(frame.terminal, result))
            return
        nonce = self._nonce()
        self._enter_session(frame, login, entry, nonce, now)
        # SEC-11 "A LOGIN_ACK with result OK MUST be SECURED under the new session key."
        sent = self._sending.send(self._login_ack(frame, login, result, nonce, now), now)
        self._repeated = {frame: sent.encode()}
        self._events.append(LoggedIn(frame.terminal, login.boot_counter))

    def _enter_session(self, frame: Frame, login: Login, entry: TerminalEntry, nonce: int, now: Instant) -> None:
        self._hand_out()
        if self.state is State.LIVE and self.terminal != frame.terminal:
            self._leave("another terminal logged in on its connection", now)
            self.link_up(now)
        self._directory.accept_login(frame.terminal, login.boot_counter, login.nonce)
        self._unstored.forget()
        self._events += self._asking.begin(frame.terminal)
        key = session_key(login.suite, entry.key, frame.terminal, login.boot_counter, login.nonce, nonce)
        self._sending.begin(frame.terminal, login.suite, key)
        self.terminal = frame.terminal
        self._heard, self._heartbeat, self._watch = now, self._parameters.heartbeat, None
        self.state = following(self.state, Occurrence.ACCEPTED)

    def _login_ack(self, frame: Frame, login: Login, result: Result, nonce: int, now: Instant) -> LoginAck:
        watermark = self._directory.watermark(frame.terminal, login.oldest) if result is Result.OK else 0
        in_force = {name: getattr(self._parameters, name) for name in IN_LOGIN_ACK}
        return LoginAck(answers=frame.sequence, result=result, nonce=nonce, now=now, watermark=watermark, **in_force)

    def _on_logout(self, frame: Frame, logout: Logout, now: Instant) -> None:
        """SES-15 "After LOGOUT a platform MUST answer, end the session, and raise no alarm for the silence that follows." """
        self._hand_out()
        ack = PlatformAck(answers=frame.sequence, answered=frame.code, result=Result.OK, watermark=0)
        self._end_session(LoggedOut(frame.terminal, logout.reason), now)
        self._repeated = {frame: self._sending.send(ack, now).encode()}
        self.state = following(self.state, Occurrence.LOGOUT_SENT)

    def _hang_up(self, why: str, now: Instant) -> None:
        self._leave(why, now)
        self._events.append(LinkWanted(False))

    def _leave(self, why: str, now: Instant) -> None:
        if self.state is State.LIVE and self.terminal is not None:
            self._end_session(WentOffline(self.terminal, why), now)
        self._repeated.clear()
        self._decoder.reset()
        self.state = State.DOWN

    def _end_session(self, last: Event, now: Instant) -> None:
        self._events.append(last)
        self._events += self._asking.give_up()
        self._subs.all_down(now)
        self._events += self._subs.take_events()
        self._watch = None

    def _silent_at(self) -> Instant:
        return self._heard + SILENT_PERIODS * self._heartbeat * S
