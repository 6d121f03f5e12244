"""The platform's end of one connection: login, tags, answers, commands. Sans-IO, like the terminal it talks to.

A record is answered only after it is stored (REP-06, REP-08): the session hands it out as `RecordsArrived` with a token
and waits for the stimulus `stored`; only then do the frames of that token get their PLATFORM_ACK. So a store may gather
many connections into one transaction, and a crash in between loses nothing that was answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from protocol_spec.codes import (
    RESERVED_FLAGS,
    EndReason,
    Flag,
    LockMode,
    OfflinePolicy,
    RelayState,
    Result,
    Side,
    Suite,
)
from protocol_spec.endpoint import Discarded, Event, LinkWanted, Stimulus, Value
from protocol_spec.frame import EDITION, Frame, frame_of
from protocol_spec.instant import Instant, S, earliest
from protocol_spec.message import BodyError, Message, by_code
from protocol_spec.messages import (
    RECORDS,
    CommandResult,
    Heartbeat,
    Lock,
    Login,
    LoginAck,
    PlatformAck,
    Record,
    Register,
    RegisterAck,
    Unlock,
)
from protocol_spec.outbox import Outbox
from protocol_spec.security import session_key
from protocol_spec.session_table import Occurrence, State, following, may_send
from protocol_spec.stream import StreamDecoder
from protocol_spec.timers import ACK_TIMEOUT, HEARTBEAT, LINK_GRACE, SILENT_PERIODS, STATUS_IDLE, STATUS_WELDING
from reference_platform.happenings import (
    CommandDone,
    LoggedIn,
    LoginRefused,
    RecordsArrived,
    Registered,
    WentOffline,
)
from reference_platform.registry import TerminalEntry


class Directory(Protocol):
    """What a session has to look up at once, to answer at once."""

    def entry(self, terminal: str) -> TerminalEntry | None: ...
    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None: ...
    def watermark(self, terminal: str, oldest: int) -> int:
        """All records up to here are safe, or will never come: the terminal holds none below `oldest` (REP-06)."""
        ...


@dataclass(frozen=True)
class SessionParameters:
    """What LOGIN_ACK sets; seconds."""

    heartbeat: int = HEARTBEAT.default
    status_idle: int = STATUS_IDLE.default
    status_welding: int = STATUS_WELDING.default
    ack_timeout: int = ACK_TIMEOUT.default
    link_grace: int = LINK_GRACE.default
    policy: OfflinePolicy = OfflinePolicy.FAIL_SECURE
    accept_window: int = 30


@dataclass(frozen=True)
class _Pending:
    """A command on its way."""

    command: int
    grant: int
    deadline: Instant


class PlatformSession:
    def __init__(self, directory: Directory, parameters: SessionParameters, nonce: Callable[[], int]) -> None:
        self._directory = directory
        self._parameters = parameters
        self._nonce = nonce
        self.terminal: str | None = None
        self.state = State.DOWN
        self._suite = Suite.HMAC_SHA256
        self._key = b""
        self._decoder = StreamDecoder()
        self._outbox = Outbox()
        self._outgoing: list[bytes] = []
        self._events: list[Event] = []
        self._sequence = 0
        self._commands = 0
        self._pending: dict[int, _Pending] = {}
        self._login_frame: Frame | None = None
        self._login_answer = b""
        self._tokens = 0
        self._unstored: dict[int, list[Frame]] = {}
        self._arrived: list[tuple[Frame, Record]] = []
        self._heard: Instant = 0

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self.state = following(self.state, Occurrence.LINK_UP)
        self._heard = now

    def link_down(self, now: Instant) -> None:
        self._leave("link down")

    def receive_data(self, data: bytes, now: Instant) -> None:
        self._take(self._decoder.receive(data, now), now)

    def handle_timer(self, now: Instant) -> None:
        self._take(self._decoder.handle_timer(now), now)
        self._drop_late_commands(now)
        again = self._outbox.due(now)
        if again is None:
            self._hang_up("commands unanswered")
        else:
            self._outgoing += again
        if self.state is State.LIVE and now >= self._silent_at():
            # SES-07 "After three heartbeat periods without a frame a platform MUST call the terminal offline and close."
            self._hang_up("silent")

    def next_timer(self) -> Instant | None:
        silent = self._silent_at() if self.state is State.LIVE else None
        deadlines = (pending.deadline for pending in self._pending.values())
        return earliest(self._decoder.next_timer(), self._outbox.next_timer(), silent, *deadlines)

    def data_to_send(self) -> list[bytes]:
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        return self._events.pop(0) if self._events else None

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        values = stimulus.values
        match stimulus.name:
            case "stored":
                self._stored(int(values["token"]), int(values["watermark"]), now)
            case "unlock":
                self._unlock(values, now)
            case "lock":
                self._lock(EndReason[str(values.get("reason", "PLATFORM"))], int(values.get("grant", 0)), now)
            case "evict":
                self._hang_up("logged in elsewhere")
            case _:
                raise ValueError(f"a platform session does not know the stimulus {stimulus.name!r}")

    # ---- receiving -----------------------------------------------------------------------------------------------

    def _take(self, frames: list[Frame], now: Instant) -> None:
        self._events += self._decoder.take_discarded()
        for frame in frames:
            self._heard = now
            self._on_frame(frame, now)
        if self._arrived:
            self._hand_out()

    def _on_frame(self, frame: Frame, now: Instant) -> None:
        if (refusal := self._refusal(frame)) is not None:
            self._refuse(frame, refusal, now)
            return
        message = frame.message()
        if isinstance(message, BodyError):
            self._events.append(Discarded(message.clause, f"{message.field}: {message.why}", len(frame.body)))
            self._refuse(frame, Result.MALFORMED, now)
            return
        match message:
            case Register():
                self._on_register(frame, message, now)
            case Login():
                self._on_login(frame, message, now)
            case Heartbeat():
                self._answer(frame, Result.OK, self._directory.watermark(frame.terminal, message.oldest), now)
            case CommandResult():
                self._on_result(message)
            case _ if isinstance(message, RECORDS):
                self._arrived.append((frame, message))

    def _refusal(self, frame: Frame) -> Result | None:
        if frame.edition != EDITION:
            return Result.EDITION_UNSUPPORTED
        if frame.flags & RESERVED_FLAGS:
            return Result.MALFORMED
        if frame.sender is Side.PLATFORM:
            return Result.WRONG_DIRECTION
        declared = by_code.get(frame.code)
        if declared in (Register, Login):
            return None
        # SES-05 "Before login succeeds a platform MUST answer any other message NOT_LOGGED_IN and store nothing of it."
        if self.state is not State.LIVE or frame.terminal != self.terminal:
            return Result.NOT_LOGGED_IN
        if not frame.secured:
            return Result.TAG_REQUIRED
        if not frame.tag_holds(self._suite, self._key):
            self._events.append(Discarded("SEC-05", "wrong tag", len(frame.body)))
            return Result.BAD_TAG
        if declared is None:
            return Result.UNKNOWN_CODE
        return None if may_send(self.state, declared) else Result.NOT_LOGGED_IN

    def _on_register(self, frame: Frame, register: Register, now: Instant) -> None:
        entry = self._directory.entry(frame.terminal)
        result = self._register_result(frame, register, entry)
        if result is Result.OK:
            self._events.append(Registered(frame.terminal, register))
        ack = frame_of(RegisterAck(answers=frame.sequence, result=result), frame.terminal, self._next_sequence())
        if entry is not None and result in (Result.OK, Result.ALREADY_REGISTERED):
            ack = ack.sealed(register.suite, entry.key)
        self._outgoing.append(ack.encode())

    @staticmethod
    def _register_result(frame: Frame, register: Register, entry: TerminalEntry | None) -> Result:
        if entry is None:
            return Result.UNKNOWN_TERMINAL
        if not frame.tag_holds(register.suite, entry.key):
            return Result.BAD_TAG
        if entry.enterprise is None:
            return Result.UNBOUND_ENTERPRISE
        return Result.ALREADY_REGISTERED if entry.registered else Result.OK

    def _on_login(self, frame: Frame, login: Login, now: Instant) -> None:
        if frame == self._login_frame:
            self._outgoing.append(self._login_answer)
            return
        entry = self._directory.entry(frame.terminal)
        result = self._login_result(frame, login, entry)
        nonce = self._nonce()
        ack = frame_of(self._login_ack(frame, login, result, nonce, now), frame.terminal, self._next_sequence())
        if result is Result.OK and entry is not None:
            self._enter_session(frame, login, entry, nonce)
            ack = ack.sealed(self._suite, self._key)
            self._login_frame, self._login_answer = frame, ack.encode()
            self._events.append(LoggedIn(frame.terminal, login.boot_counter))
        else:
            self._events.append(LoginRefused(frame.terminal, result))
        self._outgoing.append(ack.encode())

    @staticmethod
    def _login_result(frame: Frame, login: Login, entry: TerminalEntry | None) -> Result:
        if entry is None:
            return Result.UNKNOWN_TERMINAL
        if not frame.tag_holds(login.suite, entry.key):
            return Result.BAD_TAG
        if not entry.registered:
            return Result.NOT_REGISTERED
        # SEC-06 "A platform MUST refuse a LOGIN whose boot counter and nonce are not greater than the last accepted."
        if (login.boot_counter, login.nonce) <= (entry.boot_counter, entry.nonce):
            return Result.LOGIN_REPLAYED
        return Result.OK

    def _enter_session(self, frame: Frame, login: Login, entry: TerminalEntry, nonce: int) -> None:
        self._directory.accept_login(frame.terminal, login.boot_counter, login.nonce)
        self._outbox.clear()
        self._pending.clear()
        self._commands = 0
        self.terminal, self._suite = frame.terminal, login.suite
        self._key = session_key(login.suite, entry.key, frame.terminal, login.boot_counter, login.nonce, nonce)
        self.state = following(self.state, Occurrence.ACCEPTED)

    def _login_ack(self, frame: Frame, login: Login, result: Result, nonce: int, now: Instant) -> LoginAck:
        parameters = self._parameters
        return LoginAck(
            answers=frame.sequence,
            result=result,
            nonce=nonce,
            now=now,
            watermark=self._directory.watermark(frame.terminal, login.oldest) if result is Result.OK else 0,
            heartbeat=parameters.heartbeat,
            status_idle=parameters.status_idle,
            status_welding=parameters.status_welding,
            ack_timeout=parameters.ack_timeout,
            link_grace=parameters.link_grace,
            policy=parameters.policy,
        )

    # ---- records -------------------------------------------------------------------------------------------------

    def _hand_out(self) -> None:
        assert self.terminal is not None
        arrived, self._arrived = self._arrived, []
        self._tokens += 1
        self._unstored[self._tokens] = [frame for frame, _ in arrived]
        records = tuple((record, bool(frame.flags & Flag.BACKFILL)) for frame, record in arrived)
        self._events.append(RecordsArrived(self.terminal, self._tokens, records))

    def _stored(self, token: int, watermark: int, now: Instant) -> None:
        for frame in self._unstored.pop(token, []):
            if self.state is State.LIVE:
                self._answer(frame, Result.OK, watermark, now)

    # ---- commands ------------------------------------------------------------------------------------------------

    def _unlock(self, values: Mapping[str, Value], now: Instant) -> None:
        deadline = now + self._parameters.accept_window * S
        self._commands += 1
        unlock = Unlock(
            command=self._commands,
            grant=int(values["grant"]),
            worker=bytes.fromhex(str(values["worker"])),
            permit=int(values["permit"]),
            issued=now,
            accept_until=deadline,
            grant_end=int(values["grant_end"]),
            idle_limit=int(values["idle_limit"]),
        )
        self._command(unlock, unlock.grant, deadline, now)

    def _lock(self, reason: EndReason, grant: int, now: Instant) -> None:
        self._commands += 1
        lock = Lock(command=self._commands, reason=reason, mode=LockMode.NOW, bound=0)
        self._command(lock, grant, now + 60 * S, now)

    def _command(self, message: Unlock | Lock, grant: int, deadline: Instant, now: Instant) -> None:
        if self.state is not State.LIVE or self.terminal is None:
            self._events.append(CommandDone(self.terminal or "", message.command, grant, None, RelayState.UNKNOWN, 0))
            return
        sequence = self._send(message, now, Flag.ACK_REQUIRED)
        self._pending[sequence] = _Pending(message.command, grant, deadline)

    def _on_result(self, result: CommandResult) -> None:
        self._outbox.answered(result.answers)
        pending = self._pending.pop(result.answers, None)
        if pending is not None and self.terminal is not None:
            done = CommandDone(
                self.terminal, pending.command, pending.grant, result.result, result.relay_feedback, result.took
            )
            self._events.append(done)

    def _drop_late_commands(self, now: Instant) -> None:
        for sequence in [seq for seq, pending in self._pending.items() if now >= pending.deadline]:
            pending = self._pending.pop(sequence)
            self._outbox.answered(sequence)
            self._events.append(
                CommandDone(self.terminal or "", pending.command, pending.grant, None, RelayState.UNKNOWN, 0)
            )

    # ---- sending and leaving -------------------------------------------------------------------------------------

    def _send(self, message: Message, now: Instant, flags: Flag = Flag.NONE) -> int:
        assert self.terminal is not None
        frame = frame_of(message, self.terminal, self._next_sequence(), flags).sealed(self._suite, self._key)
        data = frame.encode()
        self._outgoing.append(data)
        if frame.wants_ack:
            self._outbox.sent(frame.sequence, data, self._parameters.ack_timeout * S, now)
        return frame.sequence

    def _answer(self, frame: Frame, result: Result, watermark: int, now: Instant) -> None:
        if not frame.wants_ack:
            return
        ack = PlatformAck(answers=frame.sequence, answered=frame.code, result=result, watermark=watermark)
        self._send(ack, now)

    def _refuse(self, frame: Frame, result: Result, now: Instant) -> None:
        """Answer by result code; a response is never answered (ACK-04)."""
        if frame.flags & Flag.RESPONSE:
            return
        ack = PlatformAck(answers=frame.sequence, answered=frame.code, result=result, watermark=0)
        answer = frame_of(ack, frame.terminal, self._next_sequence())
        if self.state is State.LIVE and frame.terminal == self.terminal:
            answer = answer.sealed(self._suite, self._key)
        self._outgoing.append(answer.encode())

    def _next_sequence(self) -> int:
        sequence, self._sequence = self._sequence, (self._sequence + 1) & 0xFFFF
        return sequence

    def _silent_at(self) -> Instant:
        return self._heard + SILENT_PERIODS * self._parameters.heartbeat * S

    def _hang_up(self, why: str) -> None:
        self._leave(why)
        self._events.append(LinkWanted(False))

    def _leave(self, why: str) -> None:
        if self.state is State.LIVE and self.terminal is not None:
            self._events.append(WentOffline(self.terminal, why))
        self.state = State.DOWN
        self._outbox.clear()
        for pending in self._pending.values():
            self._events.append(
                CommandDone(self.terminal or "", pending.command, pending.grant, None, RelayState.UNKNOWN, 0)
            )
        self._pending.clear()
