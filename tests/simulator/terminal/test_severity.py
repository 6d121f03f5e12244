"""How grave each event is that a terminal can make (EVT-12)."""

import pytest

from protocol_spec.codes import Capability, EventCode, Severity
from protocol_spec.instant import HOUR, MINUTE, S
from protocol_spec.messages import EventRecord, ParamSet
from protocol_spec.parameters import by_name

from .bench import Bench, profile_of
from .programs import permit
from .test_permits import offline, present

EXPECTED = {
    EventCode.POWER_UP: Severity.INFO,
    EventCode.COVER_OPENED: Severity.ALARM,
    EventCode.COVER_CLOSED: Severity.INFO,
    EventCode.BYPASS: Severity.ALARM,
    EventCode.BYPASS_CLEARED: Severity.INFO,
    EventCode.RELAY_FAULT: Severity.ALARM,
    EventCode.OVER_TEMPERATURE: Severity.ALARM,
    EventCode.TEMPERATURE_CLEARED: Severity.INFO,
    EventCode.GAS: Severity.ALARM,
    EventCode.GAS_CLEARED: Severity.INFO,
    EventCode.LINK_GRACE_OVER: Severity.ALARM,
    EventCode.STORE_OVERFLOW: Severity.WARNING,
    EventCode.CLOCK_JUMP: Severity.WARNING,
    EventCode.SENSOR_FAULT: Severity.WARNING,
    EventCode.SIM_CHANGED: Severity.ALARM,
    EventCode.LONG_ON: Severity.WARNING,
    EventCode.NO_CURRENT: Severity.WARNING,
    EventCode.PARAMETERS_CHANGED: Severity.INFO,
    EventCode.OFFLINE_PERMIT_USED: Severity.INFO,
}
"""Typed from the document."""


def hazards(bench: Bench) -> None:
    for what in ("cover", "gas"):
        bench.do(what)
        bench.do(what, False)
    bench.do("temperature", 900)
    bench.do("temperature", 250)
    bench.do("shunt")
    bench.do("trigger")
    bench.advance(5 * S)
    bench.do("trigger", False)
    bench.advance(20 * S)
    bench.do("sensor-fault", int(Capability.TEMPERATURE))


def time_and_link(bench: Bench) -> None:
    bench.ask(ParamSet(command=bench.next_command(), items=(by_name["long_on"].item(3600),)))
    bench.unlocked(lasts=4 * HOUR, idle=20_000)
    bench.advance(2 * HOUR)
    bench.pull_cable()
    bench.advance(20 * MINUTE)
    bench.offset += HOUR
    bench.reconnect()
    bench.advance(10 * S)


def faults(bench: Bench) -> None:
    bench.unlocked()
    bench.do("weld-contact")
    bench.lock()
    bench.advance(2 * S)
    bench.terminal.flash.iccid = "another"
    bench.power_cut()
    bench.advance(S)


def overflow(bench: Bench) -> None:
    bench.pull_cable()
    bench.advance(2 * HOUR)
    bench.reconnect()
    bench.advance(MINUTE)


def of(bench: Bench) -> list[EventRecord]:
    bench.advance(MINUTE)
    return bench.messages(EventRecord)


@pytest.mark.clause("EVT-12")
def test_each_event_has_the_severity_of_the_table() -> None:
    seen: dict[EventCode, set[Severity]] = {}
    for happen in (hazards, time_and_link, faults, overflow):
        bench = Bench(profile=profile_of(store_records=60))
        happen(bench)
        for event in of(bench):
            seen.setdefault(event.event, set()).add(event.severity)
    bench = offline()
    present(bench, permit(bench, 1))
    bench.reconnect()
    for event in of(bench):
        seen.setdefault(event.event, set()).add(event.severity)
    assert seen == {code: {severity} for code, severity in EXPECTED.items()}
