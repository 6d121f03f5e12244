"""What a platform raises, how grave it is, and who can see what it is about (ALM-01)."""

from dataclasses import dataclass

from protocol_spec.codes import AlarmCode, EventCode, Seen, Severity


@dataclass(frozen=True)
class Alarm:
    code: AlarmCode
    severity: Severity
    seen: Seen
    events: tuple[EventCode, ...]
    """Events of a terminal that raise it; empty where only the platform sees it."""
    clause: str


_A, _E, _S = AlarmCode, EventCode, Seen

ALARMS: tuple[Alarm, ...] = (
    Alarm(_A.UNLICENSED_ATTEMPT, Severity.WARNING, _S.PLATFORM, (), "ALM-02"),
    Alarm(_A.CERTIFICATE_NEAR_EXPIRY, Severity.INFO, _S.PLATFORM, (), "ALM-03"),
    Alarm(_A.CERTIFICATE_EXPIRED, Severity.WARNING, _S.PLATFORM, (), "ALM-03"),
    Alarm(_A.SUSPECTED_BYPASS, Severity.ALARM, _S.BOTH, (_E.BYPASS,), "ALM-04"),
    Alarm(_A.REMOTE_SCAN, Severity.WARNING, _S.PLATFORM, (), "ALM-05"),
    Alarm(_A.ABNORMAL_OPERATION, Severity.WARNING, _S.BOTH, (_E.RELAY_FAULT, _E.SENSOR_FAULT, _E.NO_CURRENT), "ALM-06"),
    Alarm(_A.SPECIAL_PERIOD, Severity.WARNING, _S.PLATFORM, (), "ALM-07"),
    Alarm(_A.LONG_ON, Severity.WARNING, _S.BOTH, (_E.LONG_ON,), "ALM-08"),
    Alarm(_A.GUARDIAN_ABSENT, Severity.WARNING, _S.PLATFORM, (), "ALM-09"),
    Alarm(_A.LONG_NOT_POWERED, Severity.INFO, _S.PLATFORM, (), "ALM-10"),
    Alarm(_A.ENVIRONMENT, Severity.ALARM, _S.TERMINAL, (_E.GAS, _E.OVER_TEMPERATURE), "ALM-11"),
    Alarm(_A.OUTSIDE_FENCE, Severity.WARNING, _S.PLATFORM, (), "ALM-12"),
    Alarm(_A.TIMEOUT_CUT, Severity.INFO, _S.TERMINAL, (_E.LINK_GRACE_OVER,), "ALM-13"),
    Alarm(_A.REMOVAL, Severity.ALARM, _S.TERMINAL, (_E.COVER_OPENED, _E.SIM_CHANGED), "ALM-14"),
    Alarm(_A.CLONED_IDENTITY, Severity.ALARM, _S.PLATFORM, (), "ALM-15"),
    Alarm(_A.SILENT, Severity.WARNING, _S.PLATFORM, (), "ALM-16"),
    Alarm(_A.CLOCK_FRAUD, Severity.WARNING, _S.BOTH, (_E.CLOCK_JUMP,), "ALM-17"),
)

by_code: dict[AlarmCode, Alarm] = {alarm.code: alarm for alarm in ALARMS}

raised_by: dict[EventCode, Alarm] = {event: alarm for alarm in ALARMS for event in alarm.events}
"""The alarm an event raises; an event that is not here raises none."""
