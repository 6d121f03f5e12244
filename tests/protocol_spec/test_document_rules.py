"""What the document says of answers, refusals, severities and labels, and the vectors that stand in its appendices."""

import re
from html import unescape

import pytest

from protocol_spec import objections
from protocol_spec.bindings import MQTT_LABEL
from protocol_spec.codes import EVENT_SEVERITY, Result, Side
from protocol_spec.document import LANGS, Book, Lang, document, markdown
from protocol_spec.document.blocks import Block, Bullets, Code, Fold, Heading, Paragraph, Table
from protocol_spec.document.fields import field_table
from protocol_spec.document.sections.malformed_chapter import reaction
from protocol_spec.document.sections.objection_tables import TABLES
from protocol_spec.document.sections.upkeep import signed_table
from protocol_spec.document.sections.vector_chapter import keys, label_of
from protocol_spec.edition import WTP1, Edition
from protocol_spec.kinds import message_code
from protocol_spec.message import Ack, Message, field
from protocol_spec.security import PERMIT_LABEL, SESSION_LABEL
from protocol_spec.upgrade_table import IMAGE_LABEL
from protocol_spec.vectors import DROPPED, MALFORMED, VECTORS, Malformed, Refused, Vector

WHOLE: dict[Lang, list[Block]] = {lang: document(Book(lang)) for lang in LANGS}

each_lang = pytest.mark.parametrize("lang", LANGS)
each_message = pytest.mark.parametrize("message", WTP1.messages.values(), ids=lambda message: message.title)


def below(blocks: list[Block], anchor: str) -> list[Block]:
    at = next(k for k, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor == anchor)
    head = blocks[at]
    assert isinstance(head, Heading)
    rest = blocks[at + 1 :]
    ends = (k for k, block in enumerate(rest) if isinstance(block, Heading) and block.level <= head.level)
    return rest[: next(ends, len(rest))]


def rows_below(lang: Lang, anchor: str) -> list[tuple[str, ...]]:
    return [row for block in below(WHOLE[lang], anchor) if isinstance(block, Table) for row in block.rows]


def folds(lang: Lang) -> list[Fold]:
    return [block for block in WHOLE[lang] if isinstance(block, Fold)]


def bare(text: str) -> str:
    return re.sub(r"\[([^\]]+)\]\(#[^)]+\)", r"\1", text).replace("`", "")


# ---- answers ---------------------------------------------------------------------------------------------------------


@each_lang
@each_message
def test_every_message_says_what_answers_it(lang: Lang, message: type[Message]) -> None:
    facts = next(block for block in below(WHOLE[lang], message.title) if isinstance(block, Bullets)).items
    label = {"zh": "应答：", "en": "Answered by: "}[lang]
    (said,) = (bare(fact).removeprefix(label) for fact in facts if fact.startswith(label))
    assert re.split("、|, ", said) == (list(message.answered_by) or ["—"])


@each_lang
def test_an_answer_says_what_it_answers(lang: Lang) -> None:
    facts = next(block for block in below(WHOLE[lang], "COMMAND_RESULT") if isinstance(block, Bullets)).items
    label = {"zh": "用以应答：", "en": "Answers: "}[lang]
    (said,) = (bare(fact).removeprefix(label) for fact in facts if fact.startswith(label))
    asking = {one.title for one in WTP1.messages.values() if "COMMAND_RESULT" in one.answered_by}
    assert sorted(said.split(", ")) == sorted(asking)


@each_lang
def test_the_table_of_answers_has_every_message_once(lang: Lang) -> None:
    rows = rows_below(lang, "ack-required")
    messages = [WTP1.messages[code] for code in sorted(WTP1.messages)]
    assert [bare(row[1]) for row in rows] == [message.title for message in messages]
    for row, message in zip(rows, messages, strict=True):
        assert int(bare(row[0]), 16) == message.code
        receiver = Side.PLATFORM if message.sender is Side.TERMINAL else Side.TERMINAL
        assert row[2] == f"{message.sender.text(lang)} → {receiver.text(lang)}"
        assert (row[4] == "—") is not message.response
        assert re.split("、|, ", bare(row[6])) == (list(message.answered_by) or ["—"])
        assert bare(row[7]) == message.clause


SECOND = Edition(2, "WTP/2")


class Wave(Message, edition=SECOND, code=0x06, sender=Side.TERMINAL, clause="ACK-01", zh="招手", ack=Ack.MUST):
    of: int = field(message_code, "ACK-01", "whom it waves back to", "回礼")


def test_an_answer_that_an_edition_has_not_is_named_without_a_link_and_vectors_of_another_are_left_out() -> None:
    whole = document(Book("en", SECOND))
    facts = next(block for block in below(whole, "WAVE") if isinstance(block, Bullets)).items
    assert "Answered by: PLATFORM_ACK" in facts
    assert not any(isinstance(block, Fold) for block in whole)
    text = markdown(whole)
    assert '<a id="vectors"></a>' in text
    assert '<a id="standings"></a>' not in text


def test_a_field_that_is_a_message_code_says_so() -> None:
    (row,) = field_table(Book("en", SECOND), Wave).rows
    assert row[3] == "u8 [message code](#messages)"


def test_a_step_below_zero_turns_the_range_round_and_zero_has_no_sign() -> None:
    rows = {row[2]: row for row in field_table(Book("en"), WTP1.messages[0x10]).rows}
    assert rows["`signal`"][4:6] == ("-1 dBm", "0 … 150 (−150 … 0 dBm)")


# ---- refusals, severities, labels ------------------------------------------------------------------------------------


def test_every_table_of_objections_is_in_the_document() -> None:
    declared = [value for name, value in vars(objections).items() if name.endswith("_OBJECTIONS")]
    assert sorted(map(id, TABLES.values())) == sorted(map(id, declared))
    assert set(TABLES) <= {message.title for message in WTP1.messages.values()}


@each_lang
@pytest.mark.parametrize(
    ("title", "chapter"), [("REGISTER", "SES"), ("LOGIN", "SES"), ("UNLOCK", "LCK"), ("OFFLINE_PERMIT", "OFF")]
)
def test_objections_stand_in_their_chapter_in_the_order_of_the_table(lang: Lang, title: str, chapter: str) -> None:
    anchor = f"objections-{title.lower().replace('_', '-')}"
    assert any(isinstance(block, Heading) and block.anchor == anchor for block in below(WHOLE[lang], chapter))
    rows = [(bare(row[1]), bare(row[3])) for row in rows_below(lang, anchor)]
    assert rows == [(f"{result.name} ({int(result)})", clause) for result, clause in TABLES[title]]


@each_lang
def test_every_event_says_how_grave_it_is(lang: Lang) -> None:
    said = {bare(row[1]): row[4] for row in rows_below(lang, "EventCode")}
    assert said == {event.name: severity.text(lang) for event, severity in EVENT_SEVERITY.items()}


@each_lang
def test_each_label_is_printed_where_it_is_used_with_its_length(lang: Lang) -> None:
    for anchor, label in (("session-key", SESSION_LABEL), ("permit-key", PERMIT_LABEL)):
        first = rows_below(lang, anchor)[0]
        assert (first[1], bytes.fromhex(bare(first[2]))) == (str(len(label)), label)
        assert label.decode() in first[3]
    first = signed_table(Book(lang)).rows[0]
    assert first[0] == "11" == str(len(IMAGE_LABEL))
    assert IMAGE_LABEL.decode() in first[1]


@each_lang
def test_the_password_for_a_broker_is_worked_through(lang: Lang) -> None:
    said = [bare(row[1]) for row in rows_below(lang, "mqtt-password")]
    assert bytes.fromhex(said[2]) == MQTT_LABEL + bytes.fromhex("9999010000000042")
    assert said[3] == "c409b6f96003686455b84c8d8e64b239"


def test_which_version_is_newer_is_shown_by_examples() -> None:
    said = {(bare(row[0]), bare(row[1])): bare(row[2]) for row in rows_below("en", "newer")}
    assert said[("1.10", "1.9")] == said[("1.2.1", "1.2")] == "taken"
    assert said[("1.2.0", "1.2")] == said[("2.0-rc1", "2.0")] == said[("1.9.9", "2.0")] == "NOT_NEWER"


# ---- vectors ---------------------------------------------------------------------------------------------------------


def octets(fold: Fold) -> tuple[bytes, bytes]:
    """What a reader types off the first listing, and what he copies from the second."""
    listing, plain = (block.text for block in fold.blocks if isinstance(block, Code))
    found, at = "", 0
    for line in listing.splitlines():
        # Offset, two spaces, up to eight bytes, two spaces, comment.
        assert int(line[:4]) == at
        row = bytes.fromhex(line[6:29])
        at += len(row)
        found += row.hex()
    return bytes.fromhex(found), bytes.fromhex(plain)


def first_line(fold: Fold) -> str:
    head = fold.blocks[0]
    assert isinstance(head, Paragraph)
    return bare(head.text)


@each_lang
def test_every_vector_stands_once_and_in_the_order_of_typing(lang: Lang) -> None:
    good = [fold for fold in folds(lang) if fold.anchor.startswith("vector-")]
    bad = [fold for fold in folds(lang) if fold.anchor.startswith("malformed-")]
    assert [octets(fold)[0] for fold in good] == [vector.frame for vector in VECTORS]
    assert sorted(octets(fold)[0] for fold in bad) == sorted(one.data for one in MALFORMED)


@each_lang
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_good_vector_can_be_typed_off_copied_and_checked(lang: Lang, vector: Vector) -> None:
    (fold,) = (fold for fold in folds(lang) if fold.summary.endswith(f"{'：' if lang == 'zh' else ': '}{vector.name}"))
    assert octets(fold) == (vector.frame, vector.frame)
    assert vector.title in fold.summary
    text = markdown([fold])
    assert all(comment in text for comment in vector.comments)
    assert set(vector.clauses) <= set(re.findall(r"[A-Z]{3}-\d\d", first_line(fold)))
    assert (vector.secured is None) or label_of(vector.secured.key) in first_line(fold)


@each_lang
@pytest.mark.parametrize("one", MALFORMED, ids=lambda one: one.name)
def test_a_malformed_vector_says_who_gets_it_and_what_comes_of_it(lang: Lang, one: Malformed) -> None:
    (fold,) = (fold for fold in folds(lang) if fold.summary.startswith(f"{one.name} → "))
    assert octets(fold) == (one.data, one.data)
    assert reaction(Book(lang), one) in fold.summary
    assert reaction(Book(lang), one) in first_line(fold)
    assert one.clause in first_line(fold)
    if lang == "en":
        assert f"{one.to}, {one.standing}" in first_line(fold)
    assert (one.secured is None) or label_of(one.secured.key) in first_line(fold)


def test_a_reaction_is_said_in_the_words_of_the_wire() -> None:
    said = {one.name: reaction(Book("en"), one) for one in MALFORMED}
    for one in MALFORMED:
        if isinstance(one.reaction, Refused):
            assert f"{Result.of(one.reaction.result).name} ({one.reaction.result})" in said[one.name]
            assert ("_ACK " in said[one.name]) is one.reaction.answered
        else:
            assert one.reaction == DROPPED
            assert said[one.name] == "dropped"
    assert said["an unknown code, to a platform"] == "PLATFORM_ACK UNKNOWN_CODE (2)"
    assert said["an unknown code, to a terminal"] == "TERMINAL_ACK UNKNOWN_CODE (2)"


@each_lang
def test_every_key_of_a_tag_is_in_the_table_of_keys(lang: Lang) -> None:
    used = {one.secured.key for one in (*VECTORS, *MALFORMED) if one.secured}
    said = {row[0]: bare(row[3]).replace(" ", "").upper() for row in rows_below(lang, "vector-keys")}
    assert used <= set(said.values())
    assert all(said[label_of(key)] == key for key in keys())


def test_a_fold_is_html_that_holds_markdown_and_its_summary_is_plain() -> None:
    fold = Fold("a < b → dropped", "x", (Paragraph("**bold**"), Code("00  zero")))
    text = markdown([fold])
    assert text.startswith('<details><summary><a id="x"></a>a &lt; b → dropped</summary>\n\n**bold**\n\n```text\n')
    assert text.endswith("```\n\n</details>\n")
    assert "a < b" in unescape(text)
