"""What a campaign says when things are not as they should be, and that it says the same whatever the order."""

import random

import pytest

from conformance import NO_VERDICT, Verdict, catalogue, overall, tally
from conformance.case import Case, CaseError, case
from conformance.steps import Check, Expect, Silence, Steps
from conformance.verdict import Standing
from protocol_spec.clauses import ClauseError, clause
from protocol_spec.codes import Capability
from protocol_spec.endpoint import Event, LinkWanted, Stimulus
from protocol_spec.instant import Instant, S
from protocol_spec.messages import Heartbeat, Status
from simulator.runtime.tape import replay
from tests.conformance.campaigns import PIXIT, START, Ran, make_tester, terminal


class Silent:
    """A terminal that connects and says nothing."""

    def __init__(self) -> None:
        self._events: list[Event] = [LinkWanted(True)]
        self._outgoing: list[bytes] = []

    def link_up(self, now: Instant) -> None: ...
    def link_down(self, now: Instant) -> None: ...
    def receive_data(self, data: bytes, now: Instant) -> None: ...
    def stimulate(self, stimulus: Stimulus, now: Instant) -> None: ...
    def handle_timer(self, now: Instant) -> None: ...

    def next_timer(self) -> Instant | None:
        return None

    def data_to_send(self) -> list[bytes]:
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        return self._events.pop(0) if self._events else None


class Absent(Silent):
    """A terminal that never connects."""

    def __init__(self) -> None:
        super().__init__()
        self._events = []


class Echo(Silent):
    def receive_data(self, data: bytes, now: Instant) -> None:
        self._outgoing.append(data)


class Chatty(Silent):
    """Says the same LOGIN over and over, whatever it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._due: Instant = START
        good = terminal(binding="serial")
        good.flash.registered = True
        good.link_up(START)
        self._frame = good.data_to_send()[0]

    def handle_timer(self, now: Instant) -> None:
        if now >= self._due:
            self._outgoing.append(self._frame)
            self._due = now + S // 2

    def next_timer(self) -> Instant | None:
        return self._due


@pytest.mark.parametrize("dut", [Silent, Absent, Echo, Chatty])
def test_what_is_no_terminal_never_passes(dut: type[Silent]) -> None:
    ran = Ran(dut())
    results = list(ran.results.values())
    assert overall(results, ran.unrun or 0) != "conformant"
    assert not ran.failed() or dut in (Chatty, Echo)
    assert "ERROR" not in ran.verdicts.values()
    assert ran.seconds < len(catalogue()) * 130


def test_a_terminal_that_never_comes_leaves_no_verdict_and_nothing_executed() -> None:
    ran = Ran(Absent())
    assert ran.results == {}
    assert ran.unrun == len(catalogue())
    assert overall([], ran.unrun) == NO_VERDICT


def test_a_terminal_that_goes_away_in_the_middle_is_inconclusive_there() -> None:
    class Dies(type(terminal())):  # type: ignore[misc]
        def receive_data(self, data: bytes, now: Instant) -> None:
            if now < START + 20 * S:
                super().receive_data(data, now)

        def data_to_send(self) -> list[bytes]:
            sent = super().data_to_send()
            return sent if self._alive else []

        def handle_timer(self, now: Instant) -> None:
            self._alive = now < START + 20 * S
            super().handle_timer(now)

        _alive = True

    ran = Ran(terminal(Dies))
    assert overall(list(ran.results.values()), ran.unrun or 0) != "conformant"
    assert "INCONC" in ran.verdicts.values()
    assert ran.verdicts["FRM/STREAM/BV-01"] == "PASS"


def test_the_order_of_the_cases_changes_no_verdict() -> None:
    for seed in range(5):
        cases = catalogue()
        random.Random(seed).shuffle(cases)
        assert set(Ran(terminal(), cases).verdicts.values()) == {"PASS"}, seed


@pytest.mark.parametrize("chunk", [1, 7])
def test_cutting_the_line_into_pieces_changes_no_verdict(chunk: int) -> None:
    assert set(Ran(terminal(), chunk=chunk).verdicts.values()) == {"PASS"}


def test_a_campaign_replays_to_the_same_bytes() -> None:
    ran = Ran(terminal())
    assert replay(ran.tape, make_tester()) is None


def _case(run: object, pics: Capability = Capability.NONE) -> Case:
    return Case("TST/OWN/BV-01", clause("SES-06"), "", "", pics, run)  # type: ignore[arg-type]


def _verdict_of(run: object, pics: Capability = Capability.NONE) -> tuple[str, str]:
    result = Ran(terminal(), [_case(run, pics)]).results["TST/OWN/BV-01"]
    return result["verdict"], result["reason"]


def test_an_exception_in_a_case_is_the_harness_s_own_error() -> None:
    def broken() -> Steps:
        yield Check(True, "so far so good")
        raise KeyError("ours")

    verdict, reason = _verdict_of(broken)
    assert verdict == "ERROR"
    assert "ours" in reason
    assert overall([{"verdict": verdict, "level": "MUST"}]) == NO_VERDICT


def test_a_case_that_claims_nothing_has_not_passed() -> None:
    def empty() -> Steps:
        return
        yield

    assert _verdict_of(empty)[0] == "NONE"


def test_a_check_that_does_not_hold_fails_with_its_claim() -> None:
    def failing() -> Steps:
        yield Check(False, "pigs fly")

    assert _verdict_of(failing) == ("FAIL", "does not hold: pigs fly")


def test_what_comes_although_it_must_not_fails() -> None:
    from conformance.preamble import logged_in

    def silence() -> Steps:
        yield from logged_in()
        yield Silence(Heartbeat, 5 * S)

    verdict, reason = _verdict_of(silence)
    assert verdict == "FAIL"
    assert "expected no HEARTBEAT" in reason


def test_what_does_not_come_says_what_came_instead() -> None:
    from conformance.preamble import logged_in

    def wait() -> Steps:
        yield from logged_in()
        yield Expect(Status, 2 * S, where=lambda m: m.record > 10**9)

    verdict, reason = _verdict_of(wait)
    assert verdict == "FAIL"
    assert "within 2 s" in reason
    assert "HEARTBEAT" in reason


def test_a_case_for_a_capability_that_is_not_declared_does_not_apply() -> None:
    from dataclasses import replace

    def never() -> Steps:
        raise AssertionError("not to be run")
        yield

    import tests.conformance.campaigns as campaigns

    declared = replace(PIXIT, capability=Capability.NONE)
    original, campaigns.PIXIT = campaigns.PIXIT, declared
    try:
        assert _verdict_of(never, Capability.GAS_SENSOR)[0] == "NOT_APPLICABLE"
    finally:
        campaigns.PIXIT = original


def test_the_worst_verdict_wins_and_keeps_its_first_reason() -> None:
    standing = Standing()
    for verdict, reason in (
        (Verdict.PASS, ""),
        (Verdict.FAIL, "one"),
        (Verdict.INCONC, "two"),
        (Verdict.FAIL, "three"),
    ):
        standing.add(verdict, reason)
    assert (standing.verdict, standing.reason) == (Verdict.FAIL, "one")


@pytest.mark.parametrize(
    ("verdicts", "unrun", "said"),
    [
        (["PASS"], 0, "conformant"),
        (["PASS", "NOT_APPLICABLE"], 0, "conformant"),
        (["PASS", "FAIL", "ERROR"], 0, "not conformant"),
        (["PASS", "INCONC"], 0, "no verdict"),
        (["PASS", "ERROR"], 0, "no verdict"),
        (["PASS", "NONE"], 0, "no verdict"),
        (["PASS"], 1, "no verdict"),
        (["NOT_APPLICABLE"], 0, "no verdict"),
        ([], 0, "no verdict"),
    ],
)
def test_overall(verdicts: list[str], unrun: int, said: str) -> None:
    results = [{"verdict": verdict, "level": "MUST"} for verdict in verdicts]
    assert overall(results, unrun) == said
    assert tally(results, unrun)["none"] == verdicts.count("NONE") + unrun


def test_case_declarations_are_guarded() -> None:
    with pytest.raises(CaseError, match="CHAPTER/FEATURE"):
        case("nonsense", clause_id="SES-06", en="", zh="")(lambda: iter(()))  # type: ignore[arg-type]
    with pytest.raises(ClauseError, match=r"clauses/xxx\.toml"):
        case("TST/X/BV-99", clause_id="XXX-99", en="", zh="")(lambda: iter(()))  # type: ignore[arg-type]
    taken = catalogue()[0].id
    with pytest.raises(CaseError, match="already"):
        case(taken, clause_id="SES-06", en="", zh="")(lambda: iter(()))  # type: ignore[arg-type]


def test_every_case_states_its_purpose_in_both_languages() -> None:
    for one in catalogue():
        assert one.en.endswith(".")
        assert one.zh.endswith("。")
        assert one.clause.side in ("terminal", "both")
