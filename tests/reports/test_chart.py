"""What was true against what was reported."""

from pathlib import Path

import pytest

from reports.frames import read_trace_frames
from reports.marks import dots_of, marks_of, unplugged
from reports.timeline import read_timeline
from reports.truth import read_truth
from tests.reports.folder import TIMELINE, write_lines, write_run
from tests.reports.reading import page_of


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run")


def test_scans_and_locks_are_marked(run: Path) -> None:
    timeline = read_timeline(run)
    assert timeline is not None
    assert [(mark.at, mark.kind) for mark in marks_of(timeline)] == [(2.0, "refusal"), (3.0, "grant"), (6.0, "lock")]
    assert unplugged(timeline, 8.0) == [(4.0, 5.0)]


def test_a_cable_that_is_never_plugged_in_again_is_out_to_the_end(run: Path) -> None:
    write_lines(run / "timeline.jsonl", [entry for entry in TIMELINE if entry["what"] != "plug"])
    timeline = read_timeline(run)
    assert timeline is not None
    assert unplugged(timeline, 8.0) == [(4.0, 8.0)]


def test_a_report_stands_where_its_record_was_made(run: Path) -> None:
    timeline, frames = read_timeline(run), read_trace_frames(run)
    assert timeline is not None
    assert frames is not None
    dots = dots_of(timeline, frames.reported)
    assert [(dot.at, dot.arc, dot.mains, dot.arrival) for dot in dots] == [
        (1.0, None, 0.0, "live"),
        (4.5, None, 8.8, "late"),
    ]


def test_a_report_that_was_never_stored_is_told_apart(run: Path) -> None:
    write_lines(run / "timeline.jsonl", [entry for entry in TIMELINE if entry.get("number") != 2 or entry["at"] < 5])
    assert "sent, never stored" in page_of(run).text


def test_the_relay_is_closed_while_it_was(run: Path) -> None:
    truth = read_truth(run)
    assert truth is not None
    assert truth.closed_spans() == [(3.0, 6.0)]


def test_frames_are_counted_by_message(run: Path) -> None:
    frames = read_trace_frames(run)
    assert frames is not None
    assert [(count.message.en, count.frames) for count in frames.counts] == [("HEARTBEAT", 1), ("STATUS", 3)]
    assert (frames.total, frames.noise, frames.cut) == (4, 0, "")


def test_a_trace_that_a_crash_cut_short_gives_what_it_holds_and_says_so(run: Path) -> None:
    path = run / "trace.pcapng"
    path.write_bytes(path.read_bytes()[:-20])
    assert "only the first 3 frames could be read" in page_of(run).text


def test_the_chart_draws_text_as_text_and_no_chinese(run: Path) -> None:
    source = page_of(run).source
    charts = [chart.partition("</svg>")[0] for chart in source.split("<svg")[1:]]
    assert len(charts) == 2
    for chart in charts:
        assert chart.isascii()
        assert ">arc current, A</text>" in chart
        assert "var(--plot-truth)" in chart


def test_many_marks_at_one_time_are_drawn(run: Path) -> None:
    write_lines(run / "timeline.jsonl", [TIMELINE[6]] * 9)
    assert page_of(run).text.count("scan refused") == 9


def test_a_single_moment_of_truth_is_enough(run: Path) -> None:
    line = {"at": 0.0, "relay": 1, "arc_current": 0, "mains_current": 0, "arc_voltage": 0}
    write_lines(run / "truth.jsonl", [line])
    assert page_of(run).all("svg")


def test_what_happened_after_the_last_truth_is_not_in_the_chart(run: Path) -> None:
    late = [
        {"at": 90.0, "who": "terminal", "what": "locked", "grant": 2, "reason": "IDLE"},
        {"at": 91.0, "who": "terminal", "what": "record", "number": 1, "kind": "STATUS"},
    ]
    write_lines(run / "timeline.jsonl", late)
    text = page_of(run).text
    assert "已锁定：空闲超时" in text
    assert "锁机：空闲超时" not in text
    assert "sent, never stored" not in text
