"""What is damaged is named, with the file, and with what to do."""

import re
from pathlib import Path
from typing import Any

import pytest

from reports import NotARun, render
from tests.reports.folder import (
    IMPORT,
    RESULTS,
    TIMELINE,
    truth,
    write_campaign,
    write_json,
    write_lines,
    write_manifest,
    write_run,
)


def refusal(folder: Path) -> str:
    with pytest.raises(NotARun) as caught:
        render(folder)
    assert not (folder / "index.html").exists()
    return str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    said = refusal(tmp_path / "nowhere")
    assert "nowhere" in said
    assert "give the folder that a run left behind" in said


def test_an_empty_folder(tmp_path: Path) -> None:
    assert re.search(r"manifest\.json: there is no such file; give the folder", refusal(tmp_path))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00\x01"])
def test_a_manifest_that_is_no_json_object(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert "manifest.json" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", 2),
        ("kind", None),
        ("kind", 7),
        ("verdict", "splendid"),
        ("story", "boring"),
        ("findings", "none"),
        ("findings", [1]),
        ("outcome", [1]),
        ("outcome", {"records_made": "many"}),
        ("tally", {"pass": 1.5}),
        ("seconds", True),
    ],
)
def test_a_manifest_with_a_wrong_value(tmp_path: Path, key: str, value: Any) -> None:
    write_manifest(tmp_path, **{"kind": "scenario", key: value})
    said = refusal(tmp_path)
    assert "manifest.json" in said
    assert key in said


@pytest.mark.parametrize("name", ["timeline.jsonl", "truth.jsonl", "results.jsonl"])
@pytest.mark.parametrize("damage", ["{oops}", "[1]", "\udcff", '{"at": NaN}', '{"at": 1e99}'])
def test_a_damaged_line_is_named_by_file_and_number(tmp_path: Path, name: str, damage: str) -> None:
    run = write_campaign(write_run(tmp_path / "run"))
    lines = {"timeline.jsonl": TIMELINE, "truth.jsonl": truth(), "results.jsonl": RESULTS}[name]
    path = write_lines(run / name, lines[:1])
    with path.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{damage}\n")
    assert re.search(rf"{name} line [12]: .*; restore the file, or run again", refusal(run))


@pytest.mark.parametrize("key", ["case", "clause", "level", "verdict"])
def test_a_result_without_what_makes_it_one(tmp_path: Path, key: str) -> None:
    run = write_campaign(tmp_path / "run")
    write_lines(run / "results.jsonl", [{name: value for name, value in RESULTS[0].items() if name != key}])
    said = refusal(run)
    assert "results.jsonl line 1" in said
    assert f"'{key}'" in said


def test_a_step_without_a_time(tmp_path: Path) -> None:
    run = write_campaign(tmp_path / "run")
    write_lines(run / "results.jsonl", [{**RESULTS[0], "steps": [{"kind": "send"}]}])
    assert "results.jsonl line 1, steps[0]: 'at' must be a number" in refusal(run)


def test_a_verdict_that_is_none(tmp_path: Path) -> None:
    run = write_campaign(tmp_path / "run")
    write_lines(run / "results.jsonl", [{**RESULTS[0], "verdict": "GREAT"}])
    assert "'verdict' is 'GREAT', it must be one of FAIL" in refusal(run)


def test_an_import_that_is_no_json(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    (run / "import.json").write_text("rows: 5", encoding="utf-8")
    assert "import.json" in refusal(run)


@pytest.mark.parametrize("key", ["rows", "accepted", "rejected"])
def test_an_import_without_its_counts_is_not_shown_as_zero(tmp_path: Path, key: str) -> None:
    run = write_run(tmp_path / "run")
    write_json(run / "import.json", {name: value for name, value in IMPORT.items() if name != key})
    assert f"'{key}' must be a number, found nothing" in refusal(run)


def test_a_trace_that_is_none(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    (run / "trace.pcapng").write_bytes(b"this was never a trace of anything")
    said = refusal(run)
    assert "trace.pcapng" in said
    assert "remove the file" in said


def test_a_damaged_run_inside_is_named_with_its_folder(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    write_json(write_campaign(run / "certify-serial") / "manifest.json", {"schema": 1})
    assert str(Path("certify-serial") / "manifest.json") in refusal(run)
