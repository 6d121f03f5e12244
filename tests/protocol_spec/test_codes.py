"""The numbers on the wire, typed once more: a terminal in service cannot be told that one of them has moved."""

from enum import IntEnum, IntFlag

import pytest

from protocol_spec import codes
from protocol_spec.coded import Coded
from protocol_spec.kinds import Form
from protocol_spec.layout import Layout
from tests.protocol_spec.strategies import DECLARED as MESSAGES

NUMBERS: dict[str, dict[str, int]] = {
    "Side": {"TERMINAL": 0, "PLATFORM": 1},
    "Flag": {"NONE": 0, "RESPONSE": 0x01, "ACK_REQUIRED": 0x02, "BACKFILL": 0x04, "SECURED": 0x08},
    "Result": {
        "OK": 0,
        "ALREADY_REGISTERED": 1,
        "UNKNOWN_CODE": 2,
        "WRONG_DIRECTION": 3,
        "EDITION_UNSUPPORTED": 4,
        "MALFORMED": 5,
        "NOT_LOGGED_IN": 6,
        "TAG_REQUIRED": 7,
        "BAD_TAG": 8,
        "UNKNOWN_TERMINAL": 9,
        "UNBOUND_ENTERPRISE": 10,
        "NOT_REGISTERED": 11,
        "LOGIN_REPLAYED": 12,
        "SUITE_REFUSED": 13,
        "NOT_FOR_ME": 14,
        "NOT_SUPPORTED": 15,
        "RATE_LIMITED": 16,
        "EXPIRED": 20,
        "REPLAYED": 21,
        "TAMPERED": 22,
        "OVER_TEMPERATURE": 23,
        "GAS": 24,
        "RELAY_FAULT": 25,
        "CLOCK_NOT_SET": 26,
        "ALREADY_GRANTED": 27,
        "WINDOW_TOO_LONG": 28,
        "OVERTAKEN": 29,
        "NO_SUCH_PARAMETER": 40,
        "OUT_OF_RANGE": 41,
        "READ_ONLY": 42,
        "NOT_NEWER": 44,
        "NO_SPACE": 45,
        "BAD_SIGNATURE": 46,
        "BAD_DIGEST": 47,
        "OUT_OF_ORDER": 48,
        "NO_UPGRADE": 49,
        "COUNTER_USED": 60,
        "PERMIT_TOO_LONG": 61,
        "ONLINE": 62,
    },
    "Suite": {"HMAC_SHA256": 1, "HMAC_SM3": 2},
    "LockState": {"LOCKED": 0, "UNLOCKED": 1, "FAULT": 2},
    "RelayState": {"OPEN": 0, "CLOSED": 1, "UNKNOWN": 2},
    "ClockState": {"UPTIME": 0, "SYNCHRONISED": 1, "RESTAMPED": 2},
    "Supply": {"MAINS": 0, "BACKUP": 1},
    "CoordinateSystem": {"WGS84": 0, "GCJ02": 1, "NO_FIX": 255},
    "TimeFlaw": {"BEFORE_PROTOCOL": 1, "FUTURE": 2, "STALE": 3},
    "LockMode": {"NOW": 0, "AFTER_ARC": 1},
    "EndReason": {
        "PLATFORM": 0,
        "IDLE": 1,
        "GRANT_END": 2,
        "COVER": 3,
        "GAS": 4,
        "OVER_TEMPERATURE": 5,
        "LINK_LOST": 6,
        "POWER_LOST": 7,
        "SUPERSEDED": 8,
        "RELAY_FAULT": 9,
        "REBOOT": 10,
    },
    "OfflinePolicy": {"FAIL_SECURE": 0, "HOLD_SESSION": 1, "OFFLINE_PERMIT": 2},
    "AccessClass": {"MAINS_RELAY": 0, "INHIBIT_LOOP": 1, "METER": 2, "NATIVE": 3},
    "Severity": {"INFO": 0, "WARNING": 1, "ALARM": 2},
    "EventCode": {
        "POWER_UP": 0x0001,
        "COVER_OPENED": 0x0002,
        "COVER_CLOSED": 0x0003,
        "BYPASS": 0x0004,
        "RELAY_FAULT": 0x0005,
        "OVER_TEMPERATURE": 0x0006,
        "GAS": 0x0007,
        "LINK_GRACE_OVER": 0x0008,
        "STORE_OVERFLOW": 0x0009,
        "LAST_GASP": 0x000A,
        "CLOCK_JUMP": 0x000B,
        "SENSOR_FAULT": 0x000C,
        "SIM_CHANGED": 0x000D,
        "LONG_ON": 0x000E,
        "NO_CURRENT": 0x000F,
        "PARAMETERS_CHANGED": 0x0010,
        "ADDRESS_ROLLED_BACK": 0x0011,
        "UPGRADED": 0x0012,
        "UPGRADE_FAILED": 0x0013,
        "OFFLINE_PERMIT_USED": 0x0014,
        "REFUSED_COMMANDS": 0x0015,
        "GAS_CLEARED": 0x0016,
        "TEMPERATURE_CLEARED": 0x0017,
        "BYPASS_CLEARED": 0x0018,
    },
    "AlarmCode": {
        "UNLICENSED_ATTEMPT": 1,
        "CERTIFICATE_NEAR_EXPIRY": 2,
        "CERTIFICATE_EXPIRED": 3,
        "SUSPECTED_BYPASS": 4,
        "REMOTE_SCAN": 5,
        "ABNORMAL_OPERATION": 6,
        "SPECIAL_PERIOD": 7,
        "LONG_ON": 8,
        "GUARDIAN_ABSENT": 9,
        "LONG_NOT_POWERED": 10,
        "ENVIRONMENT": 11,
        "OUTSIDE_FENCE": 12,
        "TIMEOUT_CUT": 13,
        "REMOVAL": 14,
        "CLONED_IDENTITY": 15,
        "SILENT": 16,
        "CLOCK_FRAUD": 17,
    },
    "Seen": {"TERMINAL": 0, "PLATFORM": 1, "BOTH": 2},
    "LogoutReason": {"POWER_OFF": 0, "REBOOT": 1, "UPGRADE": 2, "MOVE": 3, "SERVICE": 4},
    "RebootMode": {"RESTART": 0, "FACTORY_RESET": 1},
    "ResetCause": {"POWER": 0, "COMMAND": 1, "WATCHDOG": 2, "BROWN_OUT": 3, "UPGRADE": 4},
    "UpgradeState": {"IDLE": 0, "RECEIVING": 1, "VERIFYING": 2, "READY": 3, "APPLIED": 4, "FAILED": 5},
    "Subject": {"STATUS": 0, "DIAGNOSIS": 1, "IDENTITY": 2},
    "LineState": {"DOWN": 0, "UP": 1},
    "Capability": {
        "NONE": 0,
        "RELAY_FEEDBACK": 0x0001,
        "MAINS_CURRENT": 0x0002,
        "ARC_CURRENT": 0x0004,
        "ARC_VOLTAGE": 0x0008,
        "POSITION": 0x0010,
        "COVER_SWITCH": 0x0020,
        "GAS_SENSOR": 0x0040,
        "TEMPERATURE": 0x0080,
        "BACKUP_SUPPLY": 0x0100,
        "OFFLINE_PERMIT": 0x0200,
        "UPGRADE": 0x0400,
        "GATEWAY": 0x0800,
        "WELD_SAMPLES": 0x1000,
    },
}

SEVERITIES = {
    "ALARM": "COVER_OPENED BYPASS RELAY_FAULT OVER_TEMPERATURE GAS LINK_GRACE_OVER SIM_CHANGED",
    "WARNING": "STORE_OVERFLOW LAST_GASP CLOCK_JUMP SENSOR_FAULT LONG_ON NO_CURRENT ADDRESS_ROLLED_BACK UPGRADE_FAILED "
    "REFUSED_COMMANDS",
    "INFO": "POWER_UP COVER_CLOSED PARAMETERS_CHANGED UPGRADED OFFLINE_PERMIT_USED GAS_CLEARED TEMPERATURE_CLEARED "
    "BYPASS_CLEARED",
}
"""How grave each event is."""

MESSAGE_CODES = {
    "REGISTER": 0x01,
    "LOGIN": 0x02,
    "LOGOUT": 0x03,
    "HEARTBEAT": 0x04,
    "TIME_REQUEST": 0x05,
    "STATUS": 0x10,
    "WELD_SAMPLES": 0x11,
    "SESSION_SUMMARY": 0x12,
    "EVENT": 0x13,
    "BACKFILL_BATCH": 0x14,
    "COMMAND_RESULT": 0x20,
    "PARAM_REPORT": 0x21,
    "UPGRADE_REPORT": 0x22,
    "DIAGNOSIS": 0x23,
    "IDENTITY": 0x24,
    "GATEWAY_UP": 0x30,
    "SUB_LINK": 0x31,
    "TERMINAL_ACK": 0x7F,
    "REGISTER_ACK": 0x81,
    "LOGIN_ACK": 0x82,
    "TIME": 0x85,
    "UNLOCK": 0xA0,
    "LOCK": 0xA1,
    "PARAM_SET": 0xA2,
    "PARAM_GET": 0xA3,
    "UPGRADE_OFFER": 0xA4,
    "UPGRADE_CHUNK": 0xA5,
    "REBOOT": 0xA6,
    "QUERY": 0xA7,
    "IDENTIFY": 0xA8,
    "OFFLINE_PERMIT": 0xA9,
    "GATEWAY_DOWN": 0xB0,
    "PLATFORM_ACK": 0xFF,
}

DECLARED: dict[str, type[IntEnum] | type[IntFlag]] = {
    name: value
    for name, value in vars(codes).items()
    if isinstance(value, type)
    and issubclass(value, IntEnum | IntFlag)
    and value.__module__.startswith(f"{codes.__name__}.")
}
CODED = [declared for declared in DECLARED.values() if issubclass(declared, Coded)]
FLAGS = [declared for declared in DECLARED.values() if issubclass(declared, IntFlag)]


def used(layout: type[Layout]) -> set[type]:
    """The enumerations of a layout and of its rows."""
    found: set[type] = set()
    for spec in layout.fields().values():
        found |= {each for each in (spec.kind.codes, spec.kind.flags) if each is not None}
        if spec.kind.form is Form.LIST and spec.kind.group is not None:
            found |= used(spec.kind.group)
    return found


def test_every_enumeration_is_typed_here() -> None:
    assert set(DECLARED) == set(NUMBERS), "a new enumeration is typed here as well"


def test_every_enumeration_that_a_message_uses_is_in_the_package_of_codes() -> None:
    assert set().union(*map(used, MESSAGES)) <= set(DECLARED.values())


@pytest.mark.parametrize("name", list(NUMBERS))
def test_no_number_has_moved(name: str) -> None:
    declared = {member: int(value) for member, value in DECLARED[name].__members__.items()}
    assert declared == NUMBERS[name], "a number in service never moves; a new one is typed here as well"


def test_no_message_code_has_moved() -> None:
    assert {message.title: message.code for message in MESSAGES} == MESSAGE_CODES


@pytest.mark.parametrize("coded", CODED, ids=lambda c: c.__name__)
def test_every_code_has_a_name_of_its_own_in_both_languages(coded: type[Coded]) -> None:
    for lang in ("zh", "en"):
        names = [code.text(lang) for code in coded]
        assert all(names)
        assert len(set(names)) == len(names) == len(coded.__members__)


@pytest.mark.parametrize("coded", CODED, ids=lambda c: c.__name__)
def test_a_code_is_found_by_its_number_and_nothing_else_is(coded: type[Coded]) -> None:
    assert [coded.of(int(code)) for code in coded] == list(coded)
    with pytest.raises(ValueError, match="is not a valid"):
        coded.of(max(coded) + 1)


@pytest.mark.parametrize("flags", FLAGS, ids=lambda f: f.__name__)
def test_every_bit_has_a_name_of_its_own_in_both_languages(flags: type[IntFlag]) -> None:
    names = codes.BIT_NAMES[flags]
    assert set(names) == set(flags)
    for lang in range(2):
        assert all(name[lang] for name in names.values())
        assert len({name[lang] for name in names.values()}) == len(names)


@pytest.mark.clause("EVT-12")
def test_no_event_is_graver_or_milder_than_it_was() -> None:
    typed = {event: severity for severity, events in SEVERITIES.items() for event in events.split()}
    assert {event.name: severity.name for event, severity in codes.EVENT_SEVERITY.items()} == typed


def test_every_event_that_has_a_value_says_what_it_is_in_both_languages() -> None:
    assert all(zh and en for zh, en in codes.EVENT_VALUES.values())


@pytest.mark.clause("FRM-03")
def test_the_reserved_flags_are_all_that_have_no_name() -> None:
    assert 0xFF & ~sum(codes.Flag) == codes.RESERVED_FLAGS


@pytest.mark.clause("SEC-09")
def test_the_sides_are_the_direction_bytes() -> None:
    assert [bytes([side]) for side in codes.Side] == [b"\x00", b"\x01"]
