"""A terminal on a bench: a platform half made by hand, and time that passes only as `next_timer()` asks.

Nothing of the reference platform or the judge is used, so an error they share with the terminal cannot hide here. The
platform half is honest by default: it accepts the login, stores records by number and acknowledges what asks for it.
Each test spoils the part it is about. The line has no latency.
"""

import dataclasses
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, TypeVar

from protocol_spec.codes import (
    Capability,
    EndReason,
    EventCode,
    Flag,
    LockMode,
    OfflinePolicy,
    Result,
    Suite,
)
from protocol_spec.endpoint import Endpoint, Event, LinkWanted, Stimulus
from protocol_spec.frame import Frame, frame_of, read_frame
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.message import Message
from protocol_spec.messages import (
    RECORDS,
    BackfillBatch,
    CommandResult,
    EventRecord,
    Heartbeat,
    Lock,
    Login,
    LoginAck,
    Logout,
    PlatformAck,
    Register,
    RegisterAck,
    SessionSummary,
    Status,
    Time,
    TimeRequest,
    Unlock,
)
from protocol_spec.security import session_key
from simulator.machine.climate import CLIMATES
from simulator.runtime.tape import Entry, Recorded
from simulator.terminal import Flash, Identity, Note, Profile, Terminal, load_profile
from simulator.terminal.records.store import RecordStore

TERMINAL = "9999010000000042"
KEY = bytes(range(16))
ANNA, BORIS = b"worker-A", b"worker-B"
UPTIME: Instant = 5 * S
"""Where the terminal's own time line stands when it is switched on."""
BEGAN: Instant = 1_764_000_000 * S
"""What time it is then."""

M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Sent:
    """A frame the terminal sent: when, on which connection (0 where there was none), under which session key."""

    at: Instant
    data: bytes
    frame: Frame
    message: Any
    connection: int
    session: bytes | None

    @property
    def in_session(self) -> bool:
        return self.session is not None

    def has(self, flag: Flag) -> bool:
        return bool(self.frame.flags & flag)


def profile_of(name: str = "cat1_retrofit", **over: Any) -> Profile:
    """One for exact numbers: sensors that read the truth, a room at 25.0 °C, switches for cover and gas, a link at once."""
    kind = load_profile(name)
    ideal = {
        "sensor_class": 0,
        "dials_at_once": True,
        "climate": CLIMATES["laboratory"],
        "capability": kind.capability | Capability.GAS_SENSOR | Capability.COVER_SWITCH,
    }
    return dataclasses.replace(kind, **(ideal | over))


def _records_in(message: Message) -> list[Any]:
    if isinstance(message, BackfillBatch):
        return message.opened()
    return [message] if isinstance(message, RECORDS) else []


class Bench:
    def __init__(
        self,
        *,
        profile: Profile | None = None,
        terminal: str = TERMINAL,
        suite: Suite = Suite.HMAC_SHA256,
        seed: int = 1,
        registered: bool = True,
        flash: Flash | None = None,
        connect: bool = True,
        taped: bool = False,
        **parameters: Any,
    ) -> None:
        self.profile = profile or profile_of()
        self.identity = Identity(terminal, KEY, suite)
        self.seed = seed
        self.now: Instant = UPTIME
        self.offset: Duration = BEGAN - UPTIME
        # ---- what the platform half does, for tests to spoil
        self.network = connect
        self.answers_logins = True
        self.answers_register = True
        self.answers_time = True
        self.login_result = Result.OK
        self.acks = True
        self.ack_result = Result.OK
        self.loses: Callable[[Any], bool] = lambda message: False
        self.parameters: dict[str, Any] = {
            "heartbeat": 60,
            "status_idle": 60,
            "status_welding": 10,
            "ack_timeout": 5,
            "link_grace": 600,
            "policy": OfflinePolicy.FAIL_SECURE,
        } | parameters
        # ---- what it has seen
        self.sent: list[Sent] = []
        self.events: list[tuple[Instant, Event]] = []
        self.relay: list[tuple[Instant, bool]] = []
        self.held: dict[int, list[Message]] = {}
        self.floor = 0
        self.connection = 0
        self.connections = 0
        self.dialled: list[tuple[Instant, str]] = []
        self.nobody_at: set[str] = set()
        self.key: Any = None
        self.login: Any = None
        self.commands = 0
        self.tape: list[Entry] | None = [] if taped else None
        self.early: Callable[[Instant, Instant], list[Instant]] = lambda now, due: []
        self.watchers: list[Callable[[], None]] = []
        self.on_command: Callable[[Message], None] = lambda message: None
        self.last: Frame | None = None
        self.answered: list[Sent] = []
        """Frames a test has answered by hand."""
        self._nonces = count(0x1000)
        self._down = 0
        self._todo: deque[Callable[[], None]] = deque()
        self._settling = False
        if flash is None:
            flash = Flash(RecordStore(self.profile.store_records), registered=registered)
        self.power_up(flash)

    # ---- power -------------------------------------------------------------------------------------------------------

    def power_up(self, flash: Flash) -> None:
        self.terminal = Terminal(self.identity, self.profile, flash, seed=self.seed, now=self.now)
        self.endpoint: Endpoint = self.terminal if self.tape is None else Recorded(self.terminal, self.tape.append)
        self.connection, self.key = 0, None
        self.relay.append((self.now, self.terminal.plant.relay_closed))
        self.settle()

    def power_cut(self, off_for: Duration = 10 * S, *, as_json: bool = False) -> None:
        self.terminal.firmware.power_went(self.now)
        flash = self.terminal.flash
        if as_json:
            flash = Flash.from_json(json.loads(json.dumps(flash.as_json())))
        self.now += off_for
        self.power_up(flash)

    # ---- time --------------------------------------------------------------------------------------------------------

    @property
    def utc(self) -> Instant:
        return self.now + self.offset

    def advance(self, duration: Duration) -> None:
        self.until(self.now + duration)

    def until(self, target: Instant) -> None:
        rings = 0
        while (due := self.endpoint.next_timer()) is not None and due <= target:
            for early in self.early(self.now, due):
                self._ring_early(early, due)
            rings = rings + 1 if due <= self.now else 0
            assert rings < 50, f"the terminal asks for a timer at {due} again and again and does nothing"
            self.now = max(self.now, due)
            self.endpoint.handle_timer(self.now)
            self.settle()
        for early in self.early(self.now, target):
            self._ring_early(early, target)
        self.now = target

    def _ring_early(self, at: Instant, due: Instant) -> None:
        if self.now <= at < due:
            self.now = at
            self.endpoint.handle_timer(at)
            assert self.endpoint.data_to_send() == [], f"an early timer at {at} (due {due}) sent something"
            assert self.endpoint.next_event() is None, f"an early timer at {at} (due {due}) told something"
            self.settle()

    def ring(self) -> None:
        """On to the next timer, and no further."""
        due = self.endpoint.next_timer()
        assert due is not None
        self.until(max(due, self.now))

    # ---- inputs ------------------------------------------------------------------------------------------------------

    def do(self, name: str, value: int | bool | str = True) -> None:
        self.endpoint.stimulate(Stimulus(name, {"value": value}), self.now)
        self.settle()

    def feed(self, data: bytes) -> None:
        self.endpoint.receive_data(data, self.now)
        self.settle()

    def pull_cable(self) -> None:
        """Both ends see the link go, and nobody can dial until `plug_in`."""
        self.network = False
        if self.connection:
            self.connection, self.key = 0, None
            self.endpoint.link_down(self.now)
        self.settle()

    def plug_in(self) -> None:
        self.network = True
        self.nobody_at.clear()

    def reconnect(self) -> None:
        """Plug in, and wait until the terminal has dialled."""
        self.plug_in()
        limit = self.now + 400 * S
        while not self.connection:
            self.ring()
            assert self.now < limit, "the terminal does not dial"

    # ---- what the platform says --------------------------------------------------------------------------------------

    def frame(
        self, message: Message, flags: Flag = Flag.NONE, *, key: bytes | None = None, bare: bool = False
    ) -> Frame:
        """A frame from the platform: under the session key, under another `key`, or `bare`."""
        frame = frame_of(message, self.identity.terminal, self._down, flags)
        self._down = (self._down + 1) & 0xFFFF
        if bare:
            return frame
        under = key or self.key
        assert under is not None, "there is no session"
        return frame.sealed(self.identity.suite, under)

    def say(self, message: Message, flags: Flag = Flag.NONE, *, key: bytes | None = None, bare: bool = False) -> Frame:
        frame = self.frame(message, flags, key=key, bare=bare)
        if isinstance(message, Unlock | Lock) and key is None and not bare:
            self.last = frame
            self.on_command(message)
        self.feed(frame.encode())
        return frame

    def unlock_message(
        self,
        *,
        command: int | None = None,
        grant: int | None = None,
        worker: bytes = ANNA,
        age: Duration = 0,
        window: Duration = 60 * S,
        lasts: Duration = 3600 * S,
        idle: int = 600,
    ) -> Unlock:
        command = self.next_command() if command is None else command
        issued = self.utc - age
        return Unlock(
            command=command,
            grant=command + 7000 if grant is None else grant,
            worker=worker,
            permit=12,
            issued=issued,
            accept_until=issued + window,
            grant_end=self.utc + lasts,
            idle_limit=idle,
        )

    def unlock(self, **over: Any) -> int:
        """Send UNLOCK; returns the command id."""
        message = self.unlock_message(**over)
        self.say(message, Flag.ACK_REQUIRED)
        return message.command

    def unlocked(self, **over: Any) -> int:
        """Send UNLOCK and wait until it was carried out."""
        command = self.unlock(**over)
        self.advance(300 * MS)
        assert self.result(command).result is Result.OK
        assert self.relay_closed
        return command

    def lock_message(self, *, command: int | None = None, mode: LockMode = LockMode.NOW, bound: int = 0) -> Lock:
        command = self.next_command() if command is None else command
        return Lock(command=command, reason=EndReason.PLATFORM, mode=mode, bound=bound)

    def lock(self, **over: Any) -> int:
        message = self.lock_message(**over)
        self.say(message, Flag.ACK_REQUIRED)
        return message.command

    def deny(self) -> None:
        """What a platform says that knows of no session."""
        self.say(PlatformAck(answers=0, answered=0x10, result=Result.NOT_LOGGED_IN, watermark=0), bare=True)

    def ask(self, message: Message) -> Frame:
        """Send this with ACK_REQUIRED, in session."""
        return self.say(message, Flag.ACK_REQUIRED)

    def next_command(self) -> int:
        self.commands += 1
        return self.commands

    # ---- what was seen -----------------------------------------------------------------------------------------------

    @property
    def relay_closed(self) -> bool:
        return self.terminal.plant.relay_closed

    def of(self, kind: type[M], since: Instant = 0) -> list[Sent]:
        return [sent for sent in self.sent if isinstance(sent.message, kind) and sent.at >= since]

    def messages(self, kind: type[M], since: Instant = 0) -> list[M]:
        return [sent.message for sent in self.of(kind, since)]

    def results(self, command: int) -> list[CommandResult]:
        return [result for result in self.messages(CommandResult) if result.command == command]

    def result(self, command: int) -> CommandResult:
        found = self.results(command)
        assert len(found) == 1, f"command {command} was answered {len(found)} times"
        return found[0]

    def status(self) -> Status:
        return self.messages(Status)[-1]

    def alarms(self, code: EventCode, since: Instant = 0) -> list[Sent]:
        return [sent for sent in self.of(EventRecord, since) if sent.message.event is code]

    def summaries(self) -> list[SessionSummary]:
        unique = {summary.record: summary for summary in self.messages(SessionSummary)}
        return list(unique.values())

    def summary(self) -> SessionSummary:
        found = self.summaries()
        assert len(found) == 1, f"there are {len(found)} summaries"
        return found[0]

    def wishes(self, up: bool = True) -> list[Instant]:
        return [at for at, event in self.events if isinstance(event, LinkWanted) and event.up is up]

    def notes(self, what: str) -> list[tuple[Instant, Note]]:
        return [(at, event) for at, event in self.events if isinstance(event, Note) and event.what == what]

    def stored(self) -> list[int]:
        return [stored.record.record for stored in self.terminal.flash.store]

    def opened_at(self) -> Instant:
        at, closed = self.relay[-1]
        assert not closed, "the relay is closed"
        return at

    @property
    def watermark(self) -> int:
        """All records up to here are held, or older than what the terminal still has."""
        number = self.floor
        while number + 1 in self.held:
            number += 1
        return number

    # ---- settling ----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Carry out what the terminal wants now. The platform's answers go in one by one, in order."""
        if self._settling:
            return
        self._settling = True
        try:
            self._drain()
            turns = 0
            while self._todo:
                turns += 1
                assert turns < 2_000, f"terminal and platform talk without end at {self.now}"
                self._todo.popleft()()
                self._drain()
        finally:
            self._settling = False
        for watcher in self.watchers:
            watcher()

    def _drain(self) -> None:
        for data in self.endpoint.data_to_send():
            self._take(data)
        while (event := self.endpoint.next_event()) is not None:
            self.events.append((self.now, event))
            if isinstance(event, LinkWanted):
                self._todo.append(partial(self._dial, event.address) if event.up else self._hang_up)
        if self.relay[-1][1] != self.relay_closed:
            self.relay.append((self.now, self.relay_closed))

    def _dial(self, address: str) -> None:
        if self.connection:
            return
        self.dialled.append((self.now, address))
        if not self.network or address in self.nobody_at:
            self.endpoint.link_down(self.now)
            return
        self.connections += 1
        self.connection = self.connections
        self._down, self.key, self.commands = 0, None, 0
        self.endpoint.link_up(self.now)

    def _hang_up(self) -> None:
        """The terminal's own wish: no driver reports back a close that was asked for."""
        self.connection, self.key = 0, None

    def _take(self, data: bytes) -> None:
        frame = read_frame(data)
        assert frame is not None, f"the terminal sent a frame with a wrong CRC: {data.hex()}"
        message = frame.message()
        assert isinstance(message, Message), f"the terminal sent what cannot be read: {message}"
        sent = Sent(self.now, data, frame, message, self.connection, self.key)
        self.sent.append(sent)
        if self.connection and not self.loses(message):
            self._todo.append(lambda: self._answer(sent))

    def _answer(self, sent: Sent) -> None:
        if sent.connection != self.connection:
            return
        if isinstance(sent.message, Register):
            self._on_register(sent)
        elif isinstance(sent.message, Login):
            self._on_login(sent)
        elif self.key is not None and sent.frame.tag_holds(self.identity.suite, self.key):
            for record in _records_in(sent.message):
                self.held.setdefault(record.record, []).append(record)
            if isinstance(sent.message, Heartbeat):
                self.floor = max(self.floor, sent.message.oldest - 1)
            if isinstance(sent.message, TimeRequest):
                self._on_time_request(sent)
            elif self.acks and sent.frame.wants_ack:
                self.acknowledge(sent)
            if isinstance(sent.message, Logout):
                self.key = None

    def acknowledge(self, sent: Sent) -> None:
        ack = PlatformAck(
            answers=sent.frame.sequence, answered=sent.frame.code, result=self.ack_result, watermark=self.watermark
        )
        self.endpoint.receive_data(self.frame(ack).encode(), self.now)

    def _on_time_request(self, sent: Sent) -> None:
        if self.answers_time:
            time = Time(answers=sent.frame.sequence, now=self.utc)
            self.endpoint.receive_data(self.frame(time).encode(), self.now)

    def _on_register(self, sent: Sent) -> None:
        if self.answers_register:
            ack = RegisterAck(answers=sent.frame.sequence, result=Result.OK)
            self.endpoint.receive_data(self.frame(ack, key=KEY).encode(), self.now)

    def _on_login(self, sent: Sent) -> None:
        assert sent.frame.tag_holds(self.identity.suite, KEY), "LOGIN is not sealed under the terminal key"
        self.login, self.key = sent.message, None
        if not self.answers_logins:
            return
        ack = self.login_ack(sent)
        if self.login_result is not Result.OK:
            self.endpoint.receive_data(self.frame(ack, bare=True).encode(), self.now)
            return
        self.key, self.commands = self.key_for(sent.message, ack), 0
        self.floor = max(self.floor, sent.message.oldest - 1)
        self.endpoint.receive_data(self.frame(ack).encode(), self.now)

    def login_ack(self, sent: Sent, **over: Any) -> LoginAck:
        fields = self.parameters | {
            "answers": sent.frame.sequence,
            "result": self.login_result,
            "nonce": next(self._nonces),
            "now": self.utc,
            "watermark": self.watermark if self.login_result is Result.OK else 0,
        }
        return LoginAck(**(fields | over))

    def key_for(self, login: Login, ack: LoginAck) -> bytes:
        return session_key(self.identity.suite, KEY, self.identity.terminal, login.boot_counter, login.nonce, ack.nonce)
