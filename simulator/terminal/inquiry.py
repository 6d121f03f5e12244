"""Who and how a terminal is, when it is asked: QUERY and IDENTIFY (DIA)."""

from collections.abc import Callable
from dataclasses import dataclass

from protocol_spec.codes import Flag, ResetCause, Result, Subject
from protocol_spec.frame import EDITION, Frame
from protocol_spec.instant import Duration, Instant, S
from protocol_spec.kinds import Form
from protocol_spec.messages import Diagnosis, Identity, Query
from protocol_spec.session_table import may_send
from protocol_spec.stream import StreamDecoder
from protocol_spec.timers import IDENTIFY_EVERY
from simulator.terminal.device_clock import DeviceClock
from simulator.terminal.lock.ledger import Ledger
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.watch.measuring import Measuring


@dataclass(frozen=True)
class Counting:
    """Who counts what DIAGNOSIS says."""

    clock: DeviceClock
    decoder: StreamDecoder
    ledger: Ledger
    measuring: Measuring
    cause: ResetCause


class Inquiry:
    """`status` records a STATUS now."""

    def __init__(self, conversation: Conversation, counting: Counting) -> None:
        self.status: Callable[[Instant], None]
        self._talk = conversation
        self._counting = counting
        self._last_status_query: Frame | None = None
        self._identified: Instant | None = None

    def on_query(self, query: Query, frame: Frame, now: Instant) -> None:
        match query.subject:
            case Subject.STATUS:
                self._talk.acknowledge(frame, Result.OK, now)
                # ACK-08 "A frame that comes again MUST be answered again and have no second effect."
                if frame != self._last_status_query:
                    self._last_status_query = frame
                    self.status(now)
            case Subject.DIAGNOSIS:
                self._talk.send(self._diagnosis(frame.sequence, now), now)
            case Subject.IDENTITY:
                self._talk.send(self._identity(frame.sequence), now)

    def on_identify(self, frame: Frame, now: Instant) -> None:
        """DIA-03 "A terminal MUST answer IDENTIFY to itself, on a serial line also one to anybody, with or without a
        session and tag, and without a session once a second at most." """
        talk = self._talk
        too_soon = self._identified is not None and now - self._identified < IDENTIFY_EVERY
        if frame.flags & Flag.RESPONSE or not may_send(talk.state, Identity) or (too_soon and not talk.live):
            return
        self._identified = now
        talk.send(self._identity(frame.sequence), now)

    def _identity(self, answers: int) -> Identity:
        profile, who = self._talk.profile, self._talk.identity
        return Identity(
            answers=answers,
            speaks=EDITION,
            vendor=profile.vendor,
            model=profile.model,
            hardware=profile.hardware,
            firmware=self._talk.flash.firmware,
            imei=profile.imei,
            iccid=profile.iccid,
            qr=who.qr,
            division=profile.division,
            access=profile.access,
            capability=profile.capability,
        )

    def _diagnosis(self, answers: int, now: Instant) -> Diagnosis:
        flash, counting = self._talk.flash, self._counting
        counts = {
            "uptime": _seconds(counting.clock.uptime(now)),
            "boot_counter": flash.boot_counter,
            "oldest": flash.store.oldest,
            "following": flash.store.following,
            "capacity": flash.store.capacity,
            "noise": counting.decoder.noise_bytes,
            "bad_headers": counting.decoder.bad_headers,
            "bad_crcs": counting.decoder.bad_crcs,
            "refused": counting.ledger.refused,
            "reconnects": self._talk.links,
            "actuations": flash.actuations,
        }
        return Diagnosis(
            answers=answers,
            cause=counting.cause,
            clock=counting.clock.stamp(now)[1],
            **{name: min(count, _largest(name)) for name, count in counts.items()},
            **counting.measuring.measured(Diagnosis),
        )


def _largest(name: str) -> int:
    """DIA-02 "The counters of DIAGNOSIS … stay at their largest value." """
    kind = Diagnosis.fields()[name].kind
    assert kind.form is Form.INT, f"{name} is no counter"
    assert kind.size is not None
    return (1 << 8 * kind.size) - 1


def _seconds(duration: Duration) -> int:
    return duration // S
