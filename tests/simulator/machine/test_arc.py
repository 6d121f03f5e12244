"""The arc slot by slot: on the load line, within the range, from nowhere but its key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.draw import Draw
from simulator.machine.arc import (
    BURN_SHIFT,
    SLOTS_A_WORD,
    bounds,
    current,
    flow,
    load_line,
    power,
    powers,
    steady_span,
    strike,
    strike_span,
    voltage,
)
from simulator.machine.process import Process, process_named

from .worlds import BURNS, DRAWS, FEW, settings_of

SLOTS = st.integers(0, 36_000)


@FEW
@given(settings_of(), DRAWS, BURNS, SLOTS)
def test_the_voltage_is_on_the_load_line_within_its_spread(
    how: tuple[Process, int], draw: Draw, burn: int, slot: int
) -> None:
    process, amperes = how
    flowing = flow(process, amperes, draw, burn, slot)
    assert abs(flowing.voltage - load_line(process.load_line, flowing.current)) <= process.spread
    assert flowing.power == flowing.current * flowing.voltage // 100


@FEW
@given(settings_of(), DRAWS, BURNS, SLOTS)
def test_the_current_is_the_set_one_within_the_flicker_and_at_first_within_the_surge(
    how: tuple[Process, int], draw: Draw, burn: int, slot: int
) -> None:
    process, amperes = how
    slots, permille = strike(process, draw, burn)
    least, most = process.strike.slots
    assert least <= slots <= most
    assert process.strike.permille[0] <= permille <= process.strike.permille[1]
    flowing, set_to = flow(process, amperes, draw, burn, slot).current, amperes * 10
    surge = permille / 1000 if slot < slots else 1
    assert abs(flowing - set_to * surge) <= set_to * surge * process.flicker / 1000 + 2


@FEW
@given(settings_of(), DRAWS, BURNS, SLOTS)
def test_no_slot_is_outside_the_bounds_and_the_bounds_are_as_close_as_they_can_be(
    how: tuple[Process, int], draw: Draw, burn: int, slot: int
) -> None:
    least, most = bounds(*how)
    flowing = flow(*how, draw, burn, slot)
    assert least <= flowing.current <= most
    whole = steady_span(*how).around(strike_span(*how))
    assert (whole.least_current, whole.most_current) == (least, most)
    assert whole.least_power <= flowing.power <= whole.most_power
    if slot >= strike(how[0], draw, burn)[0]:
        span = steady_span(*how)
        assert span.least_current <= flowing.current <= span.most_current
        assert span.least_power <= flowing.power <= span.most_power


@pytest.mark.parametrize(("name", "amperes"), [("smaw_3_2", 130), ("gouging", 1000)])
def test_a_long_arc_reaches_both_ends_of_its_span_and_has_many_values(name: str, amperes: int) -> None:
    process, draw = process_named(name), Draw(1, "9999010000000042")
    flows = [flow(process, amperes, draw, 7, slot) for slot in range(3, 6000)]
    span = steady_span(process, amperes)
    currents = [one.current for one in flows]
    assert min(currents) == span.least_current
    assert max(currents) == span.most_current
    assert len(set(currents)) > 150
    assert {one.voltage - load_line(process.load_line, one.current) for one in flows} == set(range(-15, 16))


@FEW
@given(settings_of(), DRAWS, BURNS, st.integers(0, 50), st.integers(0, 200))
def test_many_slots_at_once_are_the_same_as_one_by_one(
    how: tuple[Process, int], draw: Draw, burn: int, first: int, count: int
) -> None:
    assert list(powers(*how, draw, burn, first, first + count)) == [
        power(*how, draw, burn, slot) for slot in range(first, first + count)
    ]


@FEW
@given(settings_of(), DRAWS, BURNS, st.lists(SLOTS, min_size=1, max_size=8))
def test_a_slot_does_not_depend_on_which_were_asked_before(
    how: tuple[Process, int], draw: Draw, burn: int, slots: list[int]
) -> None:
    once = {slot: flow(*how, draw, burn, slot) for slot in slots}
    for slot in reversed(slots):
        assert once[slot] == (
            current(*how, draw, burn, slot),
            voltage(*how, draw, burn, slot),
            power(*how, draw, burn, slot),
        )


def test_two_burns_are_two_arcs() -> None:
    process, draw = process_named("gmaw_short"), Draw(1, "9999010000000042")
    one, two = (list(powers(process, 200, draw, burn, 0, 100)) for burn in (1, 2))
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 10


@FEW
@given(settings_of(), DRAWS, st.integers(0, 2**40), st.integers(0, 5_000))
def test_an_array_of_64_bit_numbers_reckons_the_same_arc(
    how: tuple[Process, int], draw: Draw, burn: int, first: int
) -> None:
    """What the quiet stretches copy: nothing in between is beyond int64."""
    process, amperes = how
    slots = np.arange(first, first + 40, dtype=np.int64)
    words = np.array(
        [draw.at("arc", burn << BURN_SHIFT | int(slot) // SLOTS_A_WORD) for slot in slots], dtype=np.uint64
    )
    bits = ((words >> (16 * (slots % SLOTS_A_WORD)).astype(np.uint64)) & np.uint64(0xFFFF)).astype(np.int64)
    strikes, permille = strike(process, draw, burn)
    steady = amperes * 10 + amperes * 10 * process.flicker * (2 * (bits & 0xFF) - 255) // 255_000
    flowing = steady * np.where(slots < strikes, permille, 1_000) // 1_000
    line = process.load_line
    volts = line.base + np.minimum(flowing, line.flat_from * 10) * line.milliohms // 1_000
    volts += ((bits >> 8) * (2 * process.spread + 1) >> 8) - process.spread
    assert [flow(process, amperes, draw, burn, int(slot)) for slot in slots] == list(
        zip(flowing.tolist(), volts.tolist(), (flowing * volts // 100).tolist(), strict=True)
    )
