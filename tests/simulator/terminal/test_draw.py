"""Numbers from nowhere but their key (architecture, the sans-IO core, law 1)."""

from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.draw import Draw

TERMINALS = st.integers(0, 10**16 - 1).map("{:016d}".format)
SEEDS = st.integers(0, 2**64 - 1)
COUNTERS = st.integers(0, 2**40)
NAMES = st.sampled_from(["nonce", "reconnect", "arc current", "arc voltage", "a new one"])
FEW = settings(max_examples=100, deadline=None, derandomize=True)


@FEW
@given(SEEDS, TERMINALS, st.lists(st.tuples(NAMES, COUNTERS), min_size=1, max_size=20), st.randoms())
def test_a_draw_does_not_depend_on_the_order_of_calls(
    seed: int, terminal: str, asked: list[tuple[str, int]], shuffle: object
) -> None:
    draw = Draw(seed, terminal)
    first = {key: draw.at(*key) for key in asked}
    again = list(asked) * 2
    shuffle.shuffle(again)  # type: ignore[attr-defined]
    assert all(draw.at(*key) == first[key] for key in again)
    assert all(Draw(seed, terminal).at(*key) == first[key] for key in reversed(asked))


@FEW
@given(SEEDS, TERMINALS, NAMES, COUNTERS, st.integers(1, 2**32))
def test_below_stays_below_its_bound_and_is_pure(seed: int, terminal: str, name: str, counter: int, bound: int) -> None:
    drawn = Draw(seed, terminal).below(bound, name, counter)
    assert 0 <= drawn < bound
    assert drawn == Draw(seed, terminal).below(bound, name, counter)
    assert 0 <= Draw(seed, terminal).at(name, counter) < 1 << 64


def test_purposes_terminals_seeds_and_counters_do_not_share_numbers() -> None:
    drawn = {
        Draw(seed, f"99990100000000{terminal:02d}").at(name, counter)
        for seed in range(5)
        for terminal in range(5)
        for name in ("nonce", "reconnect", "arc current", "arc voltage")
        for counter in range(100)
    }
    assert len(drawn) == 5 * 5 * 4 * 100


def test_the_numbers_are_these_for_ever() -> None:
    """A changed generator changes every recorded run, so that has to be a decision: SplitMix64's finaliser, written again."""

    def mix(word: int) -> int:
        word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        word = (word ^ word >> 27) * 0x94D049BB133111EB % 2**64
        return word ^ word >> 31

    root = mix(mix(7) ^ 9999010000000042)
    expected = mix(mix(root ^ crc32(b"nonce") << 32) ^ 3 * 0x9E3779B97F4A7C15 % 2**64)
    assert Draw(7, "9999010000000042").at("nonce", 3) == expected
    assert Draw(7, "9999010000000042").below(1000, "nonce", 3) == (expected >> 32) * 1000 >> 32


def test_draws_below_a_bound_are_spread_evenly() -> None:
    draw = Draw(1, "9999010000000042")
    counts = [0] * 10
    for counter in range(5000):
        counts[draw.below(10, "reconnect", counter)] += 1
    assert all(400 < count < 600 for count in counts)
