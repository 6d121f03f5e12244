"""A story in real time: the terminal on a real serial line, the platform behind it, the phone over HTTP.

Where there is no hardware the line is a pseudo-terminal pair. The terminal stays on its end after the story, so that
the judge can take the platform's place on the other.
"""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

from protocol_spec.instant import S
from reference_platform.edge.serve import LOOPBACK, Doors, Serving, serving
from reference_platform.edge.sqlite import SqliteStore
from scenarios.outcome import Finding, judge
from scenarios.stage import Stage, machine_stimulus
from scenarios.story import Step, Story
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.runtime.run_folder import RunFolder
from simulator.runtime.tape import Recorded, Sink
from simulator.terminal import Terminal

TRUTH_EVERY = 0.2


class PhoneFailed(Exception):
    """The platform did not answer the phone as the API says."""


class SerialStage(Stage):
    """Make it inside a running loop; `line` outlives it."""

    def __init__(
        self,
        story: Story,
        store: SqliteStore,
        line: PtyLine,
        folder: RunFolder,
        sink: Sink,
        kind: type[Terminal] = Terminal,
    ) -> None:
        self.clock = Clock()
        super().__init__(story, store, "serial", self.clock.now(), folder, kind)
        self.line = line
        self.driver = RealtimeDriver(Recorded(self.terminal, sink), self.terminal_tells, self.clock)
        self.link = SerialLink(self.driver, line.one)

    async def play(self) -> list[Finding]:
        doors = Doors(serial=self.line.other, http=(LOOPBACK, 0))
        async with serving(self.platform, doors, self.clock) as open_doors:
            self.driver.start()
            truth = asyncio.create_task(self._sample_truth())
            for step in self.story.steps:
                await self._until(step.at)
                await self._act(step, open_doors)
            await self._until(self.story.ends)
            truth.cancel()
            self.over = True
            return judge(self.story, self.timeline, self.outcome())

    def stop(self) -> None:
        self.driver.stop()

    async def _until(self, at: int) -> None:
        await asyncio.sleep(max(0.0, (self.began + at - self.clock.now()) / S))

    async def _act(self, step: Step, doors: Serving) -> None:
        self.note_step(step, self.clock.now())
        if (stimulus := machine_stimulus(step)) is not None:
            self.driver.stimulate(stimulus)
        elif step.do == "scan":
            await asyncio.to_thread(self._scan_by_phone, step, doors)
        elif step.do == "lock":
            self.lock(self.clock.now())
        else:
            self.line.unplugged = step.do == "unplug"

    def _scan_by_phone(self, step: Step, doors: Serving) -> dict[str, Any]:
        scan = self.scan_of(step)
        assert scan.latitude is not None
        assert scan.longitude is not None
        body = {
            "qr": scan.qr,
            "token": scan.token,
            "permit": scan.permit,
            "place": {"latitude": scan.latitude / 1e6, "longitude": scan.longitude / 1e6},
        }
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{doors.http_port}/api/v1/scans",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                decision: dict[str, Any] = json.load(answer)
                return decision
        except (urllib.error.URLError, TimeoutError) as error:
            raise PhoneFailed(f"POST /api/v1/scans: {error}") from None

    async def _sample_truth(self) -> None:
        while True:
            self.truth(self.clock.now())
            await asyncio.sleep(TRUTH_EVERY)
