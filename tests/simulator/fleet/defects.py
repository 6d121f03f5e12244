"""Terminals that are wrong in a way that only a day shows, beside `simulator.terminal.mutants`; and a platform that is."""

from dataclasses import replace

from protocol_spec.codes import ClockState, EndReason
from protocol_spec.instant import Duration, Instant
from protocol_spec.messages import EventRecord, Record
from protocol_spec.reasons import Reason
from reference_platform.decision import Decision, decide
from simulator.terminal import Terminal
from simulator.terminal.device_clock import Correction, DeviceClock
from simulator.terminal.firmware import Parts
from simulator.terminal.lock.guard import Guard
from simulator.terminal.records.reporter import Reporter
from simulator.terminal.records.store import Stored


class _TrustsItsChip(DeviceClock):
    """Takes the date from the battery-backed chip, which is set by the platform and then believed for ever (TIM-10)."""

    @property
    def is_set(self) -> bool:
        return True

    def set(self, utc: Instant, now: Instant) -> Correction:
        moved = super().set(utc, now)
        return Correction(None, moved.moved)

    def stamp(self, now: Instant) -> tuple[Instant, ClockState]:
        return self._piece.chip(now), ClockState.SYNCHRONISED

    def utc(self, now: Instant) -> Instant | None:
        return self._piece.chip(now)

    def when(self, utc: Instant) -> Instant:
        return utc if self._piece.chip_stuck is None else 1 << 62


class _IgnoresItsCover(Guard):
    def _own_reason(self, offline_for: Duration | None, grace: Duration | None, now: Instant) -> EndReason | None:
        reason = super()._own_reason(offline_for, grace, now)
        return None if reason is EndReason.COVER else reason


class _TelemetryFirst(Reporter):
    """Sends its newest first: the events of an outage come last (BKF-02)."""

    def _next_planned(self) -> Stored | None:
        waiting = [stored for stored in self._flash.store if stored.sent is None]
        return max(
            waiting, key=lambda stored: (not isinstance(stored.record, EventRecord), stored.record.record), default=None
        )


class _SwapsNumbers(Reporter):
    """Has two records of its backlog change places before each session (TIM-07)."""

    def new_session(self, watermark: int, now: Instant) -> None:
        held = [stored for stored in self._flash.store if stored.record.record > watermark]
        if len(held) > 3:
            first, last = held[0], held[-1]
            one, other = first.record.record, last.record.record
            first.record, last.record = _numbered(last, one), _numbered(first, other)
        super().new_session(watermark, now)


def _numbered(stored: Stored, number: int) -> Record:
    return replace(stored.record, record=number)


def _terminal(name: str, **parts: type) -> type[Terminal]:
    return type(name, (Terminal,), {"parts": Parts(**parts)})


TRUSTS_ITS_CHIP = _terminal("TrustsItsChip", clock=_TrustsItsChip)
IGNORES_ITS_COVER = _terminal("IgnoresItsCover", guard=_IgnoresItsCover)
TELEMETRY_FIRST = _terminal("TelemetryFirst", reporter=_TelemetryFirst)
SWAPS_NUMBERS = _terminal("SwapsNumbers", reporter=_SwapsNumbers)


def lenient(*inputs: object) -> Decision:
    """A platform's decision that looks at no certificate."""
    made = decide(*inputs)  # type: ignore[arg-type]
    about_certificates = ("CERTIFICATE", "REVIEW", "CATEGORY")
    if any(word in made.reason.name for word in about_certificates):
        return Decision(Reason.GRANTED, made.worker, made.machine, made.permit)
    return made
