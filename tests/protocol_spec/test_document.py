"""The document: everything of the definition is in it, once, in both languages, and every link leads somewhere."""

import hmac
import re
from collections.abc import Iterator
from enum import IntFlag

import pytest

from protocol_spec import parameters, timers
from protocol_spec.clauses import Clause, Erratum, chapters, clauses
from protocol_spec.coded import Coded
from protocol_spec.codes import EVENT_VALUES, EventCode, Side
from protocol_spec.document import LANGS, Book, DocumentError, Lang, document, markdown
from protocol_spec.document import book as book_module
from protocol_spec.document import prose as prose_module
from protocol_spec.document.blocks import Block, Heading, Sentence, Table
from protocol_spec.document.fields import field_table, places
from protocol_spec.document.sections.keys import worked
from protocol_spec.document.sections.upkeep import LIMITS, signed_table, span
from protocol_spec.document.whole import sentence
from protocol_spec.edition import WTP1, Edition
from protocol_spec.instant import DAY, MINUTE, MS, S
from protocol_spec.kinds import bits, code, listed, u8, u16
from protocol_spec.layout import Layout
from protocol_spec.message import Group, Message, field
from protocol_spec.refusal import STEPS
from protocol_spec.upgrade_table import signed
from protocol_spec.vectors import PERMIT_KEYS, SESSION_KEYS, TERMINAL_KEY, VECTORS, Vector

WHOLE: dict[Lang, list[Block]] = {lang: document(Book(lang)) for lang in LANGS}
TEXT: dict[Lang, str] = {lang: markdown(blocks) for lang, blocks in WHOLE.items()}

each_lang = pytest.mark.parametrize("lang", LANGS)
each_message = pytest.mark.parametrize("message", WTP1.messages.values(), ids=lambda message: message.title)


def below(blocks: list[Block], anchor: str) -> list[Block]:
    """What stands under a heading, up to the next of its level or above."""
    at = next(k for k, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor == anchor)
    head = blocks[at]
    assert isinstance(head, Heading)
    rest = blocks[at + 1 :]
    ends = (k for k, block in enumerate(rest) if isinstance(block, Heading) and block.level <= head.level)
    return rest[: next(ends, len(rest))]


def rows_below(lang: Lang, anchor: str) -> list[tuple[str, ...]]:
    return [row for block in below(WHOLE[lang], anchor) if isinstance(block, Table) for row in block.rows]


@each_lang
def test_the_first_page_says_what_this_is_and_what_it_is_not(lang: Lang) -> None:
    first = TEXT[lang].split("\n## ")[0]
    assert "《电焊机物联控制终端通讯协议及数据格式》" in first
    assert {"zh": "不是省级文本", "en": "not the provincial text"}[lang] in first
    assert {"zh": "从不声称与其相符", "en": "never claims conformance to it"}[lang] in first
    assert {"zh": "版本 1", "en": "edition 1"}[lang] in first


@each_lang
def test_every_clause_stands_once_in_the_order_of_the_chapters_with_its_anchor(lang: Lang) -> None:
    printed = [block for block in WHOLE[lang] if isinstance(block, Sentence)]
    assert [one.id for one in printed] == [clause.id for chapter in chapters() for clause in chapter.clauses]
    for id_ in clauses():
        assert TEXT[lang].count(f'<a id="{id_}"></a>') == 1


@each_lang
def test_a_clause_is_printed_with_its_own_words_level_and_side(lang: Lang) -> None:
    for block in WHOLE[lang]:
        if isinstance(block, Sentence):
            clause = clauses()[block.id]
            assert re.sub(r"\[([^\]]+)\]\(#[^)]+\)", r"\1", block.text) == clause.text(lang)
            if lang == "en":
                assert (block.level, block.side) == (clause.level, clause.side)


@each_lang
def test_every_link_leads_to_an_anchor_and_no_anchor_is_there_twice(lang: Lang) -> None:
    anchors = re.findall(r'<a id="([^"]+)">', TEXT[lang])
    assert sorted(anchors) == sorted(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT[lang])) - set(anchors) == set()


@each_lang
@each_message
def test_every_message_has_its_code_its_fields_and_their_clauses(lang: Lang, message: type[Message]) -> None:
    section = below(WHOLE[lang], message.title)
    heading = next(block for block in WHOLE[lang] if isinstance(block, Heading) and block.anchor == message.title)
    assert f"0x{message.code:02X}" in heading.text
    if not message.fields():
        return
    table = next(block for block in section if isinstance(block, Table))
    assert [row[2] for row in table.rows] == [f"`{name}`" for name in message.fields()]
    for row, spec in zip(table.rows, message.fields().values(), strict=True):
        assert spec.clause in row[-1]
        assert row[-2] == (spec.zh if lang == "zh" else spec.en)


@each_lang
@each_message
def test_every_message_has_an_example_that_ends_in_its_crc(lang: Lang, message: type[Message]) -> None:
    text = markdown(below(WHOLE[lang], message.title))
    assert re.search(r"^ {0,3}\d+  57 54 .*magic", text, re.MULTILINE), message.title
    assert re.search(r"^ {0,3}\d+  [0-9A-F]{2} [0-9A-F]{2} .*crc$", text, re.MULTILINE), message.title


@each_lang
def test_every_number_of_every_enumeration_is_there(lang: Lang) -> None:
    for one in Book(lang).enumerations:
        printed = "\n".join(" ".join(row) for row in rows_below(lang, one.__name__))
        for member in one:
            assert f"`{member.name}`" in printed, f"{one.__name__}.{member.name}"
            assert member.text(lang) in printed


@each_lang
def test_every_event_says_what_its_value_means(lang: Lang) -> None:
    rows = {row[1]: row for row in rows_below(lang, "EventCode")}
    assert len(rows) == len(EventCode)
    for event, words in EVENT_VALUES.items():
        assert rows[f"`{event.name}`"][0] == f"`{int(event):04X}`"
        assert rows[f"`{event.name}`"][3] == words[0 if lang == "zh" else 1]


@each_lang
def test_every_parameter_has_number_default_and_range(lang: Lang) -> None:
    rows = {row[1]: row for row in rows_below(lang, "parameters")}
    for one in parameters.PARAMETERS:
        row = rows[f"`{one.name}`"]
        assert row[0] == f"`{one.id:04X}`"
        if one.low is not None:
            assert row[4] == str(one.default)
            assert row[5] == f"{one.low} … {one.high}"


def test_every_limit_of_the_timers_that_is_no_parameter_is_in_the_table() -> None:
    own = {name for name, value in vars(timers).items() if name.isupper() and isinstance(value, int)}
    from_elsewhere = {"S", "MS", "US", "MINUTE", "HOUR", "DAY"}
    assert {name for name, *_ in LIMITS} == own - from_elsewhere


def test_a_duration_is_said_in_the_largest_unit_without_a_fraction() -> None:
    book = Book("en")
    assert [span(book, value) for value in (7 * DAY, 5 * MINUTE, 90 * S, 200 * MS)] == [
        "7 d",
        "5 min",
        "90 s",
        "200 ms",
    ]


@each_lang
def test_the_refusals_stand_in_the_order_of_the_table(lang: Lang) -> None:
    rows = rows_below(lang, "refusals")
    assert [row[2] for row in rows] == [step.zh if lang == "zh" else step.en for step in STEPS]
    assert [step.refusal.result.name in row[3] for row, step in zip(rows, STEPS, strict=True)] == [True] * len(STEPS)


@each_lang
def test_both_schedules_are_those_of_the_clauses(lang: Lang) -> None:
    assert [row[1] for row in rows_below(lang, "retry-schedule")] == ["5 s", "10 s", "30 s", "120 s"]
    waits = [row[1] for row in rows_below(lang, "reconnect-schedule")]
    assert waits[:3] == ["0 … 5 s", "0 … 10 s", "0 … 20 s"]
    assert waits[-1] == "0 … 300 s"


@each_lang
def test_the_check_values_and_the_code_of_a_machine_are_there(lang: Lang) -> None:
    text = markdown(below(WHOLE[lang], "checks"))
    assert "`F4`" in text
    assert "`29B1`" in text
    assert "WTP1:000000000001:BD72" in markdown(below(WHOLE[lang], "qr"))


def test_both_languages_have_the_same_parts_in_the_same_order() -> None:
    def parts(lang: Lang) -> list[tuple[int, str]]:
        return [(block.level, block.anchor) for block in WHOLE[lang] if isinstance(block, Heading)]

    def tables(lang: Lang) -> list[tuple[int, int]]:
        return [(len(block.head), len(block.rows)) for block in WHOLE[lang] if isinstance(block, Table)]

    assert parts("zh") == parts("en")
    assert tables("zh") == tables("en")


def test_equal_definitions_give_equal_bytes() -> None:
    assert markdown(document(Book("en"))) == TEXT["en"]


def _values(vector: Vector, name: str) -> Iterator[int]:
    """How many bytes a varying field of a typed body holds beside its length."""
    paths = vector.paths
    for path, piece in zip(paths, vector.body_pieces, strict=True):
        if path == name or path.startswith(f"{name}."):
            yield len(bytes.fromhex(piece))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_the_offsets_of_the_tables_are_those_of_the_typed_frames(vector: Vector) -> None:
    declared = next(message for message in WTP1.messages.values() if message.title == vector.title)
    known: dict[str, int] = {}
    at = 0
    for (name, spec), (offset, size) in zip(declared.fields().items(), places(declared.fields()), strict=True):
        length = sum(_values(vector, name))
        if spec.kind.size is None:
            known[size.split(" + ")[1]] = length - spec.kind.prefix
        assert sum(known[part] if part in known else int(part) for part in offset.split(" + ")) == at, name
        at += length
    assert at == len(vector.body)


def test_the_worked_tags_come_out_as_typed() -> None:
    for vector, secured in worked():
        covered = bytes.fromhex(secured.direction) + vector.frame[:-10]
        assert hmac.digest(bytes.fromhex(secured.key), covered, "sha256")[:8] == vector.tag
    assert [vector.title for vector, _ in worked()] == ["LOGIN", "LOGIN_ACK"]


def test_the_printed_seeds_give_the_printed_keys() -> None:
    for one in (SESSION_KEYS[0], PERMIT_KEYS[0]):
        seed = bytes.fromhex("".join(one.seed))
        assert hmac.digest(bytes.fromhex(TERMINAL_KEY), seed, "sha256").hex().upper() == one.key


def test_what_is_signed_has_as_many_bytes_as_the_table_says() -> None:
    sizes = [row[0] for row in signed_table(Book("en")).rows]
    fixed = sum(int(size.removesuffix(" + n")) for size in sizes)
    assert len(signed(9999, 1, "1.2.3", 4096, bytes(32))) == fixed + len("1.2.3")


class Mood(Coded):
    CALM = 7, "平静", "calm and collected"


class Extra(IntFlag):
    HUMMING = 4


SECOND = Edition(2, "WTP/2")


class Row(Group):
    humming: int = field(u8, "REP-01", "how loudly it hums", "嗡鸣")


class Sigh(Message, edition=SECOND, code=0x05, sender=Side.TERMINAL, clause="REP-02", zh="叹息"):
    mood: Mood = field(code(Mood), "REP-03", "how it feels", "心情")
    extra: Extra = field(bits(Extra), "REP-03", "what it does", "动作")
    rows: tuple[Row, ...] = field(listed(Row, 9), "REP-03", "one a second", "逐秒")


class Groan(Message, edition=SECOND, code=0x85, sender=Side.PLATFORM, clause="REP-02", zh="呻吟"):
    answers: int = field(u16, "ACK-01", "what it answers", "所应答")


@each_lang
def test_a_message_that_somebody_declares_tomorrow_is_in_the_document(lang: Lang) -> None:
    whole = document(Book(lang, SECOND))
    text = markdown(whole)
    assert text.count('<a id="SIGH"></a>') == 1
    assert "UNLOCK" not in [block.anchor for block in whole if isinstance(block, Heading)]
    for said in ("`mood`", "`CALM`", "`HUMMING`", "`humming`", *(("叹息",) if lang == "zh" else ("how it feels",))):
        assert said in text
    table = next(block for block in below(whole, "may-send") if isinstance(block, Table))
    assert any("SIGH" in row[2] for row in table.rows)


def test_a_field_table_has_range_unit_and_sentinels() -> None:
    layout: type[Layout] = WTP1.messages[0x10]
    rows = {row[2]: row for row in field_table(Book("en"), layout).rows}
    assert rows["`mains_current`"][4:7] == ("0.1 A", "0 … 20 000 (0 … 2000 A)", "`FFFF` n/a, `FFFE` fault")
    assert rows["`temperature`"][4:7] == ("0.1 °C", "−550 … 1 500 (−55 … 150 °C)", "`7FFF` n/a, `7FFE` fault")


def test_prose_that_rules_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("A terminal MUST sing.", "终端必须歌唱。"):
        monkeypatch.setattr(prose_module, "_text", lambda file, said=said: said)
        with pytest.raises(DocumentError, match=r"frm\.en\.md.*belongs into a clause"):
            prose_module.prose(Book("en"), "frm")


def test_prose_that_is_missing_says_which() -> None:
    with pytest.raises(DocumentError, match=r"prose/nothing\.zh\.md is missing"):
        prose_module.prose(Book("zh"), "nothing")


def test_a_clause_of_a_later_edition_is_left_out_of_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    later = Clause("FRM-99", "both", "MUST", "", "", edition=2)
    monkeypatch.setattr(book_module, "clauses", lambda: {"FRM-99": later})
    assert Book("en").clauses == {}
    assert Book("en", SECOND).clauses == {"FRM-99": later}


def test_edition_and_errata_of_a_clause_are_printed_beside_it() -> None:
    erratum = Erratum("2027-01-02", "原为三条", "said three")
    printed = sentence(Book("en"), Clause("FRM-99", "both", "MUST", "终端必须……", "Each MUST …", 2, (erratum,)))
    assert printed.remarks == ("Since edition 2.", "Erratum 2027-01-02: said three")
    assert markdown([printed]).endswith("*Since edition 2.* *Erratum 2027-01-02: said three*\n")
