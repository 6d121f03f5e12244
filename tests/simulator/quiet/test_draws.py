"""The draws over arrays are the draws of one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.draw import Draw
from simulator.quiet import draws

calm = settings(derandomize=True, deadline=None, max_examples=50)

WORD = st.integers(0, 2**64 - 1)


@calm
@given(st.lists(st.tuples(WORD, st.integers(0, 10**16 - 1), WORD), min_size=1, max_size=8), st.text(max_size=12))
def test_a_terminal_in_an_array_draws_what_it_draws_alone(many: list[tuple[int, int, int]], purpose: str) -> None:
    alone = [Draw(seed, f"{terminal:016d}") for seed, terminal, _ in many]
    streams = draws.streams(draws.roots(alone), purpose)
    counters = np.array([counter for *_, counter in many], dtype=np.uint64)
    wanted = [draw.at(purpose, counter) for draw, (*_, counter) in zip(alone, many, strict=True)]
    assert draws.at(streams, counters).tolist() == wanted
    assert [int(draws.at_in_kernel(one, counter)) for one, counter in zip(streams, counters, strict=True)] == wanted


@calm
@given(st.integers(1, 2**32 - 1), WORD, st.lists(st.integers(0, 2**62), min_size=1, max_size=8))
def test_a_number_below_a_bound_too(bound: int, seed: int, counters: list[int]) -> None:
    draw = Draw(seed, "9999010000000042")
    stream = draws.streams(draws.roots([draw]), "reconnect")
    wanted = [draw.below(bound, "reconnect", counter) for counter in counters]
    assert draws.below(bound, stream, np.array(counters, dtype=np.uint64)).tolist() == wanted
    assert [draws.below_in_kernel(bound, stream[0], counter) for counter in counters] == wanted
