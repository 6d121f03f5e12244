"""Whether a current flows is what the sensors say from the threshold up, and nothing else (EVT-13)."""

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode, LockMode, Result
from protocol_spec.instant import S
from protocol_spec.parameters import by_name

from .bench import Bench, profile_of

FACTORY = profile_of("factory_integrated").capability
MAINS, ARC = Capability.MAINS_CURRENT, Capability.ARC_CURRENT
BOTH = FACTORY
MAINS_ONLY = FACTORY & ~ARC
ARC_ONLY = FACTORY & ~MAINS
NEITHER = FACTORY & ~(MAINS | ARC)

HIGH = 300
"""0.1 A: above what this machine draws from the mains (11 A), far below its arc (220 A)."""


def bench_of(capability: Capability, threshold: int = 30) -> Bench:
    bench = Bench(profile=profile_of("factory_integrated", capability=capability), status_idle=600)
    bench.terminal.parameters.take({by_name["arc_threshold"].id: threshold, by_name["no_current"].id: 60})
    bench.advance(S)
    return bench


sees = pytest.mark.parametrize(
    ("capability", "threshold", "seen"),
    [
        (BOTH, 30, True),
        (MAINS_ONLY, 30, True),
        (ARC_ONLY, 30, True),
        (NEITHER, 30, False),
        (BOTH, HIGH, False),
        (MAINS_ONLY, HIGH, False),
        (ARC_ONLY, HIGH, True),
    ],
    ids=["both", "mains", "arc", "neither", "both, high", "mains, high", "arc, high"],
)


@pytest.mark.clause("EVT-13", "EVT-02")
@sees
def test_current_while_locked_is_what_is_measured_from_the_threshold_up(
    capability: Capability, threshold: int, seen: bool
) -> None:
    bench = bench_of(capability, threshold)
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(10 * S)
    events = bench.alarms(EventCode.BYPASS)
    assert len(events) == seen
    if seen:
        assert (events[0].message.value > 30) is bool(capability & MAINS), "its value is of the mains, or nothing"


@pytest.mark.clause("EVT-13", "EVT-07")
@sees
def test_unlocked_without_any_current_is_without_one_that_is_measured(
    capability: Capability, threshold: int, seen: bool
) -> None:
    bench = bench_of(capability, threshold)
    bench.unlocked(idle=3600)
    bench.do("trigger")
    bench.advance(90 * S)
    assert len(bench.alarms(EventCode.NO_CURRENT)) == (not seen)


@pytest.mark.clause("EVT-13", "REP-09", "LCK-08")
@sees
def test_what_is_no_current_is_no_arc_and_does_not_put_off_the_idle_limit(
    capability: Capability, threshold: int, seen: bool
) -> None:
    bench = bench_of(capability, threshold)
    bench.unlocked(idle=30)
    bench.do("trigger")
    bench.advance(60 * S)
    assert bench.relay_closed is seen
    bench.lock()
    bench.advance(S)
    assert bench.summary().arc_starts == seen
    assert bench.summary().reason is (EndReason.PLATFORM if seen else EndReason.IDLE)


@pytest.mark.clause("EVT-13", "LCK-22")
@sees
def test_a_lock_waits_only_for_an_arc_that_is_measured(capability: Capability, threshold: int, seen: bool) -> None:
    bench = bench_of(capability, threshold)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(2 * S)
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=60)
    bench.advance(S)
    assert bench.relay_closed is seen
    assert seen or bench.result(command).result is Result.OK


@pytest.mark.clause("EVT-13", "EVT-10")
def test_where_the_mains_sensor_fails_the_arc_current_is_judged_and_where_both_fail_nothing() -> None:
    bench = bench_of(BOTH, HIGH)
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(10 * S)
    assert not bench.alarms(EventCode.BYPASS)
    bench.do("sensor-fault", int(MAINS))
    bench.advance(10 * S)
    (event,) = bench.alarms(EventCode.BYPASS)
    assert event.message.value == 0
    bench.do("sensor-fault", int(MAINS | ARC))
    bench.advance(20 * S)
    assert len(bench.alarms(EventCode.BYPASS_CLEARED)) == 1
