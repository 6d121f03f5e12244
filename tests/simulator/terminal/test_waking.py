"""A terminal is woken where something can change, and no more often; and it knows when a current was last, however it was
woken (EVT-13, LCK-08)."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Capability, EventCode
from protocol_spec.instant import HOUR, MINUTE, MS, Instant, S
from protocol_spec.parameters import by_name
from simulator.machine.arc import SLOT
from simulator.machine.climate import CLIMATES, GRID, Climate

from .bench import Bench, profile_of
from .programs import PROGRAMS, SETTINGS, Program, bench_of, take
from .test_replay_law import said

FEW = settings(max_examples=40, deadline=None, derandomize=True)
MAINS = Capability.MAINS_CURRENT


def welding(threshold: int = 30, sensor_class: int = 25, seed: int = 1, idle: int = 600, **over: object) -> Bench:
    bench = Bench(profile=profile_of(sensor_class=sensor_class, **over), seed=seed)
    bench.terminal.parameters.take({by_name["arc_threshold"].id: threshold})
    bench.unlocked(idle=idle, lasts=8 * HOUR)
    bench.do("trigger")
    bench.advance(S + 37 * MS)
    return bench


def rings(bench: Bench, duration: int) -> int:
    count = 0

    def early(now: Instant, due: Instant) -> list[Instant]:
        nonlocal count
        count += 1
        return []

    bench.early = early
    bench.advance(duration)
    return count


def test_a_steady_arc_does_not_wake_the_terminal_ten_times_a_second() -> None:
    bench = welding()
    assert bench.terminal.firmware.senses.next_timer() is None
    assert bench.terminal.plant.next_timer() is None
    assert rings(bench, 10 * MINUTE) < 750, "the session is written down once a second, and that is nearly all"


def test_where_the_threshold_lies_inside_the_flicker_each_slot_is_an_edge() -> None:
    bench = welding(threshold=65)
    plant = bench.terminal.plant
    least, most = plant.span_of(MAINS)
    assert least < 65 <= most
    plant.advance(bench.now)
    assert plant.burn is not None
    assert bench.terminal.firmware.senses.next_timer() == plant.burn.slot_end(bench.now)
    assert rings(bench, MINUTE) > 500


@FEW
@given(
    *(st.integers(0, 30), st.integers(58, 74), st.integers(20, 70), st.integers(0, 99)),
    st.sampled_from([0, 25]),
    st.booleans(),
)
def test_when_a_current_was_last_is_the_end_of_the_last_slot_that_reached_the_threshold(
    seed: int, threshold: int, slots: int, rest: int, sensor_class: int, late: bool
) -> None:
    """`late` is a driver that was held up and wakes the terminal for none of the slots."""
    bench = welding(threshold, sensor_class, seed)
    plant, senses = bench.terminal.plant, bench.terminal.firmware.senses
    assert plant.burn is not None
    struck = plant.burn.struck
    if late:
        bench.now = struck + slots * SLOT + rest * MS
    else:
        bench.until(struck + slots * SLOT + rest * MS)
    bench.do("trigger", False)
    ended = bench.now
    bench.advance(30 * S)
    # the last slot is the one that was reached, if only for an instant
    seen = [slot for slot in range(slots + 1) if plant.read_in(MAINS, slot) >= threshold]
    assert senses.last_current == (min(struck + (seen[-1] + 1) * SLOT, ended) if seen else None)


def often(looks: int) -> Callable[[Instant, Instant], list[Instant]]:
    return lambda now, due: [now + (due - now) * part // looks for part in range(looks)]


@pytest.mark.clause("LCK-08")
@settings(FEW, max_examples=8)
@given(st.sampled_from([30, 65, 70]), st.integers(0, 20), st.integers(2, 9))
def test_the_idle_limit_counts_from_the_end_of_the_last_arc_however_often_one_looked(
    threshold: int, work: int, parts: int
) -> None:
    opened = []
    for looks in (1, parts):
        bench = welding(threshold, 0, idle=60)
        bench.early = often(looks)
        bench.do("trigger", False)
        bench.do("work", work)
        bench.advance(MINUTE)
        bench.do("rest")
        bench.advance(3 * MINUTE)
        opened.append(bench.opened_at())
    assert opened[0] == opened[1]


@FEW
@given(SETTINGS, PROGRAMS, st.integers(1, 7))
def test_looking_at_the_machine_from_outside_changes_nothing(
    bench_settings: dict[str, object], program: Program, every: int
) -> None:
    """So that a truth log may look as often as it likes."""
    left, looked = bench_of(bench_settings), bench_of(bench_settings)
    looked.watchers.append(lambda: looked.terminal.plant.advance(looked.now))
    for number, step in enumerate(program):
        for bench in (left, looked):
            take(bench, step)
        if number % every == 0:
            looked.terminal.plant.advance(looked.now)
    for bench in (left, looked):
        bench.advance(30 * S)
    assert said(left) == said(looked)
    assert left.relay == looked.relay
    assert left.events == looked.events


# ---- warmth ----------------------------------------------------------------------------------------------------------


def test_in_a_laboratory_the_temperature_wakes_nobody() -> None:
    assert Bench().terminal.firmware.senses.next_timer() is None


def test_the_terminal_sleeps_until_it_could_be_too_hot_and_notices_at_the_step_of_the_grid() -> None:
    """A room of 70 °C with a machine in it gets past the limit of 75 °C."""
    furnace = Climate("furnace", 700, 0, 0, warms=True)
    bench = welding(climate=furnace, sensor_class=0)
    plant, senses = bench.terminal.plant, bench.terminal.firmware.senses
    asleep = senses.next_timer()
    assert asleep is not None
    assert asleep % GRID == 0
    assert asleep - bench.now > 30 * S
    bench.advance(HOUR)
    (event,) = [sent for sent in bench.alarms(EventCode.OVER_TEMPERATURE) if sent.connection]
    assert event.message.value == 750
    assert event.at % GRID == 0, "at the step at which it got there, whatever else woke the terminal"
    assert not bench.relay_closed
    bench.advance(HOUR)
    assert plant.temperature < 750
    assert len(bench.alarms(EventCode.TEMPERATURE_CLEARED)) == 1


def test_where_it_cannot_get_as_hot_as_that_nobody_is_woken_for_it() -> None:
    bench = welding(climate=CLIMATES["workshop"])
    assert bench.terminal.firmware.senses.next_timer() is None
    bench.terminal.parameters.take({by_name["too_hot"].id: 500})
    assert bench.terminal.firmware.senses.next_timer() is not None


def test_looking_twice_at_one_instant_does_not_end_the_checkpoints_of_a_weld() -> None:
    """What is lost with the supply is a second at most: so the next checkpoint follows from the arc and not from looks."""
    bench = welding()
    for _ in range(2):
        bench.endpoint.handle_timer(bench.now)
        assert bench.terminal.firmware.book.next_timer() == bench.now + S
    bench.do("trigger", False)
    assert bench.terminal.firmware.book.next_timer() is None
