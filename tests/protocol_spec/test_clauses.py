"""The clauses: readable, in both languages, and there for whoever refers to them."""

import re
from pathlib import Path

import pytest

import protocol_spec
from protocol_spec.clauses import LEVELS, SIDES, Clause, ClauseError, chapters, clause, clauses
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
