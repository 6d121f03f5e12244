"""Beside the terminal, seeing everything: its machine, its clock, what comes down to it and what it says of itself.

A witness is an endpoint around a terminal's core and changes nothing of it: same inputs, same bytes. After each input it looks
at the machine and notes what is different. It asks for a timer where the module has none because it is off, so that what a
bridged machine does behind a dead module's back is seen too.

What comes down is read for the few messages that matter to the oracle: those that may close or have to open the relay, and
those that say what time it is. From the latter it keeps a clock of its own on the board's crystal, as a good firmware would:
how far that one is off is what a terminal cannot know, and what it may therefore be wrong by.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol_spec.codes import Result
from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.frame import HEADER_SIZE, Frame, promised_size
from protocol_spec.instant import MS, Instant
from protocol_spec.message import Message
from protocol_spec.messages import Lock, LoginAck, Reboot, Time, Unlock
from protocol_spec.parameters import by_name
from protocol_spec.stream import StreamDecoder
from simulator.fleet.truth import TruthLog
from simulator.machine.sensors import TEMPERATURE_FULL_SCALE
from simulator.terminal import Terminal
from simulator.terminal.device_clock import DeviceClock

CLOCK_STEP = 50 * MS
"""By how much a clock has to be off otherwise to be noted anew."""
_OF_INTEREST = {one.code for one in (Unlock, Lock, Reboot, LoginAck, Time)}
_CODE_AT = 4


Sent = Callable[[Instant, bytes], None]
"""A frame goes up: when, and its bytes."""


@dataclass(frozen=True)
class Heard:
    """A command that came down whole, and its frame."""

    at: Instant
    message: Message
    data: bytes


class Witness:
    """`operator` is who holds the torch, "" for nobody; whoever plays the people sets it and calls `look`."""

    def __init__(self, terminal: Terminal, truth: TruthLog, now: Instant, sent: Sent | None = None) -> None:
        self.terminal = terminal
        self.truth = truth
        self.heard: list[Heard] = []
        self.came: list[bytes] | None = None
        """All bytes that came down, where somebody wants to see them."""
        self.operator = ""
        self._sent = sent or (lambda at, frame: None)
        self._now = now
        self._decoder = StreamDecoder()
        self._clock = DeviceClock(terminal.board.timepiece, now)
        self._firmware = terminal.firmware
        self._welded = False
        margin = TEMPERATURE_FULL_SCALE * terminal.profile.build.sensor_class // 1_000
        self._hot_from = int(by_name["too_hot"].default) + margin
        self._seen: tuple[object, ...] = ()
        self.look(now)

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self._decoder.reset()
        self.terminal.link_up(now)
        self.look(now)

    def link_down(self, now: Instant) -> None:
        self._decoder.reset()
        self.terminal.link_down(now)
        self.look(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self.terminal.receive_data(data, now)
        if self.terminal.powered:
            self._listen(data, now)
        if self.came is not None:
            self.came.append(data)
        self.look(now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self.terminal.stimulate(stimulus, now)
        self.look(now)

    def handle_timer(self, now: Instant) -> None:
        self.terminal.handle_timer(now)
        if self._decoder.waiting and self.terminal.powered:
            self._hear_all(self._decoder.handle_timer(now), now)
        self.look(now)

    def next_timer(self) -> Instant | None:
        return self.terminal.next_timer() if self.terminal.powered else self.terminal.plant.next_timer()

    def data_to_send(self) -> list[bytes]:
        frames = self.terminal.data_to_send()
        for frame in frames:
            self._sent(self._now, frame)
        return frames

    def next_event(self) -> Event | None:
        return self.terminal.next_event()

    # ---- what comes down -----------------------------------------------------------------------------------------

    def _listen(self, data: bytes, now: Instant) -> None:
        if self._decoder.waiting or promised_size(data[:HEADER_SIZE]) != len(data) or data[_CODE_AT] in _OF_INTEREST:
            self._hear_all(self._decoder.receive(data, now), now)

    def _hear_all(self, frames: list[Frame], now: Instant) -> None:
        self._decoder.take_discarded()
        for frame in frames:
            self._hear(frame, now)

    def _hear(self, frame: Frame, now: Instant) -> None:
        message = frame.message() if frame.code in _OF_INTEREST else None
        match message:
            case LoginAck() if message.result is Result.OK:
                self._clock.set(message.now, now)
            case Time():
                self._clock.set(message.now, now)
            case Unlock() | Lock() | Reboot():
                self.heard.append(Heard(now, message, frame.encode()))

    # ---- what is so ----------------------------------------------------------------------------------------------

    def look(self, now: Instant) -> None:
        terminal, truth = self.terminal, self.truth
        plant = terminal.plant
        truth.reach(now)
        self._now = now
        if terminal.firmware is not self._firmware:
            self._firmware = terminal.firmware
            self._clock = DeviceClock(terminal.board.timepiece, now)
        if plant.burning and plant.burn is not None:
            truth.burns(plant.burn)
        self._note_clock(now)
        contact = plant.relay_closed
        instruments = plant.instruments
        seen = (
            terminal.powered,
            contact,
            plant.energised,
            plant.shunted,
            plant.mains,
            plant.burning,
            self.operator,
            plant.latitude,
            plant.longitude,
            plant.cover_open,
            plant.gas,
            plant.temperature >= self._hot_from,
            plant.welded_contact,
            instruments.blind,
            terminal.board.timepiece.ppm,
        )
        if seen != self._seen:
            self._seen = seen
            self._note(seen, now)

    def _note(self, seen: tuple[object, ...], now: Instant) -> None:
        (
            powered,
            contact,
            energised,
            shunted,
            mains,
            arc,
            operator,
            latitude,
            longitude,
            cover,
            gas,
            hot,
            welded,
            blind,
            ppm,
        ) = seen
        self._welded = bool(welded or (self._welded and contact))
        values = {
            "powered": powered,
            "closed": bool(mains and (contact or shunted)),
            "energised": energised,
            "arc": arc,
            "operator": operator,
            "latitude": latitude,
            "longitude": longitude,
            "cover_open": cover,
            "gas": gas,
            "hot": hot,
            "welded": self._welded,
            "blind": blind,
            "ppm": ppm,
        }
        for key, value in values.items():
            self.truth.note(now, key, value)

    def _note_clock(self, now: Instant) -> None:
        utc = self._clock.utc(now)
        off = 0 if utc is None else utc - now
        if abs(off - int(self.truth.value_now("clock_off"))) >= CLOCK_STEP:
            self.truth.note(now, "clock_off", off)
