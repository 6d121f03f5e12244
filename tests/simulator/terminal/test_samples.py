"""WELD_SAMPLES: a value a second, in blocks (REP-10)."""

from itertools import pairwise

import pytest

from protocol_spec.codes import Capability, ClockState, Flag
from protocol_spec.instant import MS, Instant, S
from protocol_spec.kinds import ABSENT_U16
from protocol_spec.messages import ParamSet, WeldSamples
from protocol_spec.parameters import by_name

from .bench import ANNA, Bench, profile_of


def sampling(block: int = 60, **over: object) -> Bench:
    bench = Bench(profile=profile_of("factory_integrated"), **over)  # type: ignore[arg-type]
    bench.ask(ParamSet(command=bench.next_command(), items=(by_name["sample_block"].item(block),)))
    return bench


def weld(bench: Bench, seconds: int) -> Instant:
    """Strike, burn, stop; returns when the arc counted as begun (REP-09)."""
    bench.do("trigger")
    struck = bench.now
    bench.advance(seconds * S)
    bench.do("trigger", False)
    bench.advance(3 * S)
    return struck + 300 * MS


@pytest.mark.clause("REP-10")
@pytest.mark.parametrize(("seconds", "sizes"), [(5, [6]), (25, [10, 10, 6]), (95, [60, 36])])
def test_an_arc_is_sampled_once_a_second_in_blocks_of_the_set_length(seconds: int, sizes: list[int]) -> None:
    bench = sampling(block=max(sizes) if seconds > 20 else 60)
    bench.unlocked(idle=3600)
    seen: dict[int, tuple[int, int, int]] = {}

    def note() -> None:
        reading = bench.terminal.plant.reading()
        seen[bench.now] = reading.mains_current, reading.arc_current, reading.arc_voltage

    bench.watchers.append(note)
    began = weld(bench, seconds)
    blocks = bench.messages(WeldSamples)
    assert [len(block.samples) for block in blocks] == sizes
    times = [block.time + second * S for block in blocks for second in range(len(block.samples))]
    assert abs(times[0] - (began + bench.offset)) < MS, "the first sample is of the block's time"
    assert {later - earlier for earlier, later in pairwise(times)} == {S}, "no second is missing and none comes twice"
    said = [(s.mains_current, s.arc_current, s.arc_voltage) for block in blocks for s in block.samples]
    assert said == [seen[time - bench.offset] for time in times]
    assert {block.grant for block in blocks} == {bench.login.boot_counter and bench.status().grant}


@pytest.mark.clause("REP-10")
def test_without_the_capability_nothing_is_sampled() -> None:
    bench = Bench()
    bench.unlocked()
    weld(bench, 30)
    assert not bench.of(WeldSamples)


def test_a_block_ends_when_the_grant_does() -> None:
    bench = sampling()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(10 * S)
    bench.unlocked(worker=ANNA)
    bench.advance(10 * S)
    bench.lock()
    bench.advance(5 * S)
    one, two = bench.messages(WeldSamples)[:2]
    assert two.grant == one.grant + 1
    assert one.time + len(one.samples) * S <= two.time + S


def test_what_is_not_measured_is_not_available_in_a_sample_either() -> None:
    capability = profile_of().capability | Capability.WELD_SAMPLES
    bench = Bench(profile=profile_of(capability=capability))
    bench.unlocked()
    weld(bench, 5)
    (block,) = bench.messages(WeldSamples)
    assert {(s.arc_current, s.arc_voltage) for s in block.samples} == {(ABSENT_U16, ABSENT_U16)}
    assert all(s.mains_current != ABSENT_U16 for s in block.samples[:-1])


def test_a_block_is_a_record_like_any_other_and_comes_again_after_an_outage() -> None:
    bench = sampling()
    bench.unlocked()
    bench.pull_cable()
    weld(bench, 8)
    bench.reconnect()
    bench.advance(10 * S)
    (sent,) = bench.of(WeldSamples)
    assert sent.has(Flag.BACKFILL)
    assert sent.has(Flag.ACK_REQUIRED)
    assert sent.message.clock is ClockState.SYNCHRONISED


def test_a_driver_that_was_held_up_leaves_no_gap_in_a_block() -> None:
    bench = sampling(block=10)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.now += 30 * S
    bench.endpoint.handle_timer(bench.now)
    bench.settle()
    bench.do("trigger", False)
    bench.advance(3 * S)
    blocks = bench.messages(WeldSamples)
    assert sum(len(block.samples) for block in blocks) >= 35
    for one, two in pairwise(blocks):
        assert two.time - one.time == len(one.samples) * S
