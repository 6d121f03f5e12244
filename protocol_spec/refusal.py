"""What a receiver refuses, in which order, and by which result (FRM-19).

One table for both ends, because the order is part of the protocol: two receivers that look at the same frame in another
order answer differently, and a judge could not say which is right. It goes from what needs no knowledge to what needs
a key. A tag is judged before the code and the body are looked at: an answer that depended on unverified content would be
an oracle for whoever has no key.

A terminal without a session says nothing at all (SES-02), a platform always answers, and nobody answers a response
(ACK-04): `answered`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol_spec.codes import RESERVED_FLAGS, Flag, Result, Side
from protocol_spec.frame import Frame
from protocol_spec.ident import ANYBODY
from protocol_spec.message import BodyError, When
from protocol_spec.messages import Identify


@dataclass(frozen=True)
class Standing:
    """What a receiver is at this moment.

    `terminal` is its own id, or at a platform the id that is logged in on this connection, if any. `tag_holds` judges
    under the session key and is asked only where there is a session.
    """

    side: Side
    live: bool
    terminal: str | None
    tag_holds: Callable[[Frame], bool]
    editions: frozenset[int] = frozenset({1})


@dataclass(frozen=True)
class Refusal:
    result: Result
    clause: str


@dataclass(frozen=True)
class Step:
    """One line of the table: who asks, what is asked, and what a frame is told that fails it."""

    refusal: Refusal
    fails: Callable[[Frame, Standing], bool]
    zh: str
    en: str
    side: Side | None = None


def _opens_session(frame: Frame) -> bool:
    declared = frame.declared()
    return declared is not None and declared.when is When.LOGIN


def _sessionless(frame: Frame) -> bool:
    declared = frame.declared()
    return declared is not None and declared.when in (When.LOGIN, When.ANY)


def _not_for_me(frame: Frame, standing: Standing) -> bool:
    return frame.terminal != standing.terminal and not (frame.terminal == ANYBODY and frame.declared() is Identify)


def _no_session(frame: Frame, standing: Standing) -> bool:
    other = standing.side is Side.PLATFORM and frame.terminal != standing.terminal
    return not _sessionless(frame) and (not standing.live or other)


def _bad_tag(frame: Frame, standing: Standing) -> bool:
    return frame.secured and standing.live and not _opens_session(frame) and not standing.tag_holds(frame)


def _not_over_the_link(frame: Frame, standing: Standing) -> bool:
    declared = frame.declared()
    return declared is not None and declared.when is When.OFFLINE


def _misplaced_backfill(frame: Frame, standing: Standing) -> bool:
    declared = frame.declared()
    return bool(frame.flags & Flag.BACKFILL) and (declared is None or not declared.may_be_late())


STEPS: tuple[Step, ...] = (
    Step(
        Refusal(Result.EDITION_UNSUPPORTED, "FRM-02"),
        lambda frame, standing: frame.edition not in standing.editions,
        "版本不支持",
        "its edition is not spoken here",
    ),
    Step(
        Refusal(Result.NOT_FOR_ME, "FRM-17"),
        _not_for_me,
        "终端编号不是本机（IDENTIFY 的广播编号除外）",
        "its terminal id is not mine (but for IDENTIFY to anybody)",
        Side.TERMINAL,
    ),
    Step(
        Refusal(Result.MALFORMED, "FRM-03"),
        lambda frame, standing: bool(frame.flags & RESERVED_FLAGS),
        "保留标志位不为零",
        "a reserved flag is set",
    ),
    Step(
        Refusal(Result.WRONG_DIRECTION, "FRM-15"),
        lambda frame, standing: frame.sender is standing.side,
        "方向错误",
        "bit 7 of its code says that my own side sends it",
    ),
    Step(
        Refusal(Result.NOT_LOGGED_IN, "SES-05"),
        _no_session,
        "没有会话，而消息须在会话中",
        "there is no session of this terminal, and the message needs one",
    ),
    Step(
        Refusal(Result.TAG_REQUIRED, "SEC-08"),
        lambda frame, standing: not frame.secured and not _sessionless(frame),
        "未加标签，而消息须在会话中",
        "it has no tag, and the message needs a session",
    ),
    Step(Refusal(Result.BAD_TAG, "SEC-05"), _bad_tag, "标签错误", "its tag does not hold under the session key"),
    Step(
        Refusal(Result.UNKNOWN_CODE, "FRM-13"),
        lambda frame, standing: frame.declared() is None,
        "未知消息码",
        "its code is unknown",
    ),
    Step(
        Refusal(Result.ONLINE, "OFF-05"),
        _not_over_the_link,
        "离线许可不得经链路传送",
        "it is an offline permit, which does not come over the link",
    ),
    Step(
        Refusal(Result.MALFORMED, "FRM-18"),
        _misplaced_backfill,
        "非记录却置 BACKFILL",
        "BACKFILL is set, and it is no record",
    ),
    Step(
        Refusal(Result.MALFORMED, "FRM-14"),
        lambda frame, standing: isinstance(frame.message(), BodyError),
        "RESPONSE 标志或消息体错误",
        "RESPONSE is wrong for its code, or its body cannot be read",
    ),
)


def refusal(frame: Frame, standing: Standing) -> Refusal | None:
    """The first line of the table that the frame fails; None where it is to be dealt with."""
    for step in STEPS:
        if step.side in (None, standing.side) and step.fails(frame, standing):
            return step.refusal
    return None


def answered(frame: Frame, standing: Standing) -> bool:
    """Whether a refusal of this frame is told.

    SES-14 "A terminal without a session MUST NOT answer any frame but IDENTIFY", ACK-04 "A response MUST NOT be answered."
    """
    if frame.flags & Flag.RESPONSE:
        return False
    return standing.side is Side.PLATFORM or standing.live
