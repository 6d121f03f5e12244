"""What a platform raises: every code once, with the events that raise it and nothing twice (ALM)."""

import pytest

from protocol_spec.alarms import ALARMS, Alarm, by_code, raised_by
from protocol_spec.clauses import clause
from protocol_spec.codes import AlarmCode, EventCode, Seen

RAISED: dict[EventCode, AlarmCode] = {
    EventCode.BYPASS: AlarmCode.SUSPECTED_BYPASS,
    EventCode.RELAY_FAULT: AlarmCode.ABNORMAL_OPERATION,
    EventCode.SENSOR_FAULT: AlarmCode.ABNORMAL_OPERATION,
    EventCode.NO_CURRENT: AlarmCode.ABNORMAL_OPERATION,
    EventCode.LONG_ON: AlarmCode.LONG_ON,
    EventCode.GAS: AlarmCode.ENVIRONMENT,
    EventCode.OVER_TEMPERATURE: AlarmCode.ENVIRONMENT,
    EventCode.LINK_GRACE_OVER: AlarmCode.TIMEOUT_CUT,
    EventCode.COVER_OPENED: AlarmCode.REMOVAL,
    EventCode.SIM_CHANGED: AlarmCode.REMOVAL,
    EventCode.CLOCK_JUMP: AlarmCode.CLOCK_FRAUD,
}
"""Typed from the clauses ALM-04 to ALM-17."""

each_alarm = pytest.mark.parametrize("alarm", ALARMS, ids=lambda a: a.code.name)


def test_every_code_has_one_entry() -> None:
    assert sorted(alarm.code for alarm in ALARMS) == sorted(AlarmCode)
    assert all(by_code[alarm.code] is alarm for alarm in ALARMS)


@pytest.mark.clause("ALM-04", "ALM-06", "ALM-08", "ALM-11", "ALM-13", "ALM-14", "ALM-17")
def test_an_event_raises_the_alarm_that_its_clause_names_and_no_other_event_raises_any() -> None:
    assert {event: alarm.code for event, alarm in raised_by.items()} == RAISED


def test_no_event_raises_two_alarms() -> None:
    events = [event for alarm in ALARMS for event in alarm.events]
    assert len(events) == len(set(events))


@each_alarm
def test_an_alarm_says_by_which_clause_and_who_can_see_it(alarm: Alarm) -> None:
    assert clause(alarm.clause).side == "platform"
    assert clause(alarm.clause).id.startswith("ALM-")
    assert alarm.code.name in clause(alarm.clause).en
    assert bool(alarm.events) is (alarm.seen is not Seen.PLATFORM)
