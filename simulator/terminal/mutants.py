"""Wrong terminals, each in one respect, named after it, beside what they mutate. The judge must fail every one.

A mutant overrides the smallest piece that makes it wrong. `clause` is the sentence it breaks: a case of that clause has
to fail it, or the case proves nothing.
"""

from dataclasses import dataclass, replace

from protocol_spec.codes import Flag, Result
from protocol_spec.frame import CRC_SIZE, HEADER, HEADER_SIZE, Frame, frame_of, promised_size
from protocol_spec.instant import MS, Instant, S, earliest
from protocol_spec.message import Message
from protocol_spec.messages import (
    Heartbeat,
    Lock,
    Login,
    LoginAck,
    PlatformAck,
    Record,
    SessionSummary,
    TerminalAck,
    Unlock,
)
from protocol_spec.parameters import by_name
from protocol_spec.refusal import Refusal
from protocol_spec.stream import StreamDecoder
from simulator.terminal.firmware import Parts
from simulator.terminal.lock.guard import Guard
from simulator.terminal.records.reporter import Make, Reporter
from simulator.terminal.records.store import Stored
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.terminal import Terminal


@dataclass(frozen=True)
class Mutant:
    name: str
    clause: str
    type: type[Terminal]


MUTANTS: dict[str, Mutant] = {}


def _mutant(name: str, clause: str, **parts: type) -> None:
    kind = type(f"Mutant_{name.replace('-', '_')}", (Terminal,), {"parts": Parts(**parts)})
    MUTANTS[name] = Mutant(name, clause, kind)


# ---- framing ---------------------------------------------------------------------------------------------------------


class _FramePerRead(StreamDecoder):
    """Takes each read for one frame: the first defect of every hand-written server."""

    def receive(self, data: bytes, now: Instant) -> list[Frame]:
        self.reset()
        return super().receive(data, now)[:1]


class _FirstOfARead(StreamDecoder):
    """Reads one frame of what arrived and throws the rest away."""

    def receive(self, data: bytes, now: Instant) -> list[Frame]:
        frames = super().receive(data, now)
        return frames[:1]


class _DropsNoisyReads(StreamDecoder):
    """A bad first byte, and the whole buffer goes."""

    def receive(self, data: bytes, now: Instant) -> list[Frame]:
        return super().receive(data, now) if self.waiting or data[:2] == b"WT" else []


class _IgnoresCrc(StreamDecoder):
    def receive(self, data: bytes, now: Instant) -> list[Frame]:
        frames = super().receive(data, now)
        if not frames and len(data) >= HEADER_SIZE and promised_size(data[:HEADER_SIZE]) == len(data):
            header, end = HEADER.parse(data[:HEADER_SIZE]), len(data) - CRC_SIZE
            body_end = HEADER_SIZE + header.length
            body, tag = data[HEADER_SIZE:body_end], data[body_end:end]
            frames = [Frame(header.code, header.terminal, header.sequence, body, header.flags, header.edition, tag)]
            self.reset()
        return frames


class _WaitsForever(StreamDecoder):
    def _arrival(self, offset: int) -> Instant:
        return super()._arrival(offset) + 86_400 * S


class _KeepsQuietAboutUnknownCodes(Conversation):
    def refuse(self, frame: Frame, result: Result, now: Instant) -> None:
        if result is not Result.UNKNOWN_CODE:
            super().refuse(frame, result, now)


class _AcceptsTrailingBytes(Conversation):
    def receive(self, frame: Frame, now: Instant) -> tuple[Frame, Message] | None:
        refused = self._refusal(frame)
        if refused is not None and refused.result is Result.MALFORMED and frame.code == Lock.code:
            message = Lock.decode(frame.body[: Lock.fixed_size()])
            if isinstance(message, Lock):
                return frame, message
        return super().receive(frame, now)


class _AnswersAnswers(Conversation):
    def receive(self, frame: Frame, now: Instant) -> tuple[Frame, Message] | None:
        if frame.flags & Flag.RESPONSE and frame.flags & Flag.ACK_REQUIRED:
            self.send(TerminalAck(answers=frame.sequence, answered=frame.code, result=Result.OK), now)
        return super().receive(frame, now)


_mutant("frame-per-read", "FRM-10", decoder=_FramePerRead)
_mutant("first-frame-of-a-read", "FRM-10", decoder=_FirstOfARead)
_mutant("drops-noisy-reads", "FRM-11", decoder=_DropsNoisyReads)
_mutant("ignores-crc", "FRM-08", decoder=_IgnoresCrc)
_mutant("waits-forever-for-a-body", "FRM-12", decoder=_WaitsForever)
_mutant("quiet-about-unknown-codes", "FRM-13", conversation=_KeepsQuietAboutUnknownCodes)
_mutant("accepts-trailing-bytes", "FRM-14", conversation=_AcceptsTrailingBytes)
_mutant("answers-answers", "ACK-04", conversation=_AnswersAnswers)

# ---- session ---------------------------------------------------------------------------------------------------------


class _ChattersBeforeLogin(Conversation):
    def _log_in(self, now: Instant) -> None:
        super()._log_in(now)
        early = frame_of(Heartbeat(oldest=1), self.identity.terminal, self._next_sequence())
        self._emit(early, now)


class _RepeatsItsNonce(Conversation):
    def _login_message(self) -> Login:
        return replace(super()._login_message(), nonce=1 << 40)


class _HeartbeatOfItsOwn(Conversation):
    def _heartbeat_due(self) -> Instant:
        return max(super()._heartbeat_due(), self._last_sent + 2 * S)


class _StaysWhenDenied(Conversation):
    def _denied(self, now: Instant) -> None:
        """Goes on as if nothing had been said."""


class _RetriesWithNewSequence(Conversation):
    def _retransmit(self, now: Instant) -> None:
        if not self.live:
            super()._retransmit(now)
        elif self.outbox.due(now):
            self.outbox.clear()
            self._beat(now)


_mutant("chatters-before-login", "SES-02", conversation=_ChattersBeforeLogin)
_mutant("repeats-its-nonce", "SES-04", conversation=_RepeatsItsNonce)
_mutant("heartbeat-of-its-own", "SES-06", conversation=_HeartbeatOfItsOwn)
_mutant("stays-when-denied", "SES-11", conversation=_StaysWhenDenied)
_mutant("retries-with-new-sequence", "ACK-03", conversation=_RetriesWithNewSequence)

# ---- security --------------------------------------------------------------------------------------------------------


class _BareHeartbeats(Conversation):
    def _beat(self, now: Instant) -> None:
        frame = frame_of(Heartbeat(oldest=1), self.identity.terminal, self._next_sequence(), Flag.ACK_REQUIRED)
        self._emit(frame, now)
        self.outbox.clear()


class _IgnoresTags(Conversation):
    def tag_holds(self, frame: Frame) -> bool:
        return True


class _TagOptional(Conversation):
    def _refusal(self, frame: Frame) -> Refusal | None:
        refused = super()._refusal(frame)
        lenient = refused is not None and refused.result is Result.TAG_REQUIRED and isinstance(frame.message(), Message)
        return None if lenient else refused


class _KeepsOldKeys(Conversation):
    """Tries the keys of earlier sessions too, "for robustness"."""

    def _on_login_ack(self, frame: Frame, ack: LoginAck, now: Instant) -> tuple[Frame, Message] | None:
        self._keys = [*getattr(self, "_keys", []), self._key]
        return super()._on_login_ack(frame, ack, now)

    def tag_holds(self, frame: Frame) -> bool:
        keys = [self._key, *getattr(self, "_keys", [])]
        return any(key and frame.tag_holds(self.identity.suite, key) for key in keys)


class _TrustsBareWatermarks(Conversation):
    def _on_ack(self, frame: Frame, ack: PlatformAck, now: Instant) -> tuple[Frame, Message] | None:
        if not frame.secured and ack.result is Result.OK:
            self.flash.store.following = max(self.flash.store.following, ack.watermark + 1)
            self.flash.store.raise_watermark(ack.watermark)
        return super()._on_ack(frame, ack, now)


_mutant("bare-heartbeats", "SEC-01", conversation=_BareHeartbeats)
_mutant("ignores-tags", "SEC-05", conversation=_IgnoresTags)
_mutant("tag-optional", "SEC-08", conversation=_TagOptional)
_mutant("keeps-old-keys", "SEC-04", conversation=_KeepsOldKeys)
_mutant("trusts-bare-watermarks", "SEC-07", conversation=_TrustsBareWatermarks)

# ---- lock ------------------------------------------------------------------------------------------------------------


class _UnlocksOnLogin(Guard):
    def new_session(self) -> None:
        super().new_session()
        if self.grant is None:
            self._plant.relay_closed = True


class _OnlySaysUnlocked(Guard):
    """Answers OK from hope: the relay was told, the feedback was read, and it was not looked at."""

    def on_unlock(self, unlock: Unlock, sequence: int, now: Instant) -> None:
        if not self._seen(unlock.command, sequence, now):
            self._reply(self._ask(unlock.command, sequence, now), Result.OK, now)


class _IgnoresExpiry(Guard):
    def _objection(self, unlock: Unlock, now: Instant) -> Result | None:
        objection = super()._objection(unlock, now)
        return None if objection is Result.EXPIRED else objection


class _AnyWindow(Guard):
    def _objection(self, unlock: Unlock, now: Instant) -> Result | None:
        objection = super()._objection(unlock, now)
        return None if objection is Result.WINDOW_TOO_LONG else objection


class _ServesAnybody(Guard):
    def _objection(self, unlock: Unlock, now: Instant) -> Result | None:
        objection = super()._objection(unlock, now)
        return None if objection is Result.ALREADY_GRANTED else objection


class _ActsTwice(Guard):
    def _seen(self, command: int, sequence: int, now: Instant) -> bool:
        return False


class _SlowToLock(Guard):
    """Opens the relay a second and a half after it was told to, where a grant is in force."""

    _told: tuple[Lock, int, Instant] | None = None

    def on_lock(self, lock: Lock, sequence: int, now: Instant) -> None:
        if self.grant is not None and self._told is None:
            self._told = (lock, sequence, now + 1500 * MS)
        else:
            super().on_lock(lock, sequence, now)

    def look(self, arc: bool, offline_for: int | None, grace: int | None, now: Instant) -> None:
        super().look(arc, offline_for, grace, now)
        if self._told is not None and now >= self._told[2]:
            lock, sequence, _ = self._told
            super().on_lock(lock, sequence, now)
            self._told = None

    def next_timer(self, grace_over: Instant | None) -> Instant | None:
        return earliest(super().next_timer(grace_over), self._told[2] if self._told else None)


class _NeverIdle(Guard):
    def _idle_over(self) -> Instant:
        return super()._idle_over() + 86_400 * S


class _NoSummary(Reporter):
    def record(self, make: Make, now: Instant) -> Record:
        record = make(self._flash.store.following, *self._clock.stamp(now))
        return record if isinstance(record, SessionSummary) else super().record(make, now)


_mutant("unlocks-on-login", "LCK-01", guard=_UnlocksOnLogin)
_mutant("only-says-unlocked", "LCK-02", guard=_OnlySaysUnlocked)
_mutant("ignores-expiry", "LCK-04", guard=_IgnoresExpiry)
_mutant("any-acceptance-window", "LCK-04", guard=_AnyWindow)
_mutant("serves-anybody", "LCK-05", guard=_ServesAnybody)
_mutant("acts-twice", "LCK-06", guard=_ActsTwice)
_mutant("slow-to-lock", "LCK-07", guard=_SlowToLock)
_mutant("never-idle", "LCK-08", guard=_NeverIdle)
_mutant("no-summary", "REP-05", reporter=_NoSummary)

# ---- records ---------------------------------------------------------------------------------------------------------


class _SkipsNumbers(Reporter):
    def record(self, make: Make, now: Instant) -> Record:
        if self._flash.store.following % 3 == 0:
            self._flash.store.following += 1
        return super().record(make, now)


class _StatusOfItsOwn(Conversation):
    def _on_login_ack(self, frame: Frame, ack: LoginAck, now: Instant) -> tuple[Frame, Message] | None:
        taken = super()._on_login_ack(frame, ack, now)
        self.parameters.take({by_name["status_idle"].id: max(self.parameters.number("status_idle"), 3)})
        return taken


class _ForgetsUnanswered(Reporter):
    def new_session(self, watermark: int, now: Instant) -> None:
        self._flash.store.raise_watermark(self._flash.store.following - 1)
        super().new_session(watermark, now)


class _BackfillUnmarked(Reporter):
    def _send(self, stored: Stored, now: Instant, flags: Flag) -> int:
        return super()._send(stored, now, flags & ~Flag.BACKFILL)


class _HoardsRecords(Reporter):
    """Frees nothing, whatever the watermark says, until its store overflows."""

    def on_ack(self, ack: PlatformAck, now: Instant) -> None:
        super().on_ack(replace(ack, watermark=0), now)

    def new_session(self, watermark: int, now: Instant) -> None:
        super().new_session(0, now)


_mutant("skips-numbers", "REP-01", reporter=_SkipsNumbers)
_mutant("status-of-its-own", "REP-03", conversation=_StatusOfItsOwn)
_mutant("forgets-unanswered", "BKF-01", reporter=_ForgetsUnanswered)
_mutant("backfill-unmarked", "BKF-01", reporter=_BackfillUnmarked)
_mutant("hoards-records", "REP-07", reporter=_HoardsRecords)
