"""The story is told, the routine is counted, nothing is lost between the two."""

from pathlib import Path

import pytest

from protocol_spec.codes import EndReason, EventCode
from protocol_spec.reasons import Reason
from reports.timeline import Timeline, read_timeline
from tests.reports.folder import TIMELINE, write_lines, write_run
from tests.reports.reading import page_of


@pytest.fixture
def timeline(tmp_path: Path) -> Timeline:
    write_lines(tmp_path / "timeline.jsonl", TIMELINE)
    read = read_timeline(tmp_path)
    assert read is not None
    return read


def test_every_entry_is_either_shown_or_counted(timeline: Timeline) -> None:
    bursts = [moment for moment in timeline.moments if "补传记录入库" in moment.said.zh]
    assert len(timeline.moments) - len(bursts) + timeline.routine_count == len(TIMELINE)
    assert sum(len(row) for row in timeline.rows) == len(timeline.moments)


def test_records_and_watermarks_are_routine(timeline: Timeline) -> None:
    counted = [(routine.what.en, routine.count) for routine in timeline.routine]
    assert counted == [
        ("record made, STATUS", 2),
        ("record stored, STATUS", 1),
        ("watermark moved", 1),
        ("record stored, STATUS (backfilled)", 1),
    ]


def test_a_burst_of_backfill_is_told_once(timeline: Timeline) -> None:
    told = [moment.said.en for moment in timeline.moments if "backfilled records" in moment.said.en]
    assert told == ["2 backfilled records stored (№ 2 – 3)"]


def test_a_scan_and_its_decision_stand_beside_each_other(timeline: Timeline) -> None:
    lanes = [[moment.lane for moment in row] for row in timeline.rows]
    assert lanes.count(["people", "platform"]) == 2


def test_codes_are_named_as_the_protocol_names_them(tmp_path: Path) -> None:
    text = page_of(write_run(tmp_path / "run")).text
    for code in (Reason.CERTIFICATE_EXPIRED, Reason.GRANTED, EndReason.COVER, EventCode.GAS):
        assert code.zh in text
        assert code.en in text


def test_an_entry_nobody_knows_is_shown_as_it_stands(tmp_path: Path) -> None:
    assert "hum pitch=440" in page_of(write_run(tmp_path / "run")).text


@pytest.mark.parametrize("entry", TIMELINE, ids=lambda entry: f"{entry['who']}.{entry['what']}")
def test_an_entry_without_its_facts_is_told_all_the_same(tmp_path: Path, entry: dict[str, object]) -> None:
    write_lines(tmp_path / "timeline.jsonl", [{key: entry[key] for key in ("at", "who", "what")}])
    read = read_timeline(tmp_path)
    assert read is not None
    assert len(read.moments) + read.routine_count == 1


def test_codes_of_another_edition_keep_their_name(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    write_lines(run / "timeline.jsonl", [{**TIMELINE[6], "reason": "MOON_PHASE"}])
    assert "MOON_PHASE" in page_of(run).text


def test_a_long_story_is_folded_and_not_cut(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    write_lines(run / "timeline.jsonl", [{"at": float(n), "who": "terminal", "what": "arc-on"} for n in range(100)])
    page = page_of(run)
    assert "60 more rows after that" in page.text
    assert page.text.count("起弧") == 100
