"""The truth log: changes in, any instant out; and what it is good for."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.instant import MINUTE, MS, S
from reports.truth import read_truth
from simulator.fleet.day import play_day
from simulator.fleet.leaving import leave
from simulator.fleet.score import score
from simulator.fleet.truth import KEYS, Span, TruthLog
from simulator.runtime.run_folder import RunFolder, read_lines

from .days import QUICK, asked

CHANGES = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(["closed", "operator"]), st.integers(0, 2)), max_size=40
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(CHANGES)
def test_at_any_instant_it_says_what_was_noted_last(changes: list[tuple[int, str, int]]) -> None:
    log, plain = TruthLog("1"), {}
    for at, key, value in sorted(changes, key=lambda change: change[0]):
        log.note(at, key, value)
        log.reach(at)
        plain[at, key] = value
    for key in ("closed", "operator"):
        for at in range(52):
            noted = [value for (when, which), value in plain.items() if which == key and when <= at]
            assert log.value(key, at) == (noted[-1] if noted else KEYS[key])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(CHANGES)
def test_spans_are_where_it_was_so(changes: list[tuple[int, str, int]]) -> None:
    log = TruthLog("1")
    for at, key, value in sorted(changes, key=lambda change: change[0]):
        log.note(at, key, bool(value))
        log.reach(at)
    for key in ("closed", "operator"):
        spans = log.spans(key)
        for at in range(log.end):
            assert any(span.begins <= at < span.ends for span in spans) is (log.value(key, at) is True)
        for earlier, later in pairwise(spans):
            assert earlier.ends < later.begins


def test_the_current_of_any_slot_is_the_machine_s_own_and_needs_no_line_of_its_own() -> None:
    day = play_day(asked(), QUICK)
    truth = day.bay.truth
    arc = max(truth.spans("arc"), key=lambda span: span.ends - span.begins)
    inside = [truth.flow(at)["arc_current"] for at in range(arc.begins, arc.ends, 100 * MS)]
    assert min(inside) > 300
    assert len(set(inside)) > 10
    assert truth.flow(arc.begins - 1)["arc_current"] == truth.flow(arc.ends)["arc_current"] == 0
    noted = sum(len(list(truth.changes(key))) for key in KEYS)
    assert noted < 10 * (len(truth.spans("arc")) + 20), "changes, not samples"


def test_looking_changes_nothing() -> None:
    day = play_day(asked(), QUICK)
    before = day.digest()
    list(day.bay.truth.lines(7 * S))
    assert day.digest() == before


def test_the_truth_and_the_report_of_an_honest_day_agree() -> None:
    day = play_day(asked(), QUICK)
    counted = score(day.known(), of_the_mains=True)
    assert counted.arc_true > 60_000
    assert abs(counted.arc_error_permille) <= 2
    assert abs(counted.energy_error_permille) <= 5
    assert counted.right_permille > 995
    whole = day.bay.truth.energy(Span(0, day.bay.truth.end))
    assert whole.mains > whole.arc > 0


def test_a_day_leaves_a_run_folder_that_a_page_can_be_made_of(tmp_path: Path) -> None:
    day = play_day(asked(cheat="lent-phone"), QUICK)
    leave(day, RunFolder(tmp_path, {"kind": "day"}), every=S)
    truth = read_truth(tmp_path)
    assert truth is not None
    assert len(truth.closed_spans()) == len(day.bay.truth.spans("closed"))
    lines = list(read_lines(tmp_path / "truth.jsonl"))
    assert all(after["at"] - before["at"] == 1 for before, after in pairwise(lines))
    assert {"W-dora"} <= {line["operator"] for line in lines}
    assert ["lent-phone"] in [line["labels"] for line in lines]
    assert next(iter(read_lines(tmp_path / "violations.jsonl")))["invariant"] == "S2"
    assert len(lines) * S > 400 * MINUTE
