"""Every message of WTP/1 edition 1."""

from protocol_spec.messages.backfill import BackfillBatch, Stored
from protocol_spec.messages.diagnosis import Diagnosis, Identify, Identity, Query, Reboot
from protocol_spec.messages.gateway import Carried, GatewayDown, GatewayUp, SubLink
from protocol_spec.messages.lock import CommandResult, Lock, OfflinePermit, Unlock
from protocol_spec.messages.parameters import Item, ParamGet, ParamReport, ParamSet, Wanted
from protocol_spec.messages.records import (
    RECORDS,
    EventRecord,
    Record,
    Sample,
    SessionSummary,
    Status,
    WeldSamples,
)
from protocol_spec.messages.registration import Register, RegisterAck
from protocol_spec.messages.session import (
    Heartbeat,
    Login,
    LoginAck,
    Logout,
    PlatformAck,
    TerminalAck,
    Time,
    TimeRequest,
)
from protocol_spec.messages.upgrade import UpgradeChunk, UpgradeOffer, UpgradeReport

__all__ = [
    "RECORDS",
    "BackfillBatch",
    "Carried",
    "CommandResult",
    "Diagnosis",
    "EventRecord",
    "GatewayDown",
    "GatewayUp",
    "Heartbeat",
    "Identify",
    "Identity",
    "Item",
    "Lock",
    "Login",
    "LoginAck",
    "Logout",
    "OfflinePermit",
    "ParamGet",
    "ParamReport",
    "ParamSet",
    "PlatformAck",
    "Query",
    "Reboot",
    "Record",
    "Register",
    "RegisterAck",
    "Sample",
    "SessionSummary",
    "Status",
    "Stored",
    "SubLink",
    "TerminalAck",
    "Time",
    "TimeRequest",
    "Unlock",
    "UpgradeChunk",
    "UpgradeOffer",
    "UpgradeReport",
    "Wanted",
    "WeldSamples",
]
