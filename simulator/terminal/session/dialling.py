"""The link as a terminal wants it: up or down, where to, and how soon again (SES-09, SES-24, PAR-16)."""

from collections.abc import Callable
from dataclasses import replace

from protocol_spec.endpoint import Event, LinkWanted
from protocol_spec.instant import Instant, S
from protocol_spec.parameters import ADDRESS
from protocol_spec.timers import RECONNECT_BASE
from simulator.draw import Draw
from simulator.terminal.flash import Flash
from simulator.terminal.profile import Profile
from simulator.terminal.session.back_off import BackOff
from simulator.terminal.settings.parameters_held import ParametersHeld


class Dialling:
    """`wants` is told what is wanted of the link. `due` is when it is dialled next, if nothing happens before."""

    def __init__(
        self, flash: Flash, parameters: ParametersHeld, back_off: BackOff, wants: Callable[[Event], None]
    ) -> None:
        self.due: Instant | None = None
        self._flash = flash
        self._parameters = parameters
        self._back_off = back_off
        self._wants = wants

    def first(self, profile: Profile, draw: Draw, now: Instant) -> None:
        """SES-24 "After power-up a terminal SHOULD delay its first connect by a random time up to the base of the back-off."

        A serial line is spared: it has nobody to stampede, and a bench is found at once (BND-05).
        """
        if profile.dials_at_once or profile.binding == "serial":
            self.dial()
        else:
            base = self._parameters.number(RECONNECT_BASE.name)
            self.due = now + draw.below(base * S, "first connect", self._flash.boot_counter)

    def later(self, now: Instant, not_before: Instant | None) -> None:
        """SES-17: a platform that refuses and hangs up is not dialled again before the refused login has waited."""
        self.due = max(now + self._back_off.wait(), not_before or now)

    def look(self, now: Instant) -> None:
        if self.due is not None and now >= self.due:
            self.dial()

    def dial(self) -> None:
        self.due = None
        if self._flash.move is not None:
            self._flash.move = replace(self._flash.move, attempts=self._flash.move.attempts + 1)
        address = self._parameters.value(ADDRESS)
        assert isinstance(address, str), "an address is a text"
        self._wants(LinkWanted(True, address))

    def hang_up(self) -> None:
        self._wants(LinkWanted(False))
