"""Reconnects are spread, or a province comes back in step (SES-09)."""

from itertools import pairwise

import pytest

from protocol_spec.instant import S

from .bench import Bench

CEILINGS = [5, 10, 20, 40, 80, 160, 300, 300, 300]


def waits(seed: int = 1, terminal: str = "9999010000000042", attempts: int = len(CEILINGS)) -> list[int]:
    """How long it waits before each dial, nobody being there."""
    bench = Bench(connect=False, seed=seed, terminal=terminal)
    while len(bench.wishes()) <= attempts:
        bench.ring()
    times = bench.wishes()[: attempts + 1]
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.clause("SES-09")
@pytest.mark.parametrize("seed", range(30))
def test_every_wait_is_within_its_doubled_base_and_the_cap(seed: int) -> None:
    for wait, ceiling in zip(waits(seed), CEILINGS, strict=True):
        assert 0 <= wait <= ceiling * S


@pytest.mark.clause("SES-09")
def test_the_jitter_is_full_from_nothing_to_the_ceiling() -> None:
    firsts = [waits(seed, attempts=3) for seed in range(200)]
    for attempt, ceiling in enumerate(CEILINGS[:3]):
        drawn = sorted(wait[attempt] for wait in firsts)
        assert drawn[0] < ceiling * S * 0.05
        assert drawn[-1] > ceiling * S * 0.95
        assert 0.4 * ceiling * S < drawn[len(drawn) // 2] < 0.6 * ceiling * S


@pytest.mark.clause("SES-09")
def test_two_terminals_do_not_come_back_in_step() -> None:
    firsts = {waits(terminal=f"99990100000{number:05d}", attempts=1)[0] for number in range(100)}
    assert len(firsts) == 100


def test_the_waits_of_one_terminal_depend_on_the_seed() -> None:
    assert waits(1) != waits(2)
    assert waits(1) == waits(1)


@pytest.mark.clause("SES-25")
def test_a_login_brings_the_base_back() -> None:
    bench = Bench(connect=False)
    while len(bench.wishes()) < 8:
        bench.ring()
    bench.reconnect()
    bench.advance(10 * S)
    bench.pull_cable()
    lost = bench.now
    while bench.wishes()[-1] < lost:
        bench.ring()
    assert bench.wishes()[-1] - lost <= 5 * S


def test_each_outage_draws_a_wait_of_its_own() -> None:
    """Full jitter is drawn anew each time; one draw for life leaves some terminals hammering at zero for ever."""
    bench = Bench()
    drawn = []
    for _ in range(6):
        bench.advance(100 * S)
        bench.pull_cable()
        bench.plug_in()
        lost = bench.now
        bench.reconnect()
        drawn.append(bench.now - lost)
    assert len(set(drawn)) > 1


@pytest.mark.clause("SES-25", "SES-09")
def test_a_link_that_dies_before_login_counts_as_an_attempt() -> None:
    bench = Bench(connect=False)
    bench.answers_logins = False
    bench.plug_in()
    bench.advance(1200 * S)
    drops, dials = bench.wishes(up=False), bench.wishes()
    assert len(drops) >= 3
    for number, drop in enumerate(drops[:3]):
        dialled = min(at for at in dials if at >= drop)
        assert dialled - drop <= min(300, 5 << (number + 1)) * S
