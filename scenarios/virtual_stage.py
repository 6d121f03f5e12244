"""A story in virtual time: SimPy, a link in memory, a store in memory. Milliseconds for minutes."""

from collections.abc import Callable

import simpy

from protocol_spec.endpoint import Endpoint
from protocol_spec.instant import MS
from reference_platform.edge.sqlite import SqliteStore
from scenarios.outcome import Finding, judge
from scenarios.stage import Stage, machine_stimulus
from scenarios.story import Step, Story
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.run_folder import RunFolder
from simulator.runtime.tape import Recorded
from simulator.runtime.virtual import VirtualDriver, after, run_until

Wrap = Callable[[str, Endpoint], Endpoint]
"""("terminal" or "platform", core) to what is driven instead: a recorder, a fault."""

TRUTH_EVERY = 200 * MS


class VirtualStage(Stage):
    def __init__(
        self, story: Story, folder: RunFolder | None = None, wrap: Wrap = lambda who, core: core, binding: str = "tcp"
    ) -> None:
        super().__init__(story, SqliteStore(secret=story.name.encode()), binding, story.start, folder)
        self.env = simpy.Environment(initial_time=story.start)
        self._wrap = wrap
        self.driver = VirtualDriver(self.env, wrap("terminal", self.terminal), self.terminal_tells)
        self.link = MemoryLink(self.env, self._accept, line=binding == "serial").joins(self.driver)

    def play(self) -> list[Finding]:
        for step in self.story.steps:
            after(self.env, step.at, lambda step=step: self._act(step))
        self.driver.start()
        self._sample_truth()
        run_until(self.env, lambda: False, self.story.start + self.story.ends)
        return judge(self.story, self.timeline, self.outcome())

    def _accept(self, _link: Link) -> Driver:
        connection = self.platform.accept()
        core = self._wrap("platform", connection.session)
        driver = VirtualDriver(self.env, core, lambda event, now: self.platform.on_event(connection, event, now))
        connection.stimulate = driver.stimulate
        return driver

    def _act(self, step: Step) -> None:
        now = int(self.env.now)
        self.note_step(step, now)
        if (stimulus := machine_stimulus(step)) is not None:
            self.driver.stimulate(stimulus)
        elif step.do == "scan":
            self.platform.scan(self.scan_of(step), now)
        elif step.do == "lock":
            self.lock(now)
        else:
            self.link.unplugged = step.do == "unplug"

    def _sample_truth(self) -> None:
        self.truth(int(self.env.now))
        after(self.env, TRUTH_EVERY, self._sample_truth)


def play_virtually(story: Story, folder: RunFolder | None = None) -> tuple[VirtualStage, list[Finding]]:
    """Play a story; with a folder, leave its timeline, truth and trace behind."""
    if folder is None:
        stage = VirtualStage(story)
        return stage, stage.play()
    with folder.trace("terminal") as trace:
        stage = VirtualStage(story, folder, lambda who, core: Recorded(core, trace) if who == "terminal" else core)
        return stage, stage.play()
