"""The terminal's half of the session: link, login, tags, sequence, retransmission, heartbeat.

It knows nothing of locks and records. It hands up messages that are genuine and in order of arrival, and refuses the rest
by name (FRM-02, FRM-03, FRM-13 to FRM-15, SEC-05, SEC-08). The order of those refusals matters: a frame's tag is judged
before its body is read, because an answer that depends on an unverified body is an oracle.
"""

from dataclasses import dataclass

from protocol_spec.codes import RESERVED_FLAGS, Flag, OfflinePolicy, Result, Side
from protocol_spec.endpoint import Discarded, Event, LinkWanted
from protocol_spec.frame import EDITION, Frame, frame_of
from protocol_spec.instant import Duration, Instant, S, earliest
from protocol_spec.message import BodyError, Message, by_code
from protocol_spec.messages import (
    Heartbeat,
    Lock,
    Login,
    LoginAck,
    PlatformAck,
    Register,
    RegisterAck,
    TerminalAck,
    Unlock,
)
from protocol_spec.outbox import Outbox
from protocol_spec.security import session_key
from protocol_spec.session_table import Occurrence, State, following, may_send
from protocol_spec.timers import (
    ACK_TIMEOUT,
    HEARTBEAT,
    LINK_GRACE,
    RECONNECT_BASE,
    RECONNECT_CAP,
    REFUSALS,
    REFUSED_WAIT,
    STATUS_IDLE,
    STATUS_WELDING,
    Timer,
)
from simulator.draw import Draw
from simulator.terminal.flash import Flash
from simulator.terminal.note import Note
from simulator.terminal.profile import Identity, Profile


@dataclass
class Parameters:
    """In force, in seconds."""

    heartbeat: int = HEARTBEAT.default
    status_idle: int = STATUS_IDLE.default
    status_welding: int = STATUS_WELDING.default
    ack_timeout: int = ACK_TIMEOUT.default
    link_grace: int = LINK_GRACE.default
    policy: OfflinePolicy = OfflinePolicy.FAIL_SECURE

    def take(self, ack: LoginAck) -> None:
        """SES-12 "A parameter in LOGIN_ACK that is out of its range MUST be ignored, and the value in force stays." """
        timers: tuple[Timer, ...] = (HEARTBEAT, STATUS_IDLE, STATUS_WELDING, ACK_TIMEOUT, LINK_GRACE)
        for timer in timers:
            offered = getattr(ack, timer.name)
            if timer.allows(offered):
                setattr(self, timer.name, offered)
        self.policy = ack.policy


class Conversation:
    def __init__(self, identity: Identity, profile: Profile, flash: Flash, draw: Draw) -> None:
        self.identity = identity
        self.profile = profile
        self.flash = flash
        self.parameters = Parameters()
        self.state = State.DOWN
        self.outbox = Outbox()
        self.outgoing: list[bytes] = []
        self.events: list[Event] = []
        self.offline_since: Instant | None = None
        self._draw = draw
        self._key = b""
        self._login: Login | None = None
        self._asked = 0
        self._sequence = 0
        self._logins = 0
        self._refusals = 0
        self._attempts = 0
        self._outages = 0
        self._last_sent: Instant = 0
        self._last_login: Instant | None = None
        self._login_due: Instant | None = None
        self._reconnect_due: Instant | None = None

    @property
    def live(self) -> bool:
        return self.state is State.LIVE

    @property
    def ack_timeout(self) -> Duration:
        return self.parameters.ack_timeout * S

    # ---- link and time -------------------------------------------------------------------------------------------

    def power_up(self, now: Instant) -> None:
        self.offline_since = now
        self.events.append(LinkWanted(True))

    def link_up(self, now: Instant) -> None:
        self._enter(Occurrence.LINK_UP, now)
        self._reconnect_due = None
        self._sequence = 0
        if self.state is State.OPEN:
            self._log_in(now)

    def link_down(self, now: Instant) -> None:
        self._enter(Occurrence.LINK_DOWN, now)
        if self.state is not State.BARRED:
            self._reconnect_due = now + self._back_off()

    def handle_timer(self, now: Instant) -> None:
        if self._reconnect_due is not None and now >= self._reconnect_due:
            self._reconnect_due = None
            self.events.append(LinkWanted(True))
        if self._login_due is not None and now >= self._login_due:
            self._login_due = None
            self._leave_bar(now)
        self._retransmit(now)
        if self.live and now >= self._heartbeat_due():
            self._beat(now)

    def next_timer(self) -> Instant | None:
        heartbeat = self._heartbeat_due() if self.live else None
        return earliest(self._reconnect_due, self._login_due, self.outbox.next_timer(), heartbeat)

    # ---- sending -------------------------------------------------------------------------------------------------

    def send(self, message: Message, now: Instant, flags: Flag = Flag.NONE) -> int:
        """Send within the session; returns the sequence. An ACK_REQUIRED frame is kept until it is answered."""
        frame = frame_of(message, self.identity.terminal, self._next_sequence(), flags)
        if self.live:
            frame = frame.sealed(self.identity.suite, self._key)
        return self._emit(frame, now)

    def refuse(self, frame: Frame, result: Result, now: Instant) -> None:
        """Answer by result code; a response is never answered (ACK-04), and outside a session nothing is (SES-02)."""
        if self.live and not frame.flags & Flag.RESPONSE:
            self.send(TerminalAck(answers=frame.sequence, answered=frame.code, result=result), now)

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
        return self._last_sent + self.parameters.heartbeat * S

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
        self.outbox.clear()
        self._last_login = now
        message = self._login_message() if self.flash.registered else self._register_message()
        if isinstance(message, Login):
            self._login = message
            self._enter(Occurrence.LOGIN_SENT, now)
        self._asked = self._next_sequence()
        frame = frame_of(message, self.identity.terminal, self._asked, Flag.ACK_REQUIRED)
        self._emit(frame.sealed(self.identity.suite, self.identity.key), now)
        if self.profile.binding == "serial":
            # BND-05 "On a serial line an unanswered LOGIN MUST be repeated at the ack timeout, without growth and without
            # end": a point-to-point line has nobody to stampede, and a bench that is plugged in late is found at once.
            self.outbox.clear()
            self._login_due = now + self.ack_timeout

    def _login_message(self) -> Login:
        """SES-04: the attempt count leads the nonce, so that it rises; the rest is drawn, so that it is not guessed."""
        self._logins += 1
        low = self._draw.at("nonce", self.flash.boot_counter << 20 | self._logins) >> 24
        return Login(
            suite=self.identity.suite,
            boot_counter=self.flash.boot_counter,
            nonce=self._logins << 40 | low,
            oldest=self.flash.store.oldest,
            following=self.flash.store.following,
        )

    def _register_message(self) -> Register:
        profile = self.profile
        return Register(
            suite=self.identity.suite,
            vendor=profile.vendor,
            model=profile.model,
            hardware=profile.hardware,
            firmware=profile.firmware,
            imei=profile.imei,
            iccid=profile.iccid,
            qr=self.identity.qr,
            division=profile.division,
            access=profile.access,
            capability=profile.capability,
        )

    def _leave_bar(self, now: Instant) -> None:
        if self.state is State.BARRED:
            self._refusals = 0
            self._enter(Occurrence.WAIT_OVER, now)
            self.events.append(LinkWanted(True))
        elif self.state in (State.OPEN, State.ASKED):
            self._log_in(now)

    def _unanswered(self, now: Instant) -> None:
        """Retries exhausted: the link is dead (ACK-03)."""
        self.events.append(Note("session-lost", {"why": "unanswered"}))
        self._enter(Occurrence.UNANSWERED, now)
        if self.profile.binding == "serial":
            self._log_in(now)
        else:
            self.events.append(LinkWanted(False))
            self.link_down(now)

    def _back_off(self) -> Duration:
        """SES-09, full jitter: anywhere between nothing and the doubled base, so that a province does not come back in step."""
        ceiling = min(RECONNECT_CAP.default, RECONNECT_BASE.default << min(self._attempts, 16))
        self._attempts += 1
        self._outages += 1
        return self._draw.below(ceiling * S, "reconnect", self.flash.boot_counter << 20 | self._outages)

    # ---- receiving -----------------------------------------------------------------------------------------------

    def receive(self, frame: Frame, now: Instant) -> tuple[Frame, Message] | None:
        """A genuine command or answer for the layers above, or None where this layer dealt with the frame."""
        if (refusal := self._refusal(frame)) is not None:
            self.refuse(frame, refusal, now)
            return None
        message = frame.message()
        if isinstance(message, BodyError):
            self.events.append(Discarded(message.clause, f"{message.field}: {message.why}", len(frame.body)))
            self.refuse(frame, Result.MALFORMED, now)
            return None
        if isinstance(message, LoginAck):
            return self._on_login_ack(frame, message, now)
        if isinstance(message, RegisterAck):
            self._on_register_ack(frame, message, now)
            return None
        if isinstance(message, PlatformAck):
            return self._on_ack(frame, message, now)
        assert message is not None
        return frame, message

    def _refusal(self, frame: Frame) -> Result | None:
        if frame.edition != EDITION:
            return Result.EDITION_UNSUPPORTED
        if frame.terminal != self.identity.terminal:
            return Result.NOT_FOR_ME
        if frame.flags & RESERVED_FLAGS:
            return Result.MALFORMED
        if frame.sender is Side.TERMINAL:
            return Result.WRONG_DIRECTION
        if self.live and frame.secured and not self.tag_holds(frame):
            self.events.append(Discarded("SEC-05", "wrong tag", len(frame.body)))
            return Result.BAD_TAG
        declared = by_code.get(frame.code)
        if declared is None:
            return Result.UNKNOWN_CODE
        if declared in (Unlock, Lock):
            if not may_send(self.state, declared):
                return Result.NOT_LOGGED_IN
            if not frame.secured:
                return Result.TAG_REQUIRED
        return None

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
        if self.state is not State.ASKED or self._login is None or ack.answers != self._asked:
            return None
        if ack.result is not Result.OK:
            # a platform that does not know us cannot tag its refusal; one that does, and gets it wrong, is none
            if not frame.secured or frame.tag_holds(self.identity.suite, self.identity.key):
                self._refused(ack.result, now)
            return None
        key = session_key(
            self.identity.suite,
            self.identity.key,
            self.identity.terminal,
            self._login.boot_counter,
            self._login.nonce,
            ack.nonce,
        )
        if not frame.tag_holds(self.identity.suite, key):
            self.events.append(Discarded("SEC-05", "LOGIN_ACK with a wrong tag", len(frame.body)))
            return None
        self._key = key
        self.outbox.clear()
        self._login_due = None
        self._attempts = self._refusals = 0
        self.parameters.take(ack)
        self._enter(Occurrence.ACCEPTED, now)
        self.events.append(Note("login", {"boot": self.flash.boot_counter, "watermark": ack.watermark}))
        return frame, ack

    def _refused(self, result: Result, now: Instant) -> None:
        """SES-10 "After three refused logins a terminal MUST wait 30 minutes (1 to 240) before the next." """
        self.outbox.clear()
        self.events.append(Note("refused", {"result": result.name}))
        if result is Result.NOT_REGISTERED:
            self.flash.registered = False
        self._refusals += 1
        if self._refusals >= REFUSALS and self.state is State.ASKED:
            self._enter(Occurrence.BARRED, now)
            self.events.append(LinkWanted(False))
        elif self.state is State.ASKED:
            self._enter(Occurrence.REFUSED, now)
        long_wait = self._refusals >= REFUSALS
        self._login_due = now + (REFUSED_WAIT.default * S if long_wait else max(self.ack_timeout, self._back_off()))

    def _on_ack(self, frame: Frame, ack: PlatformAck, now: Instant) -> tuple[Frame, Message] | None:
        if self.live and frame.secured:
            self.outbox.answered(ack.answers)
            return frame, ack
        if ack.result is Result.NOT_LOGGED_IN:
            self._denied(now)
        return None

    def _denied(self, now: Instant) -> None:
        """SES-11 "On NOT_LOGGED_IN a terminal in session MUST give it up and log in again within one ack timeout, once per
        ack timeout at most."

        The answer comes without a tag, because who sends it has no session: so anyone can force a login, and the rate is
        what keeps that harmless.
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
