"""Every message of WTP/1 edition 1."""

from protocol_spec.messages.lock import CommandResult, Lock, Unlock
from protocol_spec.messages.records import RECORDS, EventRecord, Record, SessionSummary, Status
from protocol_spec.messages.registration import Register, RegisterAck
from protocol_spec.messages.session import Heartbeat, Login, LoginAck, PlatformAck, TerminalAck

__all__ = [
    "RECORDS",
    "CommandResult",
    "EventRecord",
    "Heartbeat",
    "Lock",
    "Login",
    "LoginAck",
    "PlatformAck",
    "Record",
    "Register",
    "RegisterAck",
    "SessionSummary",
    "Status",
    "TerminalAck",
    "Unlock",
]
