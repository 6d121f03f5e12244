"""A stream loses, doubles, reorders and changes nothing; a bad way costs it time, and the time has a bound."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.instant import HOUR, MS, S
from simulator.runtime.impair import LinkQuality, Way, load_quality, qualities
from simulator.runtime.impair.reliable import MOST_LOSSES
from tests.runtime.impair.carrying import Carried, Send, carry, impairment, link_qualities, run, sends, steady

PERFECT = LinkQuality()


def entered(what: list[Send], way: Way) -> bytes:
    return b"".join(data for _, its_way, data in sorted(what, key=lambda send: send[0]) if its_way is way)


@settings(max_examples=60)
@given(link_qualities(sleeping=False), sends, st.integers(0, 1 << 32))
def test_every_byte_arrives_once_and_in_order_whatever_the_quality(
    quality: LinkQuality, what: list[Send], seed: int
) -> None:
    carried = carry(impairment(quality, seed=seed), what)
    for way in Way:
        assert carried.joined(way) == entered(what, way)
        assert carried.times(way) == sorted(carried.times(way))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 90 * S), link_qualities()), max_size=5),
    st.lists(st.integers(0, 90 * S), max_size=4),
    link_qualities(),
    sends,
)
def test_switching_while_it_runs_loses_no_byte(
    switches: list[tuple[int, LinkQuality]], cuts: list[int], first: LinkQuality, what: list[Send]
) -> None:
    made = impairment(first)
    carried = Carried()
    steps: list[tuple[int, int, object]] = [(at, 0, quality) for at, quality in switches]
    steps += [(at, 1, n % 2 == 0) for n, at in enumerate(sorted(cuts))]
    steps += [(send[0], 2, send) for send in what]
    for at, _, value in sorted(steps, key=lambda step: step[:2]):
        run(made, at - 1, carried)
        if isinstance(value, LinkQuality):
            made.set(value, at)
        elif isinstance(value, bool):
            made.run(at)
            made.carrier.sever(value, at)
            made.changed(at)
        elif isinstance(value, tuple):
            made.enter(value[1], value[2], at)
    made.run(91 * S)
    made.carrier.sever(False, 91 * S)
    made.set(PERFECT, 91 * S)
    run(made, 10 * HOUR, carried)
    ordered = [value for _, kind, value in sorted(steps, key=lambda step: step[:2]) if kind == 2]
    for way in Way:
        assert carried.joined(way) == b"".join(send[2] for send in ordered if send[1] is way)  # type: ignore[index]
        assert made.held_bytes(way) == 0


@settings(max_examples=50)
@given(link_qualities(), sends, st.lists(st.integers(0, 70 * S), max_size=10))
def test_being_asked_more_often_or_too_late_changes_nothing(
    quality: LinkQuality, what: list[Send], looks: list[int]
) -> None:
    exact, sloppy = impairment(quality), impairment(quality)
    carried = carry(exact, what, 70 * S)
    got = Carried()
    for at, send in sorted(
        [*((send[0], send) for send in what), *((at, None) for at in looks)], key=lambda step: step[0]
    ):
        if send is None:
            got.out += [(at, way, data) for way, data in sloppy.leave(at)]
        else:
            sloppy.enter(send[1], send[2], at)
    got.out += [(70 * S, way, data) for way, data in sloppy.leave(70 * S)]
    for way in Way:
        assert got.joined(way) == carried.joined(way)
        assert exact.carrier.counters[way] == sloppy.carrier.counters[way]


def test_equal_seeds_give_equal_times_and_others_do_not() -> None:
    what = steady(200, 50 * MS)
    for name, quality in qualities().items():
        one, same, other = (carry(impairment(quality, seed=seed), what, HOUR).out for seed in (5, 5, 6))
        assert one == same, name
        assert (one == other) == (name in ("perfect", "one_byte", "coalesced", "half_open")), name


def test_a_direction_s_accidents_do_not_depend_on_the_other() -> None:
    quality = load_quality("cat1_workshop")
    alone = carry(impairment(quality), steady(100, S))
    both = carry(impairment(quality), steady(100, S) + steady(50, 2 * S, b"y" * 40, Way.DOWN))
    assert alone.times(Way.UP) == both.times(Way.UP)


def test_a_delay_is_within_its_bounds() -> None:
    quality = LinkQuality(latency=100 * MS, jitter=60 * MS, loss_ppm=200_000)
    worst = quality.slowest + sum(quality.retransmission << n for n in range(MOST_LOSSES))
    out = carry(impairment(quality), steady(2_000, 1_000 * S))
    delays = [at - n * 1_000 * S for n, at in enumerate(out.times(Way.UP))]
    assert min(delays) >= 40 * MS
    assert max(delays) <= worst
    unhurt = [delay for delay in delays if delay <= 160 * MS]
    assert 0.78 < len(unhurt) / len(delays) < 0.82
    assert min(unhurt) < 41 * MS
    assert max(unhurt) > 159 * MS


def test_what_follows_a_loss_waits_for_it() -> None:
    quality = LinkQuality(latency=20 * MS, loss_ppm=100_000)
    made = impairment(quality)
    times = carry(made, steady(1_000, 10 * MS)).times(Way.UP)
    late = [n for n, at in enumerate(times) if at - n * 10 * MS > 20 * MS]
    assert len(late) > 2 * made.carrier.counters[Way.UP].retransmitted, "a loss delays more than itself"
    assert sum(one == other for one, other in pairwise(times)) > 200


def test_the_bandwidth_is_respected() -> None:
    quality = LinkQuality(bytes_per_second=1_000, segment=100)
    out = carry(impairment(quality), [(0, Way.UP, bytes(5_000)), (0, Way.DOWN, bytes(5_000))])
    for way in Way:
        for count, at in enumerate(out.times(way), 1):
            assert at == count * 100 * MS
    shared = LinkQuality(bytes_per_second=1_000, segment=100, half_duplex=True)
    both = carry(impairment(shared), [(0, Way.UP, bytes(5_000)), (0, Way.DOWN, bytes(5_000))])
    assert max(both.times(Way.UP) + both.times(Way.DOWN)) == 10 * S


def test_what_waits_for_slow_air_goes_at_once_when_the_way_gets_better() -> None:
    made = impairment(LinkQuality(bytes_per_second=33))
    carried = carry(made, steady(10, S), 9 * S)
    assert len(carried.out) == 3
    made.set(PERFECT, 10 * S)
    run(made, HOUR, carried)
    assert carried.times(Way.UP)[3:] == [10 * S] * 7


def test_one_byte_segments_and_what_is_coalesced() -> None:
    single = carry(impairment(load_quality("one_byte")), [(0, Way.UP, b"arc")])
    assert single.pieces(Way.UP) == [b"a", b"r", b"c"]
    joined = carry(impairment(load_quality("coalesced")), steady(10, 100 * MS, b"ab"))
    assert joined.pieces(Way.UP) == [b"ab" * 5, b"ab" * 5]


def test_the_end_comes_after_everything_before_it() -> None:
    made = impairment(load_quality("cat1_basement"), seed=9)
    carried = Carried()
    for n in range(20):
        made.enter(Way.UP, b"%02d" % n, n)
    made.finish(Way.UP, 20)
    run(made, HOUR, carried)
    assert carried.pieces(Way.UP) == [*(b"%02d" % n for n in range(20)), b""]
