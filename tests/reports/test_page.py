"""One page that needs nothing else, whatever the folder holds."""

import re
import shutil
from pathlib import Path

import pytest

from reports import render
from reports.imported import read_imports
from tests.reports.folder import IMPORT, write_campaign, write_json, write_manifest, write_run
from tests.reports.reading import page_of


@pytest.fixture
def quickstart(tmp_path: Path) -> Path:
    """A folder with every part there is."""
    run = write_run(
        tmp_path / "quickstart",
        verdict="conformant",
        story="as expected",
        line="pseudo-terminal serial line, 115200 baud",
        command="arclock quickstart",
        outcome={
            "records_made": 23,
            "records_held": 22,
            "records_missing": 1,
            "records_again": 4,
            "relay_closed": False,
        },
    )
    write_json(run / "import.json", IMPORT)
    write_json(run / "import_errors.json", {**IMPORT, "file": "wrong.xlsx"})
    write_campaign(run / "certify-sim", target="sim:")
    write_campaign(run / "certify-serial", target="serial:loop", verdict="conformant")
    return run


def test_the_page_refers_to_nothing_outside_itself(quickstart: Path) -> None:
    page = page_of(quickstart)
    assert not re.search(r"https?:|//\w|@import|url\((?!#)", page.source)
    assert not page.values("src")
    assert all(link.startswith("#") for link in page.values("href"))
    assert not page.all("link")
    assert not page.all("script")


def test_every_link_of_the_page_leads_somewhere_and_no_id_is_there_twice(quickstart: Path) -> None:
    page = page_of(quickstart)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    clips = re.findall(r"url\(#([^)]*)\)", page.source)
    assert {link[1:] for link in page.values("href")} | set(clips) <= set(ids)
    assert set(page.values("for")) <= set(ids)


def test_the_markup_is_closed_as_it_was_opened(quickstart: Path) -> None:
    page = page_of(quickstart)
    assert (page.unclosed, page.misplaced) == ([], [])


def test_equal_folders_give_equal_bytes_wherever_they_are(quickstart: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(quickstart, tmp_path / "elsewhere" / "copy")
    first, again, elsewhere = (render(folder).read_bytes() for folder in (quickstart, quickstart, copy))
    assert first == again == elsewhere


def test_the_page_goes_where_it_is_asked_to(quickstart: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages" / "today.html"
    assert render(quickstart, out) == out
    assert out.is_file()
    assert not (quickstart / "index.html").exists()
    assert render(quickstart) == quickstart / "index.html"


def test_the_top_says_what_was_run_and_what_came_of_it(quickstart: Path) -> None:
    top = page_of(quickstart).text.partition("What happened")[0]
    for said in (
        "第一次扫码焊接",
        "A first weld",
        "符合",
        "与剧本一致",
        "pseudo-terminal serial line",
        "23",
        "22",
        "240 ms",
    ):
        assert said in top


def test_runs_inside_are_shown_in_alphabetical_order_and_linked_from_the_top(quickstart: Path) -> None:
    page = page_of(quickstart)
    assert page.text.index("certify-serial/") < page.text.index("certify-sim/")
    assert len(page.all("section", "part")) == 2
    assert len(page.all("details", "case")) == 12


def test_the_import_is_shown_with_its_counties_and_findings(quickstart: Path) -> None:
    text = page_of(quickstart).text
    assert text.index("410105 金水区") < text.index("410122 中牟县")
    for said in ("sample.xlsx", "wrong.xlsx", "C7", "USCC_CHECK", "校验位不对", "wrong check character", "31", "47"):
        assert said in text


def test_an_import_report_as_the_importer_writes_it_is_understood_too(tmp_path: Path) -> None:
    counties = {"金水区": {"division_code": "410105", "enterprises": 5}, "中牟县": {"enterprises": 2}}
    nested = {"rows_read": 9, "total": {"machines": 31, "workers": 47}, "cities": {"郑州市": {"counties": counties}}}
    flat_only = ("rows", "machines", "workers", "by_county")
    run = write_run(tmp_path / "run")
    write_json(run / "import.json", {**{k: v for k, v in IMPORT.items() if k not in flat_only}, **nested})
    (imported,) = read_imports(run)
    assert (imported.rows, imported.machines, imported.workers) == (9, 31, 47)
    assert imported.by_county == (("410105 金水区", 5), ("中牟县", 2))
    assert "410105 金水区" in page_of(run).text


def test_why_there_is_no_verdict_is_said_at_the_top(tmp_path: Path) -> None:
    write_manifest(tmp_path, kind="campaign", verdict="no verdict", reason="the link never came up")
    assert "the link never came up" in page_of(tmp_path).text


def test_the_page_claims_no_conformance_to_the_provincial_text(quickstart: Path) -> None:
    text = page_of(quickstart).text
    assert "不声称任何设备或平台符合该文本" in text
    assert "nothing on this page claims conformance to that text" in text


def test_what_a_run_did_not_leave_is_said_and_left_out(tmp_path: Path) -> None:
    write_manifest(tmp_path, kind="quickstart")
    text = page_of(tmp_path).text
    for name in ("timeline.jsonl", "truth.jsonl", "trace.pcapng", "import.json"):
        assert name in text
    assert "the run may not have finished" in text


@pytest.mark.parametrize("missing", ["timeline.jsonl", "truth.jsonl", "trace.pcapng"])
def test_any_part_may_be_missing(tmp_path: Path, missing: str) -> None:
    run = write_run(tmp_path / "run")
    (run / missing).unlink()
    text = page_of(run).text
    assert missing in text.partition("so what they would show is left out")[2]


def test_a_line_that_a_crash_cut_short_is_left_out(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    with (run / "truth.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": 9.0, "rel')
    assert page_of(run).all("svg")


def test_what_was_written_into_a_run_stays_text(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    run = write_run(tmp_path / "run", command=evil, findings=[evil], target=evil)
    write_json(run / "import.json", {**IMPORT, "file": evil, "by_county": {evil: 1}})
    page = page_of(run)
    assert not page.all("script")
    assert page.text.count(evil) == 5


def test_a_text_that_no_file_can_hold_is_replaced(tmp_path: Path) -> None:
    """Half a surrogate pair: JSON can say it, UTF-8 cannot."""
    manifest = write_manifest(tmp_path, kind="scenario", line="LINE")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("LINE", r"half \ud800 pair"), encoding="utf-8")
    assert "half ? pair" in page_of(tmp_path).text
