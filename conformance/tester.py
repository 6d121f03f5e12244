"""The executor: runs cases against one terminal. It is an Endpoint, so virtual time and a serial line are all one to it.

One case at a time, one step at a time. A step is either done at once (send, check) or waits for a frame or a deadline
(expect, silence, listen, pause); the generator is resumed with what the step gave. Frames that no step waits for are
answered as a platform would, so that a terminal under test never starves while a case looks elsewhere.

Who is to blame is decided here: a claim that does not hold or a frame that does not come is FAIL (or what the step
says); a link that goes, or a terminal that falls silent after a case, is INCONC; an exception in a case or in this
code is ERROR and never the vendor's. A case that yielded no check of anything stays NONE.
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.case import Case
from conformance.peer import Peer
from conformance.pixit import Pixit
from conformance.steps import (
    Accept,
    Check,
    Deny,
    Expect,
    Listen,
    Pause,
    Received,
    Send,
    Sent,
    Silence,
    Step,
    Steps,
)
from conformance.verdict import Standing, Verdict
from protocol_spec.endpoint import Event, LinkWanted, Stimulus
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.message import Message
from protocol_spec.stream import StreamDecoder

ALIVE_WITHIN: Duration = 3 * S
CASE_LIMIT: Duration = 120 * S
LINK_PATIENCE: Duration = 40 * S


@dataclass(frozen=True)
class CaseDone(Event):
    result: dict[str, Any]


@dataclass(frozen=True)
class CampaignDone(Event):
    """`unrun`: cases that never began, because the link never came."""

    unrun: int


@dataclass
class _Running:
    case: Case
    steps: Steps
    began: Instant
    standing: Standing = field(default_factory=Standing)
    log: list[dict[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    claims: int = 0
    alive_asked: bool = False


class Tester:
    def __init__(self, cases: Sequence[Case], pixit: Pixit, nonce: Callable[[], int]) -> None:
        self._queue = list(cases)
        self._pixit = pixit
        self.peer = Peer(pixit, nonce)
        self._decoder = StreamDecoder()
        self._outgoing: list[bytes] = []
        self._events: list[Event] = [LinkWanted(True)]
        self._running: _Running | None = None
        self._step: Step | None = None
        self._step_began: Instant = 0
        self._deadline: Instant | None = None
        self._heard: list[Received] = []
        self._linked = False
        self._link_patience: Instant | None = None
        self.done = False

    # ---- endpoint ------------------------------------------------------------------------------------------------

    def link_up(self, now: Instant) -> None:
        self._linked, self._link_patience = True, None
        self._decoder.reset()
        self.peer.in_session = False
        self._advance(now)

    def link_down(self, now: Instant) -> None:
        self._linked = False
        self._link_patience = now + LINK_PATIENCE
        if self._running is not None:
            self._running.standing.add(Verdict.INCONC, "the link went down in the middle of the case")
            self._finish(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        for frame in self._decoder.receive(data, now):
            self._on_received(self.peer.understand(frame, now), now)
        self._decoder.take_discarded()
        self._advance(now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        raise ValueError(f"a tester does not know the stimulus {stimulus.name!r}")

    def handle_timer(self, now: Instant) -> None:
        if self._link_patience is None and not self._linked and not self.done:
            self._link_patience = now + LINK_PATIENCE
        for frame in self._decoder.handle_timer(now):
            self._on_received(self.peer.understand(frame, now), now)
        if self._link_patience is not None and now >= self._link_patience:
            self._end(now)
        elif self._running is not None and now >= self._running.began + CASE_LIMIT:
            self._running.standing.add(Verdict.INCONC, "the case took longer than its limit")
            self._finish(now)
        elif self._deadline is not None and now >= self._deadline:
            self._on_deadline(now)
        self._advance(now)

    def next_timer(self) -> Instant | None:
        if self.done:
            return None
        limit = self._running.began + CASE_LIMIT if self._running else None
        waiting = self._link_patience if self._linked or self._link_patience is not None else 0
        return earliest(self._decoder.next_timer(), self._deadline, limit, waiting)

    def data_to_send(self) -> list[bytes]:
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        return self._events.pop(0) if self._events else None

    # ---- running -------------------------------------------------------------------------------------------------

    def _advance(self, now: Instant) -> None:
        """Go on until a step has to wait."""
        while self._linked and not self.done:
            if self._running is None:
                if not self._queue:
                    self._end(now)
                    return
                self._begin(self._queue.pop(0), now)
                if self._running is None:
                    continue
            if self._step is None or not self._run(self._step, now):
                return

    def _begin(self, case: Case, now: Instant) -> None:
        running = _Running(case, case.run(), now)
        if case.pics & ~self._pixit.capability:
            running.standing = Standing(Verdict.NOT_APPLICABLE, f"the module does not declare {case.pics!s}")
            self._report(running, now)
            return
        self._running = running
        self._resume(None, now)

    def _resume(self, value: object, now: Instant) -> None:
        assert self._running is not None
        self._deadline, self._heard = None, []
        try:
            self._step = self._running.steps.send(value)
        except StopIteration:
            self._step = None
            self._after_case(now)
            return
        except Exception as error:  # a case that raises is our fault, whatever it raises
            place = traceback.extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})"
            self._running.standing.add(Verdict.ERROR, f"the harness failed: {why}")
            self._finish(now)
            return
        self._step_began = now

    def _run(self, step: Step, now: Instant) -> bool:
        """Do what can be done at once; False where the step has to wait."""
        match step:
            case Send():
                self._resume(self._send(step, now), now)
            case Accept():
                sent = self.peer.accept(step.login, step.parameters, now)
                self._emit(sent.data)
                self._log(now, "send", "LOGIN_ACK ok", None, sent.data, "LOGIN_ACK")
                self._resume(sent, now)
            case Deny():
                self._deny(now)
            case Check():
                self._check(step, now)
            case Pause(lasting):
                return self._wait(lasting)
            case Expect(within=lasting) | Silence(lasting=lasting) | Listen(lasting=lasting):
                return self._wait(lasting)
        return True

    def _wait(self, lasting: Duration) -> bool:
        if self._deadline is None:
            self._deadline = self._step_began + lasting
        return False

    def _deny(self, now: Instant) -> None:
        open_until_now = self.peer.in_session
        if open_until_now:
            sent = self.peer.deny(None, now)
            self._emit(sent.data)
            self._log(now, "send", "NOT_LOGGED_IN: the terminal has to log in again", None, sent.data, "PLATFORM_ACK")
        self._resume(open_until_now, now)

    def _send(self, step: Send, now: Instant) -> Sent:
        if step.raw is not None:
            self._emit(step.raw)
            self._log(now, "send", step.what, None, step.raw, "")
            return Sent(now, None, step.raw)
        assert step.message is not None
        sent = self.peer.send(step.message, now, step.flags, step.secured, step.code, step.trailing)
        data = step.before + (step.spoil(sent.data) if step.spoil else sent.data)
        size = step.piecewise or len(data)
        for start in range(0, len(data), size):
            self._outgoing.append(data[start : start + size])
        self._log(now, "send", step.what or step.message.title, None, data, step.message.title)
        return Sent(now, sent.frame, data)

    def _check(self, step: Check, now: Instant) -> None:
        assert self._running is not None
        self._log(now, "check", step.claim, step.holds)
        self._running.claims += 1
        self._running.standing.add(Verdict.PASS)
        if step.holds:
            self._resume(None, now)
        else:
            self._running.standing.add(step.otherwise, f"does not hold: {step.claim}")
            self._finish(now)

    # ---- what arrives and what does not --------------------------------------------------------------------------

    def _on_received(self, received: Received, now: Instant) -> None:
        step = self._step
        wanted = isinstance(step, Expect) and self._matches(step, received)
        if not (isinstance(step, Expect) and wanted and not step.answer) and not (
            isinstance(step, Listen) and not step.answer
        ):
            answer = self.peer.courtesy(received, now)
            if answer is not None:
                self._emit(answer.data)
        if self._running is None:
            return
        self._running.seen.append(received.name + ("" if received.genuine else " (tag wrong or missing)"))
        if isinstance(step, Expect) and wanted:
            self._log(now, "expect", _wanted(step), True, received.frame.encode(), received.name)
            self._running.claims += 1
            self._running.standing.add(Verdict.PASS)
            self._resume(received, now)
            self._advance(now)
        elif isinstance(step, Silence) and received.genuine and _is(received, step.message, step.where):
            self._log(now, "silence", _wanted(step), False, received.frame.encode(), received.name)
            self._running.standing.add(Verdict.FAIL, f"expected no {_wanted(step)}, actually it came")
            self._finish(now)
        elif isinstance(step, Listen):
            self._heard.append(received)

    def _matches(self, step: Expect, received: Received) -> bool:
        if step.genuine and not received.genuine:
            return False
        return step.message is None or _is(received, step.message, step.where)

    def _on_deadline(self, now: Instant) -> None:
        assert self._running is not None
        step = self._step
        match step:
            case Expect():
                seen = ", ".join(dict.fromkeys(self._running.seen[-8:])) or "nothing at all"
                seconds = step.within / S
                self._log(now, "expect", _wanted(step), False)
                self._running.standing.add(
                    step.otherwise, f"expected {_wanted(step)} within {seconds:g} s, actually saw {seen}"
                )
                self._finish(now)
            case Silence():
                self._log(now, "silence", f"no {_wanted(step)}", True)
                self._running.claims += 1
                self._running.standing.add(Verdict.PASS)
                self._resume(None, now)
            case Listen():
                heard = self._heard
                self._log(now, "note", f"listened for {step.lasting / S:g} s: {len(heard)} frames", None)
                self._resume(heard, now)
            case _:
                self._resume(None, now)

    # ---- ending --------------------------------------------------------------------------------------------------

    def _after_case(self, now: Instant) -> None:
        """Alive postamble: a terminal that went down quietly has not passed anything."""
        assert self._running is not None
        if self._running.claims == 0:
            self._running.standing.add(Verdict.NONE)
        if self._running.alive_asked or self._running.standing.verdict is not Verdict.PASS:
            self._finish(now)
            return
        self._running.alive_asked = True
        self._running.steps = _alive()
        self._resume(None, now)

    def _finish(self, now: Instant) -> None:
        running, self._running = self._running, None
        self._step, self._deadline = None, None
        assert running is not None
        running.steps.close()
        self._report(running, now)

    def _report(self, running: _Running, now: Instant) -> None:
        case = running.case
        self._events.append(
            CaseDone(
                {
                    "case": case.id,
                    "clause": case.clause.id,
                    "level": case.clause.level,
                    "purpose_zh": case.zh,
                    "purpose_en": case.en,
                    "verdict": running.standing.verdict.name,
                    "reason": running.standing.reason,
                    "seconds": round((now - running.began) / S, 3),
                    "steps": running.log,
                }
            )
        )

    def _end(self, now: Instant) -> None:
        if self._running is not None:
            self._finish(now)
        self.done, self._link_patience = True, None
        self._events += [CampaignDone(len(self._queue)), LinkWanted(False)]

    def _emit(self, data: bytes) -> None:
        self._outgoing.append(data)

    def _log(self, now: Instant, kind: str, text: str, ok: bool | None, frame: bytes = b"", message: str = "") -> None:
        assert self._running is not None
        at = round((now - self._running.began) / MS) / 1000
        self._running.log.append(
            {"at": at, "kind": kind, "text": text, "ok": ok, "frame": frame.hex(), "message": message}
        )


def _alive() -> Steps:
    yield Expect(None, ALIVE_WITHIN, otherwise=Verdict.INCONC, genuine=False, what="a sign of life after the case")


def _is(received: Received, message: type[Message], where: Callable[[Any], bool] | None) -> bool:
    return isinstance(received.message, message) and (where is None or where(received.message))


def _wanted(step: Expect | Silence) -> str:
    if step.what:
        return step.what
    return step.message.title if step.message is not None else "a frame"
