"""The ills of a serial line, each as large as stated and none where none is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.instant import HOUR, MINUTE, MS, S
from simulator.runtime.impair import Impairment, LineFaults, LinkQuality, Way, load_line_faults
from simulator.runtime.impair.uart import received
from tests.runtime.impair.carrying import Carried, carry, impairment, run, steady

FRAME = bytes(range(90))


def line(faults: LineFaults, baud: int = 115_200, quality: LinkQuality | None = None, seed: int = 1) -> Impairment:
    made = impairment(quality or LinkQuality(), reliable=False, seed=seed)
    made.set_faults(faults, baud, 0)
    return made


def test_bytes_take_the_time_of_the_baud_rate() -> None:
    out = carry(line(load_line_faults("clean"), 9_600), [(0, Way.UP, FRAME), (0, Way.UP, FRAME)], S)
    assert out.times(Way.UP) == [93_750, 187_500]
    assert out.joined(Way.UP) == FRAME * 2


def test_the_bit_error_rate_is_the_stated_one() -> None:
    made = line(LineFaults(bit_errors_ppb=100_000))
    out = carry(made, steady(5_000, S, FRAME), 5_000 * S)
    wrong = sum((a ^ b).bit_count() for piece in out.pieces(Way.UP) for a, b in zip(piece, FRAME, strict=True))
    assert 0.9 < wrong / (5_000 * 720 * 1e-4) < 1.1
    assert made.carrier.counters[Way.UP].bits_turned == wrong


def test_gaps_split_a_frame_and_lose_nothing() -> None:
    made = line(LineFaults(gaps_ppm=20_000, gap_shortest=2 * MS, gap_longest=50 * MS))
    out = carry(made, steady(500, S, FRAME), 500 * S)
    assert out.joined(Way.UP) == FRAME * 500
    assert 0.9 < made.carrier.counters[Way.UP].gaps / (500 * 90 * 0.02) < 1.1
    times = out.times(Way.UP)
    inside = [b - a for a, b in pairwise(times) if a // S == b // S]
    assert min(inside) >= 2 * MS
    assert max(inside) <= 50 * MS


def test_half_a_frame_is_its_beginning() -> None:
    made = line(LineFaults(half_ppm=500_000))
    out = carry(made, steady(1_000, S, FRAME), 1_000 * S)
    assert all(FRAME.startswith(piece) and piece for piece in out.pieces(Way.UP))
    assert 450 < made.carrier.counters[Way.UP].halved < 550


def test_a_burst_drowns_what_is_on_the_line_and_is_heard_where_nothing_is() -> None:
    faults = LineFaults(bursts_per_hour=600, burst_shortest=100 * MS, burst_longest=200 * MS, burst_bytes=20)
    quiet = line(faults)
    heard = Carried()
    run(quiet, 10 * MINUTE, heard)
    assert 80 < len(heard.pieces(Way.UP)) < 120
    assert all(1 <= len(piece) <= 20 for piece in heard.pieces(Way.UP))
    busy = line(faults, 9_600)
    out = carry(busy, steady(6_000, 100 * MS, FRAME), 10 * MINUTE)
    hurt = [piece for piece in out.pieces(Way.UP) if piece != FRAME and len(piece) == 90]
    assert 100 < len(hurt) < 400


def test_a_break_reads_as_a_zero_byte_and_lets_nothing_through() -> None:
    made = line(LineFaults(breaks_per_hour=60, break_shortest=5 * S, break_longest=5 * S))
    out = carry(made, steady(3_600, S, b"x"), HOUR - 1)
    zeros = out.pieces(Way.UP).count(b"\x00")
    assert 50 < zeros < 65
    assert 4.5 < made.carrier.counters[Way.UP].lost / zeros < 5.5


def test_switching_on_makes_garbage_on_a_line_and_nothing_on_a_stream() -> None:
    made = line(load_line_faults("power_up"))
    made.powered_up(Way.UP, 5)
    [(way, garbage)] = made.leave(5)
    assert way is Way.UP
    assert 1 <= len(garbage) <= 64
    stream = impairment(LinkQuality())
    stream.powered_up(Way.UP, 5)
    assert stream.leave(5) == []


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=100), st.integers(-45, 45), st.integers(0, 15))
def test_baud_rates_within_four_and_a_half_percent_do_no_harm(data: bytes, drift: int, phase: int) -> None:
    assert received(data, drift, phase) == (data, 0)


@pytest.mark.parametrize("drift", [-100, -64, 64, 100])
def test_baud_rates_further_apart_than_six_percent_spoil_the_same_bytes_every_time(drift: int) -> None:
    for phase in range(16):
        one, errors = received(FRAME, drift, phase)
        assert one != FRAME
        assert errors
        assert received(FRAME, drift, phase) == (one, errors)


def test_both_directions_of_a_drifted_line_are_spoilt() -> None:
    made = line(load_line_faults("drifted_apart"))
    out = carry(made, steady(50, S, FRAME) + steady(50, S, FRAME, Way.DOWN), MINUTE)
    for way in Way:
        assert FRAME not in out.pieces(way)


def test_who_receives_faster_one_way_receives_slower_the_other() -> None:
    out = carry(line(LineFaults(drift_permille=55)), steady(50, S, FRAME) + steady(50, S, FRAME, Way.DOWN), MINUTE)
    assert out.pieces(Way.UP) == [FRAME] * 50, "a late edge helps a fast receiver"
    assert FRAME not in out.pieces(Way.DOWN)


def test_a_stream_has_no_line_faults_and_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="raw"):
        impairment(LinkQuality()).set_faults(load_line_faults("noisy"), 9_600, 0)


def test_faults_switched_off_leave_a_clean_line() -> None:
    made = line(load_line_faults("harsh"))
    carried = carry(made, steady(100, S, FRAME), 100 * S)
    assert carried.joined(Way.UP) != FRAME * 100
    made.set_faults(load_line_faults("clean"), 115_200, 101 * S)
    clean = carry(made, [(200 * S + n * S, Way.UP, FRAME) for n in range(100)], 400 * S)
    assert clean.joined(Way.UP) == FRAME * 100


def test_equal_seeds_make_equal_noise() -> None:
    what = steady(500, S, FRAME)
    harsh = load_line_faults("harsh")
    one, same, other = (carry(line(harsh, seed=seed), what, 600 * S).out for seed in (1, 1, 2))
    assert one == same
    assert one != other
