"""The machine as a whole: energy is the integral of power, no arc without a closed path, whatever the access class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import AccessClass, Capability
from protocol_spec.instant import HOUR, MINUTE, MS, S
from simulator.draw import Draw
from simulator.machine.arc import SLOT
from simulator.machine.build import Build
from simulator.machine.climate import CLIMATES
from simulator.machine.pattern import Habit, arcs
from simulator.machine.plant import BOOT_SHIFT, Plant
from simulator.machine.power_source import source_named
from simulator.machine.process import process_named, processes

from .worlds import ACCESS, CLIMATE, FEW, TERMINAL, build, do, machine, source_of

A, B, C, D = AccessClass.MAINS_RELAY, AccessClass.INHIBIT_LOOP, AccessClass.METER, AccessClass.NATIVE

# ---- energy ----------------------------------------------------------------------------------------------------------

HAPPENINGS = st.lists(
    st.tuples(
        st.integers(1, 40_000_000),
        st.sampled_from(
            [
                *(("trigger", 1), ("trigger", 0), ("work", 1), ("work", 2), ("rest", 0), ("shunt", 1), ("shunt", 0)),
                *(("mains", 0), ("mains", 1), ("weld-contact", 1), ("weld-contact", 0)),
            ]
        ),
    ),
    min_size=1,
    max_size=8,
)


@FEW
@given(ACCESS, CLIMATE, st.integers(0, 3), HAPPENINGS, st.lists(st.integers(1, 9_999_999), max_size=30))
def test_nothing_depends_on_how_time_is_cut_up(
    access: AccessClass, climate: object, seed: int, happenings: list[tuple[int, tuple[str, int]]], cuts: list[int]
) -> None:
    one, many = (machine(S, seed, access=access, climate=climate) for _ in range(2))
    for wait, (name, value) in happenings:
        until = one.now + wait
        one.advance(until)
        for cut in cuts:
            many.advance(min(many.now + cut, until))
        many.advance(until)
        assert so(one) == so(many)
        do(one, name, value)
        do(many, name, value)


def so(plant: Plant) -> object:
    meter = plant.meter
    counted = (meter.true_arc_micros, meter.true_arc_energy, meter.true_mains_energy, plant.mark())
    return counted, plant.reading(), plant.temperature, plant.burning, plant.next_timer(), plant.warning_lamp


@FEW
@given(st.sampled_from(list(processes())), st.integers(0, 5), st.integers(0, 99_999), st.integers(1, 300))
def test_energy_is_the_integral_of_power_on_both_sides(name: str, seed: int, offset: int, slots: int) -> None:
    process = process_named(name)
    plant = machine(offset, seed, process=process, amperes=process.amperes[1], source=source_named("inverter_1000"))
    do(plant, "trigger")
    arc = mains = 0
    for slot in range(slots):
        plant.advance(offset + slot * SLOT)
        reading = plant.reading()
        arc, mains = arc + reading.power * SLOT, mains + reading.mains_power * SLOT
    plant.advance(offset + slots * SLOT)
    assert (plant.meter.true_arc_energy, plant.meter.true_mains_energy) == (arc, mains)


@pytest.mark.parametrize(
    ("sensors", "side"),
    [
        (Capability.MAINS_CURRENT, "mains"),
        (Capability.MAINS_CURRENT | Capability.ARC_CURRENT, "mains"),
        (Capability.ARC_CURRENT, "arc"),
        (Capability.NONE, "arc"),
    ],
)
def test_a_module_counts_energy_of_the_side_it_measures_and_only_while_an_arc_burns(
    sensors: Capability, side: str
) -> None:
    plant = machine(sensors=sensors)
    plant.advance(10 * S)
    assert plant.microjoules == 0
    do(plant, "trigger")
    plant.advance(40 * S)
    meter, idle = plant.meter, 10 * S * source_of(plant).idle_watts
    assert plant.microjoules == (meter.true_mains_energy - idle if side == "mains" else meter.true_arc_energy)
    assert plant.arc_micros == 30 * S


# ---- the path --------------------------------------------------------------------------------------------------------


@FEW
@given(ACCESS, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_no_arc_without_a_closed_path(
    access: AccessClass, mains: bool, closed: bool, shunted: bool, trigger: bool, work: bool
) -> None:
    plant = machine(access=access, closed=closed)
    do(plant, "mains", mains)
    do(plant, "shunt", shunted)
    do(plant, "trigger", trigger)
    if work:
        do(plant, "work", 1)
    burned = False
    for _ in range(20):
        plant.advance(plant.now + S)
        burned |= plant.burning
        assert (plant.reading().power > 0) is plant.burning
    assert burned is (mains and (closed or shunted) and (trigger or work))
    assert bool(plant.meter.true_arc_energy) is burned


@pytest.mark.parametrize(("access", "idles"), [(A, False), (B, True), (C, False), (D, True)])
def test_a_locked_machine_is_dead_or_idles_by_its_class(access: AccessClass, idles: bool) -> None:
    plant = machine(access=access, closed=False, source=source_named("transformer_300"))
    do(plant, "trigger")
    plant.advance(10 * S)
    assert not plant.burning
    assert plant.energised is idles
    assert (plant.reading().mains_current > 0) is idles
    assert plant.reading().mains_current < 10, "and that is no bypass at any threshold"
    assert plant.reading().arc_voltage == 0
    assert plant.microjoules == 0, "so the energy of a locked terminal does not rise (ALM-04)"


@pytest.mark.parametrize(("access", "seen"), [(A, True), (B, True), (C, False), (D, True)])
def test_a_bridge_welds_in_every_class_and_a_meter_does_not_see_it(access: AccessClass, seen: bool) -> None:
    plant = machine(access=access, closed=False)
    do(plant, "shunt")
    do(plant, "trigger")
    plant.advance(10 * S)
    assert plant.burning
    assert plant.meter.true_arc_micros == 10 * S
    assert (plant.reads(Capability.MAINS_CURRENT) > 30) is seen
    assert (plant.microjoules > 0) is seen


def test_in_the_inhibit_loop_a_lock_and_a_trip_look_alike() -> None:
    locked = machine(access=B, closed=False)
    assert locked.warning_lamp
    tripped = machine(access=B, amperes=200, source=source_named("inverter_200"))
    assert not tripped.warning_lamp
    do(tripped, "trigger")
    tripped.advance(7 * MINUTE)
    assert tripped.warning_lamp
    assert (locked.energised, locked.reading().arc_voltage) == (tripped.energised, tripped.reading().arc_voltage)
    assert not machine(access=A, closed=False).warning_lamp, "a dead machine has no lamp"


# ---- the contact -----------------------------------------------------------------------------------------------------


def test_a_contact_takes_its_time_and_told_again_in_mid_motion_does_not_begin_anew() -> None:
    plant = machine(closed=False)
    plant.command_relay(True, 0)
    plant.command_relay(True, 30 * MS)
    assert plant.next_timer() == 40 * MS
    plant.advance(39_999)
    assert not plant.relay_closed
    plant.advance(40 * MS)
    assert plant.relay_closed


def test_a_relay_that_is_stuck_does_not_close_and_when_loose_goes_where_its_coil_wants_it() -> None:
    plant = machine(closed=False)
    do(plant, "relay-stuck")
    plant.command_relay(True, S)
    plant.advance(2 * S)
    assert not plant.relay_closed
    do(plant, "relay-stuck", False)
    assert plant.relay_closed


def test_a_relay_that_sticks_while_closed_stays_so_until_it_is_opened_and_never_closes_again() -> None:
    plant = machine()
    do(plant, "relay-stuck")
    plant.command_relay(True, S)
    plant.advance(2 * S)
    assert plant.relay_closed
    plant.command_relay(False, 3 * S)
    plant.advance(4 * S)
    plant.command_relay(True, 5 * S)
    plant.advance(6 * S)
    assert not plant.relay_closed


def test_a_welded_contact_outlives_the_coil_and_a_power_up() -> None:
    plant = machine()
    do(plant, "weld-contact")
    plant.command_relay(False, S)
    plant.advance(2 * S)
    assert plant.relay_closed
    plant.powered_up(3 * S, 2, 77)
    assert plant.relay_closed
    assert plant.microjoules == 77
    do(plant, "weld-contact", False)
    assert not plant.relay_closed


# ---- work ------------------------------------------------------------------------------------------------------------


def edges(plant: Plant, until: int) -> list[tuple[int, bool]]:
    """When it began and ended to burn, going only where it asks to be woken."""
    seen: list[tuple[int, bool]] = []
    while (due := plant.next_timer()) is not None and due <= until:
        was = plant.burning
        plant.advance(due)
        if plant.burning != was:
            seen.append((due, plant.burning))
    plant.advance(until)
    return seen


@pytest.mark.parametrize("name", processes())
def test_a_work_burns_the_arcs_of_its_pattern(name: str) -> None:
    process = process_named(name)
    plant = machine(S, source=source_named("inverter_1000"))
    do(plant, "work", 5, process=name, amperes=process.amperes[0], pace=1500)
    wanted = []
    for arc in arcs(process, Draw(1, TERMINAL), 5, Habit(pace=1500)):
        if arc.begins > HOUR:
            break
        wanted += [(S + arc.begins, True), (S + arc.ends, False)]
    assert edges(plant, S + HOUR) == [edge for edge in wanted if edge[0] <= S + HOUR]


def test_a_machine_is_woken_at_edges_and_never_for_a_slot() -> None:
    plant = machine()
    plant.advance(S)
    do(plant, "trigger")
    assert plant.next_timer() is None, "an arc of one hour, or of ten, has no edge"
    do(plant, "trigger", False)
    do(plant, "work", 1)
    wakings = 0
    while (due := plant.next_timer()) is not None and due < HOUR:
        plant.advance(due)
        wakings += 1
    assert 20 < wakings < 200


def test_rest_ends_the_arc_at_once_and_the_trigger_is_as_it_was() -> None:
    plant = machine()
    do(plant, "work", 1)
    plant.advance(10 * S)
    assert plant.burning
    do(plant, "rest")
    assert not plant.burning
    do(plant, "trigger")
    assert plant.burning


def test_a_trigger_that_is_held_burns_between_the_arcs_of_a_work_and_is_another_arc() -> None:
    plant = machine()
    do(plant, "work", 1, process="gmaw_short", amperes=200)
    do(plant, "trigger")
    plant.advance(100 * MS)
    assert plant.burn is not None
    assert plant.burn.demand.amperes == 130
    first = plant.burn.number
    plant.advance(10 * S)
    assert plant.burn.demand.amperes == 200
    assert plant.burn.number == first + 1


def test_a_work_while_locked_burns_from_the_moment_the_relay_closes() -> None:
    plant = machine(closed=False)
    do(plant, "work", 1, process="gmaw_short", amperes=150)
    plant.advance(6 * S)
    plant.command_relay(True, 6 * S)
    plant.advance(7 * S)
    assert plant.burn is not None
    assert plant.burn.struck == 6 * S + 40 * MS


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"process": "glueing"}, r"'glueing'.*smaw_3_2.*gouging"),
        ({"process": "smaw_3_2", "amperes": 300}, "smaw_3_2 takes 80 to 140 A, not 300"),
        ({"process": "gouging", "amperes": 400}, None),
        ({"process": "gmaw_spray", "amperes": 400}, None),
    ],
)
def test_a_work_that_cannot_be_is_our_error_and_names_what(values: dict[str, str | int], why: str | None) -> None:
    plant = machine()
    if why is None:
        do(plant, "work", 1, **values)
    else:
        with pytest.raises(ValueError, match=why):
            do(plant, "work", 1, **values)
    small = machine(source=source_named("inverter_200"))
    with pytest.raises(ValueError, match="takes 300 A at least, and inverter_200 gives 200"):
        do(small, "work", 1, process="saw", amperes=500)


def test_the_dial_ends_where_the_source_does() -> None:
    plant = machine()
    do(plant, "work", 1, process="gmaw_spray", amperes=400)
    plant.advance(30 * S)
    assert plant.burn is not None
    assert plant.burn.demand.amperes == 315


def test_a_strike_has_the_number_of_its_power_up_and_of_its_turn() -> None:
    plant = machine()
    numbers = []
    for boot in (3, 4):
        plant.powered_up(plant.now, boot, 0)
        plant.relay_closed = True
        for _ in range(2):
            do(plant, "trigger")
            plant.advance(plant.now + S)
            assert plant.burn is not None
            numbers.append(plant.burn.number)
            do(plant, "trigger", False)
            plant.advance(plant.now + S)
    assert numbers == [(3 << BOOT_SHIFT) + 1, (3 << BOOT_SHIFT) + 2, (4 << BOOT_SHIFT) + 1, (4 << BOOT_SHIFT) + 2]


def test_the_same_strike_is_the_same_arc_whatever_the_microsecond() -> None:
    taken = []
    for began in (0, 1_234_567_891_011):
        plant = machine(began)
        do(plant, "trigger")
        slots = []
        for slot in range(100):
            plant.advance(began + slot * SLOT + 1)
            slots.append(plant.reading())
        taken.append(slots)
    assert taken[0] == taken[1]


# ---- no machine ------------------------------------------------------------------------------------------------------


def test_without_a_machine_nothing_ever_flows() -> None:
    gateway: Build = build(source=None, climate=CLIMATES["workshop"])
    plant = Plant(gateway, Draw(1, TERMINAL), 0)
    do(plant, "trigger")
    plant.command_relay(True, 0)
    plant.advance(HOUR)
    assert not plant.energised
    assert plant.reading().mains_power == 0
    assert plant.meter.true_mains_energy == 0
    with pytest.raises(ValueError, match="no machine"):
        do(plant, "work", 1)
