"""The document, from its first page to its index."""

from collections.abc import Callable

from protocol_spec.clauses import Chapter, Clause, chapters
from protocol_spec.document.blocks import Block, Bullets, Heading, Sentence
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.document.sections.carriers import carrier_sections
from protocol_spec.document.sections.code_chapter import code_chapter
from protocol_spec.document.sections.frames import frame_sections
from protocol_spec.document.sections.keys import key_sections, permit_sections
from protocol_spec.document.sections.locks import alarm_sections, event_sections, lock_sections
from protocol_spec.document.sections.malformed_chapter import malformed_chapter
from protocol_spec.document.sections.message_chapter import message_chapter
from protocol_spec.document.sections.platforms import phone_sections, platform_sections, trigger_sections
from protocol_spec.document.sections.registers import chart_chapter, clause_index, interpretation_chapter
from protocol_spec.document.sections.sessions import answer_sections, session_sections
from protocol_spec.document.sections.upkeep import parameter_sections, upgrade_sections
from protocol_spec.document.sections.vector_chapter import vector_chapter
from protocol_spec.document.words import name

Section = Callable[[Book], list[Block]]

SECTIONS: dict[str, Section] = {
    "FRM": frame_sections,
    "BND": carrier_sections,
    "SES": session_sections,
    "SEC": key_sections,
    "ACK": answer_sections,
    "LCK": lock_sections,
    "EVT": event_sections,
    "OFF": permit_sections,
    "PAR": parameter_sections,
    "UPG": upgrade_sections,
    "PLT": platform_sections,
    "ALM": alarm_sections,
    "API": phone_sections,
    "TRG": trigger_sections,
}
"""What is derived beside the clauses of a chapter, by its prefix."""

APPENDICES: tuple[tuple[str, str, str, Section], ...] = (
    ("messages", "消息", "Messages", message_chapter),
    ("codes", "编码表", "Codes", code_chapter),
    ("charts", "时序图", "Sequences", chart_chapter),
    ("vectors", "测试向量", "Test vectors", vector_chapter),
    ("malformed", "错误向量及应有的反应", "Malformed vectors and the required reaction", malformed_chapter),
    ("interpretations", "解读登记", "Interpretations", interpretation_chapter),
    ("clause-index", "条款索引", "Index of clauses", clause_index),
)


def document(book: Book) -> list[Block]:
    """The whole document.

    Raises:
        DocumentError: one of the files it is made from is wrong or missing.
    """
    blocks = front(book)
    for chapter in chapters():
        if kept := [clause for clause in chapter.clauses if clause.id in book.clauses]:
            blocks += _chapter(book, chapter, kept)
    for letter, (anchor, zh, en, section) in zip("ABCDEFGH", APPENDICES, strict=False):
        blocks.append(Heading(2, book.pick(f"附录 {letter}. {zh}", f"Appendix {letter}. {en}"), anchor))
        blocks += section(book)
    return blocks


def front(book: Book) -> list[Block]:
    title = book.pick("WTP/1：焊机物联控制终端协议", "WTP/1: a protocol for IoT control terminals on welding machines")
    return [
        Heading(1, title, "top"),
        *prose(book, "front"),
        Heading(2, book.pick("如何阅读", "How to read this"), "reading"),
        *prose(book, "reading"),
        Bullets(_tally(book)),
        Heading(2, book.pick("从何入手：写一台终端", "Where to begin: writing a terminal"), "begin"),
        *prose(book, "begin"),
    ]


def _tally(book: Book) -> tuple[str, ...]:
    kinds = (len(book.clauses), len(book.messages))
    levels = [
        f"{name(book, level)} {sum(clause.level == level for clause in book.clauses.values())}"
        for level in ("MUST", "SHOULD", "MAY")
    ]
    return (
        book.pick(f"条款 {kinds[0]} 条：{'，'.join(levels)}。", f"{kinds[0]} clauses: {', '.join(levels)}."),
        book.pick(f"消息 {kinds[1]} 种。", f"{kinds[1]} messages."),
    )


def _chapter(book: Book, chapter: Chapter, clauses: list[Clause]) -> list[Block]:
    prefix = chapter.prefix
    title = f"{chapter.number}. {chapter.title(book.lang)} ({prefix})"
    blocks: list[Block] = [Heading(2, title, prefix), *prose(book, prefix.lower())]
    blocks.append(Heading(3, book.pick("条款", "Clauses"), f"{prefix}-clauses"))
    blocks += [sentence(book, clause) for clause in clauses]
    return blocks + (SECTIONS[prefix](book) if prefix in SECTIONS else [])


def sentence(book: Book, clause: Clause) -> Sentence:
    remarks = (
        [book.pick(f"自版本 {clause.edition} 起。", f"Since edition {clause.edition}.")] if clause.edition > 1 else []
    )
    remarks += [
        book.pick(f"勘误 {erratum.date}：{erratum.zh}", f"Erratum {erratum.date}: {erratum.en}")
        for erratum in clause.errata
    ]
    text = book.linked(clause.text(book.lang))
    return Sentence(clause.id, name(book, clause.level), name(book, clause.side), text, tuple(remarks))
