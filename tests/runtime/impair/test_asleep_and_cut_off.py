"""Downlink that waits, mappings that are forgotten, silence, outages: the times at which a LOCK does not arrive."""

from protocol_spec.instant import HOUR, MINUTE, MS, S
from simulator.draw import Draw
from simulator.runtime.impair import Carrier, Impairment, LinkQuality, Way, load_quality
from simulator.runtime.impair.spells import Spells
from tests.runtime.impair.carrying import Carried, carry, impairment, run, steady

DAY = 24 * HOUR


def test_in_psm_what_goes_down_waits_for_the_next_uplink() -> None:
    made = impairment(LinkQuality(latency=MS, power_saving="psm", awake=2 * S))
    carried = carry(made, [(S, Way.DOWN, b"soon"), (10 * S, Way.DOWN, b"lock"), (95 * S, Way.UP, b"status")])
    assert carried.out == [
        (S + MS, Way.DOWN, b"soon"),
        (95 * S + MS, Way.UP, b"status"),
        (95 * S + MS, Way.DOWN, b"lock"),
    ]
    assert made.carrier.counters[Way.DOWN].held == 1


def test_in_psm_a_slow_uplink_wakes_the_terminal_when_it_has_gone_out() -> None:
    made = impairment(LinkQuality(power_saving="psm", bytes_per_second=10))
    carried = carry(made, [(10 * S, Way.DOWN, b"lock"), (20 * S, Way.UP, b"0123456789" * 3)])
    assert carried.out[-1] == (23 * S, Way.DOWN, b"lock")


def test_with_edrx_it_waits_for_a_paging_occasion() -> None:
    for seed in range(20):
        made = impairment(LinkQuality(power_saving="edrx", cycle=20_480 * MS), seed=seed)
        one, other = carry(made, [(5 * S, Way.DOWN, b"a"), (100 * S, Way.DOWN, b"b")]).times(Way.DOWN)
        assert 5 * S <= one < 5 * S + 20_480 * MS
        assert 100 * S <= other < 100 * S + 20_480 * MS
        assert (other - one) % (20_480 * MS) == 0


def test_a_forgotten_mapping_loses_a_datagram_and_delays_a_stream() -> None:
    quality = LinkQuality(nat_idle=300 * S)
    traffic = [
        (0, Way.UP, b"hello"),
        (299 * S, Way.DOWN, b"in time"),
        (700 * S, Way.DOWN, b"late"),
        (800 * S, Way.UP, b"up"),
    ]
    traffic.append((801 * S, Way.DOWN, b"again"))
    lossy = impairment(quality, reliable=False)
    assert carry(lossy, traffic).pieces(Way.DOWN) == [b"in time", b"again"]
    assert lossy.carrier.counters[Way.DOWN].mappings_lost == 1
    stream = carry(impairment(quality), traffic)
    assert list(zip(stream.times(Way.DOWN), stream.pieces(Way.DOWN), strict=True)) == [
        (299 * S, b"in time"),
        (800 * S, b"late"),
        (801 * S, b"again"),
    ]


def test_silence_is_lost_on_a_line_and_waits_in_a_stream() -> None:
    for reliable in (True, False):
        made = impairment(load_quality("half_open"), reliable)
        carried = carry(made, steady(3, S), MINUTE)
        assert carried.out == []
        made.set(LinkQuality(), MINUTE)
        run(made, HOUR, carried)
        assert carried.joined(Way.UP) == (b"x" * 270 if reliable else b"")
        assert made.carrier.handshake(0, HOUR) is not None
    made.carrier.sever(True, HOUR)
    assert made.carrier.handshake(0, HOUR) is None


def test_outages_come_at_their_rate_and_last_as_long_as_said() -> None:
    spells = Spells(Draw(3, "1"), "outage", 0)
    spells.set(4, 5 * S, 30 * S, 0)
    lengths, dark, step = set(), 0, S
    for now in range(0, 5 * DAY, step):
        if spells.at(now):
            dark += step
            lengths.add(spells.until - spells.start)
    assert 0.9 < spells.count / (5 * 24 * 4) < 1.1
    assert min(lengths) >= 5 * S
    assert max(lengths) <= 30 * S
    assert 0.85 < dark / (spells.count * 17.5 * S) < 1.15


def test_more_outages_while_an_arc_burns_and_looking_changes_none() -> None:
    quality = load_quality("cat1_workshop")
    counts = {}
    for arc in (False, True):
        seldom, often = (Carrier(Draw(3, "1"), quality, 0) for _ in range(2))
        for carrier in (seldom, often):
            carrier.burning(arc, 0)
        for now in range(0, 10 * DAY, 10 * S):
            often.out(now)
        seldom.out(10 * DAY - 10 * S)
        assert seldom.outages.count == often.outages.count
        counts[arc] = seldom.outages.count
    assert 1.7 * 240 < counts[False] < 2.3 * 240
    assert 7 * 240 < counts[True] < 9 * 240


def test_connections_of_one_carrier_share_its_outages() -> None:
    carrier = Carrier(Draw(1, "1"), LinkQuality(outages_per_hour=60, outage_shortest=20 * S, outage_longest=20 * S), 0)
    one, other = Impairment(carrier, reliable=False), Impairment(carrier, reliable=False, connection=1)
    heard: list[Carried] = [Carried(), Carried()]
    for now in range(0, HOUR, S):
        for made, carried in zip((one, other), heard, strict=True):
            made.enter(Way.UP, b"x", now)
            carried.out += [(now, way, data) for way, data in made.leave(now)]
    assert heard[0].times(Way.UP) == heard[1].times(Way.UP)
    assert 1_800 < len(heard[0].out) < 3_300


def test_connections_of_one_carrier_have_accidents_of_their_own() -> None:
    quality = LinkQuality(latency=S, jitter=S)
    first, second = (carry(impairment(quality, connection=number), steady(20, 10 * S)) for number in range(2))
    assert first.times(Way.UP) != second.times(Way.UP)
