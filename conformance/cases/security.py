"""SEC: tags, replay, and what an unsigned frame must not do."""

from conformance.case import case
from conformance.preamble import ANSWER, lock, locked, logged_in, unlock
from conformance.steps import Check, Expect, Listen, Received, Send, Sent, Silence, Steps
from conformance.verdict import Verdict
from protocol_spec.checks import crc16_ibm_3740
from protocol_spec.codes import Flag, RelayState, Result
from protocol_spec.instant import MS, S
from protocol_spec.messages import CommandResult, PlatformAck, Status, TerminalAck


@case(
    "SEC/TAG/BV-01",
    clause_id="SEC-01",
    en="Every frame of a session is SECURED and its tag holds.",
    zh="会话中的每一帧均加标签且标签正确。",
)
def all_frames_are_tagged() -> Steps:
    yield from logged_in()
    yield Send(lock(1), Flag.ACK_REQUIRED)
    heard: list[Received] = yield Listen(2500 * MS)
    yield Check(bool(heard), "frames come", otherwise=Verdict.INCONC)
    bad = [received.name for received in heard if not received.genuine]
    yield Check(
        not bad, f"all {len(heard)} frames carry a tag that holds" + (f"; not so: {', '.join(bad)}" if bad else "")
    )


@case(
    "SEC/TAG/BI-01",
    clause_id="SEC-05",
    en="An UNLOCK whose tag is wrong is answered BAD_TAG, and the relay stays open.",
    zh="标签错误的 UNLOCK 得到 BAD_TAG 应答，继电器保持断开。",
)
def wrong_tag() -> Steps:
    login: Received = yield from locked()
    yield Send(unlock(login.at, 2), Flag.ACK_REQUIRED, spoil=_spoil_tag, what="UNLOCK, one bit of the tag wrong")
    answer: Received = yield Expect(TerminalAck, ANSWER)
    assert isinstance(answer.message, TerminalAck)
    yield Check(answer.message.result is Result.BAD_TAG, f"the result is BAD_TAG (it was {answer.message.result.name})")
    yield from _still_open(3)


@case(
    "SEC/TAG/BI-02",
    clause_id="SEC-08",
    en="An UNLOCK without a tag is answered TAG_REQUIRED, and the relay stays open.",
    zh="未加标签的 UNLOCK 得到 TAG_REQUIRED 应答，继电器保持断开。",
)
def no_tag() -> Steps:
    login: Received = yield from locked()
    yield Send(unlock(login.at, 2), Flag.ACK_REQUIRED, secured=False, what="UNLOCK without a tag")
    answer: Received = yield Expect(TerminalAck, ANSWER)
    assert isinstance(answer.message, TerminalAck)
    yield Check(
        answer.message.result is Result.TAG_REQUIRED, f"the result is TAG_REQUIRED, not {answer.message.result.name}"
    )
    yield from _still_open(3)


@case(
    "SEC/REPLAY/BI-01",
    clause_id="SEC-04",
    en="An UNLOCK recorded in an earlier session does not verify in a later one, and the relay stays open.",
    zh="在先前会话中录制的 UNLOCK 在后续会话中校验失败，继电器保持断开。",
)
def replay_of_an_earlier_session() -> Steps:
    login: Received = yield from locked()
    recorded: Sent = yield Send(unlock(login.at, 2), Flag.ACK_REQUIRED)
    yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 2, otherwise=Verdict.INCONC)
    yield from locked(command=1)
    yield Send(raw=recorded.data, what="the recorded UNLOCK, byte for byte")
    yield Silence(CommandResult, 800 * MS, where=lambda m: m.result is Result.OK, what="COMMAND_RESULT ok")
    yield from _still_open(3)


@case(
    "SEC/MARK/BI-01",
    clause_id="SEC-07",
    en="A watermark in an answer without a tag is ignored: no record is given up for it.",
    zh="未加标签应答中的水位被忽略，终端不因此丢弃记录。",
)
def bare_watermark() -> Steps:
    yield from logged_in(status_idle=1)
    yield Send(lock(1), Flag.ACK_REQUIRED)
    first: Received = yield Expect(Status, ANSWER, answer=False, otherwise=Verdict.INCONC)
    assert isinstance(first.message, Status)
    number = first.message.record
    forged = PlatformAck(
        answers=first.frame.sequence, answered=first.frame.code, result=Result.OK, watermark=number + 1000
    )
    yield Send(forged, secured=False, what=f"PLATFORM_ACK without a tag, watermark {number + 1000}")
    yield Send(lock(2), Flag.ACK_REQUIRED)
    yield Expect(CommandResult, ANSWER, where=lambda m: m.command == 2, otherwise=Verdict.INCONC)
    login: Received = yield from logged_in()
    oldest, following = login.message.oldest, login.message.following  # type: ignore[union-attr]
    yield Check(
        oldest <= following <= number + 1000, f"LOGIN says that records are still held ({oldest} to {following})"
    )
    yield Send(lock(1), Flag.ACK_REQUIRED)
    yield Expect(Status, 3 * S, where=lambda m: m.record > number, what="records after the forged watermark")


def _spoil_tag(data: bytes) -> bytes:
    """Flip one bit of the tag and mend the CRC, so that only the tag is wrong."""
    covered = data[:-3] + bytes([data[-3] ^ 1])
    return covered + crc16_ibm_3740(covered).to_bytes(2, "big")


def _still_open(command: int) -> Steps:
    yield Send(lock(command), Flag.ACK_REQUIRED)
    result: Received = yield Expect(CommandResult, ANSWER, where=lambda m: m.command == command)
    assert isinstance(result.message, CommandResult)
    yield Check(result.message.relay_feedback is RelayState.OPEN, "the relay is measured open")
