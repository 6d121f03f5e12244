"""Every enumeration of WTP/1."""

from enum import IntFlag

from protocol_spec.codes.event import EVENT_SEVERITY, EVENT_VALUES, AlarmCode, EventCode, Seen, Severity
from protocol_spec.codes.frame import FLAG_NAMES, RESERVED_FLAGS, Flag, Result, Side, Suite
from protocol_spec.codes.lock import EndReason, LockMode, LockState, OfflinePolicy, RelayState
from protocol_spec.codes.record import ClockState, CoordinateSystem, Supply, TimeFlaw
from protocol_spec.codes.terminal import CAPABILITY_NAMES, AccessClass, Capability
from protocol_spec.codes.upkeep import (
    LineState,
    LogoutReason,
    RebootMode,
    ResetCause,
    Subject,
    UpgradeState,
)

BIT_NAMES: dict[type[IntFlag], dict[IntFlag, tuple[str, str]]] = {
    Flag: FLAG_NAMES,
    Capability: CAPABILITY_NAMES,
}
"""The names of each bit, Chinese and English, by the class of flags."""

__all__ = [
    "BIT_NAMES",
    "CAPABILITY_NAMES",
    "EVENT_SEVERITY",
    "EVENT_VALUES",
    "FLAG_NAMES",
    "RESERVED_FLAGS",
    "AccessClass",
    "AlarmCode",
    "Capability",
    "ClockState",
    "CoordinateSystem",
    "EndReason",
    "EventCode",
    "Flag",
    "LineState",
    "LockMode",
    "LockState",
    "LogoutReason",
    "OfflinePolicy",
    "RebootMode",
    "RelayState",
    "ResetCause",
    "Result",
    "Seen",
    "Severity",
    "Side",
    "Subject",
    "Suite",
    "Supply",
    "TimeFlaw",
    "UpgradeState",
]
