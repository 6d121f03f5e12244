"""The whole protocol over every way that has a name: login, power, a weld, a lock, and each record exactly once."""

from functools import partial

import pytest

from simulator.runtime.impair import LineFaults, LinkQuality, line_profiles, load_quality, qualities
from tests.runtime.impair.worlds import Shift

PASSABLE = [quality for name, quality in qualities().items() if name != "half_open"]
SLOWER_THAN_THE_ACK_TIMEOUT = ("nb_deep", "lora_gateway")
"""Where a round trip takes longer than the ack timeout, and mostly on a line, where an unanswered LOGIN is repeated as a new
one (BND-05): every answer comes too late. A terminal for such a way has to be fitted with a longer timeout than 5 s."""
HARMLESS = [faults for name, faults in line_profiles().items() if name != "drifted_apart"]


@pytest.mark.parametrize("quality", PASSABLE, ids=lambda quality: quality.name)
@pytest.mark.parametrize("binding", ["tcp", "serial"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_shift_with_each_record_exactly_once(quality: LinkQuality, binding: str, seed: int) -> None:
    slow = quality.name in SLOWER_THAN_THE_ACK_TIMEOUT
    shift = Shift(quality, binding, seed=seed, ack_timeout=30 if slow else 10)
    shift.work()
    assert all(count.bytes_out for count in shift.link.counters)
    if binding == "tcp":
        assert all(count.lost == 0 for count in shift.link.counters)


@pytest.mark.parametrize("faults", HARMLESS, ids=lambda faults: faults.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_shift_on_a_line_with_each_ill(faults: LineFaults, seed: int) -> None:
    Shift(load_quality("rs485"), "serial", faults, seed).work()


def test_baud_rates_too_far_apart_let_nobody_in() -> None:
    shift = Shift(load_quality("rs485"), "serial", line_profiles()["drifted_apart"])
    with pytest.raises(AssertionError, match="login"):
        shift.work()
    assert shift.link.counters[0].corrupted > 100


def test_the_quality_is_switched_while_it_runs_and_no_record_is_lost() -> None:
    shift = Shift(load_quality("cat1_good"), "tcp")
    for minute, name in enumerate(["nb_deep", "half_open", "one_byte", "nb_psm", "cat1_basement", "perfect"], 1):
        shift.at(minute, partial(shift.switch, name))
    shift.work(minutes=8)


def test_a_half_open_connection_is_noticed_and_dialled_again() -> None:
    shift = Shift(load_quality("cat1_good"), "tcp")
    shift.at(3, shift.link.half_open)
    shift.work(minutes=12)
    assert sum(entry["what"] == "login" for entry in shift.stage.timeline if entry["who"] == "terminal") == 2
