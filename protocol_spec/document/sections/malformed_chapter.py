"""Bytes that are no good frame, each with who gets it in which standing and what has to come of it."""

from collections import defaultdict

from protocol_spec.clauses import chapters
from protocol_spec.codes import Result
from protocol_spec.document.blocks import Block, Fold, Heading, Paragraph, Table
from protocol_spec.document.book import Book
from protocol_spec.document.prose import prose
from protocol_spec.document.sections.vector_chapter import EDITION, anchor, sealed, spelled_out
from protocol_spec.document.words import name, slug
from protocol_spec.vectors import MALFORMED, Malformed, Refused
from protocol_spec.vectors.malformed.malformed import AFTER


def malformed_chapter(book: Book) -> list[Block]:
    """By chapter of the clause that decides; all of them are of the edition of the good frames behind them."""
    found: list[Block] = [*prose(book, "malformed")]
    mine = [one for one in MALFORMED if one.frame_after[EDITION] == book.edition.number]
    if not mine:
        return found
    found += [Heading(3, book.pick("接收方的处境", "Standings of the receiver"), "standings"), standing_table(book)]
    by_chapter: defaultdict[str, list[Malformed]] = defaultdict(list)
    for one in mine:
        by_chapter[one.clause[:3]].append(one)
    for chapter in chapters():
        if folds := [_fold(book, one) for one in by_chapter[chapter.prefix]]:
            decided = book.pick(f"依据第 {chapter.number} 章", f"Decided by chapter {chapter.number},")
            title = f"{decided} {chapter.title(book.lang)} ({chapter.prefix})"
            found += [Heading(3, title, f"malformed-{chapter.prefix}"), *folds]
    return found


def standing_table(book: Book) -> Table:
    rows = tuple(
        (name(book, to), name(book, standing), book.link(anchor(after), after.name))
        for (to, standing), after in AFTER.items()
    )
    head = (
        book.pick("接收方", "Receiver"),
        book.pick("处境", "Standing"),
        book.pick("其后的正确帧", "Good frame behind"),
    )
    return Table(head, rows)


def _fold(book: Book, one: Malformed) -> Fold:
    colon, semicolon = book.pick("：", ": "), book.pick("；", "; ")
    facts = [
        f"{book.pick('接收方', 'Receiver')}{colon}{name(book, one.to)}{book.pick('，', ', ')}{name(book, one.standing)}",
        f"{book.pick('条款', 'Clause')}{colon}{book.clause(one.clause)}",
        f"{book.pick('反应', 'Reaction')}{colon}**{book.linked(reaction(book, one))}**",
    ]
    facts += [f"{book.pick('标签', 'Tag')}{colon}{sealed(book, one.secured)}"] if one.secured else []
    summary = f"{one.name} → {reaction(book, one)}"
    return Fold(summary, f"malformed-{slug(one.name)}", (Paragraph(semicolon.join(facts)), *spelled_out(one.typed)))


def reaction(book: Book, one: Malformed) -> str:
    """In a few plain words: dropped, answered by an acknowledgement with a result, or refused without an answer."""
    if not isinstance(one.reaction, Refused):
        return book.pick("丢弃", "dropped")
    result = Result.of(one.reaction.result)
    said = f"{result.name} ({int(result)})"
    if one.reaction.answered:
        return f"{one.to.upper()}_ACK {said}"
    return book.pick(f"以 {said} 拒绝，不应答", f"refused {said}, not answered")
