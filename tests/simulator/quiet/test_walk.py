"""A terminal that was walked through its quiet stretches sent what one that lived through them sent, when it sent it, and is
what that one is: every attribute of the core."""

import dataclasses
from collections.abc import Callable
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Capability, Suite
from protocol_spec.endpoint import Stimulus
from protocol_spec.frame import read_frame
from protocol_spec.instant import HOUR, MINUTE, MS, Duration, S
from protocol_spec.security import suite_available
from simulator.machine.climate import CLIMATES, Climate
from simulator.machine.process import processes
from simulator.quiet.plain import PlainWorld
from simulator.terminal import Profile, load_profile, profile_names
from tests.simulator.quiet.worlds import Life, assert_alike

SUITES = [suite for suite in Suite if suite_available(suite)]
WITH_MACHINES = [name for name in profile_names() if load_profile(name).source is not None]


def whole() -> Duration:
    return 24 * HOUR


def work(**values: int | str) -> Stimulus:
    return Stimulus("work", {"value": 7} | values)


# ---- whatever it is --------------------------------------------------------------------------------------------------

PARAMETERS = {
    "heartbeat": st.integers(1, 240),
    "status_idle": st.integers(1, 600),
    "status_welding": st.integers(1, 600),
    "ack_timeout": st.integers(1, 60),
    "sample_block": st.integers(10, 120),
    "arc_threshold": st.one_of(st.just(30), st.integers(10, 500)),
    "no_current": st.integers(60, 3600),
    "too_hot": st.integers(500, 1_000),
}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any of those with a machine, on another place, with other sensors, and sometimes with hardly any store."""
    return dataclasses.replace(
        load_profile(draw(st.sampled_from(WITH_MACHINES))),
        climate=CLIMATES[draw(st.sampled_from(sorted(CLIMATES)))],
        sensor_class=draw(st.sampled_from([0, 25, 25, 100])),
        store_records=draw(st.sampled_from([20, 10_000])),
    )


@st.composite
def deeds(draw: st.DrawFn, profile: Profile) -> tuple[Stimulus, ...]:
    """What is done to it before it is left alone: usually a work, sometimes things that leave it odd or not quiet at all."""
    assert profile.source is not None
    able = [
        (name, process) for name, process in processes().items() if process.amperes[0] <= profile.source.max_amperes
    ]
    name, process = draw(st.sampled_from(able))
    amperes = draw(st.integers(*process.amperes))
    pace, rests = draw(st.sampled_from([500, 1_000, 3_000])), draw(st.sampled_from([0, 1_000, 4_000]))
    number = draw(st.integers(0, 2**30))
    odd = st.sampled_from(
        [
            Stimulus("trigger", {"value": True}),
            Stimulus("rest"),
            Stimulus("shunt", {"value": True}),
            Stimulus("fix", {"value": False}),
            Stimulus("clock-drift", {"value": draw(st.integers(-100, 100))}),
            Stimulus("temperature", {"value": draw(st.integers(-200, 740))}),
            Stimulus("sensor-fault", {"value": int(draw(st.sampled_from(sorted(Capability))))}),
            Stimulus("sensor-stuck", {"value": int(Capability.MAINS_CURRENT)}),
            Stimulus("clamp-off", {"value": True}),
        ]
    )
    first = work(value=number, process=name, amperes=amperes, pace=pace, rests=rests)
    return (first, *draw(st.lists(odd, max_size=2)))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    profile = draw(profiles())
    granted = draw(st.sampled_from([0, 5 * MINUTE, 3 * HOUR, 3 * HOUR]))
    return Life(
        profile=profile,
        seed=draw(st.integers(0, 2**64 - 1)),
        suite=draw(st.sampled_from(SUITES)),
        delay=draw(st.one_of(st.integers(1, 999_999), st.sampled_from([100 * MS, 500 * MS]))),
        parameters=tuple((name, draw(values)) for name, values in PARAMETERS.items() if draw(st.booleans())),
        granted=granted,
        idle_limit=draw(st.integers(5, 1_200)),
        stimuli=draw(deeds(profile)) if granted or draw(st.integers(0, 3)) == 0 else (),
    )


def in_pieces(lengths: list[Duration]) -> Callable[[], Duration]:
    wheel = cycle(lengths)
    return lambda: next(wheel)


LENGTHS = st.lists(st.one_of(st.integers(1, 90 * S), st.integers(MINUTE, 20 * MINUTE)), min_size=1, max_size=4)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(lives(), st.integers(6 * MINUTE, 25 * MINUTE), LENGTHS)
def test_walked_or_lived_is_the_same(life: Life, lasts: Duration, lengths: list[Duration]) -> None:
    pieces = [max(length, lasts // 20) for length in lengths]
    assert_alike(life, lasts, in_pieces(pieces))


# ---- what has to be quiet --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_MACHINES)
def test_an_hour_of_idling_is_one_stretch(name: str) -> None:
    walked = assert_alike(Life(load_profile(name)), HOUR, whole)
    assert walked.walked == HOUR
    assert (walked.ended_by, walked.refused) == (["as asked"], [])


@pytest.mark.parametrize("name", WITH_MACHINES)
def test_an_hour_of_welding_is_one_stretch(name: str) -> None:
    suite = SUITES[WITH_MACHINES.index(name) % len(SUITES)]
    life = Life(load_profile(name), suite=suite, granted=3 * HOUR, idle_limit=7_200, stimuli=(work(),))
    walked = assert_alike(life, HOUR, whole)
    assert walked.walked == HOUR
    assert (walked.ended_by, walked.refused) == (["as asked"], [])


@pytest.mark.parametrize("process", ["smaw_3_2", "gmaw_short", "gtaw"])
def test_every_kind_of_work_is_walked(process: str) -> None:
    stimuli = (work(process=process),)
    life = Life(load_profile("factory_integrated"), granted=3 * HOUR, idle_limit=7_200, stimuli=stimuli)
    walked = assert_alike(life, 30 * MINUTE, in_pieces([41_234_567, 7 * MINUTE, 13 * S]))
    assert walked.walked == 30 * MINUTE
    kinds = {frame.code for _, data in walked.sent if (frame := read_frame(data))}
    assert len(kinds) >= 4, "STATUS, HEARTBEAT and WELD_SAMPLES, beside EVENT and the answer to UNLOCK"


def test_sequences_wrap() -> None:
    def at_the_end(world: PlainWorld) -> None:
        world.terminal.conversation._sequence = 0xFFFE

    walked = assert_alike(Life(load_profile("cat1_retrofit")), 5 * MINUTE, whole, at_the_end)
    sequences = [frame.sequence for _, data in walked.sent if (frame := read_frame(data))]
    assert {0xFFFE, 0xFFFF, 0, 1} <= set(sequences)


# ---- what ends a stretch ---------------------------------------------------------------------------------------------

RARE = {
    "the idle limit": Life(load_profile("cat1_retrofit"), granted=3 * HOUR, idle_limit=120),
    "the end of its grant": Life(load_profile("cat1_retrofit"), granted=5 * MINUTE),
    "NO_CURRENT": Life(load_profile("cat1_retrofit"), granted=3 * HOUR, parameters=(("no_current", 90),)),
    "LONG_ON": Life(
        load_profile("cat1_retrofit"), granted=3 * HOUR, idle_limit=7_200, parameters=(("long_on", 3_600),)
    ),
    "the synchronisation of its clock": Life(load_profile("cat1_retrofit"), parameters=(("time_sync", 3_600),)),
    "a full store": Life(
        dataclasses.replace(load_profile("cat1_retrofit"), store_records=8), parameters=(("heartbeat", 240),)
    ),
    "a warm cabinet": Life(
        dataclasses.replace(
            load_profile("factory_integrated"), climate=Climate("boiler room", 400, 20, 10, warms=True)
        ),
        granted=3 * HOUR,
        parameters=(("too_hot", 500),),
        stimuli=(Stimulus("trigger", {"value": True}),),
    ),
}


@pytest.mark.parametrize("what", RARE)
def test_the_core_lives_through_what_is_rare(what: str) -> None:
    life = RARE[what]
    walked = assert_alike(life, 70 * MINUTE, whole)
    assert what in walked.ended_by
    assert walked.walked > 30 * MINUTE


def test_refused_commands_are_told_by_the_core() -> None:
    """A grant that lasts longer than any may is refused, and a minute later told (EVT-11)."""

    def ask_too_much(world: PlainWorld) -> None:
        world.grant(lasts=48 * HOUR, idle_limit=600)
        PlainWorld.until(world, world.now + S)

    walked = assert_alike(Life(load_profile("cat1_retrofit")), 5 * MINUTE, whole, ask_too_much)
    assert "REFUSED_COMMANDS" in walked.ended_by
    assert walked.walked > 4 * MINUTE


def test_an_arc_that_the_relay_struck_is_as_old_as_the_relay_made_it() -> None:
    """The torch was held out before there was power: what heats began when the relay closed, not when the arc was meant to."""

    def unlock_in_the_middle(world: PlainWorld) -> None:
        PlainWorld.until(world, world.now + 20 * S)
        world.grant(lasts=HOUR, idle_limit=3_600)
        PlainWorld.until(world, world.now + S)
        burn = world.terminal.plant.burn
        assert burn is not None
        assert burn.struck > world.terminal.plant.torch._began + world.terminal.plant.torch._arc.begins + S

    life = Life(load_profile("factory_integrated"), stimuli=(work(process="gtaw"),))
    assert_alike(life, 8 * MINUTE, whole, unlock_in_the_middle)
