"""A terminal and the reference platform in virtual time, over any quality."""

from collections.abc import Callable

from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import MINUTE, S
from protocol_spec.parameters import by_name
from reference_platform.decision import Scan
from reference_platform.demo import demo_token
from scenarios.story import parse_story
from scenarios.virtual_stage import VirtualStage
from simulator.draw import Draw
from simulator.runtime.impair import LineFaults, LinkQuality, load_quality
from simulator.runtime.virtual import after, run_until

STORY = """
schema = 1
zh = "一次焊接"
en = "one weld"
start = 2026-03-02T07:30:00+08:00
ends = 1.0
step = []
expect = []
[terminal]
terminal = "9999010000000001"
profile = "cat1_retrofit"
seed = 3
[platform]
status_welding = 30
ack_timeout = {ack_timeout}
idle_limit = 900
"""
SCAN_EVERY = 70 * S


class Shift:
    """A worker who scans until the machine has power, welds, has it locked, and goes; the records are waited for.

    `ack_timeout` in seconds is what the platform sets, and what the terminal was set to when it was fitted.
    """

    def __init__(
        self, quality: LinkQuality, binding: str, faults: LineFaults | None = None, seed: int = 7, ack_timeout: int = 10
    ) -> None:
        story = parse_story("shift", "shift", STORY.format(ack_timeout=ack_timeout))
        self.stage = VirtualStage(story, binding=binding)
        self.env, self.terminal = self.stage.env, self.stage.terminal
        self.link = self.stage.link
        self.link.draw = Draw(seed, story.terminal["terminal"])
        self.terminal.flash.parameters[by_name["ack_timeout"].id] = ack_timeout
        self.link.quality = quality
        if faults is not None:
            self.link.set_faults(faults, 9_600)
        self.scans = 0

    def work(self, minutes: int = 6) -> None:
        self.stage.driver.start()
        self.until(lambda: self.stage.platform.is_online(self.number), 60, "login")
        self._scan()
        self.until(lambda: self.terminal.plant.relay_closed, 120, "power")
        self.trigger(True)
        self.run(minutes)
        self.trigger(False)
        self.run(1)
        self.stage.lock(int(self.env.now))
        self.until(lambda: not self.terminal.plant.relay_closed, 60, "locked")
        self.until(self._all_held, 240, "each record held")
        assert self.stage.outcome()["records_missing"] == 0

    @property
    def number(self) -> str:
        return self.terminal.identity.terminal

    def trigger(self, on: bool) -> None:
        self.stage.driver.stimulate(Stimulus("trigger", {"value": on}))
        self.link.burning(on)

    def run(self, minutes: int) -> None:
        run_until(self.env, lambda: False, int(self.env.now) + minutes * MINUTE)

    def at(self, minute: int, act: Callable[[], None]) -> None:
        after(self.env, minute * MINUTE, act)

    def switch(self, name: str) -> None:
        self.link.quality = load_quality(name)

    def until(self, done: Callable[[], bool], minutes: int, what: str) -> None:
        reached = run_until(self.env, done, int(self.env.now) + minutes * MINUTE)
        assert reached, f"not within {minutes} min: {what}; {self.stage.timeline[-8:]}"

    def _scan(self) -> None:
        """A person tries again until it works."""
        if self.terminal.plant.relay_closed:
            return
        machine = self.stage.machine
        scan = Scan(qr_payload(machine.qr), demo_token("W-0001"), 1, machine.latitude, machine.longitude)
        self.stage.platform.scan(scan, int(self.env.now))
        self.scans += 1
        after(self.env, SCAN_EVERY, self._scan)

    def _all_held(self) -> bool:
        """Each record that the terminal made is at the platform; it goes on making some, so the moment is caught."""
        outcome = self.stage.outcome()
        return bool(outcome["records_held"] == outcome["records_made"])
