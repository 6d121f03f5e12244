"""The terminal's half of the session: link, login, tags, sequence, retransmission, heartbeat, time, logout.

It knows nothing of locks and records. It hands up messages that are genuine and in order of arrival, and refuses the rest
by name, in the order of the table that both ends share (`protocol_spec.refusal`).
"""

from protocol_spec.codes import Flag, LogoutReason, Result, Side
from protocol_spec.endpoint import Discarded, Event
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import Duration, Instant, S, earliest
from protocol_spec.message import BodyError, Message
from protocol_spec.messages import (
    Heartbeat,
    Login,
    LoginAck,
    Logout,
    PlatformAck,
    RegisterAck,
    TerminalAck,
    Time,
    TimeRequest,
)
from protocol_spec.outbox import Outbox
from protocol_spec.refusal import Refusal, Standing, answered, refusal
from protocol_spec.security import session_key
from protocol_spec.session_table import Occurrence, State, following
from protocol_spec.timers import ACK_TIMEOUT, HEARTBEAT, REFUSALS, REFUSED_WAIT, TIME_SYNC
from simulator.draw import Draw
from simulator.terminal.flash import Flash
from simulator.terminal.note import Note
from simulator.terminal.profile import Identity, Profile
from simulator.terminal.session.back_off import BackOff
from simulator.terminal.session.dialling import Dialling
from simulator.terminal.session.login import login_message, register_message
from simulator.terminal.settings.parameters_held import ParametersHeld, of_login

LEAVE_WITHIN: Duration = 5 * S
"""The longest wait for the answer to LOGOUT, whatever the ack timeout: DIA-05 leaves ten seconds for all of a restart."""


class Conversation:
    def __init__(
        self, identity: Identity, profile: Profile, flash: Flash, parameters: ParametersHeld, draw: Draw
    ) -> None:
        self.identity = identity
        self.profile = profile
        self.flash = flash
        self.parameters = parameters
        self.state = State.DOWN
        self.outbox = Outbox()
        self.outgoing: list[bytes] = []
        self.events: list[Event] = []
        self.offline_since: Instant | None = None
        self.links = 0
        """Brought up since power-up."""
        self.changed = 0
        """Parameters that the last LOGIN_ACK changed."""
        self.mute = False
        """This firmware does not get as far as a login."""
        self._draw = draw
        self._key = b""
        self._login: Login | None = None
        self._asked = 0
        self._sequence = 0
        self._logins = 0
        self._refusals = 0
        self._back_off = BackOff(parameters, draw, flash.boot_counter)
        self._last_sent: Instant = 0
        self._last_login: Instant | None = None
        self._no_login_before: Instant | None = None
        self._login_due: Instant | None = None
        self._dialling = Dialling(flash, parameters, self._back_off, lambda event: self.events.append(event))
        self._synchronised: Instant = 0
        self._time_asked: int | None = None
        self._logout: int | None = None
        self._gone_by: Instant | None = None

    @property
    def live(self) -> bool:
        return self.state is State.LIVE

    @property
    def waits_until(self) -> Instant | None:
        """When it dials or logs in next of its own accord; None where it does not wait to."""
        return earliest(self._dialling.due, self._login_due)

    @property
    def ack_timeout(self) -> Duration:
        return self.parameters.time(ACK_TIMEOUT)

    # ---- link and time -------------------------------------------------------------------------------------------

    def power_up(self, now: Instant) -> None:
        self.offline_since = now
        self._dialling.first(self.profile, self._draw, now)

    def link_up(self, now: Instant) -> None:
        self._enter(Occurrence.LINK_UP, now)
        self.links += 1
        self._dialling.due = None
        self._sequence = 0
        if self.state is State.OPEN:
            if self._no_login_before is not None and now < self._no_login_before:
                self._login_due = self._no_login_before
            else:
                self._log_in(now)

    def link_down(self, now: Instant) -> None:
        self._enter(Occurrence.LINK_DOWN, now)
        if self.state is not State.BARRED:
            self._dialling.later(now, self._no_login_before)

    def redial(self, now: Instant) -> None:
        """Hang up and connect to the address in force, at once: no refusal and no wait of the one before counts there."""
        self._dialling.hang_up()
        self._enter(Occurrence.WAIT_OVER if self.state is State.BARRED else Occurrence.LINK_DOWN, now)
        self._no_login_before = self._login_due = self._logout = self._gone_by = None
        self._refusals = 0
        self._dialling.dial()

    def handle_timer(self, now: Instant) -> None:
        self._dialling.look(now)
        if self._login_due is not None and now >= self._login_due:
            self._login_due = None
            self._leave_bar(now)
        self._retransmit(now)
        # TIM-04 "When a session outlasts the synchronisation period … a terminal MUST send TIME_REQUEST."
        if self.live and now >= self._time_due():
            self._synchronised = now
            self._time_asked = self.send(TimeRequest(), now, Flag.ACK_REQUIRED)
        if self.live and now >= self._heartbeat_due():
            self._beat(now)

    def next_timer(self) -> Instant | None:
        within = (self._heartbeat_due(), self._time_due()) if self.live else ()
        return earliest(self._dialling.due, self._login_due, self._gone_by, self.outbox.next_timer(), *within)

    # ---- sending -------------------------------------------------------------------------------------------------

    def send(self, message: Message, now: Instant, flags: Flag = Flag.NONE) -> int:
        """Send within the session; returns the sequence. An ACK_REQUIRED frame is kept until it is answered."""
        frame = frame_of(message, self.identity.terminal, self._next_sequence(), flags)
        if self.live:
            frame = frame.sealed(self.identity.suite, self._key)
        return self._emit(frame, now)

    def acknowledge(self, frame: Frame, result: Result, now: Instant) -> None:
        self.send(TerminalAck(answers=frame.sequence, answered=frame.code, result=result), now)

    def refuse(self, frame: Frame, result: Result, now: Instant) -> None:
        """ACK-06 "A refused frame MUST be answered with its result …, unless the frame is a response or the receiver a
        terminal without a session." """
        if answered(frame, self._standing()):
            self.acknowledge(frame, result, now)

    def _emit(self, frame: Frame, now: Instant) -> int:
        data = frame.encode()
        self.outgoing.append(data)
        self._last_sent = now
        if frame.wants_ack:
            self.outbox.sent(frame.sequence, data, self.ack_timeout, now)
        return frame.sequence

    def _next_sequence(self) -> int:
        sequence, self._sequence = self._sequence, (self._sequence + 1) & 0xFFFF
        return sequence

    def _beat(self, now: Instant) -> None:
        self.send(Heartbeat(oldest=self.flash.store.oldest), now, Flag.ACK_REQUIRED)

    def _heartbeat_due(self) -> Instant:
        return self._last_sent + self.parameters.time(HEARTBEAT)

    def _time_due(self) -> Instant:
        return self._synchronised + self.parameters.time(TIME_SYNC)

    def _retransmit(self, now: Instant) -> None:
        again = self.outbox.due(now)
        if again is None:
            self._unanswered(now)
        elif again:
            self.outgoing += again
            self._last_sent = now

    # ---- login ---------------------------------------------------------------------------------------------------

    def _log_in(self, now: Instant) -> None:
        self._login_due = None
        if self.mute:
            return
        self.outbox.clear()
        self._last_login = now
        who, flash = self.identity, self.flash
        message = self._login_message() if flash.registered else register_message(who, self.profile, flash)
        if isinstance(message, Login):
            self._login = message
            self._enter(Occurrence.LOGIN_SENT, now)
        self._asked = self._next_sequence()
        self._emit(frame_of(message, who.terminal, self._asked, Flag.ACK_REQUIRED).sealed(who.suite, who.key), now)
        if self.profile.binding == "serial":
            # BND-05 "On a serial line an unanswered LOGIN MUST be repeated at the ack timeout, without growth and without
            # end": a point-to-point line has nobody to stampede, and a bench that is plugged in late is found at once.
            self.outbox.clear()
            self._login_due = now + self.ack_timeout

    def _login_message(self) -> Login:
        self._logins += 1
        return login_message(self.identity, self.flash, self._draw, self._logins)

    def _leave_bar(self, now: Instant) -> None:
        if self.state is State.BARRED:
            self._refusals = 0
            self._enter(Occurrence.WAIT_OVER, now)
            self._dialling.dial()
        elif self.state in (State.OPEN, State.ASKED):
            self._log_in(now)

    def _unanswered(self, now: Instant) -> None:
        """Retries exhausted: the link is dead (ACK-03)."""
        self.events.append(Note("session-lost", {"why": "unanswered"}))
        self._enter(Occurrence.UNANSWERED, now)
        if self.profile.binding == "serial":
            self._log_in(now)
        else:
            self._dialling.hang_up()
            self.link_down(now)

    # ---- logout --------------------------------------------------------------------------------------------------

    def log_out(self, reason: LogoutReason, now: Instant) -> None:
        """SES-13 "Before it leaves on purpose a terminal MUST send LOGOUT and wait for its answer, one ack timeout at
        most." The session is over with the sending: what is recorded from now on is the next session's."""
        self._logout = self.send(Logout(reason=reason, following=self.flash.store.following), now, Flag.ACK_REQUIRED)
        self._enter(Occurrence.LOGOUT_SENT, now)
        self.outbox.clear()
        self._gone_by = now + min(self.ack_timeout, LEAVE_WITHIN)

    def gone(self, now: Instant) -> bool:
        """Nothing keeps this terminal on the line any more."""
        waiting = self._logout is not None and self._gone_by is not None and now < self._gone_by
        return self.state is State.DOWN or not waiting

    # ---- receiving -----------------------------------------------------------------------------------------------

    def receive(self, frame: Frame, now: Instant) -> tuple[Frame, Message] | None:
        """A genuine command or answer for the layers above, or None where this layer dealt with the frame."""
        if (refused := self._refusal(frame)) is not None:
            self.events.append(_discarded(frame, refused))
            self.refuse(frame, refused.result, now)
            return None
        message = frame.message()
        assert isinstance(message, Message)
        match message:
            case LoginAck():
                return self._on_login_ack(frame, message, now)
            case RegisterAck():
                self._on_register_ack(frame, message, now)
                return None
            case PlatformAck():
                return self._on_ack(frame, message, now)
            case Time():
                return self._on_time(frame, message)
        return frame, message

    def _standing(self) -> Standing:
        return Standing(Side.TERMINAL, self.live, self.identity.terminal, self.tag_holds)

    def _refusal(self, frame: Frame) -> Refusal | None:
        return refusal(frame, self._standing())

    def tag_holds(self, frame: Frame) -> bool:
        return frame.tag_holds(self.identity.suite, self._key)

    def _on_register_ack(self, frame: Frame, ack: RegisterAck, now: Instant) -> None:
        if self.state is not State.OPEN or ack.answers != self._asked or self.flash.registered:
            return
        genuine = frame.tag_holds(self.identity.suite, self.identity.key)
        if ack.result in (Result.OK, Result.ALREADY_REGISTERED):
            if genuine:
                self.flash.registered = True
                self._log_in(now)
        elif genuine or not frame.secured:
            self._refused(ack.result, now)

    def _on_login_ack(self, frame: Frame, ack: LoginAck, now: Instant) -> tuple[Frame, Message] | None:
        # SEC-19 "A terminal MUST ignore a LOGIN_ACK that answers another LOGIN than its last."
        if self.state is not State.ASKED or self._login is None or ack.answers != self._asked:
            return None
        if ack.result is not Result.OK:
            # a platform that does not know us cannot tag its refusal; one that does, and gets it wrong, is none
            if not frame.secured or frame.tag_holds(self.identity.suite, self.identity.key):
                self._refused(ack.result, now)
            return None
        who, login = self.identity, self._login
        key = session_key(who.suite, who.key, who.terminal, login.boot_counter, login.nonce, ack.nonce)
        if not frame.tag_holds(who.suite, key):
            self.events.append(Discarded("SEC-05", "LOGIN_ACK with a wrong tag", len(frame.body)))
            return None
        self._key = key
        self.outbox.clear()
        self._login_due = self._no_login_before = self._time_asked = None
        self._synchronised = now
        self._refusals = 0
        self._back_off.accepted()
        # PAR-10 "The parameters of LOGIN_ACK MUST take the place of those before, as if a PARAM_SET had set them."
        self.changed = self.parameters.take(of_login(ack))
        self._enter(Occurrence.ACCEPTED, now)
        self.events.append(Note("login", {"boot": self.flash.boot_counter, "watermark": ack.watermark}))
        return frame, ack

    def _refused(self, result: Result, now: Instant) -> None:
        """SES-10 "After three refusals of LOGIN or REGISTER in a row a terminal MUST wait 30 minutes (1 to 240) before the
        next." """
        self.outbox.clear()
        self.events.append(Note("refused", {"result": result.name}))
        if result is Result.NOT_REGISTERED:
            self.flash.registered = False
        # SES-17 "After a refused LOGIN or REGISTER a terminal MUST wait for one ack timeout at least before the next."
        self._no_login_before = now + self.ack_timeout
        self._refusals += 1
        if self._refusals >= REFUSALS:
            self._enter(Occurrence.BARRED, now)
            self._dialling.hang_up()
        else:
            self._enter(Occurrence.REFUSED, now)
        if self._refusals >= REFUSALS:
            self._login_due = now + self.parameters.time(REFUSED_WAIT)
        else:
            self._login_due = max(self._no_login_before, now + self._back_off.wait())

    def _on_ack(self, frame: Frame, ack: PlatformAck, now: Instant) -> tuple[Frame, Message] | None:
        if ack.result is Result.NOT_LOGGED_IN:
            self._denied(now)
        elif self.live and frame.secured:
            # ACK-09 "An answer that nobody waits for MUST be ignored", its watermark too.
            return (frame, ack) if self.outbox.answered(ack.answers) else None
        elif ack.answers == self._logout and self.tag_holds(frame):
            self._logout = None
        return None

    def _on_time(self, frame: Frame, time: Time) -> tuple[Frame, Message] | None:
        if time.answers != self._time_asked or not self.outbox.answered(time.answers):
            return None
        self._time_asked = None
        return frame, time

    def _denied(self, now: Instant) -> None:
        """SES-11 "On NOT_LOGGED_IN a terminal in session MUST give it up and log in again within one ack timeout, once per
        ack timeout at most."

        The answer comes without a tag, because who sends it has no session: so anyone can force a login, and the rate is
        what keeps that harmless. Any frame may be refused so, also one that asked for no answer.
        """
        due = now if self._last_login is None else max(now, self._last_login + self.ack_timeout)
        if self.live:
            self.events.append(Note("session-lost", {"why": "denied"}))
            self._enter(Occurrence.SESSION_DENIED, now)
            self.outbox.clear()
            self._login_due = due

    def _enter(self, occurrence: Occurrence, now: Instant) -> None:
        was_live = self.live
        self.state = following(self.state, occurrence)
        if was_live and not self.live:
            self.offline_since = now
        if self.live:
            self.offline_since = None
        if occurrence in (Occurrence.LINK_DOWN, Occurrence.LINK_UP):
            self.outbox.clear()
            if self.state is not State.BARRED:
                self._login_due = None


def _discarded(frame: Frame, refused: Refusal) -> Discarded:
    message = frame.message()
    if refused.clause == "FRM-14" and isinstance(message, BodyError):
        return Discarded(message.clause, f"{message.field}: {message.why}", len(frame.body))
    return Discarded(refused.clause, refused.result.en, len(frame.body))
