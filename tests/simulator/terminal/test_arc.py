"""The arc: what flows, what is counted, and what a flash is not (REP-05; domain, electrical ranges)."""

from math import sqrt

import pytest

from protocol_spec.instant import MS, S
from protocol_spec.messages import SessionSummary, Status
from simulator.draw import Draw
from simulator.machine.plant import Plant
from simulator.machine.reading import Reading

from .bench import TERMINAL, Bench, profile_of

PROFILES = ["cat1_retrofit", "factory_integrated"]
SLOT = 100 * MS


def readings(bench: Bench, slots: int) -> list[Reading]:
    """What flows in each 100 ms from here on."""
    bench.until(-(-bench.now // SLOT) * SLOT)
    taken = []
    for _ in range(slots):
        bench.terminal.plant.advance(bench.now)
        taken.append(bench.terminal.plant.reading())
        bench.advance(SLOT)
    return taken


@pytest.mark.parametrize("name", PROFILES)
def test_current_and_voltage_stay_on_the_load_line(name: str) -> None:
    bench = Bench(profile=profile_of(name))
    process, wanted = bench.profile.process, bench.profile.amperes
    bench.until(-(-bench.now // SLOT) * SLOT)
    bench.unlocked()
    bench.do("trigger")
    strike, steady = (taken := readings(bench, 600))[:2], taken[3:]
    line, flicker = process.load_line, process.flicker / 1000
    for reading in steady:
        amperes, volts = reading.arc_current / 10, reading.arc_voltage / 10
        assert abs(amperes - wanted) <= wanted * flicker + 0.1
        assert abs(volts - (line.base / 10 + amperes * line.milliohms / 1000)) <= 1.6
    least, most = process.strike.permille
    assert max(reading.arc_current for reading in strike) <= wanted * (1 + flicker) * most / 100 + 1
    assert strike[0].arc_current >= wanted * (1 - flicker) * least / 100 - 1
    assert len({reading.arc_current for reading in steady}) > 50, "an arc flickers"


@pytest.mark.parametrize("name", PROFILES)
def test_the_mains_current_is_what_a_three_phase_source_draws_for_that_arc(name: str) -> None:
    bench = Bench(profile=profile_of(name))
    source = bench.profile.source
    assert source is not None
    bench.unlocked()
    bench.do("trigger")
    for reading in readings(bench, 100):
        power = reading.arc_current / 10 * reading.arc_voltage / 10
        efficiency, factor = source.efficiency / 100, source.power_factor / 100
        assert abs(reading.power - power) <= 1
        assert abs(reading.mains_power - (power / efficiency + source.idle_watts)) <= 2.5
        assert abs(reading.mains_current / 10 - power / (efficiency * factor * sqrt(3) * 380)) <= 0.12


@pytest.mark.clause("REP-11")
@pytest.mark.parametrize("name", PROFILES)
def test_energy_is_the_integral_of_the_power_of_the_mains(name: str) -> None:
    """Both have a clamp there; what is not burned is no energy (docs/decisions/0008)."""
    bench = Bench(profile=profile_of(name))
    bench.unlocked(idle=3600)
    bench.until(-(-bench.now // SLOT) * SLOT)
    before = bench.terminal.plant.microjoules
    assert before == 0, "what idles is not counted"
    bench.do("trigger")
    taken = readings(bench, 3000)
    bench.do("trigger", False)
    integral = sum(reading.mains_power * SLOT for reading in taken)
    assert bench.terminal.plant.microjoules - before == integral
    bench.advance(5 * S)
    bench.lock()
    bench.advance(S)
    assert bench.summary().energy == integral // 3_600_000_000
    assert bench.summary().energy > 200
    assert bench.status().energy == (before + integral) // 3_600_000_000


def test_nothing_flows_without_power_and_no_arc_without_a_trigger() -> None:
    bench = Bench()
    source = bench.profile.source
    assert source is not None
    bench.do("trigger")
    bench.advance(S)
    assert bench.terminal.plant.reading() == Reading()
    bench.do("trigger", False)
    bench.unlocked()
    bench.advance(S)
    reading = bench.terminal.plant.reading()
    assert reading == Reading(arc_voltage=source.open_volts * 10, mains_power=source.idle_watts)
    assert bench.terminal.plant.arc_micros == bench.terminal.plant.microjoules == 0


@pytest.mark.clause("REP-11")
@pytest.mark.parametrize("arc", [1_000, 12_345, 61_007])
def test_arc_time_in_the_summary_is_the_true_arc_time(arc: int) -> None:
    bench = Bench()
    bench.unlocked()
    bench.advance(1234 * MS)
    bench.do("trigger")
    bench.advance(arc * MS)
    bench.do("trigger", False)
    bench.advance(5 * S)
    bench.lock()
    bench.advance(S)
    assert bench.summary().arc_millis == arc == bench.terminal.plant.arc_micros // MS
    assert bench.summary().arc_starts == 1


@pytest.mark.clause("REP-11")
def test_arc_time_up_to_the_moment_the_relay_cuts_it_is_counted() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(10 * S)
    bench.lock()
    bench.advance(2 * S)
    assert bench.terminal.plant.arc_micros == 10 * S + 40 * MS
    assert bench.summary().arc_millis == 10_040


@pytest.mark.clause("REP-11")
def test_arc_time_from_the_moment_the_relay_closes_is_counted() -> None:
    """S5: the trigger was held while the worker scanned, so the arc burns before the relay was measured."""
    bench = Bench()
    bench.do("trigger")
    bench.advance(S)
    bench.unlocked()
    bench.advance(10 * S)
    bench.do("trigger", False)
    bench.advance(5 * S)
    bench.lock()
    bench.advance(S)
    assert bench.summary().arc_millis == bench.terminal.plant.arc_micros // MS
    assert bench.summary().arc_starts == 1


def test_a_session_starts_when_the_relay_closes_and_ends_when_it_opens() -> None:
    """REP-05, the fields say so; a settling time is the most it may be off."""
    bench = Bench()
    bench.unlocked()
    bench.advance(100 * S)
    bench.lock()
    bench.advance(S)
    (_, _), (closed, _), (opened, _) = bench.relay
    assert abs(bench.summary().start - (closed + bench.offset)) <= 200 * MS
    assert abs(bench.summary().end - (opened + bench.offset)) <= 200 * MS


@pytest.mark.clause("REP-09", "REP-11")
@pytest.mark.parametrize(
    ("on", "off", "starts"),
    [(200, 3000, 0), (290, 3000, 0), (310, 3000, 3), (2000, 900, 1), (2000, 1100, 3)],
)
def test_a_flash_is_no_arc_start_and_a_re_strike_is_no_new_one(on: int, off: int, starts: int) -> None:
    bench = Bench()
    bench.unlocked()
    for _ in range(3):
        bench.do("trigger")
        bench.advance(on * MS)
        bench.do("trigger", False)
        bench.advance(off * MS)
    bench.advance(3 * S)
    bench.lock()
    bench.advance(S)
    assert bench.summary().arc_starts == starts
    assert bench.summary().arc_millis == 3 * on, "arc time is true time, whatever counts as a start"


def test_the_arc_does_not_depend_on_how_often_one_looks() -> None:
    draw = Draw(3, TERMINAL)
    one, many = (Plant(profile_of().build, draw, 0) for _ in range(2))
    for plant in (one, many):
        plant.command_relay(True, 0)
        plant.advance(S)
        plant.trigger = True
    for now in range(S, 60 * S, 37 * MS):
        many.advance(now)
    one.advance(60 * S)
    many.advance(60 * S)
    assert (one.arc_micros, one.microjoules) == (many.arc_micros, many.microjoules)
    assert one.arc_micros == 59 * S


@pytest.mark.clause("REP-12")
def test_energy_since_manufacture_survives_power_cuts() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(100 * S)
    bench.do("trigger", False)
    bench.advance(S)
    before = bench.terminal.plant.microjoules
    bench.power_cut(as_json=True)
    bench.advance(S)
    assert bench.terminal.plant.microjoules == before
    assert bench.status().energy == before // 3_600_000_000 > 80


def test_two_terminals_do_not_weld_alike_and_one_seed_welds_alike_twice() -> None:
    def powers(terminal: str, seed: int) -> list[int]:
        bench = Bench(terminal=terminal, seed=seed)
        bench.unlocked()
        bench.do("trigger")
        return [reading.power for reading in readings(bench, 50)]

    assert powers(TERMINAL, 1) == powers(TERMINAL, 1)
    assert powers(TERMINAL, 1) != powers(TERMINAL, 2)
    assert powers(TERMINAL, 1) != powers("9999010000000043", 1)


def test_status_and_summary_agree_with_the_machine_while_it_welds() -> None:
    bench = Bench(profile=profile_of("factory_integrated"), status_welding=1)
    bench.unlocked()
    bench.do("trigger")
    seen: dict[int, Reading] = {}
    bench.watchers.append(lambda: seen.__setitem__(bench.now, bench.terminal.plant.reading()))
    bench.advance(30 * S)
    welding = [sent for sent in bench.of(Status) if sent.at in seen and seen[sent.at].power]
    assert len(welding) >= 25
    for sent in welding:
        assert sent.message.arc_current == seen[sent.at].arc_current
        assert sent.message.arc_voltage == seen[sent.at].arc_voltage
        assert sent.message.mains_current == seen[sent.at].mains_current
    assert not bench.of(SessionSummary)
