"""Where a fault or a cheat acts at the stand: on the terminal, on its cable, or by a clone with the same identity."""

import asyncio
from typing import TYPE_CHECKING

from arclock.stand.mischief import Act, find
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import S
from protocol_spec.messages import Unlock
from simulator.runtime.links.cable import Cable
from simulator.runtime.realtime import RealtimeDriver
from simulator.terminal import Terminal

if TYPE_CHECKING:
    from arclock.stand.stand import Stand


class Trouble:
    """`on` holds the names of those that were begun and not ended."""

    def __init__(self, stand: "Stand") -> None:
        self._bench = stand
        self._clone: RealtimeDriver | None = None
        self.on: dict[str, set[str]] = {"fault": set(), "cheat": set()}

    def set(self, kind: str, name: str, begins: bool) -> None:
        """Begin it or end it; what comes later comes by itself.

        Raises:
            CommandError: there is no such thing, or the terminal does not take it.
        """
        entry, on = find(kind, name), self.on[kind]
        (on.add if begins and entry.lasts else on.discard)(name)
        self._bench.tell(kind, name=name, on=begins)
        for act in entry.begin if begins else entry.end:
            if act.after:
                asyncio.get_running_loop().call_later(act.after / S, self._act, act, kind, name, begins)
            else:
                self._act(act, kind, name, begins)

    def stop(self) -> None:
        if self._clone is not None:
            self._clone.stop()
            self._clone = None

    def _act(self, act: Act, kind: str, name: str, begins: bool) -> None:
        if act.after and begins and find(kind, name).lasts and name not in self.on[kind]:
            return  # ended meanwhile
        match act.where:
            case "link":
                self._on_link(act.stimulus)
            case "clone":
                self._on_clone(act.stimulus.name == "boot")
            case _:
                self._bench.stimulate(act.stimulus.name, **act.stimulus.values)

    def _on_link(self, stimulus: Stimulus) -> None:
        cable, value = self._bench.cable, stimulus.values.get("value")
        match stimulus.name:
            case "cut":
                cable.pull() if value else cable.put_back()
            case "half-open":
                cable.muted = bool(value)
            case "reset":
                cable.reset()
            case "hold":
                cable.hold = int(value or 0) * S
            case "inject":
                heard = self._bench.frames.last(Unlock.title)
                if heard is not None:
                    cable.inject(heard.data)

    def _on_clone(self, boots: bool) -> None:
        """A second module with the same identity and key, from the same flash as it is now, on a line of its own."""
        self.stop()
        if boots:
            stand, setup = self._bench, self._bench.setup
            flash = type(stand.core.flash).from_json(stand.core.flash.as_json())
            core = Terminal(setup.who, setup.kind, flash, seed=setup.seed + 1, now=stand.clock.now())
            self._clone = RealtimeDriver(core, clock=stand.clock)
            stand.attach(Cable(self._clone, tells=stand.tells))
            self._clone.start()
