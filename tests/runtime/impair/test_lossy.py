"""A line or a radio: each unit arrives whole, twice or not at all, at the rates that are stated."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given, settings

from protocol_spec.instant import HOUR, MINUTE, MS, S
from simulator.runtime.impair import LinkQuality, Way, load_quality
from tests.runtime.impair.carrying import Send, carry, impairment, link_qualities, sends, steady

MANY = 8_000


@settings(max_examples=60)
@given(link_qualities(sleeping=False), sends)
def test_a_unit_is_delivered_whole_twice_or_not_at_all(quality: LinkQuality, what: list[Send]) -> None:
    quality = dataclasses.replace(quality, corrupt_ppm=0, coalesce=0, reassembled=True)
    numbered = [(at, way, b"%03d" % n + data) for n, (at, way, data) in enumerate(what)]
    made = impairment(quality, reliable=False)
    carried = carry(made, numbered)
    for way in Way:
        counters = made.carrier.counters[way]
        units = Counter(data for _, its_way, data in numbered if its_way is way)
        arrived = Counter(carried.pieces(way))
        assert set(arrived) <= set(units)
        assert all(count <= 2 for count in arrived.values())
        assert arrived.total() == units.total() - counters.lost + counters.doubled


@pytest.mark.parametrize(
    ("quality", "counter"),
    [
        (LinkQuality(loss_ppm=50_000), "lost"),
        (LinkQuality(double_ppm=50_000), "doubled"),
        (LinkQuality(reorder_ppm=50_000, reorder=3 * S), "reordered"),
        (LinkQuality(corrupt_ppm=50_000), "corrupted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_accidents_come_at_their_rate(quality: LinkQuality, counter: str) -> None:
    made = impairment(quality, reliable=False)
    carry(made, steady(MANY, S))
    assert 0.044 < getattr(made.carrier.counters[Way.UP], counter) / MANY < 0.056


def test_a_corrupted_unit_differs_in_one_byte() -> None:
    data = bytes(range(90))
    out = carry(impairment(LinkQuality(corrupt_ppm=1_000_000), reliable=False), steady(500, S, data))
    places: Counter[int] = Counter()
    for piece in out.pieces(Way.UP):
        different = [n for n in range(90) if piece[n] != data[n]]
        assert len(different) == 1
        places[different[0]] += 1
    assert len(places) > 80


def test_only_what_is_drawn_to_be_is_overtaken() -> None:
    numbered = [(n * 10 * MS, Way.UP, n.to_bytes(2)) for n in range(2_000)]
    kept = carry(impairment(LinkQuality(latency=S, jitter=S), reliable=False), numbered)
    assert kept.pieces(Way.UP) == sorted(kept.pieces(Way.UP))
    quality = LinkQuality(latency=S, jitter=S, reorder_ppm=20_000, reorder=S)
    mixed = carry(impairment(quality, reliable=False), numbered)
    assert mixed.pieces(Way.UP) != sorted(mixed.pieces(Way.UP))
    assert sorted(mixed.pieces(Way.UP)) == kept.pieces(Way.UP)
    late = carry(impairment(LinkQuality(latency=S, reorder_ppm=1_000_000, reorder=3 * S), reliable=False), numbered[:1])
    assert late.times(Way.UP) == [4 * S]


def test_delays_are_within_their_bounds_and_of_their_shape() -> None:
    near = {}
    for shape in ("even", "peaked"):
        quality = LinkQuality(latency=600 * MS, jitter=400 * MS, shape=shape)
        out = carry(impairment(quality, reliable=False), steady(4_000, 10 * S))
        delays = [at - n * 10 * S for n, at in enumerate(out.times(Way.UP))]
        assert 200 * MS <= min(delays) < 230 * MS
        assert 970 * MS < max(delays) <= 1_000 * MS
        assert abs(sum(delays) / len(delays) - 600 * MS) < 15 * MS
        near[shape] = sum(abs(delay - 600 * MS) < 100 * MS for delay in delays) / len(delays)
    assert 0.22 < near["even"] < 0.28
    assert 0.40 < near["peaked"] < 0.48
    tailed = LinkQuality(latency=S, tail_ppm=100_000, tail=60 * S)
    out = carry(impairment(tailed, reliable=False), steady(2_000, 100 * S))
    slow = [at - n * 100 * S for n, at in enumerate(out.times(Way.UP)) if at - n * 100 * S > S]
    assert 150 < len(slow) < 250
    assert 55 * S < max(slow) <= 61 * S


@pytest.mark.parametrize(("name", "fragments", "airtime"), [("lora_gateway", 2, 5_203), ("lora_near", 1, 565)])
def test_a_status_of_90_bytes_goes_by_lora_in_fragments(name: str, fragments: int, airtime: int) -> None:
    quality = load_quality(name)
    made = impairment(quality, reliable=False)
    out = carry(made, steady(1_000, MINUTE))
    assert set(out.pieces(Way.UP)) == {b"x" * 90}, "the gateway hands on whole frames"
    loss = 1 - (1 - quality.loss_ppm / 1_000_000) ** fragments
    assert 0.75 * loss < made.carrier.counters[Way.UP].lost / 1_000 < 1.25 * loss
    delays = [at % MINUTE for at in out.times(Way.UP)]
    assert airtime * MS * 0.99 + 20 * MS <= min(delays)
    assert max(delays) <= airtime * MS * 1.01 + 80 * MS


def test_air_times_are_those_of_the_formula() -> None:
    far, near = load_quality("lora_gateway"), load_quality("lora_near")
    assert abs(far.air(51) - 2_793 * MS) < 10 * MS
    assert abs(far.air(20) - 1_810 * MS) < 20 * MS
    assert abs(near.air(115) - 677 * MS) < 3 * MS


def test_a_way_that_is_too_slow_falls_behind_and_tells_how_much_it_holds() -> None:
    made = impairment(LinkQuality(bytes_per_second=33), reliable=False)
    carry(made, steady(60, S), MINUTE)
    assert made.held_bytes(Way.UP) == (60 - 21) * 90
    assert made.carrier.counters[Way.UP].slowest < HOUR
