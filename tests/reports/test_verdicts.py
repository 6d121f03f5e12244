"""The verdict table: complete, failures first, and never better than the record."""

from pathlib import Path

import pytest

from protocol_spec import clauses
from reports.words import CASE_VERDICTS
from tests.reports.folder import RESULTS, TALLY, result, write_campaign, write_lines, write_manifest
from tests.reports.reading import page_of


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    return write_campaign(tmp_path / "campaign")


def test_every_case_is_there_with_its_clause_in_both_languages(campaign: Path) -> None:
    text = page_of(campaign).text
    for line in RESULTS:
        clause = clauses()[line["clause"]]
        for said in (
            line["case"],
            line["purpose_zh"],
            line["purpose_en"],
            line["reason"],
            clause.id,
            clause.zh,
            clause.en,
        ):
            assert said in text


def test_failures_come_first_and_are_open(campaign: Path) -> None:
    rows = page_of(campaign).all("details", "case")
    shown = [(row["class"] or "").removeprefix("case v-").upper() for row in rows]
    assert shown == ["FAIL", "ERROR", "INCONC", "NONE", "PASS", "NOT_APPLICABLE"]
    assert ["open" in row for row in rows] == [True, True, False, False, False, False]


def test_a_verdict_is_told_in_words_and_not_by_colour_alone(campaign: Path) -> None:
    text = page_of(campaign).text
    for words in CASE_VERDICTS.values():
        assert words.zh in text
        assert words.en in text


def test_the_steps_are_the_evidence(campaign: Path) -> None:
    page = page_of(campaign)
    assert page.text.count("5754") == len(RESULTS) - 1
    assert "锁定" in page.text
    assert len(page.all("li", "broken")) == 4
    assert "No step was executed." in page.text


def test_a_reason_with_markup_in_it_is_shown_as_text(campaign: Path) -> None:
    reason = "<script>alert('x')</script> & <b>more</b>"
    write_lines(campaign / "results.jsonl", [result("SES/HB/BV-01", "SES-06", "FAIL", reason=reason)])
    page = page_of(campaign)
    assert reason in page.text
    assert not page.all("script")


def test_a_clause_that_this_edition_does_not_have_is_said_to_be_missing(campaign: Path) -> None:
    write_lines(campaign / "results.jsonl", [result("SES/HB/BV-01", "SES-99", "PASS")])
    text = page_of(campaign).text
    assert "SES-99" in text
    assert "has no such clause" in text


def test_an_honest_campaign_raises_no_doubt(campaign: Path) -> None:
    text = page_of(campaign).text
    assert "differs from the cases" not in text
    assert "do not rely on" not in text


def test_a_tally_that_differs_from_the_cases_is_said(tmp_path: Path) -> None:
    run = write_campaign(tmp_path / "run", tally={**TALLY, "pass": 7})
    assert "differs from the cases in results.jsonl" in page_of(run).text


def test_a_conformant_manifest_over_a_failed_must_is_not_believed(tmp_path: Path) -> None:
    run = write_campaign(tmp_path / "run", verdict="conformant")
    assert "do not rely on that verdict" in page_of(run).text


def test_a_conformant_manifest_without_any_case_is_not_believed(tmp_path: Path) -> None:
    write_manifest(tmp_path, kind="campaign", verdict="conformant")
    assert "No recorded case supports the verdict" in page_of(tmp_path).text


def test_a_campaign_without_results_has_no_verdict(tmp_path: Path) -> None:
    write_manifest(tmp_path, kind="campaign", verdict="no verdict")
    assert "No case was executed" in page_of(tmp_path).text


def test_cases_that_never_began_are_counted(tmp_path: Path) -> None:
    run = write_campaign(tmp_path / "run", tally={**TALLY, "none": 5})
    assert "4 more cases never began" in page_of(run).text
