"""From the scan to the measured contact, over a slow link, in virtual time."""

from dataclasses import replace

import pytest

from protocol_spec.codes import EndReason
from protocol_spec.instant import MS, S
from protocol_spec.timers import SCAN_TO_POWER
from scenarios import VirtualStage, load_story
from scenarios.story import Step
from simulator.runtime.virtual import after, run_until

SCANS = 40


@pytest.mark.clause("PLT-08")
def test_of_the_scans_that_are_granted_95_in_100_are_powered_within_5_seconds() -> None:
    story = replace(load_story("first_weld"), steps=())
    stage = VirtualStage(story)
    stage.link.latency = 800 * MS
    scan = stage.scan_of(Step(0, "scan", {"worker": "W-0001", "permit": 1}))
    terminal = stage.terminal.identity.terminal
    for number in range(SCANS):
        after(stage.env, (10 + 12 * number) * S, lambda: stage.platform.scan(scan, int(stage.env.now)))
        after(
            stage.env,
            (16 + 12 * number) * S,
            lambda: stage.platform.lock(terminal, EndReason.PLATFORM, int(stage.env.now)),
        )
    stage.driver.start()
    run_until(stage.env, lambda: False, story.start + (20 + 12 * SCANS) * S)
    grants = [stage.platform.grants[number] for number in range(1, SCANS + 1)]
    in_time = [one for one in grants if one.powered is not None and one.powered - one.asked <= SCAN_TO_POWER]
    assert len(in_time) >= 0.95 * len(grants)
