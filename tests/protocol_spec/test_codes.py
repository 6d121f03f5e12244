"""The numbers on the wire, typed once more: a terminal in service cannot be told that one of them has moved."""

from enum import IntEnum, IntFlag

import pytest

from protocol_spec import codes
from protocol_spec.coded import Coded

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
    },
    "Suite": {"HMAC_SHA256": 1, "HMAC_SM3": 2},
    "LockState": {"LOCKED": 0, "UNLOCKED": 1, "FAULT": 2},
    "RelayState": {"OPEN": 0, "CLOSED": 1, "UNKNOWN": 2},
    "ClockState": {"UPTIME": 0, "SYNCHRONISED": 1, "RESTAMPED": 2},
    "Supply": {"MAINS": 0, "BACKUP": 1},
    "CoordinateSystem": {"WGS84": 0, "GCJ02": 1, "NO_FIX": 255},
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
    },
    "OfflinePolicy": {"FAIL_SECURE": 0, "HOLD_SESSION": 1},
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
        "UNLICENSED_ATTEMPT": 0x0100,
        "SILENT": 0x0101,
    },
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
    },
}

DECLARED: dict[str, type[IntEnum] | type[IntFlag]] = {
    name: value
    for name, value in vars(codes).items()
    if isinstance(value, type) and issubclass(value, IntEnum | IntFlag) and value.__module__ == codes.__name__
}
CODED = [declared for declared in DECLARED.values() if issubclass(declared, Coded)]


def test_every_enumeration_is_typed_here() -> None:
    assert set(DECLARED) == set(NUMBERS), "a new enumeration is typed here as well"


@pytest.mark.parametrize("name", list(NUMBERS))
def test_no_number_has_moved(name: str) -> None:
    declared = {member: int(value) for member, value in DECLARED[name].__members__.items()}
    assert declared == NUMBERS[name], "a number in service never moves; a new one is typed here as well"


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


def test_the_reserved_flags_are_all_that_have_no_name() -> None:
    assert 0xFF & ~sum(codes.Flag) == codes.RESERVED_FLAGS
