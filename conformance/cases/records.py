"""REP and BKF: records, their numbers, and what happens to those that were not answered."""

from conformance.case import case
from conformance.preamble import lock, logged_in, unlocked
from conformance.steps import Check, Expect, Listen, Received, Send, Steps
from conformance.verdict import Verdict
from protocol_spec.codes import Flag
from protocol_spec.instant import MS, S
from protocol_spec.messages import RECORDS, SessionSummary, Status


def _numbers(heard: list[Received]) -> list[int]:
    return [received.message.record for received in heard if isinstance(received.message, RECORDS)]


@case(
    "REC/NUMBER/BV-01",
    clause_id="REP-01",
    en="Live records carry numbers that rise by one.",
    zh="实时记录的记录号逐条加一。",
)
def numbers_rise_by_one() -> Steps:
    yield from logged_in(status_idle=1)
    yield Listen(1500 * MS)
    heard: list[Received] = yield Listen(4 * S)
    live = _numbers([received for received in heard if not received.frame.flags & Flag.BACKFILL])
    yield Check(len(live) >= 3, f"at least three live records come in 4 s ({len(live)} came)")
    yield Check(live == list(range(live[0], live[0] + len(live))), f"their numbers rise by one: {live}")


@case(
    "REC/STATUS/TI-01",
    clause_id="REP-03",
    en="An idle terminal sends STATUS at the period the platform set.",
    zh="空闲终端按平台设定的周期上报 STATUS。",
)
def status_at_the_set_period() -> Steps:
    yield from logged_in(status_idle=2)
    yield Expect(Status, 4 * S)
    first: Received = yield Expect(Status, 4 * S)
    second: Received = yield Expect(Status, 4 * S)
    apart = (second.at - first.at) / S
    yield Check(1.7 <= apart <= 2.3, f"2 s apart (it was {apart:.3f} s)")


@case(
    "REC/BACKFILL/BV-01",
    clause_id="BKF-01",
    en="A record that was not answered comes again after the next login: BACKFILL, same number, same time.",
    zh="未获应答的记录在下次登录后补报：置 BACKFILL，记录号与时间不变。",
)
def unanswered_records_come_again() -> Steps:
    yield from unlocked()
    yield Send(lock(3), Flag.ACK_REQUIRED)
    lost: Received = yield Expect(SessionSummary, 3 * S, answer=False, otherwise=Verdict.INCONC, what="SESSION_SUMMARY")
    yield from logged_in()
    again: Received = yield Expect(
        SessionSummary, 5 * S, where=lambda m: m == lost.message, what="the same SESSION_SUMMARY, every field"
    )
    yield Check(bool(again.frame.flags & Flag.BACKFILL), "it is marked BACKFILL")


@case(
    "REC/MARK/BV-01",
    clause_id="REP-07",
    en="LOGIN says which records are still held, and the watermark lets them go.",
    zh="LOGIN 说明仍保存的记录；水位越过后即可释放。",
)
def watermark_lets_records_go() -> Steps:
    yield from logged_in(status_idle=1)
    yield Listen(3500 * MS)
    login: Received = yield from logged_in()
    oldest, following = login.message.oldest, login.message.following  # type: ignore[union-attr]
    yield Check(oldest <= following, f"oldest ({oldest}) is not past the next number ({following})")
    yield Check(following - oldest <= 12, f"answered records are let go ({following - oldest} are held)")
