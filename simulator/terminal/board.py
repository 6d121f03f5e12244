"""What a firmware is soldered to, and what outlives it: machine, flash, crystal and chip, the card in its slot."""

from dataclasses import dataclass, field, replace

from protocol_spec.endpoint import Event
from protocol_spec.instant import Instant, S
from simulator.draw import Draw
from simulator.machine.plant import Plant
from simulator.terminal.device_clock import Timepiece
from simulator.terminal.flash import Flash
from simulator.terminal.profile import Identity, Profile


@dataclass
class Board:
    """`events` is where a firmware tells the outside."""

    identity: Identity
    profile: Profile
    plant: Plant
    flash: Flash
    draw: Draw
    events: list[Event] = field(default_factory=list)
    timepiece: Timepiece = field(default_factory=Timepiece)
    sub_lines: dict[int, int] = field(default_factory=dict)
    """Of a gateway: the lines that are plugged in, and how well each is received in -1 dBm."""

    def undergo(self, name: str, value: int | str | bool, now: Instant) -> bool:
        """Something happens to the board; False where this is no such thing. `clock-drift` in ppm, `clock-turned` in seconds,
        `flash-full` in records that there is room for, 0 for as many as at manufacture; with `bad-image-start` the firmware
        that an upgrade brings does not log in."""
        match name:
            case "clock-drift":
                self.timepiece.drift(int(value), now)
            case "clock-stuck":
                self.timepiece.stick_chip(bool(value), now)
            case "clock-reset":
                self.timepiece.reset_chip(now)
            case "clock-turned":
                self.timepiece.turn_chip(int(value) * S, now)
            case "sim":
                self.profile = replace(self.profile, iccid=str(value))
            case "bad-image-start":
                self.flash.bad_image = bool(value)
            case "flash-full":
                self.flash.store.capacity = int(value) or self.profile.store_records
            case _:
                return False
        return True
