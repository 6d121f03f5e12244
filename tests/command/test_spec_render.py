"""`arclock spec render`, and whether the committed copies say what the definition says."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from arclock.commands.spec_render import NAME, leaves_of
from protocol_spec.clauses import clauses
from protocol_spec.document import LANGS, Lang
from protocol_spec.edition import WTP1
from protocol_spec.vectors import MALFORMED, VECTORS
from tests.command.running import ROOT, arclock

each_lang = pytest.mark.parametrize("lang", LANGS)
FILES = [f"{NAME}.{lang}.{kind}" for lang in LANGS for kind in ("md", "html")]


@pytest.fixture(scope="module")
def pages() -> dict[Lang, str]:
    return {lang: next(leaf.text for leaf in leaves_of(lang) if leaf.name.endswith(".html")) for lang in LANGS}


class Tags(HTMLParser):
    """Every element of a page with its attributes, and whether they close as they open."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@each_lang
def test_the_committed_copies_are_what_the_definition_says(lang: Lang) -> None:
    stale = [leaf.name for leaf in leaves_of(lang) if leaf.state(ROOT / "docs" / "spec") != "current"]
    assert not stale, f"{', '.join(stale)}: run `arclock spec render` and commit what it writes"


@each_lang
def test_the_page_needs_nothing_from_elsewhere(lang: Lang, pages: dict[Lang, str]) -> None:
    tags = tags_of(pages[lang])
    assert tags.open == []
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "object", "base"}
    outward = [attrs["href"] for _, attrs in tags.seen if attrs.get("href") and not str(attrs["href"]).startswith("#")]
    assert outward == [f"{NAME}.{'en' if lang == 'zh' else 'zh'}.html"]
    assert "src=" not in pages[lang]
    assert "url(" not in pages[lang]
    assert "@import" not in pages[lang]


@each_lang
def test_the_page_is_for_phone_paper_and_the_dark(lang: Lang, pages: dict[Lang, str]) -> None:
    page = pages[lang]
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    for said in ("@media print", "size: A4", "prefers-color-scheme: dark", "max-width: 640px"):
        assert said in page
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page


@each_lang
def test_every_clause_and_message_can_be_linked_to_and_every_link_leads_somewhere(
    lang: Lang, pages: dict[Lang, str]
) -> None:
    tags = tags_of(pages[lang])
    ids = [str(attrs["id"]) for _, attrs in tags.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {*clauses(), *(message.title for message in WTP1.messages.values())}
    assert {str(attrs["href"])[1:] for _, attrs in tags.seen if str(attrs.get("href", "")).startswith("#")} <= set(ids)


@each_lang
def test_every_picture_is_drawn_and_every_clause_marked(lang: Lang, pages: dict[Lang, str]) -> None:
    page = pages[lang]
    for word in ("stateDiagram", "sequenceDiagram", "+---------------+"):
        assert word not in page
    assert page.count("<figure><svg") > 40
    assert page.count('<p class="clause">') == len(clauses())
    assert page.count('<code class="level">') == page.count('<code class="side">') == len(clauses())


@each_lang
def test_every_chapter_is_in_the_contents(lang: Lang, pages: dict[Lang, str]) -> None:
    contents = pages[lang].split("</nav>")[0]
    chapters = re.findall(r'<h2><a id="([^"]+)">', pages[lang])
    assert len(chapters) > 20
    assert [anchor for anchor in chapters if f'href="#{anchor}"' not in contents] == []


@each_lang
def test_a_printed_page_has_a_table_of_contents_behind_its_first(lang: Lang, pages: dict[Lang, str]) -> None:
    page = pages[lang]
    first, toc, rest = re.split(r'<section class="toc">|</section>', page.split("<main>")[1])
    assert "<h1>" in first
    assert "<h2>" not in first
    parts = re.findall(r'<h[23]><a id="([^"]+)">', rest)
    assert re.findall(r'href="#([^"]+)"', toc) == parts
    screen, _, paper = page.split("</style>")[0].partition("@media print {")
    assert re.search(r"\.toc \{ display: none; \}", screen)
    assert re.search(r"\.toc \{ display: block;", paper)
    assert "counter(page)" in paper


@each_lang
def test_what_is_folded_is_closed_on_a_screen_and_open_on_paper(lang: Lang, pages: dict[Lang, str]) -> None:
    main = pages[lang].partition("<main>")[2].partition("</main>")[0]
    folded = [attrs for tag, attrs in tags_of(main).seen if tag == "details"]
    assert folded == [{}] * (len(VECTORS) + len(MALFORMED))
    paper = pages[lang].split("</style>")[0].partition("@media print {")[2]
    assert "details::details-content { content-visibility: visible;" in paper


def test_it_writes_four_files_and_says_which(tmp_path: Path) -> None:
    run = arclock("spec", "render", "--out", "made", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert sorted(run.out.split()) == sorted(str(Path("made") / name) for name in FILES)
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted(FILES)
    again = arclock("spec", "render", "--out", "made", "--json", cwd=tmp_path)
    assert again.json() == {"out": "made", "files": dict.fromkeys(FILES, "unchanged"), "current": True}


def test_a_file_that_somebody_else_wrote_is_kept(tmp_path: Path) -> None:
    mine = tmp_path / f"{NAME}.en.md"
    mine.write_text("my notes", encoding="utf-8")
    run = arclock("spec", "render", "--out", str(tmp_path), cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert f"{mine}: not written by" in run.err
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]
    mine.write_text("an older one of arclock spec render", encoding="utf-8")
    assert arclock("spec", "render", "--out", str(tmp_path), cwd=tmp_path).code == 0


def test_check_names_what_is_stale_and_what_is_missing_and_writes_nothing(tmp_path: Path) -> None:
    for leaf in leaves_of("zh"):
        (tmp_path / leaf.name).write_bytes(leaf.text.encode())
    (tmp_path / f"{NAME}.zh.md").write_text("old", encoding="utf-8")
    run = arclock("spec", "render", "--check", "--out", str(tmp_path), cwd=tmp_path)
    assert run.code == 1
    assert run.out.splitlines() == [
        f"{tmp_path / f'{NAME}.zh.md'}: stale",
        f"{tmp_path / f'{NAME}.en.md'}: missing",
        f"{tmp_path / f'{NAME}.en.html'}: missing",
    ]
    assert "arclock spec render" in run.err
    assert (tmp_path / f"{NAME}.zh.md").read_text(encoding="utf-8") == "old"
    told = arclock("spec", "render", "--check", "--json", "--lang", "zh", "--out", str(tmp_path), cwd=tmp_path).json()
    assert told["files"] == {f"{NAME}.zh.md": "stale", f"{NAME}.zh.html": "current"}
    assert told["current"] is False


def test_check_holds_where_everything_is_current(tmp_path: Path) -> None:
    assert arclock("spec", "render", "--lang", "en", "--out", str(tmp_path), cwd=tmp_path).code == 0
    run = arclock("spec", "render", "--lang", "en", "--check", "--out", str(tmp_path), cwd=tmp_path, lang="zh_CN.UTF-8")
    assert (run.code, run.out, run.err) == (0, "", "")


def test_a_stale_file_is_named_in_chinese_too(tmp_path: Path) -> None:
    run = arclock("spec", "render", "--lang", "zh", "--check", "--out", str(tmp_path), cwd=tmp_path, lang="zh_CN.UTF-8")
    assert run.code == 1
    assert "缺失" in run.out
    assert "请运行" in run.err


def test_wrong_usage_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    wrong = arclock("spec", "render", "--lang", "fr", cwd=tmp_path)
    assert (wrong.code, wrong.out) == (2, "")
    assert "there are zh, en and both" in wrong.err
    full = arclock("spec", "render", "--out", "file", cwd=tmp_path)
    assert full.code == 2
    assert "give another folder with --out" in full.err
