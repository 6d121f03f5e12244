"""The virtual terminal: a module on its machine, in one sans-IO core.

`now` is the terminal's uptime, wherever its zero may lie; what time it is, a terminal knows only from a platform. A board
with its machine goes on as long as the object; its firmware is new with each power-up (`simulator.terminal.firmware`).
"""

from typing import ClassVar

from protocol_spec.codes import Capability, LogoutReason, ResetCause
from protocol_spec.endpoint import Event, LinkWanted, Stimulus, Value
from protocol_spec.instant import Instant, earliest
from protocol_spec.stream import StreamDecoder
from simulator.draw import Draw
from simulator.machine.plant import BACKUP, Plant
from simulator.terminal.board import Board
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.firmware import Firmware, Parts
from simulator.terminal.flash import Flash
from simulator.terminal.gateway.line import NO_RADIO
from simulator.terminal.inquiry import Inquiry
from simulator.terminal.lock.guard import Guard
from simulator.terminal.lock.ledger import Ledger
from simulator.terminal.note import Note
from simulator.terminal.profile import Identity, Profile
from simulator.terminal.records.store import RecordStore
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.session.departure import Leaving
from simulator.terminal.settings.parameters_held import ParametersHeld
from simulator.terminal.upgrade import boot_loader
from simulator.terminal.watch.arc_watch import ArcWatch


class Terminal:
    """Power-up is construction. A restart by command, a reset, a power cut, and being switched off and on again happen within
    one object: its machine goes on, its firmware is new. Dropping the object and making a new one from the same `Flash` is a
    power cut too, and the machine is then another one."""

    parts: ClassVar[Parts] = Parts()

    def __init__(
        self, identity: Identity, profile: Profile, flash: Flash | None = None, *, seed: int = 0, now: Instant = 0
    ) -> None:
        flash = flash or Flash(RecordStore(profile.store_records))
        draw = Draw(seed, identity.terminal)
        plant = Plant(profile.build, draw, now, flash.microjoules)
        self.board = Board(identity, profile, plant, flash, draw)
        self._supply_cut = False
        self._dies_at: Instant | None = None
        self._boot(ResetCause.POWER, now)

    def _boot(self, cause: ResetCause, now: Instant) -> None:
        self.powered = True
        boot_loader.start(self.flash, self.profile.firmware)
        self.firmware = Firmware(self.board, self.parts, cause, now)

    # ---- what others look at -------------------------------------------------------------------------------------

    @property
    def identity(self) -> Identity:
        return self.board.identity

    @property
    def profile(self) -> Profile:
        return self.board.profile

    @property
    def flash(self) -> Flash:
        return self.board.flash

    @property
    def plant(self) -> Plant:
        return self.board.plant

    @property
    def parameters(self) -> ParametersHeld:
        return self.firmware.parameters

    @property
    def clock(self) -> DeviceClock:
        return self.firmware.clock

    @property
    def conversation(self) -> Conversation:
        return self.firmware.conversation

    @property
    def guard(self) -> Guard:
        return self.firmware.guard

    @property
    def decoder(self) -> StreamDecoder:
        return self.firmware.decoder

    @property
    def ledger(self) -> Ledger:
        return self.firmware.ledger

    @property
    def inquiry(self) -> Inquiry:
        return self.firmware.inquiry

    @property
    def watch(self) -> ArcWatch:
        return self.firmware.watch

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self._advance(now)
        if self.powered:
            self.firmware.link_up(now)
            self._look(now)

    def link_down(self, now: Instant) -> None:
        self._advance(now)
        if self.powered:
            self.firmware.link_down(now)
            self._look(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self._advance(now)
        if self.powered:
            self.firmware.receive(data, now)
            self._look(now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self._advance(now)
        self._on_stimulus(stimulus, now)
        if self.powered:
            self._look(now)

    def handle_timer(self, now: Instant) -> None:
        self._advance(now)
        if self.powered:
            self.firmware.handle_timer(now)
            self._look(now)

    def next_timer(self) -> Instant | None:
        return earliest(self.firmware.next_timer(), self._dies_at) if self.powered else None

    def data_to_send(self) -> list[bytes]:
        talk = self.conversation
        outgoing, talk.outgoing = talk.outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        return self.board.events.pop(0) if self.board.events else None

    def _advance(self, now: Instant) -> None:
        self.plant.advance(now)
        self.firmware.advance(now)
        if self._dies_at is not None and now >= self._dies_at:
            self._drop(now)

    def _look(self, now: Instant) -> None:
        if (leaving := self.firmware.look(now)) is not None:
            self._leave(leaving, now)

    # ---- stimuli and leaving -------------------------------------------------------------------------------------

    def _on_stimulus(self, stimulus: Stimulus, now: Instant) -> None:
        value = stimulus.values.get("value", 0)
        if self.plant.undergo(stimulus.name, stimulus.values) or self.board.undergo(stimulus.name, value, now):
            return
        match stimulus.name:
            case "switch-off":
                if self.powered:
                    self.firmware.departure.switch_off(now)
            case "switch-on":
                self._switch_on(now)
            case "power-cut":
                self._cut(now)
            case "reset":
                self._reset(_cause(value), now)
            case "sub-up" | "sub-down" | "sub-data" if self.firmware.gateway.able:
                self._on_sub_line(stimulus, now)
            case "offline-permit":
                self._on_permit(str(value), now)
            case _:
                raise ValueError(f"a terminal does not know the stimulus {stimulus.name!r}")

    def _switch_on(self, now: Instant) -> None:
        if self._supply_cut:
            self.plant.undergo("mains", {"value": True})
            self._supply_cut, self._dies_at = False, None
        if self.powered:
            self.firmware.departure.switch_on()
        else:
            self._boot(ResetCause.POWER, now)

    def _cut(self, now: Instant) -> None:
        """The plug is pulled. A backup supply is good for a last word, and then it is dark (EVT-05)."""
        self.plant.undergo("mains", {"value": False})
        self._supply_cut = True
        if not self.powered:
            return
        if self.profile.capability & Capability.BACKUP_SUPPLY:
            self._dies_at = now + BACKUP
        else:
            self._drop(now)

    def _drop(self, now: Instant) -> None:
        """Without power there is no coil and no link, and what was on its way to either is gone."""
        self.firmware.power_went(now)
        self.powered, self._dies_at = False, None
        self.conversation.outgoing.clear()
        self.plant.contactor.release()
        self.board.events += [LinkWanted(False), Note("off")]

    def _reset(self, cause: ResetCause, now: Instant) -> None:
        """In the middle of whatever it did, without a word: the link is left to break."""
        if self.powered:
            self._drop(now)
            self.board.events[-1] = Note("restart")
            self._boot(cause, now)

    def _on_permit(self, text: str, now: Instant) -> None:
        """`text` is the permit's frame in hexadecimal; what the phone is told is a note. One that is off tells nothing."""
        if self.powered:
            self.firmware.permit_desk.present(bytes.fromhex(text), now)

    def _on_sub_line(self, stimulus: Stimulus, now: Instant) -> None:
        """Of a gateway's line `line`: it is plugged in, received with `signal` where it is a radio; it is gone; its `data` in
        hexadecimal. What is plugged in stays so while the gateway is off."""
        number, lines, gateway = int(stimulus.values["line"]), self.board.sub_lines, self.firmware.gateway
        match stimulus.name:
            case "sub-up":
                lines[number] = int(stimulus.values.get("signal", NO_RADIO))
                if self.powered:
                    gateway.line_up(number, now)
            case "sub-down":
                lines.pop(number, None)
                if self.powered:
                    gateway.line_down(number, now)
            case _ if self.powered:
                gateway.receive(number, bytes.fromhex(str(stimulus.values["data"])), now)

    def _leave(self, leaving: Leaving, now: Instant) -> None:
        """Drop the link, and be off or begin anew. The link is wanted down first, so that who drives it sees both."""
        self.board.events.append(LinkWanted(False))
        if leaving.factory_reset:
            self.parameters.reset()
            self.flash.move = None
        if leaving.restarts:
            self.board.events.append(Note("restart"))
            outgoing = self.data_to_send()
            swapped = leaving.reason is LogoutReason.UPGRADE and self.firmware.upgrades.swap()
            self._boot(ResetCause.UPGRADE if swapped else ResetCause.COMMAND, now)
            self.conversation.outgoing = outgoing
        else:
            self.powered = False
            self.board.events.append(Note("off"))


def _cause(named: Value) -> ResetCause:
    """Of a reset; where none is named, the watchdog's.

    Raises:
        ValueError: there is no such cause.
    """
    if not isinstance(named, str):
        return ResetCause.WATCHDOG
    if named not in ResetCause.__members__:
        raise ValueError(
            f"nothing resets a terminal that is called {named!r}; there are: {', '.join(ResetCause.__members__)}"
        )
    return ResetCause[named]
