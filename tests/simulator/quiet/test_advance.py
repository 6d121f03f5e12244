"""Many terminals at once: each has the frames it has alone, whatever stands beside it and however the work is cut."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Suite
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import HOUR, MINUTE, Instant, S
from simulator.quiet import Advance, Stretch, advance, resume
from simulator.quiet.walk import AT_ONCE
from simulator.terminal import load_profile
from tests.simulator.quiet.worlds import Life

Sent = list[tuple[Instant, bytes]]


def stretch_of(life: Life, lasts: int) -> Stretch:
    world = life.begin()
    return Stretch.of(world.terminal, world.now + lasts, life.delay, tuple(world.answers))


def by_owner(walked: Advance, count: int) -> list[Sent]:
    sent: list[Sent] = [[] for _ in range(count)]
    for owner, at, data in chain.from_iterable(walked):
        sent[owner].append((at, data))
    return sent


@pytest.fixture(scope="module")
def some() -> list[Stretch]:
    """Idle and welding, of several profiles and both suites."""
    weld = (Stimulus("work", {"value": 3}),)
    lives = [
        Life(
            load_profile(name),
            seed=seed,
            suite=suite,
            granted=granted,
            idle_limit=7_200,
            stimuli=weld if granted else (),
        )
        for seed, (name, granted, suite) in enumerate(
            (name, granted, suite)
            for name in ("cat1_retrofit", "factory_integrated", "smart_meter")
            for granted in (0, 3 * HOUR)
            for suite in Suite
        )
    ]
    return [stretch_of(life, 20 * MINUTE) for life in lives]


@pytest.fixture(scope="module")
def alone(some: list[Stretch]) -> list[Sent]:
    return [by_owner(Advance([stretch]), 1)[0] for stretch in some]


def test_there_is_something_to_compare(alone: list[Sent]) -> None:
    assert min(len(sent) for sent in alone) >= 20
    assert max(len(sent) for sent in alone) >= 60


@settings(derandomize=True, deadline=None, max_examples=15)
@given(data=st.data())
def test_a_terminal_sends_the_same_in_any_company_and_in_chunks_of_any_size(
    some: list[Stretch], alone: list[Sent], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(some))))[: data.draw(st.integers(1, len(some)))]
    walked = Advance([some[number] for number in order], data.draw(st.sampled_from([AT_ONCE, 7, 50, 1_000])))
    assert by_owner(walked, len(order)) == [alone[number] for number in order]
    single = [advance([some[number]])[1][0] for number in order]
    for place, ended in enumerate(single):
        together = walked.end(place)
        assert (together.state, together.pending, together.samples) == (ended.state, ended.pending, ended.samples)


def test_stretches_are_walked_on_without_their_cores(some: list[Stretch], alone: list[Sent]) -> None:
    sent: list[Sent] = [[] for _ in some]
    stretches = [stretch.to(stretch.state.at) for stretch in some]
    for piece in (3 * S, 5 * MINUTE, 250_001, 20 * MINUTE):
        ends = [
            min(stretch.state.at + piece, first.state.until) for stretch, first in zip(stretches, some, strict=True)
        ]
        walked = Advance([stretch.to(end) for stretch, end in zip(stretches, ends, strict=True)])
        for mine, more in zip(sent, by_owner(walked, len(some)), strict=True):
            mine += more
        stretches = [walked.end(number) for number in range(len(some))]
    assert sent == alone


def test_the_limit_of_a_stretch_stays_when_it_is_walked_on() -> None:
    life = Life(load_profile("cat1_retrofit"), granted=10 * MINUTE)
    first = stretch_of(life, 2 * MINUTE)
    (ended,) = advance([first])[1]
    assert ended.ended_by == "as asked"
    (ended,) = advance([ended.to(ended.state.at + HOUR)])[1]
    assert ended.ended_by == "the end of its grant"


def test_a_batch_is_walked_once(some: list[Stretch]) -> None:
    walked = Advance(some[:1])
    assert sum(len(chunk) for chunk in walked) > 0
    assert list(walked) == []


def test_no_terminals_send_nothing() -> None:
    assert advance([]) == ([], [])


def test_a_core_that_is_not_told_what_it_sent_is_not_resumed() -> None:
    world = Life(load_profile("cat1_retrofit")).begin()
    stretch = Stretch.of(world.terminal, world.now + 10 * MINUTE + S, world.delay, tuple(world.answers))
    (ended,) = advance([stretch])[1]
    with pytest.raises(ValueError, match=r"records \[.*9999010000000042 still holds: give all"):
        resume(world.terminal, ended, [])
