"""The clauses: readable, in both languages, and there for whoever refers to them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import protocol_spec
from protocol_spec.clauses import LEVELS, SIDES, Clause, ClauseError, Erratum, chapters, clause, clauses
from protocol_spec.clauses.chapter import read_chapter
from protocol_spec.clauses.clause import read_clause
from tests.protocol_spec.strategies import DECLARED

ALL = list(clauses().values())
PREFIXES = {one.id[:3] for one in ALL}
SOURCES = sorted(Path(protocol_spec.__file__).parent.rglob("*.py"))
CHAPTERS = chapters()

each_clause = pytest.mark.parametrize("one", ALL, ids=lambda c: c.id)


def test_the_file_reads_and_is_not_empty() -> None:
    assert len(ALL) >= 150
    assert all(id_ == one.id for id_, one in clauses().items())


def test_every_id_is_three_capital_letters_a_dash_and_two_digits() -> None:
    assert [one.id for one in ALL if not re.fullmatch(r"[A-Z]{3}-[0-9]{2}", one.id)] == []


def test_every_clause_has_one_level_and_one_side() -> None:
    assert [one.id for one in ALL if one.level not in LEVELS or one.side not in SIDES] == []


@each_clause
def test_a_clause_is_one_sentence_in_each_language(one: Clause) -> None:
    assert one.en.strip() == one.en != ""
    assert one.zh.strip() == one.zh != ""
    assert one.en.endswith(".")
    assert ". " not in one.en
    assert one.zh.endswith("。")
    assert one.zh.count("。") == 1
    assert re.search(r"[\u4e00-\u9fff]", one.zh)
    assert not re.search(r"[\u4e00-\u9fff]", one.en)


@each_clause
def test_the_chinese_sentence_is_as_strong_as_the_english_one(one: Clause) -> None:
    words = {"MUST": ["必须"], "SHOULD": ["应", "宜"], "MAY": ["可"]}[one.level]
    if f"{one.level} NOT" in one.en or re.search(r"\bnever\b", one.en):
        words.append({"MUST": "不得", "SHOULD": "不宜", "MAY": "可不"}[one.level])
    assert any(word in one.zh for word in words), f"{one.id} is a {one.level}, and its Chinese says none of {words}"


def test_an_english_sentence_says_no_level_but_its_own() -> None:
    assert [one.id for one in ALL if set(LEVELS) & set(one.en.split()) != {one.level}] == []


def test_no_two_clauses_say_the_same() -> None:
    assert len({one.en for one in ALL}) == len({one.zh for one in ALL}) == len(ALL)


def test_an_unknown_clause_says_where_to_add_it() -> None:
    with pytest.raises(ClauseError, match=r"XYZ-99.*xyz\.toml.*add it"):
        clause("XYZ-99")


@pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)
def test_every_clause_of_a_message_and_its_fields_exists(declared: type[protocol_spec.Message]) -> None:
    assert clause(declared.clause)
    for spec in declared.fields().values():
        assert clause(spec.clause)
        assert spec.en
        assert spec.zh


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_every_clause_that_the_code_names_exists(source: Path) -> None:
    named = re.findall(r"\b([A-Z]{3})-(\d{2})\b", source.read_text(encoding="utf-8"))
    for id_ in sorted({f"{prefix}-{number}" for prefix, number in named if prefix in PREFIXES}):
        assert clause(id_)


def test_the_chapters_are_numbered_from_one_and_all_sides_and_levels_are_used() -> None:
    assert [chapter.number for chapter in CHAPTERS] == list(range(1, len(CHAPTERS) + 1))
    assert {one.side for one in ALL} == set(SIDES)
    assert {one.level for one in ALL} == set(LEVELS)


def quotes(source: Path) -> Iterator[tuple[str, str]]:
    """Every `ABC-12 "…"` of a file, over the ends of its lines; `…` stands for what is left out."""
    text = re.sub(r"\n\s*#?\s*", " ", source.read_text(encoding="utf-8"))
    for id_, quoted in re.findall(r'\b([A-Z]{3}-\d\d) "([^"]{12,400}?)"', text):
        if id_ in clauses():
            yield from ((id_, piece.strip(" .")) for piece in quoted.split("…"))


@pytest.mark.parametrize("package", ["protocol_spec", "simulator", "reference_platform", "conformance"])
def test_a_clause_that_the_code_quotes_says_so_still(package: str) -> None:
    sources = sorted((Path(protocol_spec.__file__).parent.parent / package).rglob("*.py"))
    found = [(source, id_, piece) for source in sources for id_, piece in quotes(source)]
    assert found or package == "conformance"
    assert [
        (source.name, id_, piece) for source, id_, piece in found if piece.lower() not in clause(id_).en.lower()
    ] == []


ENTRY = {"side": "both", "level": "MUST", "zh": "必须。", "en": "It MUST be."}


def test_an_erratum_and_a_later_edition_are_read_with_their_clause() -> None:
    erratum = {"date": "2026-11-24", "zh": "更正。", "en": "Put right."}
    read = read_clause("frm.toml", "FRM-99", ENTRY | {"edition": 2, "errata": [erratum]}, 1)
    assert read.edition == 2
    assert read.errata == (Erratum("2026-11-24", "更正。", "Put right."),)
    assert read_clause("frm.toml", "FRM-99", ENTRY, 1).edition == 1


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"level": "SHALL"}, "level is one of"),
        ({"side": "phone"}, "side one of"),
        ({"en": "It is."}, "does not say MUST"),
        ({"note": "?"}, "keys are"),
    ],
)
def test_a_clause_that_is_wrong_is_named_with_its_file(wrong: dict[str, str], word: str) -> None:
    with pytest.raises(ClauseError, match=rf"frm\.toml \[FRM-99\].*{word}"):
        read_clause("frm.toml", "FRM-99", ENTRY | wrong, 1)


def test_a_clause_in_another_chapter_s_file_is_refused() -> None:
    head = '[chapter]\nnumber = 1\nzh = "帧"\nen = "Frames"\nedition = 1\n'
    with pytest.raises(ClauseError, match=r"frm\.toml.*SES-99 belong to another file"):
        read_chapter("frm.toml", head + "[SES-99]\n")
    with pytest.raises(ClauseError, match=r"begins with \[chapter\]"):
        read_chapter("frm.toml", "[FRM-01]\n")
