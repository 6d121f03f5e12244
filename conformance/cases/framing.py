"""FRM: frames on a stream."""

from conformance.case import case
from conformance.preamble import ANSWER, lock, locked, logged_in
from conformance.steps import Check, Expect, Pause, Received, Send, Sent, Silence, Steps
from protocol_spec.checks import crc8_smbus
from protocol_spec.codes import Flag, Result
from protocol_spec.instant import MS, S
from protocol_spec.messages import CommandResult, PlatformAck, TerminalAck

NOISE = bytes.fromhex("00ff5754a5575401000000575457540102030405060708090a0b0c0d0e0f10ff57")


def _result_of(command: int) -> Expect:
    return Expect(
        CommandResult, ANSWER, where=lambda m: m.command == command, what=f"COMMAND_RESULT of command {command}"
    )


def _promise_much(data: bytes) -> bytes:
    """The beginning of a frame whose header is in order and promises a body of 1000 bytes."""
    header = data[:15] + (1000).to_bytes(2, "big")
    return header + bytes([crc8_smbus(header)]) + data[18:25]


@case(
    "FRM/STREAM/BV-01",
    clause_id="FRM-10",
    en="A frame that arrives one byte at a time is answered.",
    zh="逐字节到达的帧得到应答。",
)
def one_byte_at_a_time() -> Steps:
    yield from logged_in()
    yield Send(lock(1), Flag.ACK_REQUIRED, piecewise=1, what="LOCK, one byte at a time")
    yield _result_of(1)


@case(
    "FRM/STREAM/BV-02",
    clause_id="FRM-10",
    en="Two frames that arrive together are both answered.",
    zh="粘连到达的两帧均得到应答。",
)
def two_frames_at_once() -> Steps:
    yield from logged_in()
    first: Sent = yield Send(lock(1), Flag.ACK_REQUIRED, what="LOCK 1")
    yield _result_of(1)
    yield Send(lock(2), Flag.ACK_REQUIRED, before=first.data, what="LOCK 1 again and LOCK 2 in one piece")
    yield _result_of(1)
    yield _result_of(2)


@case(
    "FRM/NOISE/BI-01",
    clause_id="FRM-11",
    en="A good frame right behind noise with false magic in it is answered.",
    zh="紧跟在含伪同步字的噪声之后的完好帧得到应答。",
)
def noise_before_a_frame() -> Steps:
    yield from logged_in()
    yield Send(lock(1), Flag.ACK_REQUIRED, before=NOISE, what="noise and LOCK in one piece")
    yield _result_of(1)


@case(
    "FRM/CRC/BI-01",
    clause_id="FRM-08",
    en="A frame with a wrong CRC is dropped silently and changes nothing.",
    zh="CRC 错误的帧被静默丢弃，不产生任何作用。",
)
def wrong_crc() -> Steps:
    yield from logged_in()
    yield Send(lock(1), Flag.ACK_REQUIRED, spoil=lambda data: data[:-1] + bytes([data[-1] ^ 1]), what="LOCK, CRC wrong")
    yield Silence(CommandResult, 800 * MS, what="COMMAND_RESULT for the frame with the wrong CRC")
    yield Send(lock(1), Flag.ACK_REQUIRED)
    yield _result_of(1)


@case(
    "FRM/BODY/BI-01",
    clause_id="FRM-12",
    en="A header promises 1000 bytes and nothing comes; over 2 seconds later a good frame is answered.",
    zh="帧头承诺 1000 字节而不再到达；2 秒之后的完好帧得到应答。",
)
def half_a_frame() -> Steps:
    yield from logged_in()
    yield Send(lock(1), Flag.ACK_REQUIRED, spoil=_promise_much, what="25 bytes of a frame that promises 1000")
    yield Pause(2500 * MS)
    yield Send(lock(1), Flag.ACK_REQUIRED)
    yield _result_of(1)


@case(
    "FRM/BODY/BI-02",
    clause_id="FRM-14",
    en="A body with a byte too many is answered MALFORMED, and the connection is kept.",
    zh="消息体多一字节时应答 MALFORMED 并保持连接。",
)
def body_too_long() -> Steps:
    yield from locked()
    yield Send(lock(2), Flag.ACK_REQUIRED, trailing=b"\x00", what="LOCK with one byte too many")
    answer: Received = yield Expect(TerminalAck, ANSWER, where=lambda m: m.answered == 0xA1)
    assert isinstance(answer.message, TerminalAck)
    yield Check(
        answer.message.result is Result.MALFORMED, f"the result is MALFORMED (it was {answer.message.result.name})"
    )
    yield Send(lock(3), Flag.ACK_REQUIRED)
    yield _result_of(3)


@case(
    "FRM/CODE/BI-01",
    clause_id="FRM-13",
    en="An unknown message code is answered UNKNOWN_CODE, and the connection is kept.",
    zh="未知消息码得到 UNKNOWN_CODE 应答并保持连接。",
)
def unknown_code() -> Steps:
    yield from logged_in()
    sent: Sent = yield Send(lock(1), Flag.ACK_REQUIRED, code=0xDE, what="a frame of code 0xDE")
    answer: Received = yield Expect(TerminalAck, ANSWER, where=lambda m: m.answered == 0xDE)
    assert isinstance(answer.message, TerminalAck)
    yield Check(answer.message.result is Result.UNKNOWN_CODE, "the result is UNKNOWN_CODE")
    yield Check(sent.frame is not None and answer.message.answers == sent.frame.sequence, "it carries our sequence")
    yield Send(lock(1), Flag.ACK_REQUIRED)
    yield _result_of(1)


@case(
    "FRM/ANSWER/BI-01",
    clause_id="ACK-04",
    en="A response is not answered, not even one that answers nothing.",
    zh="应答消息不被再次应答，即使它不对应任何请求。",
)
def answers_are_not_answered() -> Steps:
    yield from logged_in()
    stray = PlatformAck(answers=0x7777, answered=0x10, result=Result.OK, watermark=0)
    yield Send(stray, Flag.ACK_REQUIRED, what="a PLATFORM_ACK that answers nothing, with ACK_REQUIRED")
    yield Silence(TerminalAck, 1 * S)
