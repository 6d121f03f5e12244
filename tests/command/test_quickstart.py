"""The quick start, as a newcomer has it: it works, or it says plainly why not."""

from pathlib import Path

import pytest

from tests.command.running import arclock

pytestmark = pytest.mark.realtime


def test_it_tells_the_story_certifies_and_writes_one_page(tmp_path: Path) -> None:
    run = arclock("quickstart", "--select", "FRM/CODE", "--json", cwd=tmp_path, timeout=120)
    assert run.code == 0, run.err
    said = run.json()
    assert said["verdict"] == "conformant"
    page = (tmp_path / said["page"]).read_text(encoding="utf-8")
    for wanted in ("证书已过期", "FRM-13", "FRM/CODE/BI-01", "410171", "<svg"):
        assert wanted in page
    assert "imported 60 enterprises" in run.err
    assert "reason=CERTIFICATE_EXPIRED" in run.err
    assert run.err.index("CERTIFICATE_EXPIRED") < run.err.index("closed=True")


def test_a_terminal_that_is_not_certified_fails_it_with_the_clause(tmp_path: Path) -> None:
    run = arclock("quickstart", "--select", "SEC/TAG/BI-01", "--mutant", "ignores-tags", cwd=tmp_path, timeout=120)
    assert run.code == 1
    assert "quickstart failed" in run.err
    assert "SEC-05" in run.err
    assert "Traceback" not in run.err
    assert (tmp_path / "runs" / "quickstart" / "index.html").exists()


def test_a_story_that_goes_wrong_fails_it_and_says_what_was_expected(tmp_path: Path) -> None:
    run = arclock("quickstart", "--mutant", "only-says-unlocked", cwd=tmp_path, timeout=120)
    assert run.code == 1
    assert "expected terminal.relay(closed=True)" in run.err


def test_a_mutant_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    run = arclock("quickstart", "--mutant", "nope", cwd=tmp_path)
    assert run.code == 2
    assert "ignores-tags" in run.err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    run = arclock("quickstart", "--out", "file/run", cwd=tmp_path)
    assert run.code == 2
    assert "file" in run.err
    assert "Traceback" not in run.err
